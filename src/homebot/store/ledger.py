"""The ledger's events: written once under their own key, never changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from homebot.store.credit_tables import ledger_entries, ledger_events
from homebot.store.upsert import insert_once

_COLUMNS = tuple(ledger_events.c[name] for name in ("key", "kind", "at", "body", "of", "consumer", "seq"))


@dataclass(frozen=True, slots=True)
class LedgerEvent:
    """One event; `body` is JSON (`store.json`) of what `kind` says. Events are read in the order of `seq`."""

    key: str
    kind: str
    at: datetime
    body: str
    of: str = ""
    consumer: str = ""
    seq: int = 0


LOCK = 0x6C656467
"""PostgreSQL's advisory lock that admits one writer of the ledger at a time ("ledg")."""


def lock(connection: sa.Connection) -> None:
    """Until the transaction ends no other writes facts or books: what follows from facts rests on all of them, and a
    quarter is closed over all that are there. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def append(connection: sa.Connection, event: LedgerEvent) -> bool:
    """Adds an event; false, and nothing happens, when one of its key is there."""
    lock(connection)
    row = {"key": event.key, "kind": event.kind, "at": event.at, "body": event.body}
    row |= {"of": event.of, "consumer": event.consumer}
    return insert_once(connection, ledger_events, row, "key")


def holds(connection: sa.Connection, key: str) -> bool:
    """Whether there is an event of that key."""
    return connection.execute(sa.select(ledger_events.c.seq).where(ledger_events.c.key == key)).first() is not None


def keyed(connection: sa.Connection, *keys: str) -> tuple[LedgerEvent, ...]:
    """The events of these keys that there are, in the order they were written."""
    query = sa.select(*_COLUMNS).where(ledger_events.c.key.in_(keys)).order_by(ledger_events.c.seq)
    return tuple(_read(connection, query))


def about(connection: sa.Connection, of: str, consumer: str = "") -> tuple[LedgerEvent, ...]:
    """The events about a contribution; with a `consumer` only those about that one and about all of them."""
    query = sa.select(*_COLUMNS).where(ledger_events.c.of == of).order_by(ledger_events.c.seq)
    if consumer:
        query = query.where(ledger_events.c.consumer.in_(("", consumer)))
    return tuple(_read(connection, query))


def newest_about(connection: sa.Connection, of: str, consumer: str) -> datetime | None:
    """When the newest thing happened that a consumer did with a contribution; `None` where it did nothing."""
    about = (ledger_events.c.of == of, ledger_events.c.consumer == consumer)
    return connection.execute(sa.select(sa.func.max(ledger_events.c.at)).where(*about)).scalar()


def by_contribution(connection: sa.Connection) -> Iterator[LedgerEvent]:
    """All events about contributions, those of one together; they are read as they are asked for."""
    columns = (ledger_events.c.of, ledger_events.c.consumer, ledger_events.c.seq)
    query = sa.select(*_COLUMNS).where(ledger_events.c.of != "").order_by(*columns)
    return _read(connection, query.execution_options(yield_per=1000))


def events(connection: sa.Connection, kind: str | None = None, limit: int | None = None) -> tuple[LedgerEvent, ...]:
    """All events, or all of a kind, in the order they were written; at most `limit`."""
    query = sa.select(*_COLUMNS).order_by(ledger_events.c.seq).limit(limit)
    if kind is not None:
        query = query.where(ledger_events.c.kind == kind)
    return tuple(_read(connection, query))


def bodies_of_entries(connection: sa.Connection) -> Iterator[str]:
    """The books' entries as they were written, in their order; they are read as they are asked for."""
    query = sa.select(ledger_entries.c.body).order_by(ledger_entries.c.seq)
    return iter(connection.execute(query.execution_options(yield_per=1000)).scalars())


def _read(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[LedgerEvent]:
    return (LedgerEvent(*row) for row in connection.execute(query))
