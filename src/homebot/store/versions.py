"""The versions of provided packages that were seen, and which parts of contributions have no release in one yet."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from homebot.core.credit.releasing import Seen, Unreleased
from homebot.store.credit_tables import contributions, releases, versions
from homebot.store.upsert import upsert


def seen(connection: sa.Connection, repository: str) -> tuple[Seen, ...]:
    """Every version that was seen in a repository, by package and name."""
    order = (versions.c.package, versions.c.name, versions.c.version)
    found = connection.execute(sa.select(versions).where(versions.c.repository == repository).order_by(*order))
    return tuple(Seen(one.package, one.version, one.name, one.how, one.oid, one.moved) for one in found)


def released_since(
    connection: sa.Connection, repository: str, since: datetime, limit: int
) -> tuple[tuple[str, str, str, datetime], ...]:
    """(package, version, commit, when it was first seen) of the newest releases in a repository since a moment."""
    known = versions.c
    query = sa.select(known.package, known.version, known.oid, known.at)
    query = query.where(known.repository == repository, known.oid != "", known.at >= since)
    found = connection.execute(query.order_by(known.at.desc(), known.package, known.version).limit(limit))
    return tuple((one.package, one.version, one.oid, one.at) for one in found)


def keep(connection: sa.Connection, repository: str, found: Iterable[Seen], at: datetime) -> None:
    """Writes versions down; of one that is known only where its tag points by now, and how it was released, change."""
    for one in found:
        row = {"package": one.package, "version": one.version, "name": one.name, "how": one.how, "oid": one.oid}
        row |= {"repository": repository, "moved": one.moved}
        upsert(connection, versions, row | {"at": at}, keep=("oid", "at"))


def unreleased(
    connection: sa.Connection, repository: str, provides: Iterable[tuple[str, str]], limit: int
) -> tuple[Unreleased, ...]:
    """Parts of a repository's contributions without a release in the packages that their services provide, given as
    (service, package): the newest `limit` of each."""
    found: list[Unreleased] = []
    for service, package in provides:
        here = (
            releases.c.of == contributions.c.of,
            releases.c.service == contributions.c.service,
            releases.c.package == package,
        )
        query = sa.select(contributions.c.of, contributions.c.merge_oid).where(
            contributions.c.repository == repository,
            contributions.c.service == service,
            contributions.c.void.is_(False),
            contributions.c.merge_oid.is_not(None),
            ~sa.exists().where(*here),
        )
        query = query.order_by(contributions.c.merged_at.desc(), contributions.c.of).limit(limit)
        found += [Unreleased(of, service, package, str(oid)) for of, oid in connection.execute(query)]
    return tuple(found)
