"""`homebot owners PATH...`: whose files are, who reviews them, and which file and line says so; `--consumers SERVICE`:
who depends on it.

In a checkout, what its last commit says in CODEOWNERS, OWNERS, `catalog-info.yaml` and `.homebot.yml` counts too.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from homebot.cli.clock import now
from homebot.cli.config import file_of, usable_directory
from homebot.cli.exits import FINDINGS, OUTSIDE, WRONG_USE, leave
from homebot.core.directory import Directory
from homebot.core.directory import Place as Written
from homebot.core.owners import OwnerAnswer, explain
from homebot.core.ownership import Fault, PathOwners
from homebot.core.render.escape import visible

MOST_OWNERS = 20
WIDE = 300


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--consumers", "service", metavar="SERVICE", help="Who depends on it, instead of whose a path is.")
@click.option("--repository", metavar="OWNER/NAME", help="Default: that of the checkout you are in.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="By the catalogue of that day. Default: today.")
@click.option("--config", "folder", envvar="HOMEBOT_CONFIG", default="config", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def owners(
    paths: tuple[str, ...], service: str | None, repository: str | None, day: datetime | None, folder: Path, form: str
) -> None:
    """Tell whose each PATH is. Exits 1 if one of them belongs to no service.

    With --consumers: which services depend on SERVICE, by the manifests of their default branches as homebot read them
    and by what is declared. Exits 1 if two services say that they provide one package.
    """
    if bool(paths) == (service is not None):
        leave(WRONG_USE, "give PATHs, or --consumers SERVICE")
    directory = usable_directory(folder)
    if service is not None:
        _tell_consumers(service, directory, day, folder, form)
        return
    answers, faults = _answers(paths, repository, (day or now()).date(), directory)
    _tell(answers, folder, form)
    for fault in faults:
        click.echo(_line_of(fault, folder), err=True)
    if any(answer.service is None for answer in answers):
        sys.exit(FINDINGS)


def _tell(answers: Sequence[OwnerAnswer], folder: Path, form: str) -> None:
    if form == "json":
        found = [_as_json(answer, folder) for answer in answers]
        click.echo(json.dumps(found[0] if len(found) == 1 else found, indent=2))
    elif len(answers) == 1:
        click.echo("\n".join(_as_text(answers[0], folder)))
    else:
        _write_table(answers, folder)


def _tell_consumers(service: str, directory: Directory, day: datetime | None, folder: Path, form: str) -> None:
    # Imported late: only this needs the database.
    from homebot.cli.consumers import ask_consumers, tell_consumers

    found = ask_consumers(service, directory, now().date(), day.date() if day is not None else None)
    tell_consumers(found, folder, form)


def _answers(
    paths: Sequence[str], asked: str | None, day: date, directory: Directory
) -> tuple[list[OwnerAnswer], tuple[Fault, ...]]:
    """The answer for each path, and what is wrong in the checkout's files."""
    # Imported late: whoever asks for help need not wait, and GitPython wants git at once.
    from homebot.adapters.git.errors import GitError
    from homebot.cli.check.place import Place
    from homebot.cli.check.reading import borrowed
    from homebot.cli.own_files import own_files

    place = Place(Path())
    here = (place.address("origin") or "").lower()
    repository = (asked or here).lower()
    if repository and repository == here and (commit := place.commit("HEAD")):
        with borrowed(place.facts()[1]) as mirror:
            bare = [path.lstrip("/") for path in paths]
            try:
                found = own_files(mirror, commit, directory, repository, bare)
            except GitError as error:
                leave(OUTSIDE, f"the checkout cannot be read: {visible(str(error), 300)}; `git fsck` says more")
            _require_services(found.directory, repository)
            own, catalogue = found.of_paths(bare), found.catalogue
            answers = [explain(path, repository, found.directory, day, catalogue, own) for path in paths]
            return answers, catalogue.faults
    _require_services(directory, repository)
    return [explain(path, repository, directory, day) for path in paths], ()


def _require_services(directory: Directory, repository: str) -> None:
    if not repository or not directory.services_of_repository(repository):
        known = ", ".join(sorted({service.repository for service in directory.services.values()}))
        said = f"no service lives in {repository}" if repository else "this is not a checkout of a repository on GitHub"
        leave(WRONG_USE, f"{said}; give --repository, one of: {known}")


def _people(answer: OwnerAnswer) -> str:
    github = (f"GitHub team {answer.github_team}",) if answer.github_team else ()
    return ", ".join((*answer.reviewers, *github)) or "nobody"


def _owners(found: PathOwners | None) -> str:
    if found is None:
        return ""
    named = [visible(str(owner), 100) for owner in found.owners[:MOST_OWNERS]]
    more = len(found.owners) - MOST_OWNERS
    return ", ".join(named) + (f" and {more} more" if more > 0 else "") or "nobody"


def _at(place: Written, folder: Path) -> str:
    return visible(f"{file_of(place, folder)}:{place.line}:{place.column}", 400)


def _as_text(answer: OwnerAnswer, folder: Path) -> list[str]:
    if answer.service is None:
        text = f"{visible(answer.path, 300)}: no service covers it; add its path to one in services.yaml"
        return [text, *_of_path(answer, folder)]
    lines = [f"service    {answer.service}", f"team       {answer.team}", f"reviewers  {_people(answer)}"]
    lines += _of_path(answer, folder)
    lines += [f"said at    {_at(place, folder)}" for place in answer.places]
    return [*lines, *(f"drift      {line}" for line in _drift(answer, folder))]


def _of_path(answer: OwnerAnswer, folder: Path) -> list[str]:
    found = answer.path_owners
    return [] if found is None else [f"owners     {_owners(found)} ({found.source}, {_at(found.place, folder)})"]


def _drift(answer: OwnerAnswer, folder: Path) -> list[str]:
    if answer.drift is None:
        return []
    winner = answer.drift.winner
    return [
        f"{other.source} says {visible(other.words or other.team, 200)} at {_at(other.place, folder)}; "
        f"{winner.source} is used"
        for other in answer.drift.others
    ]


def _write_table(answers: Sequence[OwnerAnswer], folder: Path) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("path", "fact", "", "said at", highlight=False)
    for answer in answers:
        path = visible(answer.path, 300)
        for fact, value, place in _facts(answer):
            at = _at(place, folder) if place is not None else ""
            table.add_row(*(Text(cell, overflow="fold") for cell in (path, fact, value, at)))
            path = ""
        table.add_section()
    # Where nobody watches, places must not be broken over lines: something may look for them.
    Console(width=None if sys.stdout.isatty() else WIDE).print(table)


def _facts(answer: OwnerAnswer) -> Iterator[tuple[str, str, Written | None]]:
    """Each fact with its place."""
    if answer.service is None:
        yield "service", "none covers it", None
    else:
        yield "service", answer.service, answer.service_place
        yield "team", answer.team or "", answer.said.place if answer.said is not None else answer.service_place
        yield "reviewers", _people(answer), answer.team_place
    if answer.path_owners is not None:
        yield "owners", _owners(answer.path_owners), answer.path_owners.place
    for other in answer.drift.others if answer.drift is not None else ():
        yield "drift", f"{other.source} says {visible(other.words or other.team, 200)}", other.place


def _as_json(answer: OwnerAnswer, folder: Path) -> dict[str, Any]:
    named, drift = answer.path_owners, answer.drift
    return {
        "path": answer.path,
        "service": answer.service,
        "team": answer.team,
        "reviewers": answer.reviewers,
        "github_team": answer.github_team,
        "team_said_by": answer.said.source if answer.said is not None else None,
        "path_owners": None
        if named is None
        else {"owners": [str(one) for one in named.owners], "source": named.source, "place": _at(named.place, folder)},
        "drift": []
        if drift is None
        else [
            {"source": one.source, "team": one.team, "words": one.words, "place": _at(one.place, folder)}
            for one in (drift.winner, *drift.others)
        ],
        "places": [_at(place, folder) for place in answer.places],
    }


def _line_of(fault: Fault, folder: Path) -> str:
    fix = f"; {fault.fix}" if fault.fix else ""
    return f"{_at(fault.place, folder)}: {visible(fault.message, 500)}{visible(fix, 300)}"
