"""Living worker processes and their heartbeats."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from homebot.store.tables import workers


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker process. `boot` tells this start of it from every other one, on any machine."""

    name: str
    host: str
    pid: int
    boot: str
    beat_at: datetime


def lock(connection: sa.Connection) -> None:
    """Lets one process at a time choose its name. (On SQLite the write lock, taken before, does that.)"""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE workers IN SHARE ROW EXCLUSIVE MODE"))


def every(connection: sa.Connection) -> tuple[Worker, ...]:
    """All known workers by name, dead ones included until they are forgotten."""
    return tuple(Worker(*row) for row in connection.execute(sa.select(workers).order_by(workers.c.name)))


def put(connection: sa.Connection, worker: Worker) -> None:
    """Gives the name to this worker, whoever had it before. Call it under `lock`."""
    connection.execute(sa.delete(workers).where(workers.c.name == worker.name))
    values = {name: getattr(worker, name) for name in Worker.__dataclass_fields__}
    connection.execute(sa.insert(workers).values(values))


def beat(connection: sa.Connection, name: str, boot: str, now: datetime) -> bool:
    """Says that the worker lives; false when its name belongs to somebody else by now."""
    changed = connection.execute(
        sa.update(workers).where(workers.c.name == name, workers.c.boot == boot).values(beat_at=now)
    )
    return changed.rowcount == 1


def forget(connection: sa.Connection, name: str, boot: str) -> None:
    """Removes a worker that has ended, unless the name is another's by now."""
    connection.execute(sa.delete(workers).where(workers.c.name == name, workers.c.boot == boot))
