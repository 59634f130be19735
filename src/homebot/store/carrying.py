"""Which service carries which part of a contribution: a view of the facts, and the first releases they are held
against."""

from collections.abc import Iterable

import sqlalchemy as sa

from homebot.core.credit.carried import Holding, PartRelease
from homebot.core.credit.events import Carried, Dropped
from homebot.store.credit_tables import carrying, contributions, releases
from homebot.store.upsert import upsert

MOST_VALUES = 500


def follow(connection: sa.Connection, event: Carried | Dropped) -> None:
    """Brings the view up to date after a fact was appended; facts may come in any order, and twice: the newest word
    counts, and each fact's key ends with how often that has begun."""
    before = of_service(connection, event.consumer_service, [event.of]).get((event.of, event.service))
    number = event.key.rpartition(":")[2]
    times = max(before.times if before is not None else 0, int(number) if number.isdecimal() else 1)
    key = {"consumer_service": event.consumer_service, "of": event.of, "service": event.service}
    if before is not None and before.at > event.at:
        where = (carrying.c[name] == value for name, value in key.items())
        connection.execute(sa.update(carrying).where(*where).values(times=times))
        return
    row = {"consumer": event.consumer, "key": event.key, "at": event.at, "package": event.evidence.package}
    upsert(connection, carrying, {**key, **row, "open": isinstance(event, Carried), "times": times})


def clear(connection: sa.Connection) -> None:
    """Forgets all of it; whoever does so makes it anew from the facts."""
    connection.execute(sa.delete(carrying))


def of_service(
    connection: sa.Connection, consumer_service: str, contributions_of: Iterable[str] | None = None
) -> dict[tuple[str, str], Holding]:
    """What is known of one consumer service, by contribution and service; of all contributions or of these."""
    query = sa.select(carrying).where(carrying.c.consumer_service == consumer_service)
    if contributions_of is None:
        rows = connection.execute(query).all()
    else:
        wanted = sorted(set(contributions_of))
        chunks = (wanted[start : start + MOST_VALUES] for start in range(0, len(wanted), MOST_VALUES))
        rows = [row for some in chunks for row in connection.execute(query.where(carrying.c.of.in_(some)))]
    return {
        (row.of, row.service): Holding(row.of, row.service, row.consumer, row.package, row.at, row.open, row.times)
        for row in rows
    }


def releases_of(
    connection: sa.Connection, packages: Iterable[str], of: Iterable[str] | None = None
) -> tuple[PartRelease, ...]:
    """The first releases in these packages, of all contributions or of these; without those that were undone."""
    here = sa.and_(releases.c.of == contributions.c.of, releases.c.service == contributions.c.service)
    columns = (releases.c[name] for name in ("of", "service", "package", "version"))
    query = sa.select(*columns, contributions.c.home).join_from(releases, contributions, here)
    query = query.where(contributions.c.void.is_(False)).order_by(releases.c.of, releases.c.service, releases.c.package)
    wanted, only = sorted(set(packages)), None if of is None else set(of)
    found: list[PartRelease] = []
    for start in range(0, len(wanted), MOST_VALUES):
        some = query.where(releases.c.package.in_(wanted[start : start + MOST_VALUES]))
        found += [
            PartRelease(one.of, one.service, one.package, one.version, one.home) for one in connection.execute(some)
        ]
    return tuple(one for one in found if only is None or one.of in only)
