"""Deliveries: the webhooks GitHub sent, in the order they came, and how far each has got."""

import hashlib
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
# A literal, not a parameter: only then do the databases use the index of waiting deliveries.
_unfinished = deliveries.c.state == sa.literal_column("'received'")
_unclaimed = deliveries.c.claimed_by.is_(None)
_inserts: dict[str, Any] = {
    dialect: insert(deliveries).on_conflict_do_nothing(index_elements=[deliveries.c.id]).returning(deliveries.c.id)
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}

_share_locks = sa.text(
    "SELECT number FROM unnest(CAST(:numbers AS bigint[])) AS lock(number)"
    " WHERE pg_try_advisory_xact_lock_shared(number)"
)


def pack(body: bytes) -> bytes:
    """A body as it is stored: webhooks shrink to an eighth in thirty microseconds."""
    return zlib.compress(body, 1)


def insert(connection: sa.Connection, rows: Sequence[NewDelivery]) -> frozenset[str]:
    """Stores those of `rows` whose id is new, and returns their ids: the others are redeliveries."""
    values = [{name: getattr(row, name) for name in NewDelivery.__dataclass_fields__} | {"attempts": 0} for row in rows]
    return frozenset(connection.execute(_inserts[connection.dialect.name], values).scalars())


def awaited(connection: sa.Connection, lanes: Iterable[str]) -> frozenset[str]:
    """Those of `lanes` where a delivery already waits: the wake that came with it will take later ones along.

    Until this transaction ends no wake can take deliveries of these lanes, so that none passes between this look and
    the insert that follows: on SQLite by the write lock, on PostgreSQL by a lock per lane, for which `claim` waits.
    A lane that a wake is taking just now is not awaited.
    """
    watched = _hold(connection, sorted(lanes))
    if not watched:
        return frozenset()
    query = sa.select(deliveries.c.lane).where(deliveries.c.lane.in_(watched), _unfinished, _unclaimed).distinct()
    return frozenset(connection.execute(query).scalars())


def _hold(connection: sa.Connection, lanes: Sequence[str]) -> list[str]:
    """The lanes whose lock could be shared at once: a worker that stands still must not make the door wait."""
    if connection.dialect.name == "sqlite" or not lanes:
        return list(lanes)
    numbers = {lane: _lock_number(lane) for lane in lanes}
    granted = set(connection.execute(_share_locks, {"numbers": list(numbers.values())}).scalars())
    return [lane for lane, number in numbers.items() if number in granted]


def _lock_number(lane: str) -> int:
    """PostgreSQL's locks have numbers of 64 bits; two lanes with the same one would only wait for each other."""
    return int.from_bytes(hashlib.blake2b(lane.encode(), digest_size=8).digest(), "big", signed=True)


def claim(
    connection: sa.Connection, lane: str, workflow: str, now: datetime, even_if_not_due: bool
) -> tuple[Delivery, ...]:
    """Takes all waiting deliveries of a lane for `workflow`, in the order they came in.

    While one of them was put off until later than `now`, none is taken: whoever put it off has set an alarm, and
    that wake comes with `even_if_not_due`.
    """
    waiting = deliveries.alias()
    here = (deliveries.c.lane == lane, _unfinished, _unclaimed)
    if connection.dialect.name == "postgresql":  # see `awaited`; what a door has just written is seen after it
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_lock_number(lane))))
    put_off = (
        sa.select(waiting.c.seq)
        .where(waiting.c.lane == lane, waiting.c.state == sa.literal_column("'received'"), waiting.c.due_at > now)
        .exists()
    )
    statement = (
        sa.update(deliveries)
        .where(*here)
        .values(claimed_by=workflow, attempts=deliveries.c.attempts + 1, due_at=None)
        .returning(*_columns)
    )
    if not even_if_not_due:
        statement = statement.where(~put_off)
    return tuple(sorted((Delivery(*row) for row in connection.execute(statement)), key=lambda taken: taken.seq))


def concerns(connection: sa.Connection, lane: str, workflow: str) -> bool:
    """Whether a delivery waits in the lane, or `workflow` holds one there."""
    query = sa.select(deliveries.c.seq).where(
        deliveries.c.lane == lane,
        _unfinished,
        sa.or_(_unclaimed, deliveries.c.claimed_by == workflow),
    )
    return connection.execute(query.limit(1)).first() is not None


def finish(
    connection: sa.Connection, ids: Iterable[str], state: DeliveryState, reason: str | None, at: datetime
) -> None:
    """Closes deliveries as done, ignored or failed."""
    connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.id.in_(list(ids)), _unfinished)
        .values(state=state, reason=reason, finished_at=at)
    )


def release(connection: sa.Connection, ids: Iterable[str], reason: str | None, due_at: datetime | None) -> None:
    """Gives claimed deliveries back: the next wake of their lane that comes at `due_at` or later takes them."""
    connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.id.in_(list(ids)), _unfinished)
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
    query = sa.select(sa.func.count(), sa.func.min(deliveries.c.received_at)).where(_unfinished)
    count, oldest = connection.execute(query).one()
    return count, oldest


def overdue(connection: sa.Connection, before: datetime, limit: int = 100) -> tuple[Delivery, ...]:
    """Unfinished deliveries that should have been taken up, or finished, before that time; the oldest first."""
    query = (
        sa.select(*_columns)
        .where(
            _unfinished,
            deliveries.c.received_at < before,
            sa.or_(deliveries.c.due_at.is_(None), deliveries.c.due_at < before),
        )
        .order_by(deliveries.c.seq)
        .limit(limit)
    )
    return tuple(Delivery(*row) for row in connection.execute(query))


def forget(connection: sa.Connection, before: datetime) -> int:
    """Removes finished deliveries that came in before that time (GitHub repeats none after three days); how many."""
    old = sa.delete(deliveries).where(~_unfinished, deliveries.c.received_at < before)
    return connection.execute(old).rowcount
