"""`homebot owners --consumers SERVICE`: who depends on it, in text or as JSON."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from homebot.app.consumers_answer import Consumers, Depends, consumers
from homebot.cli.config import file_of
from homebot.cli.exits import FINDINGS, WRONG_USE, leave
from homebot.cli.start import read_settings, ready_database
from homebot.core.declared import Edge
from homebot.core.dependency_lines import Trouble
from homebot.core.directory import Directory
from homebot.core.render.escape import visible
from homebot.core.wording import suggestion

WIDE = 300
SHORT_OID = 12


def ask_consumers(service: str, central: Directory, today: date, day: date | None) -> Consumers:
    """Who depends on a service; ends the process where there is none of that name."""
    engine = ready_database(read_settings())
    with engine.connect() as connection:
        found = consumers(connection, central, service, today, day)
    if isinstance(found, Directory):
        known = suggestion(service, found.services)
        leave(WRONG_USE, f"the catalogue has no service {visible(service, 100)}; {known}")
    return found


def tell_consumers(found: Consumers, folder: Path, form: str) -> None:
    """Prints the answer, with places of the catalogue in `folder`; ends the process with 1 where packages are in
    conflict."""
    if form == "json":
        click.echo(json.dumps(_as_json(found, folder), indent=2))
    else:
        _write(found, folder)
    if found.conflicts:
        sys.exit(FINDINGS)


def _write(found: Consumers, folder: Path) -> None:
    if found.depends:
        table = Table("service", "team", "package", "version", "scope", "said at", "commit", "since", highlight=False)
        for one in found.depends:
            table.add_row(*(Text(visible(cell, 300), overflow="fold") for cell in _cells(one)))
        # Where nobody watches, places must not be broken over lines: something may look for them.
        Console(width=None if sys.stdout.isatty() else WIDE).print(table)
    else:
        packages = ", ".join(found.packages)
        text = f"no manifest that was read names {visible(packages, 300)}" if packages else "it provides no package"
        click.echo(f"{found.service}: {text}")
    for team, edge in found.declared:
        click.echo(f"declared: {edge.consumer} of {team} says {edge.how}: {found.service} ({_place(edge, folder)})")
    for package, services in found.conflicts:
        click.echo(f"conflict: {package} is provided by {', '.join(services)}; nobody is credited for it", err=True)
    for repository in found.unread:
        click.echo(f"not read yet: {repository}", err=True)
    for repository, trouble in found.troubles:
        click.echo(f"not read: {_at(repository, trouble)}: {visible(trouble.text, 300)}", err=True)


def _cells(one: Depends) -> tuple[str, ...]:
    row = one.row
    line = row.line
    version = line.version or (f">={line.at_least}" if line.at_least else "")
    scope = line.scope if line.direct else f"{line.scope}, indirect"
    at = f"{row.repository}:{line.path}" + (f":{line.line}" if line.line else "")
    ends = f" until {row.until:%Y-%m-%d}" if row.until is not None else ""
    since = f"{row.since:%Y-%m-%d}{ends}"
    return line.service, one.team or "(left)", line.package, version, scope, at, row.commit[:SHORT_OID], since


def _place(edge: Edge, folder: Path) -> str:
    if edge.place is None:
        return "the catalogue"
    if edge.repository:
        return f"{edge.repository}:{visible(str(edge.place), 300)}"
    return visible(f"{file_of(edge.place, folder)}:{edge.place.line}:{edge.place.column}", 400)


def _at(repository: str, trouble: Trouble) -> str:
    place = f"{repository}:{visible(trouble.path, 300)}" if trouble.path else repository
    return f"{place}:{trouble.line}" if trouble.line else place


def _as_json(found: Consumers, folder: Path) -> dict[str, Any]:
    return {
        "service": found.service,
        "packages": found.packages,
        "consumers": [_line(one) for one in found.depends],
        "declared": [
            {"service": edge.consumer, "team": team, "how": edge.how, "place": _place(edge, folder)}
            for team, edge in found.declared
        ],
        "conflicts": [{"package": package, "services": services} for package, services in found.conflicts],
        "unread": found.unread,
        "troubles": [
            {"repository": repository, "path": one.path, "line": one.line, "text": one.text}
            for repository, one in found.troubles
        ],
    }


def _line(one: Depends) -> dict[str, Any]:
    row = one.row
    return {
        "service": row.line.service,
        "team": one.team,
        "package": row.line.package,
        "version": row.line.version,
        "at_least": row.line.at_least,
        "scope": row.line.scope,
        "direct": row.line.direct,
        "repository": row.repository,
        "path": row.line.path,
        "line": row.line.line,
        "commit": row.commit,
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until is not None else None,
    }
