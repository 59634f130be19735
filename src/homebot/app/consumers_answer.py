"""Who depends on a service, now or on a day: from what was read of default branches, and what is declared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from homebot.app.branch_reading import kept_of
from homebot.app.ownership import known_repositories, whole_catalogue
from homebot.core.declared import Edge, edges
from homebot.core.dependency_lines import Trouble
from homebot.core.directory import Directory, Service
from homebot.core.providers import providers
from homebot.store import dependencies
from homebot.store.dependencies import Row

MOST_TROUBLES = 200


@dataclass(frozen=True, slots=True)
class Depends:
    """A line of a manifest by which a service depends on another one; `team` owned it on the day that is asked for."""

    team: str
    row: Row


@dataclass(frozen=True, slots=True)
class Consumers:
    """Who depends on `service`: by manifest, and as declared. `conflicts` are packages that others say they provide
    too, with those; `unread` are repositories whose default branch was never read, `troubles` what could not be read
    elsewhere: somebody may depend on it there."""

    service: str
    packages: tuple[str, ...]
    depends: tuple[Depends, ...]
    declared: tuple[tuple[str, Edge], ...]
    conflicts: tuple[tuple[str, tuple[str, ...]], ...]
    unread: tuple[str, ...]
    troubles: tuple[tuple[str, Trouble], ...]


def consumers(
    connection: sa.Connection, central: Directory, name: str, today: date, day: date | None
) -> Consumers | Directory:
    """The answer for a service, or the whole catalogue where it has none of that name. On a `day` that is over, who
    depended on it at its end; what is declared is known as it is now."""
    whole = whole_catalogue(connection, central, today)
    service = whole.services.get(name)
    if service is None:
        return whole
    on = day or today
    rows = dependencies.naming(connection, service.provides, _end_of(day) if day is not None and day < today else None)
    said = edges(whole, known_repositories(connection))
    branches = dependencies.read_branches(connection)
    return Consumers(
        service=name,
        packages=service.provides,
        depends=tuple(Depends(_team(whole, row.line.service, on), row) for row in rows if row.line.service != name),
        declared=tuple((_team(whole, edge.consumer, on), edge) for edge in said if edge.provider == name),
        conflicts=_conflicts(whole, service),
        unread=tuple(sorted({one.repository for one in whole.services.values()} - branches.keys())),
        troubles=tuple(_troubles(branches.values())),
    )


def _end_of(day: date) -> datetime:
    """The last moment of a day, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC) - timedelta(microseconds=1)


def _conflicts(whole: Directory, service: Service) -> tuple[tuple[str, tuple[str, ...]], ...]:
    by_package = providers(whole)
    return tuple((package, by_package[package]) for package in service.provides if len(by_package[package]) > 1)


def _team(whole: Directory, name: str, day: date) -> str:
    """Who owned a service on a day; empty for one that left the catalogue."""
    service = whole.services.get(name)
    return "" if service is None else whole.owner_on(service, day)


def _troubles(branches: Iterable[dependencies.Branch]) -> list[tuple[str, Trouble]]:
    found = [(one.repository, trouble) for one in branches for trouble in kept_of(one).troubles]
    return sorted(found, key=lambda one: (one[0], one[1]))[:MOST_TROUBLES]
