"""`homebot credit backfill --since DATE`: past merges and releases from git, as one batch that a human confirms."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

import click

from homebot.app import backfill as app
from homebot.app.outside import Outside
from homebot.cli import exits
from homebot.cli.settings import SettingsError
from homebot.cli.start import read_settings, ready_database
from homebot.cli.wiring import open_outside
from homebot.core.credit.past import NO_PULL
from homebot.core.directory import Directory
from homebot.core.render.escape import visible
from homebot.core.render.markdown import count

MOST_SHOWN = 40


@click.command(short_help="Bring past merges and releases from git into the ledger.")
@click.option("--since", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The first day (UTC).")
@click.option("--repository", "repositories", multiple=True, metavar="OWNER/NAME", help="Only this; may be repeated.")
@click.option("--yes", is_flag=True, help="Write without asking.")
def backfill(since: datetime, repositories: tuple[str, ...], yes: bool) -> None:
    """Replay the past merges of the services' repositories as contributions, and releases by their tags.

    Shows what it found, then asks. What it writes is one batch: nothing of it vests before somebody says
    homebot credit confirm BATCH. What is in the ledger already is left alone, so running it again adds nothing.
    """
    settings = read_settings()
    try:
        settings.require_github()
    except SettingsError as error:
        exits.leave(exits.WRONG_USE, str(error))
    ready_database(settings)
    outside = open_outside(settings)
    try:
        _run(outside, since, repositories, yes)
    finally:
        outside.analysis.close()


def _run(outside: Outside, since: datetime, repositories: tuple[str, ...], yes: bool) -> None:
    if since.date() > outside.clock().date():
        exits.leave(exits.WRONG_USE, f"--since {since:%Y-%m-%d} is in the future")
    directory = app.catalogue(outside)
    planned = app.plan(outside, directory, since.date(), _repositories(directory, repositories))
    for line in _lines(planned):
        click.echo(line)
    if not planned.contributions:
        click.echo("nothing is new: nothing was written")
    elif yes or click.confirm(f"Write {count(len(planned.contributions), 'contribution')}?"):
        _write(outside, planned)
    else:
        click.echo("nothing was written")
    if planned.unread:
        exits.leave(exits.OUTSIDE, "not everything could be read; see above, and run it again for the rest")


def _repositories(directory: Directory, named: Iterable[str]) -> tuple[str, ...]:
    """Those of the services, by name; or those named, which must be among them."""
    known = sorted({service.repository for service in directory.services.values()})
    wanted = sorted({name.lower() for name in named})
    for name in wanted:
        if name not in known:
            exits.leave(exits.WRONG_USE, f"no service of the catalogue lives in {visible(name, 200)}")
    return tuple(wanted or known)


def _write(outside: Outside, planned: app.Plan) -> None:
    done = app.write(outside, planned)
    for name, reason in done.unread:
        click.echo(
            f"the releases of {name} could not be read now ({visible(reason, 300)}); the next push or sweep does"
        )
    click.echo(
        f"written as batch {planned.batch}: {count(done.merged, 'contribution')}, {done.voided:,} of them undone,"
        f" {count(done.released, 'first release')}"
    )
    click.echo(f"nothing of it vests before somebody says: homebot credit confirm {planned.batch}")


def _lines(planned: app.Plan) -> Iterator[str]:
    """What was found, and what was not and why."""
    found = count(len(planned.contributions), "contribution")
    yield f"{found} in {count(len(planned.repositories), 'repository', 'repositories')}"
    yield from _by_service(planned)
    for why, number in sorted(_sum(one.doubts for one in planned.repositories).items()):
        yield f"  {number:>6,}  without an away team: {why}; they count as home's own"
    undone = len({event.of for one in planned.repositories for event in one.voids})
    if undone:
        yield f"  {undone:>6,}  undone by a later commit"
    yield from _left_out(planned)


def _by_service(planned: app.Plan) -> Iterator[str]:
    parts = [part for event in planned.contributions for part in event.parts]
    by_service = Counter(part.service for part in parts)
    away = Counter(part.service for part in parts if part.away_team is not None)
    for name, number in sorted(by_service.items())[:MOST_SHOWN]:
        yield f"  {number:>6,}  {visible(name, 100)}, of which {away[name]:,} by away teams"
    if len(by_service) > MOST_SHOWN:
        yield f"          and {len(by_service) - MOST_SHOWN:,} more services"


def _left_out(planned: app.Plan) -> Iterator[str]:
    if planned.known:
        yield f"{planned.known:,} merges are in the ledger already and stay as they are"
    skipped = _sum(one.skipped for one in planned.repositories)
    for why, number in sorted(skipped.items()):
        yield f"skipped {count(number, 'commit')} {why}"
    if NO_PULL in skipped:
        yield "  git does not tell of which pull requests these are, so what others did there is in nobody's credit"
    for one in planned.repositories:
        for cut in one.cuts:
            yield f"{one.repository}: {cut}"
    for name, reason in planned.unread[:MOST_SHOWN]:
        yield f"not read: {visible(name, 200)}: {visible(reason, 300)}"
    if len(planned.unread) > MOST_SHOWN:
        yield f"and {len(planned.unread) - MOST_SHOWN:,} more could not be read"


def _sum(counts: Iterable[Iterable[tuple[str, int]]]) -> Counter[str]:
    found = Counter[str]()
    for some in counts:
        found.update(dict(some))
    return found
