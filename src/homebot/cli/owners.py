"""`homebot owners PATH`: whose a file is, who reviews it, and which line of the configuration says so."""

import json
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import click

from homebot.cli.catalogue import read_catalogue
from homebot.cli.clock import now
from homebot.cli.config import file_of, line_of
from homebot.cli.exits import FINDINGS, WRONG_USE, leave
from homebot.core.directory import Directory
from homebot.core.owners import OwnerAnswer, explain

_REMOTE = re.compile(r"[:/]([^/:\s]+/[^/:\s]+?)(?:\.git)?/?$")


@click.command()
@click.argument("path")
@click.option("--repository", metavar="OWNER/NAME", help="Default: that of the checkout you are in.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="By the catalogue of that day. Default: today.")
@click.option("--config", "folder", envvar="HOMEBOT_CONFIG", default="config", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def owners(path: str, repository: str | None, day: datetime | None, folder: Path, form: str) -> None:
    """Tell whose PATH is. Exits 1 if no service covers it."""
    directory = _directory(folder)
    name = repository or _repository_here()
    if name is None or not directory.services_of_repository(name):
        known = ", ".join(sorted({service.repository for service in directory.services.values()}))
        said = f"no service lives in {name}" if name else "this is not a checkout of a repository on GitHub"
        leave(WRONG_USE, f"{said}; give --repository, one of: {known}")
    answer = explain(path, name, directory, (day or now()).date())
    places = [f"{file_of(place, folder)}:{place.line}:{place.column}" for place in answer.places]
    click.echo(_as_json(answer, places) if form == "json" else _as_text(answer, name, places))
    if answer.service is None:
        sys.exit(FINDINGS)


def _directory(folder: Path) -> Directory:
    loaded = read_catalogue(folder)
    if loaded.directory is None:
        for problem in loaded.problems:
            click.echo(line_of(problem, folder), err=True)
        sys.exit(WRONG_USE)
    return loaded.directory


def _repository_here() -> str | None:
    """The repository that `origin` names, if there is a checkout here."""
    asked = ["git", "config", "--get", "remote.origin.url"]
    try:
        answer = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired) as error:
        leave(WRONG_USE, f"git cannot tell which repository this is ({error}); give --repository")
    found = _REMOTE.search(answer.stdout.strip())
    return found[1] if found else None


def _as_text(answer: OwnerAnswer, repository: str, places: list[str]) -> str:
    if answer.service is None:
        return f"{answer.path} in {repository}: no service covers it; add its path to one in services.yaml"
    people = ", ".join((*answer.reviewers, *((f"GitHub team {answer.github_team}",) if answer.github_team else ())))
    return "\n".join(
        (
            f"service    {answer.service}",
            f"team       {answer.team}",
            f"reviewers  {people or 'nobody'}",
            *(f"said at    {place}" for place in places),
        )
    )


def _as_json(answer: OwnerAnswer, places: list[str]) -> str:
    return json.dumps(
        {
            "path": answer.path,
            "service": answer.service,
            "team": answer.team,
            "reviewers": answer.reviewers,
            "github_team": answer.github_team,
            "places": places,
        },
        indent=2,
    )
