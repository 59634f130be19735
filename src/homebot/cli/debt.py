"""`homebot debt SERVICE`: its functions above the limit, what its merges did to them, and its hotspots."""

import dataclasses
import json
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import NoReturn

import click

from homebot.adapters.analysis.whole import Bounds
from homebot.app.debts import read_debts
from homebot.app.outside import Outside
from homebot.app.ownership import catalogues_with
from homebot.cli import exits
from homebot.cli.settings import SettingsError
from homebot.cli.start import read_settings, ready_database
from homebot.cli.wiring import open_outside
from homebot.core.debt.known import ServiceDebt
from homebot.core.debt.survey import WINDOW, Function, Survey
from homebot.core.debt.trend import Trend
from homebot.core.directory import Directory
from homebot.core.render.debt import signed
from homebot.core.render.escape import visible
from homebot.core.render.markdown import count

BOUNDS = Bounds(files=200_000, new_bytes=4 * 2**30, seconds=900.0)
"""Whoever asks here waits for it."""


@click.command()
@click.argument("service")
@click.option("--repository", metavar="OWNER/NAME", help="Where several have a service of that name.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def debt(service: str, repository: str | None, form: str) -> None:
    """Show where a service's code is complex.

    A SERVICE that its repository's own files name is known once homebot has looked at a pull request there.

    The whole default branch of SERVICE is read; the first time takes long, afterwards only what changed is analysed.
    """
    settings = read_settings()
    try:
        settings.require_github()
    except SettingsError as error:
        exits.leave(exits.WRONG_USE, str(error))
    ready_database(settings)
    outside = open_outside(settings)
    directory = _directory(outside, service, repository)
    try:
        (found,) = read_debts(outside, (service,), directory, BOUNDS)
    finally:
        outside.analysis.close()
    if found.survey is None:
        exits.leave(exits.OUTSIDE, f"the code of {service} cannot be read: {visible(found.reason, 500)}")
    click.echo(as_json(found, found.survey) if form == "json" else "\n".join(_lines(found, found.survey)))


def _directory(outside: Outside, service: str, repository: str | None) -> Directory:
    """The catalogue with the files of the one repository in which the service is meant to live."""
    found = catalogues_with(outside, service)
    meant = [name for name in found if repository is None or name == repository.lower()]
    if len(meant) != 1:
        _refuse(service, list(found), outside.configuration.current())
    return found[meant[0]]


def _refuse(service: str, repositories: Sequence[str], directory: Directory) -> NoReturn:
    if repositories:
        said = f"{visible(service, 100)} lives in {', '.join(repositories[:20])}; give one of them as --repository"
        exits.leave(exits.WRONG_USE, said)
    near = get_close_matches(service[:100], directory.services, n=1)
    guess = f"did you mean {near[0]}?" if near else f"there are {', '.join(list(directory.services)[:20])}"
    exits.leave(exits.WRONG_USE, f"the catalogue has no service {visible(service, 100)}; {guess}")


def as_json(found: ServiceDebt, survey: Survey) -> str:
    """Everything, its moments in ISO 8601."""
    plain = {
        "service": found.service,
        "repository": found.repository,
        "limit": found.limit.max,
        "limits_by_language": dict(found.limit.languages),
        "limit_is_held": found.limit.held,
        **dataclasses.asdict(survey),
        "trend": {"days": WINDOW.days, **dataclasses.asdict(found.trend)},
    }
    return json.dumps(plain, indent=2, default=lambda moment: moment.isoformat())


def _lines(found: ServiceDebt, survey: Survey) -> Iterator[str]:
    yield f"{found.service} in {found.repository} at {survey.commit[:12]}"
    yield f"limit      {found.limit}{'' if found.limit.held else ' (the default: its profile sets no complexity)'}"
    yield f"functions  {survey.functions:,} in {count(survey.files, 'file')}"
    yield f"above      {survey.over:,}, complexity {survey.complexity:,}, of which {survey.excess:,} is excess"
    yield from _trend(found.trend)
    yield from _functions(
        f"hotspots (complexity x commits of {WINDOW.days} days that changed the file)", survey.hotspots
    )
    yield from _functions("the most complex above the limit", survey.worst)
    yield from _missing(survey)


def _trend(moved: Trend) -> Iterator[str]:
    more = "more than " if moved.cut else ""
    sums = f"above {signed(moved.over)}, excess {signed(moved.excess)}, complexity {signed(moved.complexity)}"
    yield f"trend      {more}{count(moved.merges, 'merge')} in {WINDOW.days} days: {sums}"
    if moved.unread:
        yield f"           in {count(moved.unread, 'merge')} some files could not be analysed"
    for one in moved.newest:
        figures = f"above {signed(one.over):>4}  excess {signed(one.excess):>5}  complexity {signed(one.complexity):>6}"
        yield f"  {one.at:%Y-%m-%d}  {figures}  {one.pull}"


def _functions(head: str, functions: Sequence[Function]) -> Iterator[str]:
    if functions:
        yield f"\n{head}:"
    for one in functions:
        place = f"{visible(one.path, 300)}:{one.line}"
        yield f"  {one.complexity:>5} x {one.changes:<4} {place} {visible(one.name, 200)}"


def _missing(survey: Survey) -> Iterator[str]:
    if survey.cuts or survey.unread:
        yield ""
    for one in survey.cuts:
        yield f"{one}: every figure is a lower bound"
    if survey.unread:
        yield f"{count(survey.unread, 'file')} could not be analysed:"
    for error in survey.errors:
        yield f"  {visible(error.path, 300)}: {visible(error.reason, 300)}"
    left = survey.unread - len(survey.errors)
    if left:
        yield f"  and {left:,} more"
