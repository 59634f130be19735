"""Deliveries: the webhooks GitHub sent, in the order they came, and how far each has got."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from homebot.store.tables import deliveries

DeliveryState = Literal["received", "done", "ignored", "failed"]


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A delivery as it came in. `payload` is the body, packed by `pack`."""

    id: str
    event: str
    received_at: datetime
    payload: bytes
    state: DeliveryState
    reason: str | None = None
    action: str | None = None
    lane: str | None = None
    installation: int | None = None
    repository: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A stored delivery without its body (see `body`). `attempts` counts how often a worker took it up."""

    id: str
    seq: int
    event: str
    received_at: datetime
    state: DeliveryState
    attempts: int
    action: str | None = None
    lane: str | None = None
    installation: int | None = None
    repository: str | None = None
    number: int | None = None
    reason: str | None = None
    claimed_by: str | None = None
    due_at: datetime | None = None
    finished_at: datetime | None = None


_columns = [deliveries.c[name] for name in Delivery.__dataclass_fields__]
_inserts: dict[str, Any] = {
    dialect: insert(deliveries).on_conflict_do_nothing(index_elements=[deliveries.c.id]).returning(deliveries.c.id)
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def pack(body: bytes) -> bytes:
    """A body as it is stored: webhooks shrink to an eighth in thirty microseconds."""
    return zlib.compress(body, 1)


def insert(connection: sa.Connection, rows: Sequence[NewDelivery]) -> frozenset[str]:
    """Stores those of `rows` whose id is new, and returns their ids: the others are redeliveries."""
    values = [{name: getattr(row, name) for name in NewDelivery.__dataclass_fields__} | {"attempts": 0} for row in rows]
    return frozenset(connection.execute(_inserts[connection.dialect.name], values).scalars())


def claim(
    connection: sa.Connection, lane: str, workflow: str, now: datetime, even_if_not_due: bool
) -> tuple[Delivery, ...]:
    """Takes all waiting deliveries of a lane for `workflow`, in the order they came in.

    While one of them was put off until later than `now`, none is taken: whoever put it off has set an alarm, and
    that wake comes with `even_if_not_due`.
    """
    waiting = deliveries.alias()
    put_off = (
        sa.select(waiting.c.seq)
        .where(waiting.c.lane == lane, waiting.c.state == "received", waiting.c.due_at > now)
        .exists()
    )
    statement = (
        sa.update(deliveries)
        .where(deliveries.c.lane == lane, deliveries.c.state == "received", deliveries.c.claimed_by.is_(None))
        .values(claimed_by=workflow, attempts=deliveries.c.attempts + 1, due_at=None)
        .returning(*_columns)
    )
    if not even_if_not_due:
        statement = statement.where(~put_off)
    return tuple(sorted((Delivery(*row) for row in connection.execute(statement)), key=lambda taken: taken.seq))


def finish(
    connection: sa.Connection, ids: Iterable[str], state: DeliveryState, reason: str | None, at: datetime
) -> None:
    """Closes deliveries as done, ignored or failed."""
    connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.id.in_(list(ids)), deliveries.c.state == "received")
        .values(state=state, reason=reason, finished_at=at)
    )


def release(connection: sa.Connection, ids: Iterable[str], reason: str | None, due_at: datetime | None) -> None:
    """Gives claimed deliveries back: the next wake of their lane that comes at `due_at` or later takes them."""
    connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.id.in_(list(ids)), deliveries.c.state == "received")
        .values(claimed_by=None, reason=reason, due_at=due_at)
    )


def reopen(connection: sa.Connection, delivery_id: str) -> Delivery | None:
    """A failed delivery waits again; `None` when there is no failed delivery of that id."""
    row = connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.id == delivery_id, deliveries.c.state == "failed", deliveries.c.lane.is_not(None))
        .values(state="received", claimed_by=None, reason=None, due_at=None, finished_at=None)
        .returning(*_columns)
    ).first()
    return Delivery(*row) if row else None


def find(connection: sa.Connection, delivery_id: str) -> Delivery | None:
    """The delivery of that id."""
    row = connection.execute(sa.select(*_columns).where(deliveries.c.id == delivery_id)).first()
    return Delivery(*row) if row else None


def body(connection: sa.Connection, delivery_id: str) -> bytes | None:
    """The body as GitHub sent it."""
    packed = connection.execute(sa.select(deliveries.c.payload).where(deliveries.c.id == delivery_id)).scalar()
    return zlib.decompress(packed) if packed is not None else None


def recent(connection: sa.Connection, state: DeliveryState | None, limit: int) -> tuple[Delivery, ...]:
    """The newest deliveries, newest first."""
    query = sa.select(*_columns).order_by(deliveries.c.seq.desc()).limit(limit)
    if state is not None:
        query = query.where(deliveries.c.state == state)
    return tuple(Delivery(*row) for row in connection.execute(query))


def waiting(connection: sa.Connection) -> tuple[int, datetime | None]:
    """How many deliveries are not finished, and when the oldest of them came in."""
    query = sa.select(sa.func.count(), sa.func.min(deliveries.c.received_at)).where(deliveries.c.state == "received")
    count, oldest = connection.execute(query).one()
    return count, oldest


def overdue(connection: sa.Connection, before: datetime, limit: int = 100) -> tuple[Delivery, ...]:
    """Unfinished deliveries that should have been taken up, or finished, before that time; the oldest first."""
    query = (
        sa.select(*_columns)
        .where(
            deliveries.c.state == "received",
            deliveries.c.received_at < before,
            sa.or_(deliveries.c.due_at.is_(None), deliveries.c.due_at < before),
        )
        .order_by(deliveries.c.seq)
        .limit(limit)
    )
    return tuple(Delivery(*row) for row in connection.execute(query))
