"""Uses of surfaces that wait for their consumer to be eligible."""

from datetime import datetime

import sqlalchemy as sa

from homebot.store.credit_tables import waiting_uses
from homebot.store.upsert import insert_once


def put(connection: sa.Connection, key: str, body: str, at: datetime) -> None:
    """Keeps the fact `body` (JSON) that was seen `at`; twice is once."""
    insert_once(connection, waiting_uses, {"key": key, "body": body, "at": at, "looked_at": at}, "key")


def next_ones(connection: sa.Connection, limit: int, now: datetime) -> tuple[tuple[str, str], ...]:
    """(key, body) of those that were looked at longest ago; that they are looked at now is remembered."""
    columns = (waiting_uses.c.key, waiting_uses.c.body)
    query = sa.select(*columns).order_by(waiting_uses.c.looked_at, waiting_uses.c.key).limit(limit)
    found = tuple((key, body) for key, body in connection.execute(query))
    keys = [key for key, _ in found]
    connection.execute(sa.update(waiting_uses).where(waiting_uses.c.key.in_(keys)).values(looked_at=now))
    return found


def drop(connection: sa.Connection, key: str) -> None:
    """It waits no more."""
    connection.execute(sa.delete(waiting_uses).where(waiting_uses.c.key == key))


def give_up(connection: sa.Connection, before: datetime) -> None:
    """Forgets those that were seen before then."""
    connection.execute(sa.delete(waiting_uses).where(waiting_uses.c.at < before))
