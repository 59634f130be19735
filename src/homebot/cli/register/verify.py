"""`homebot register verify`: whether every decision is what its entries tell."""

import click

from homebot.cli import exits
from homebot.cli.start import read_settings, ready_database
from homebot.core.render.markdown import count
from homebot.store import register_view


@click.command(short_help="Compare every decision with its entries.")
def verify() -> None:
    """Compute every decision anew from its entries and compare it with what is kept to be asked quickly.

    Exits 1 at the first that differs, and says which it is. Where entries are good, homebot register rebuild mends it.
    """
    with ready_database(read_settings()).connect() as connection:
        found = register_view.verify(connection)
    looked = f"{count(found.decisions, 'decision')} of {count(found.entries, 'entry', 'entries')}"
    if found.problem:
        exits.leave(exits.FINDINGS, f"{found.problem}; before it, {looked} are good")
    click.echo(f"the register is whole: {looked}")
