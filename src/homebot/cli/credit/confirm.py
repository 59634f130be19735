"""`homebot credit confirm BATCH`: a human's word that what a backfill found is right."""

import click

from homebot.app import backfill as app
from homebot.cli import exits
from homebot.cli.clock import now
from homebot.cli.start import read_settings, ready_database
from homebot.core.render.escape import visible
from homebot.core.render.markdown import count
from homebot.store import contributions


@click.command(short_help="Confirm what a backfill found.")
@click.argument("batch")
@click.option("--yes", is_flag=True, help="Confirm without asking.")
def confirm(batch: str, yes: bool) -> None:
    """Show what BATCH holds, and let it count from now on: what is adopted of it can vest."""
    engine = ready_database(read_settings())
    with engine.connect() as connection:
        held = contributions.batch_sums(connection, batch)
        waiting = contributions.unconfirmed(connection)
    if not held:
        which = f"waiting are {', '.join(waiting[:20])}" if waiting else "none waits"
        exits.leave(exits.WRONG_USE, f"there is no batch {visible(batch, 100)}; {which}")
    for one in held:
        click.echo(
            f"{visible(one.service, 100)}: {count(one.merged, 'contribution')} of {one.first:%Y-%m-%d} to"
            f" {one.last:%Y-%m-%d}, {one.away:,} by away teams, {one.void:,} undone, {one.released:,} released"
        )
    if batch not in waiting:
        click.echo(f"batch {batch} was confirmed before")
    elif yes or click.confirm(f"Confirm batch {batch}?"):
        app.confirm(engine, batch, now())
        click.echo(f"batch {batch} is confirmed: what is adopted of it can vest")
    else:
        click.echo("nothing was changed: the batch waits")
