"""What a close of a quarter reads of facts and adoptions, consumer by consumer, and how it marks these."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from homebot.core.credit.adoptions import Kept
from homebot.store.adoptions import kept
from homebot.store.credit_tables import adoptions, ledger_events

_OPEN = (adoptions.c.settled_in == "") & adoptions.c.undone_at.is_(None) & (adoptions.c.held == "")
_UNDONE = (adoptions.c.settled_in != "") & (adoptions.c.reversed_in == "") & adoptions.c.undone_at.is_not(None)


def consumers(connection: sa.Connection, until: datetime) -> tuple[str, ...]:
    """The consumers with an adoption that was made up to `until` and is not settled. By name as Python sorts them, for
    databases differ. Whether it is held or undone is asked with each: what is asked here lies in an index."""
    is_early = (adoptions.c.settled_in == "") & (adoptions.c.adopted_at <= until)
    query = sa.select(adoptions.c.consumer).where(is_early).distinct()
    return tuple(sorted(connection.execute(query).scalars()))


def to_settle(connection: sa.Connection, consumer: str, until: datetime) -> tuple[Kept, ...]:
    """Those adoptions of one consumer."""
    return _kept(connection, _to_settle(consumer, until))


def mark_settled(connection: sa.Connection, consumer: str, until: datetime, quarter: str) -> int:
    """What `to_settle` gave was settled in a quarter; how many they were."""
    query = sa.update(adoptions).where(_to_settle(consumer, until)).values(settled_in=quarter)
    return connection.execute(query).rowcount


def undone(connection: sa.Connection) -> Iterator[Kept]:
    """Settled adoptions that ended and were not taken back; they are read as they are asked for."""
    query = sa.select(adoptions).where(_UNDONE).execution_options(yield_per=1000)
    return (kept(row) for row in connection.execute(query))


def settled(connection: sa.Connection, consumer: str, quarter: str) -> tuple[Kept, ...]:
    """What of a consumer was settled in a quarter and not taken back."""
    here = (adoptions.c.consumer == consumer) & (adoptions.c.settled_in == quarter) & (adoptions.c.reversed_in == "")
    return _kept(connection, here)


def _to_settle(consumer: str, until: datetime) -> sa.ColumnElement[bool]:
    return _OPEN & (adoptions.c.consumer == consumer) & (adoptions.c.adopted_at <= until)


def _kept(connection: sa.Connection, where: sa.ColumnElement[bool]) -> tuple[Kept, ...]:
    return tuple(kept(row) for row in connection.execute(sa.select(adoptions).where(where)))


def last_fact(connection: sa.Connection) -> int:
    """The place of the last fact in the event log; 0 before the first."""
    return connection.execute(sa.select(sa.func.max(ledger_events.c.seq))).scalar() or 0


def bodies(connection: sa.Connection, since: int, until: int) -> Iterator[str]:
    """The bodies of the facts after one place, up to and with another; they are read as they are asked for."""
    where = (ledger_events.c.seq > since) & (ledger_events.c.seq <= until)
    query = sa.select(ledger_events.c.body).where(where).order_by(ledger_events.c.seq)
    return iter(connection.execute(query.execution_options(yield_per=1000)).scalars())
