"""`homebot reconcile`: fetches what was missed, now instead of within a quarter of an hour."""

import click

from homebot.app.engine import open_client
from homebot.app.receive import Door
from homebot.app.reconcile import reconcile as run
from homebot.cli import exits
from homebot.cli.settings import SettingsError
from homebot.cli.start import read_settings, ready_database
from homebot.cli.wiring import open_outside


@click.command(short_help="Fetch what was missed; look again at what changed.")
def reconcile() -> None:
    """Have failed deliveries of the last three days sent again, and wake pull requests that changed unseen."""
    settings = read_settings()
    try:
        settings.require_github()
    except SettingsError as error:
        exits.leave(exits.WRONG_USE, str(error))
    ready_database(settings)
    outside = open_outside(settings)
    done = run(outside, Door(outside.engine, open_client(outside.engine)))
    click.echo(f"{done.redelivered} deliveries are sent again, {done.woken} pull requests are looked at again")
    if done.left:
        click.echo(f"{done.left} more deliveries were missed: run this again, or wait a quarter of an hour")
    if done.unreachable:
        exits.leave(exits.OUTSIDE, f"could not be asked: {', '.join(done.unreachable)}; the log says why")
