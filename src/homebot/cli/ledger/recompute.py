"""`homebot ledger recompute [QUARTER]`: the books made again from facts, and compared."""

from collections.abc import Sequence

import click

from homebot.app.recomputing import Recomputed
from homebot.app.recomputing import recompute as run
from homebot.cli import exits
from homebot.cli.start import read_settings, ready_database
from homebot.core.wording import quoted
from homebot.store import books


@click.command(short_help="Make the books again from facts, and compare.")
@click.argument("quarter", required=False)
def recompute(quarter: str | None) -> None:
    """Make every entry of QUARTER (2026Q2), or of all closed quarters, again from the facts in the event log and the
    parameters of that quarter, and compare.

    Exits 1 when the books say otherwise, with the first differences.
    """
    engine = ready_database(read_settings())
    name = quarter.upper() if quarter is not None else None
    with engine.connect() as connection:
        if name is not None:
            _require(name, books.quarters(connection))
        try:
            found = run(connection, name)
        except ValueError as error:
            exits.leave(exits.FINDINGS, f"{error}; homebot ledger verify names the first bad entry")
    _show(found, name or "all closed quarters")


def _require(quarter: str, closed: Sequence[str]) -> None:
    if quarter not in closed:
        which = f"closed are {', '.join(closed[-4:])}" if closed else "none is closed yet"
        exits.leave(exits.WRONG_USE, f"the quarter {quoted(quarter)} is not closed; {which}")


def _show(found: Recomputed, which: str) -> None:
    for text in found.first:
        click.echo(text)
    if found.differ > len(found.first):
        click.echo(f"and {found.differ - len(found.first)} more")
    what = f"{found.entries} entries of {which}"
    if found.corrections:
        what += f" (and {found.corrections} corrections, which rest on no facts)"
    if found.differ:
        exits.leave(exits.FINDINGS, f"{what} were made again from facts, {found.differ} differ")
    click.echo(f"{what} were made again from facts and are the same")
