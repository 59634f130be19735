"""`homebot ledger verify`: whether the books are whole, and which entry is the first that is not."""

import click
import sqlalchemy as sa

from homebot.adapters.github.anchors import PATH
from homebot.adapters.github.outcomes import CallFailed
from homebot.app import anchoring
from homebot.app.verifying import check
from homebot.cli import exits
from homebot.cli.ledger.governance import governance
from homebot.cli.settings import Settings
from homebot.cli.start import read_settings, ready_database


@click.command(short_help="Look the whole ledger through.")
@click.option("--anchor", "anchored", is_flag=True, help="Hold it against the anchors on GitHub too.")
def verify(anchored: bool) -> None:
    """Follow the chain of entries from the first to the last, and hold against it the lines that are kept to be summed
    and the facts that each close of a quarter saw.

    Exits 1 at the first bad entry, and says which it is and what is wrong. That the end was cut off, or all of it
    written anew, is seen only with --anchor.
    """
    settings = read_settings()
    engine = ready_database(settings)
    with engine.connect() as connection:
        found = check(connection)
    if found.problem:
        exits.leave(exits.FINDINGS, f"{found.problem}; {found.entries} entries before it are good")
    if found.entries == 0:
        click.echo("the ledger is whole: it has no entries yet")
    else:
        click.echo(f"the ledger is whole: {found.entries} entries, the last one's hash is {found.hash}")
    if anchored:
        _compare(settings, engine)


def _compare(settings: Settings, engine: sa.Engine) -> None:
    github, repository = governance(settings, engine)
    try:
        held = anchoring.compare(engine, github, repository)
    except CallFailed as failed:
        exits.leave(exits.OUTSIDE, str(failed))
    for problem in held.problems[1:]:
        click.echo(problem)
    if held.problems:
        exits.leave(exits.FINDINGS, f"{held.problems[0]} (anchors in {repository}:{PATH})")
    if held.newest is None:
        exits.leave(exits.FINDINGS, f"{repository} has no {PATH}; homebot ledger anchor makes it")
    click.echo(f"{held.anchors} anchors in {repository} agree, the newest with entry {held.newest.seq}")
