"""`homebot register [NAME]`: the decisions that are open, or others, for people and for programs."""

import dataclasses
import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click

from homebot.cli import exits
from homebot.cli.clock import now
from homebot.cli.config import usable_directory
from homebot.cli.start import read_settings, ready_database
from homebot.core.directory import Directory
from homebot.core.register.export_csv import to_csv
from homebot.core.register.question import Asked, Misread, read
from homebot.core.register.record import Record
from homebot.core.register.told import reason
from homebot.core.render.escape import visible
from homebot.store.register_listing import every

WIDE = 300
"""Columns of a table where nobody watches: something may look for words, which must not be broken over lines."""


@click.command("list", short_help="List decisions (what a name alone does, too).")
@click.argument("names", nargs=-1, metavar="[TEAM|SERVICE|ENTITY|D12]")
@click.option("--state", default="open", show_default=True, help="open (can still change), all, or one state.")
@click.option("--kind", help="deviation, bar-raiser, override, agreement, claim, escalation or duplication.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
def listing(names: tuple[str, ...], state: str, kind: str | None, form: str) -> None:
    """List decisions, what is due soonest first: those of a team, a service or an entity, or all.

    JSON has every entry of each. Nothing is cut.
    """
    settings = read_settings()
    asked = _asked(names, state, kind, usable_directory(Path(settings.config)))
    with ready_database(settings).connect() as connection:
        found = every(connection, asked)
        if form == "csv":
            for piece in to_csv(found):
                sys.stdout.write(piece)
        elif form == "json":
            click.echo(json.dumps([as_json(record) for record in found], indent=2))
        else:
            _write(tuple(found), now())


def as_json(record: Record) -> dict[str, object]:
    """Everything, moments in ISO 8601."""
    plain = {"name": record.name, "open": not record.final, **dataclasses.asdict(record)}
    plain |= {"said": dict(record.said)}
    return json.loads(json.dumps(plain, default=lambda moment: moment.isoformat()))  # type: ignore[no-any-return]


def _asked(names: tuple[str, ...], state: str, kind: str | None, directory: Directory) -> Asked:
    named = {"state": state} | ({"kind": kind} if kind is not None else {})
    try:
        return read(names, named, directory)
    except Misread as error:
        exits.leave(exits.WRONG_USE, f"{str(error).rstrip('.')}; homebot register --help shows how to ask")


def _write(records: Iterable[Record], moment: datetime) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(
        "decision", "state", "about", "by", "team", "home", "until", "due", "said in", "text", highlight=False
    )
    for record in records:
        table.add_row(*(Text(visible(cell, 200), overflow="fold") for cell in _cells(record, moment)))
    if table.row_count == 0:
        click.echo("no such decision")
        return
    Console(width=None if sys.stdout.isatty() else WIDE).print(table)


def _cells(record: Record, moment: datetime) -> tuple[str, ...]:
    topics = (record.scope.standard, record.scope.kind, record.scope.service)
    until = f"{record.until:%Y-%m-%d}" if record.until is not None else ""
    due = f"{record.due:%Y-%m-%d}" if record.due is not None and not record.final else ""
    late = " (late)" if due and record.due is not None and record.due < moment else ""
    by = record.by or "homebot"
    about = " ".join(topic for topic in topics if topic)
    said = (record.place, reason(record))
    return (record.name, record.state, about, by, record.team, record.home, until, due + late, *said)
