"""What each merge did to a service's debt, written once under its own key."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from homebot.store.tables import debt_merges
from homebot.store.upsert import insert_once


@dataclass(frozen=True, slots=True)
class Row:
    """One merge and one service; `body` is JSON (`store.json`)."""

    key: str
    service: str
    at: datetime
    body: str


def append(connection: sa.Connection, row: Row) -> bool:
    """Adds a row; false, and nothing happens, when one of its key is there."""
    values = {"key": row.key, "service": row.service, "at": row.at, "body": row.body}
    return insert_once(connection, debt_merges, values, "key")


def of_service(connection: sa.Connection, service: str, since: datetime, most: int) -> tuple[Row, ...]:
    """The newest rows of a service since then, at most so many, the oldest of them first."""
    columns = (debt_merges.c[name] for name in ("key", "service", "at", "body"))
    query = sa.select(*columns).where(debt_merges.c.service == service, debt_merges.c.at >= since)
    newest = query.order_by(debt_merges.c.at.desc(), debt_merges.c.key.desc()).limit(most)
    return tuple(Row(*row) for row in connection.execute(newest))[::-1]
