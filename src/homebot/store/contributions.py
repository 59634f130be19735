"""Contributions and their releases, as the events tell: views that are kept, so that asking stays cheap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from homebot.core.credit.events import ContributionMerged, ContributionReleased, ContributionVoided, Part
from homebot.store.credit_tables import contributions, ledger_events, releases
from homebot.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class KeptPart:
    """What is kept of a contribution's part in one service; `away` is `None` for home's own work."""

    of: str
    service: str
    home: str
    away: str | None
    repository: str
    merged_at: datetime
    merge_oid: str | None
    surface: tuple[str, ...]
    released: bool
    void: bool


@dataclass(frozen=True, slots=True)
class BatchSum:
    """Of a backfill's contributions to one service: how many, by away teams, undone, released; the first and last."""

    service: str
    merged: int
    away: int
    void: int
    released: int
    first: datetime
    last: datetime


def put(connection: sa.Connection, merged: ContributionMerged) -> None:
    """Writes the parts of a contribution; whether it is released or void is written by others."""
    for part in rows(merged):
        upsert(connection, contributions, part, keep=("released", "void"))


def rows(merged: ContributionMerged) -> list[dict[str, object]]:
    """A row for each part."""
    surface = " ".join(word for word in merged.surface if word not in merged.old_surface)
    return [
        {
            "of": merged.pull,
            "service": part.service,
            "home": part.home_team,
            "away": part.away_team or "",
            "repository": merged.pull.rpartition("#")[0],
            "merged_at": merged.merged_at,
            "merge_oid": merged.merge_oid,
            "surface": surface,
            "own": part.home,
            "complexity": _complexity(merged, part),
            "unread": part.unread,
            "batch": merged.batch,
            "released": False,
            "void": False,
        }
        for part in merged.parts
    ]


def _complexity(merged: ContributionMerged, part: Part) -> int | None:
    """What somebody not at home added. Of old events only the sum over all parts is known."""
    if part.home or part.complexity is not None:
        return part.complexity or 0
    away = [one for one in merged.parts if not one.home]
    return merged.complexity_delta if part == away[0] else 0


def put_new(connection: sa.Connection, merged: Iterable[ContributionMerged]) -> None:
    """Writes the parts of many that are not there yet."""
    found = [row for one in merged for row in rows(one)]
    if found:
        connection.execute(sa.insert(contributions), found)


def clear(connection: sa.Connection) -> None:
    """Forgets all of them; whoever does so makes them anew."""
    connection.execute(sa.delete(contributions))
    connection.execute(sa.delete(releases))


def any_kept(connection: sa.Connection) -> bool:
    """Whether there is one."""
    return connection.execute(sa.select(contributions.c.of).limit(1)).first() is not None


def set_void(connection: sa.Connection, event: ContributionVoided) -> None:
    """The contribution was undone, or its parts in some services (`core.credit.undone`)."""
    where = [contributions.c.of == event.of]
    where += [contributions.c.merged_at <= event.at] if event.by else []
    where += [contributions.c.service.in_(event.services)] if event.services else []
    connection.execute(sa.update(contributions).where(*where).values(void=True))


def put_release(connection: sa.Connection, event: ContributionReleased) -> None:
    """Keeps the earliest release of a part in a package."""
    here = (releases.c.of == event.of, releases.c.service == event.service, releases.c.package == event.package)
    known = connection.execute(sa.select(releases.c.at, releases.c.version).where(*here)).first()
    if known is None or (event.at, event.version) < (known.at, known.version):
        upsert(connection, releases, release_row(event))
    parts = (contributions.c.of == event.of, contributions.c.service == event.service)
    connection.execute(sa.update(contributions).where(*parts).values(released=True))


def release_row(event: ContributionReleased) -> dict[str, object]:
    """A row of the releases."""
    names = ("of", "service", "package", "version", "at")
    return {name: getattr(event, name) for name in names}


def of_batch(connection: sa.Connection, batch: str) -> tuple[str, ...]:
    """The contributions that a backfill found."""
    query = sa.select(contributions.c.of).where(contributions.c.batch == batch).distinct()
    return tuple(connection.execute(query.order_by(contributions.c.of)).scalars())


def of_merges(connection: sa.Connection, repository: str, oids: Iterable[str]) -> tuple[str, ...]:
    """A repository's contributions that were merged by these commits."""
    where = (contributions.c.repository == repository, contributions.c.merge_oid.in_(sorted(oids)))
    return tuple(connection.execute(sa.select(contributions.c.of).where(*where).distinct()).scalars())


def unreleased(connection: sa.Connection, repository: str, limit: int) -> tuple[KeptPart, ...]:
    """Parts of a repository's contributions that no release holds yet, the oldest first."""
    where = (contributions.c.repository == repository, contributions.c.released.is_(False))
    return _parts(connection, [*where, contributions.c.void.is_(False)], limit, newest=False)


def newest(connection: sa.Connection, where: Iterable[sa.ColumnElement[bool]], limit: int) -> tuple[KeptPart, ...]:
    """Parts of which these conditions hold, the newest first."""
    return _parts(connection, where, limit, newest=True)


def _parts(
    connection: sa.Connection, where: Iterable[sa.ColumnElement[bool]], limit: int, newest: bool
) -> tuple[KeptPart, ...]:
    at = contributions.c.merged_at
    order = (at.desc(), contributions.c.of.desc()) if newest else (at, contributions.c.of)
    names = ("of", "service", "home", "away", "repository", "merged_at", "merge_oid", "surface", "released", "void")
    query = sa.select(*(contributions.c[name] for name in names)).where(*where).order_by(*order).limit(limit)
    return tuple(
        KeptPart(of, service, home, away or None, repository, merged, oid, tuple(surface.split()), released, void)
        for of, service, home, away, repository, merged, oid, surface, released, void in connection.execute(query)
    )


def releases_in(connection: sa.Connection, repository: str) -> int:
    """How many first releases a repository's contributions have."""
    here = sa.and_(releases.c.of == contributions.c.of, releases.c.service == contributions.c.service)
    query = sa.select(sa.func.count()).select_from(contributions.join(releases, here))
    return connection.execute(query.where(contributions.c.repository == repository)).scalar_one()


def batch_sums(connection: sa.Connection, batch: str) -> tuple[BatchSum, ...]:
    """What a backfill found, by service."""
    known = contributions.c
    figures = (
        sa.func.count(),
        sa.func.sum(sa.case((known.away != "", 1), else_=0)),
        sa.func.sum(sa.case((known.void, 1), else_=0)),
        sa.func.sum(sa.case((known.released, 1), else_=0)),
        sa.func.min(known.merged_at),
        sa.func.max(known.merged_at),
    )
    query = sa.select(known.service, *figures).where(known.batch == batch).group_by(known.service)
    return tuple(BatchSum(*row) for row in connection.execute(query.order_by(known.service)))


def unconfirmed(connection: sa.Connection) -> tuple[str, ...]:
    """The backfills that nobody has confirmed, by name."""
    known = contributions.c
    confirmed = sa.exists().where(ledger_events.c.key == "confirmed:" + known.batch)
    query = sa.select(known.batch).where(known.batch != "", ~confirmed).distinct().order_by(known.batch)
    return tuple(connection.execute(query).scalars())
