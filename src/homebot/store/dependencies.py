"""What depends on what, with the days: the manifests of default branches as they were read, line by line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from homebot.core.dependency_lines import Line
from homebot.store.credit_tables import branches, dependencies
from homebot.store.upsert import upsert

MOST_VALUES = 500
_NEEDED = (dependencies.c.direct, dependencies.c.scope == "runtime")
_ORDER = tuple(dependencies.c[name] for name in ("package", "service", "path", "line", "id"))


@dataclass(frozen=True, slots=True)
class Row:
    """A line that was found: in which repository, at which commit it stands so, since when and until when (`None`: it
    is there still)."""

    repository: str
    line: Line
    commit: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Branch:
    """What was read last of a default branch: `problems` is JSON, `at` never goes back."""

    repository: str
    commit: str
    at: datetime
    problems: str


def branch(connection: sa.Connection, repository: str) -> Branch | None:
    """What was read last of a repository; `None` where nothing ever was."""
    found = connection.execute(sa.select(branches).where(branches.c.repository == repository)).first()
    return None if found is None else Branch(*found)


def read_branches(connection: sa.Connection, repositories: Iterable[str] | None = None) -> dict[str, Branch]:
    """What was read last, of all repositories or of these."""
    if repositories is None:
        return {row.repository: Branch(*row) for row in connection.execute(sa.select(branches))}
    wanted = sorted(set(repositories))
    found: dict[str, Branch] = {}
    for start in range(0, len(wanted), MOST_VALUES):
        query = sa.select(branches).where(branches.c.repository.in_(wanted[start : start + MOST_VALUES]))
        found |= {row.repository: Branch(*row) for row in connection.execute(query)}
    return found


def keep_branch(connection: sa.Connection, read: Branch) -> None:
    """Writes down what was read."""
    row = {"repository": read.repository, "commit": read.commit, "at": read.at, "problems": read.problems}
    upsert(connection, branches, row)


def forget_branch(connection: sa.Connection, repository: str) -> None:
    """It is read no more; should it come back, it is read as if for the first time."""
    connection.execute(sa.delete(branches).where(branches.c.repository == repository))


def replace(
    connection: sa.Connection, repository: str, commit: str, found: Iterable[Line], at: datetime
) -> frozenset[tuple[str, str]]:
    """Brings a repository's lines to those of `commit`: what is gone ends at `at`, what is new begins then, and a line
    that only moved keeps its beginning. Which (service, package) changed. Twice is once."""
    wanted = {_key(one): one for one in reversed(list(found))}
    kept: dict[tuple[Any, ...], Any] = {}
    gone: list[int] = []
    changed: set[tuple[str, str]] = set()
    query = sa.select(dependencies).where(dependencies.c.repository == repository, dependencies.c.until.is_(None))
    for row in connection.execute(query.order_by(dependencies.c.id)).all():
        key = _key(_found(row))
        if key in wanted and key not in kept:
            kept[key] = row
        else:
            gone.append(row.id)
            changed.add((row.service, row.package))
    _end(connection, gone, at)
    _move(connection, [(row.id, wanted[key].line, commit) for key, row in kept.items() if row.line != wanted[key].line])
    new = [one for key, one in wanted.items() if key not in kept]
    _insert(connection, repository, commit, new, at)
    return frozenset(changed | {(one.service, one.package) for one in new})


def end_all(connection: sa.Connection, repository: str, at: datetime) -> frozenset[tuple[str, str]]:
    """Nothing of a repository stands any more; which (service, package) ended."""
    return replace(connection, repository, "", (), at)


def open_repositories(connection: sa.Connection) -> frozenset[str]:
    """Those that have lines which stand."""
    query = sa.select(dependencies.c.repository).where(dependencies.c.until.is_(None)).distinct()
    return frozenset(connection.execute(query).scalars())


def of_service(connection: sa.Connection, service: str) -> tuple[Row, ...]:
    """What a service itself names now, for when it runs."""
    where = (dependencies.c.service == service, dependencies.c.until.is_(None), *_NEEDED)
    return tuple(_row(one) for one in connection.execute(sa.select(dependencies).where(*where).order_by(*_ORDER)))


def naming(
    connection: sa.Connection, packages: Iterable[str], at: datetime | None = None, only_needed: bool = False
) -> tuple[Row, ...]:
    """Every line that names one of the packages now, or stood at that moment; perhaps only those that a service itself
    names for when it runs."""
    stood: list[sa.ColumnElement[bool]] = [dependencies.c.until.is_(None)]
    if at is not None:
        stood = [dependencies.c.since <= at, sa.or_(dependencies.c.until.is_(None), dependencies.c.until > at)]
    wanted = sorted(set(packages))
    found: list[Row] = []
    for start in range(0, len(wanted), MOST_VALUES):
        some = dependencies.c.package.in_(wanted[start : start + MOST_VALUES])
        query = sa.select(dependencies).where(some, *stood, *(_NEEDED if only_needed else ()))
        found += [_row(one) for one in connection.execute(query.order_by(*_ORDER))]
    return tuple(found)


def _row(one: sa.Row[Any]) -> Row:
    return Row(one.repository, _found(one), one.commit, one.since, one.until)


def _key(found: Line) -> tuple[Any, ...]:
    """What makes a line the same one though others were written above it."""
    return (found.service, found.path, found.package, found.version, found.at_least, found.scope, found.direct)


def _found(row: sa.Row[Any]) -> Line:
    return Line(row.service, row.path, row.line, row.package, row.version, row.at_least, row.scope, row.direct)


def _end(connection: sa.Connection, ids: Sequence[int], at: datetime) -> None:
    for start in range(0, len(ids), MOST_VALUES):
        some = dependencies.c.id.in_(ids[start : start + MOST_VALUES])
        connection.execute(sa.update(dependencies).where(some).values(until=at))


def _move(connection: sa.Connection, moved: Sequence[tuple[int, int, str]]) -> None:
    if moved:
        statement = sa.update(dependencies).where(dependencies.c.id == sa.bindparam("_id"))
        values: dict[str, Any] = {"line": sa.bindparam("_line"), "commit": sa.bindparam("_commit")}
        rows = [{"_id": number, "_line": line, "_commit": commit} for number, line, commit in moved]
        connection.execute(statement.values(values), rows)


def _insert(connection: sa.Connection, repository: str, commit: str, new: Sequence[Line], at: datetime) -> None:
    rows = [
        {
            "repository": repository,
            "service": one.service,
            "path": one.path,
            "line": one.line,
            "package": one.package,
            "version": one.version,
            "at_least": one.at_least,
            "scope": one.scope,
            "direct": one.direct,
            "commit": commit,
            "since": at,
            "until": None,
        }
        for one in new
    ]
    if rows:
        connection.execute(sa.insert(dependencies), rows)
