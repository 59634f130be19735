"""The register in the database: its entries, and each decision as they leave it."""

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa

from homebot.core.register.entries import Entry, Kind
from homebot.core.register.record import Record, after
from homebot.store import json
from homebot.store.register_tables import register_entries, register_records
from homebot.store.upsert import insert_once, upsert

LOCK = 0x72656769
"""PostgreSQL's advisory lock that admits one writer of the register at a time ("regi")."""
MOST = 200
"""Decisions that are read where there may be ever more of them: what is over, and what others say."""
_OF_ONE_CHANGE: tuple[Kind, ...] = ("bar-raiser", "override")
"""Kinds that concern the pull request alone on which they were made."""


def lock(connection: sa.Connection) -> None:
    """Until the transaction ends no other writes decisions: the next number is nobody else's. SQLite has one writer
    anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def next_number(connection: sa.Connection) -> int:
    """The number of the next decision; it stays free until the transaction ends."""
    lock(connection)
    return (connection.execute(sa.select(sa.func.max(register_records.c.number))).scalar() or 0) + 1


def append(connection: sa.Connection, entry: Entry) -> Record | None:
    """Adds an entry, and the decision as it leaves it; `None`, and nothing happens, when one of its key is there.

    Raises:
        Impossible: when the decision's state does not admit the act.
    """
    lock(connection)
    if connection.execute(sa.select(register_entries.c.seq).where(register_entries.c.key == entry.key)).first():
        return None
    record = after(find(connection, entry.number), entry)
    row = {"key": entry.key, "number": entry.number, "at": entry.at, "body": json.encode(entry)}
    insert_once(connection, register_entries, row, "key")
    upsert(connection, register_records, row_of(record))
    return record


def find(connection: sa.Connection, number: int) -> Record | None:
    """The decision of that number."""
    return next(iter(numbered(connection, [number])), None)


def numbered(connection: sa.Connection, numbers: Iterable[int]) -> tuple[Record, ...]:
    """The decisions of these numbers, in their order."""
    return _read(connection, register_records.c.number.in_(list(numbers)))


def concerning(connection: sa.Connection, places: Collection[str], services: Collection[str]) -> tuple[Record, ...]:
    """The decisions made on, or holding for, these pull requests and issues, and the open ones on these services.

    What still counts here is never cut, however much else was said: one bar raiser's decision of a kind and pull
    request, one deviation from a standard and service. Of the others the newest `MOST` of what is over here, and of
    what else is open on the services.
    """
    known = register_records.c
    here = sa.or_(known.pull.in_(list(places)), known.place.in_(list(places)))
    there = sa.and_(known.service.in_(list(services)), ~known.final)
    others = known.kind.not_in(["deviation", *_OF_ONE_CHANGE])
    found = (
        *_read(connection, sa.and_(here, ~known.final, known.kind != "duplication")),
        *_read(connection, sa.and_(here, known.final, known.kind != "duplication"), MOST),
        *_read(connection, sa.and_(here, known.kind == "duplication"), MOST),
        *(_read(connection, sa.and_(there, known.kind == "deviation")) if services else ()),
        *(_read(connection, sa.and_(there, others), MOST) if services else ()),
    )
    by_number = {one.number: one for one in found}
    return tuple(by_number[number] for number in sorted(by_number))


def related(connection: sa.Connection, record: Record) -> tuple[Record, ...]:
    """The decisions that belong to it, and the one it belongs to."""
    known = register_records.c
    return _read(connection, sa.or_(known.of == record.number, known.number == record.scope.of), MOST)


def open_of(connection: sa.Connection, kind: Kind, states: Collection[str]) -> tuple[Record, ...]:
    """Every decision of a kind in one of these states."""
    return _read(connection, sa.and_(register_records.c.kind == kind, register_records.c.state.in_(list(states))))


def deviations_from(connection: sa.Connection, standard: str, since: datetime) -> tuple[Record, ...]:
    """The deviations from a standard that were claimed since then or are open, the newest `MOST`; and, however old,
    those whose evidence is owed."""
    known = register_records.c
    wanted = sa.and_(known.kind == "deviation", known.standard == standard)
    newest = _read(connection, sa.and_(wanted, sa.or_(known.at >= since, ~known.final)), MOST)
    owed = _read(connection, sa.and_(wanted, known.state == "overdue"))
    by_number = {one.number: one for one in (*newest, *owed)}
    return tuple(by_number[number] for number in sorted(by_number))


def due(
    connection: sa.Connection, now: datetime, limit: int, beyond: tuple[datetime, int] | None = None
) -> tuple[Record, ...]:
    """The decisions that time may have changed, those that wait longest first; `beyond` the moment and number of the
    last that were read, those that come after it."""
    known = register_records.c
    query = sa.select(known.body).where(known.wakes_at <= now)
    if beyond is not None:
        at, number = beyond
        query = query.where(sa.or_(known.wakes_at > at, sa.and_(known.wakes_at == at, known.number > number)))
    rows = connection.execute(query.order_by(known.wakes_at, known.number).limit(limit)).scalars()
    return tuple(json.decode(body, Record) for body in rows)


def _read(connection: sa.Connection, which: sa.ColumnElement[bool], limit: int | None = None) -> tuple[Record, ...]:
    query = sa.select(register_records.c.body).where(which).order_by(register_records.c.number.desc()).limit(limit)
    found = [json.decode(body, Record) for body in connection.execute(query).scalars()]
    return tuple(reversed(found))


def row_of(record: Record) -> dict[str, object]:
    """A decision as it is kept."""
    return {
        "number": record.number,
        "kind": record.kind,
        "state": record.state,
        "final": record.final,
        "service": record.scope.service,
        "standard": record.scope.standard,
        "team": record.team,
        "home": record.home,
        "pull": record.scope.pull,
        "place": record.place,
        "of": record.scope.of,
        "at": record.at,
        "changed_at": record.changed_at,
        "wakes_at": record.wakes_at,
        "body": json.encode(record),
    }
