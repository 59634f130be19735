"""Surfaces of contributions: who could use them, and whose uses stand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from homebot.store.credit_tables import adoptions, contributions, dependencies, ledger_events

MOST_PACKAGES = 5_000


@dataclass(frozen=True, slots=True)
class SurfacePart:
    """The part of a contribution in one service, and the words of its surface that count; `away` is `None` for home's
    own work."""

    of: str
    service: str
    home: str
    away: str | None
    words: tuple[str, ...]


_PART = tuple(contributions.c[name] for name in ("of", "service", "home", "away", "surface"))


def adoptable(
    connection: sa.Connection, services: Collection[str], consumer: str, until: datetime, limit: int
) -> tuple[SurfacePart, ...]:
    """Parts with a surface in these services, merged until then for another team than `consumer`, the newest first."""
    query = (
        sa.select(*_PART)
        .where(contributions.c.service.in_(sorted(services)), contributions.c.merged_at <= until)
        .where(contributions.c.surface != "", contributions.c.void.is_(False), contributions.c.home != consumer)
        .order_by(contributions.c.merged_at.desc(), contributions.c.of.desc(), contributions.c.service)
        .limit(limit)
    )
    return tuple(_part(*row) for row in connection.execute(query))


def packages_of(connection: sa.Connection, repository: str, service: str) -> frozenset[str]:
    """The packages that the service's manifests on the default branch name, directly, as far as pushes told."""
    query = (
        sa.select(dependencies.c.package)
        .where(dependencies.c.repository == repository, dependencies.c.until.is_(None))
        .where(dependencies.c.service == service, dependencies.c.direct.is_(True))
        .distinct()
        .limit(MOST_PACKAGES)
    )
    return frozenset(connection.execute(query).scalars())


def carried_by(connection: sa.Connection, consumer: str) -> frozenset[str]:
    """The services of which the team carries something."""
    query = sa.select(adoptions.c.service).where(
        adoptions.c.consumer == consumer, adoptions.c.kind == "carried", adoptions.c.undone_at.is_(None)
    )
    return frozenset(connection.execute(query.distinct()).scalars())


def known_keys(connection: sa.Connection, keys: Collection[str]) -> frozenset[str]:
    """Those of the keys under which the event log holds something."""
    return frozenset(connection.execute(sa.select(ledger_events.c.key).where(ledger_events.c.key.in_(keys))).scalars())


def in_use(connection: sa.Connection, repository: str, since: datetime, limit: int) -> tuple[SurfacePart, ...]:
    """Parts with a surface in services of `owner/name` whose use was adopted since then and can still be taken back,
    the newest first."""
    standing = sa.exists().where(
        adoptions.c.of == contributions.c.of,
        adoptions.c.service == contributions.c.service,
        adoptions.c.kind == "used",
        adoptions.c.undone_at.is_(None),
        adoptions.c.reversed_in == "",
        adoptions.c.adopted_at >= since,
    )
    query = (
        sa.select(*_PART)
        .where(contributions.c.repository == repository, contributions.c.surface != "")
        .where(contributions.c.void.is_(False), standing)
        .order_by(contributions.c.merged_at.desc(), contributions.c.of.desc(), contributions.c.service)
        .limit(limit)
    )
    return tuple(_part(*row) for row in connection.execute(query))


def questions(connection: sa.Connection, ofs: Collection[str]) -> tuple[tuple[str, str], ...]:
    """(kind, body) of the facts by which a surface was seen to be gone, or a question or dispute was closed, about
    these contributions, in their order."""
    query = (
        sa.select(ledger_events.c.kind, ledger_events.c.body)
        .where(ledger_events.c.of.in_(sorted(ofs)), ledger_events.c.kind.in_(("surface.gone", "dispute.closed")))
        .order_by(ledger_events.c.seq)
    )
    return tuple((kind, body) for kind, body in connection.execute(query))


def asked_in(connection: sa.Connection, repository: str) -> frozenset[str]:
    """Contributions to `owner/name`, not void, of which a surface was once seen to be gone."""
    query = (
        sa.select(ledger_events.c.of)
        .join(contributions, contributions.c.of == ledger_events.c.of)
        .where(ledger_events.c.kind == "surface.gone", contributions.c.repository == repository)
        .where(contributions.c.void.is_(False))
    )
    return frozenset(connection.execute(query.distinct()).scalars())


def used_by(connection: sa.Connection, of: str, service: str) -> tuple[SurfacePart | None, tuple[str, ...]]:
    """A part, `None` where there is none or it was undone, and the teams whose use of it stands."""
    here = (contributions.c.of == of, contributions.c.service == service, contributions.c.void.is_(False))
    row = connection.execute(sa.select(*_PART).where(*here)).first()
    query = sa.select(adoptions.c.consumer).where(
        adoptions.c.of == of,
        adoptions.c.service == service,
        adoptions.c.kind == "used",
        adoptions.c.undone_at.is_(None),
    )
    teams = tuple(connection.execute(query.order_by(adoptions.c.consumer)).scalars())
    return (_part(*row) if row is not None else None), teams


def _part(of: str, service: str, home: str, away: str, surface: str) -> SurfacePart:
    return SurfacePart(of, service, home, away or None, tuple(surface.split()))
