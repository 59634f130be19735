"""The ledger's events: written once under their own key, never changed."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from homebot.store.credit_tables import ledger_events
from homebot.store.upsert import insert_once


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


def append(connection: sa.Connection, event: LedgerEvent) -> bool:
    """Adds an event; false, and nothing happens, when one of its key is there."""
    row = {"key": event.key, "kind": event.kind, "at": event.at, "body": event.body}
    row |= {"of": event.of, "consumer": event.consumer}
    return insert_once(connection, ledger_events, row, "key")


def holds(connection: sa.Connection, key: str) -> bool:
    """Whether there is an event of that key."""
    return connection.execute(sa.select(ledger_events.c.seq).where(ledger_events.c.key == key)).first() is not None


def events(connection: sa.Connection, kind: str | None = None) -> tuple[LedgerEvent, ...]:
    """All events, or all of a kind, in the order they were written."""
    columns = (ledger_events.c[name] for name in ("key", "kind", "at", "body", "of", "consumer", "seq"))
    query = sa.select(*columns).order_by(ledger_events.c.seq)
    if kind is not None:
        query = query.where(ledger_events.c.kind == kind)
    return tuple(LedgerEvent(*row) for row in connection.execute(query))
