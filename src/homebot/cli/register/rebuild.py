"""`homebot register rebuild`: what is kept of the decisions, written anew from their entries."""

import click

from homebot.cli import exits
from homebot.cli.start import read_settings, ready_database
from homebot.core.register.record import Impossible
from homebot.core.render.markdown import count
from homebot.store import register_view
from homebot.store.engine import writing


@click.command(short_help="Write what is kept of the decisions anew.")
def rebuild() -> None:
    """Write what is kept of every decision anew from its entries, which stay as they are; all of it or nothing."""
    try:
        with writing(ready_database(read_settings())) as connection:
            written = register_view.rebuild(connection)
    except Impossible as impossible:
        exits.leave(exits.FINDINGS, f"the entries tell of what cannot be: {impossible}; nothing was changed")
    click.echo(f"{count(written, 'decision')} written anew")
