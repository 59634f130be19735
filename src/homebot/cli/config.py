"""`homebot config check`: whether a configuration is good, and everything that is wrong with it."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import click

from homebot.adapters.config import Loaded, Problem
from homebot.cli.catalogue import read_catalogue
from homebot.cli.exits import WRONG_USE
from homebot.core.directory import Directory, Place
from homebot.core.team_life.notes import notes


@click.group()
def config() -> None:
    """Look after the configuration."""


@config.command()
@click.argument("folder", envvar="HOMEBOT_CONFIG", default="config", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def check(folder: Path, form: str) -> None:
    """Check the configuration in FOLDER (default: HOMEBOT_CONFIG, else config), or in github:OWNER/REPO[/FOLDER].

    Names every problem with file, line and column on one line each, and exits 2 if there is one. Notes (a large team,
    an end without an heir) change no exit code.
    """
    loaded = read_catalogue(folder)
    if form == "json":
        click.echo(json.dumps(_as_json(loaded, folder), indent=2))
    elif loaded.directory is not None:
        click.echo(f"configuration is good: {_counted(loaded.directory)}")
        for note in notes(loaded.directory):
            click.echo(f"note: {replace(note, place=replace(note.place, file=file_of(note.place, folder)))}")
    else:
        for problem in loaded.problems:
            click.echo(line_of(problem, folder), err=True)
    if loaded.directory is None:
        sys.exit(WRONG_USE)


def usable_directory(folder: Path) -> Directory:
    """The catalogue in a folder; ends with code 2 and all that is wrong with it where it cannot be used."""
    loaded = read_catalogue(folder)
    if loaded.directory is None:
        for problem in loaded.problems:
            click.echo(line_of(problem, folder), err=True)
        sys.exit(WRONG_USE)
    return loaded.directory


def file_of(place: Place, folder: Path) -> str:
    """The file as the caller would open it: places name it with the folder's own name only."""
    label = f"{folder.resolve().name}/"
    return str(folder / place.file.removeprefix(label)) if place.file.startswith(label) else place.file


def line_of(problem: Problem, folder: Path) -> str:
    """A problem on one line, with the file as the caller would open it."""
    return str(replace(problem, place=replace(problem.place, file=file_of(problem.place, folder))))


def _counts(directory: Directory) -> dict[str, int]:
    return {
        "entities": len(directory.entities),
        "teams": len(directory.teams),
        "services": len(directory.services),
        "profiles": len(directory.profiles),
        "successions": len(directory.successions),
    }


def _counted(directory: Directory) -> str:
    one = {"entities": "entity"}
    return ", ".join(
        f"{count} {one.get(name, name.removesuffix('s')) if count == 1 else name}"
        for name, count in _counts(directory).items()
    )


def _as_json(loaded: Loaded, folder: Path) -> dict[str, object]:
    problems = [
        {
            "file": file_of(problem.place, folder),
            "line": problem.place.line,
            "column": problem.place.column,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in loaded.problems
    ]
    if loaded.directory is None:
        return {"good": False, "problems": problems}
    remarks = [
        {"file": file_of(note.place, folder), "line": note.place.line, "message": note.message, "hint": note.hint}
        for note in notes(loaded.directory)
    ]
    said = {"problems": problems, "notes": remarks}
    return {"good": True, "digest": loaded.directory.digest, **_counts(loaded.directory), **said}
