"""`homebot ledger anchor`: where the chain of entries ends now, committed to the governance repository."""

import click

from homebot.adapters.github.anchors import PATH
from homebot.adapters.github.outcomes import CallFailed, Denied, Gone
from homebot.app import anchoring
from homebot.cli import exits
from homebot.cli.ledger.governance import governance
from homebot.cli.start import read_settings, ready_database


@click.command(short_help="Commit the newest entry's hash to the governance repository.")
def anchor() -> None:
    """Commit the place and hash of the newest entry to the governance repository, unless that is done already.

    Whoever can write to the database alone cannot cut the books' tail, or write them anew, without an anchor saying so.
    Exits 1, and commits nothing, when the anchors that are there say otherwise than the books.
    """
    settings = read_settings()
    engine = ready_database(settings)
    github, repository = governance(settings, engine)
    try:
        done = anchoring.anchor(engine, github, repository)
    except (Denied, Gone) as failed:
        advice = f"HOMEBOT_ANCHOR_TOKEN needs Contents: read and write on {repository}"
        exits.leave(exits.OUTSIDE, f"{failed}; {advice}")
    except CallFailed as failed:
        exits.leave(exits.OUTSIDE, f"{failed}; run it again, which changes nothing more")
    for problem in done.problems[1:]:
        click.echo(problem)
    if done.problems:
        exits.leave(exits.FINDINGS, f"{done.problems[0]}; nothing is anchored, see homebot ledger verify --anchor")
    if done.newest is None:
        click.echo("the books are empty: there is nothing to anchor")
    else:
        said = "is anchored now" if done.is_new else "was anchored before"
        click.echo(f"entry {done.newest.seq}, {done.newest.hash}, {said} in {repository}:{PATH}")
