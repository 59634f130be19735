"""The one database: an engine for SQLite or PostgreSQL, and how to write to it.

homebot's tables and the workflow engine's tables live in the same database, so that a delivery and the workflow that
will process it are one transaction.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from homebot.store.sqlite import QueueingConnection

POOL_SIZE = 40
"""More than twice the worker's sixteen threads: a step needs a second connection, and a small pool stalls runs."""
BUSY_MILLISECONDS = 30_000

_turns: dict[str, threading.Lock] = {}
"""Who writes to a SQLite file next, by its path: one queue for a process, however many engines it has."""


class DatabaseAddressError(ValueError):
    """The database's address is neither SQLite's nor PostgreSQL's."""


def open_engine(url: str, pool_size: int = POOL_SIZE) -> sa.Engine:
    """An engine for `sqlite:///PATH` or `postgresql://...`; connects only when first used.

    Raises:
        DatabaseAddressError: for any other kind of address.
    """
    address = database_address(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address, pool_size)
    return sa.create_engine(
        address,
        pool_size=pool_size,
        max_overflow=8,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5, "application_name": "homebot"},
    )


def database_address(url: str) -> sa.URL:
    """The address with the driver homebot uses.

    Raises:
        DatabaseAddressError: for anything but SQLite's and PostgreSQL's.
    """
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise DatabaseAddressError(
            "the database address cannot be read; write sqlite:////path/homebot.sqlite or postgresql://user@host/name"
        ) from None
    backend = address.drivername.split("+")[0]
    if backend in ("postgres", "postgresql"):
        return address.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and address.database not in (None, "", ":memory:"):
        return address.set(drivername="sqlite+pysqlite")
    raise DatabaseAddressError(
        f"{backend or 'nothing'} is no database homebot can use; write sqlite:////path/homebot.sqlite "
        "(a file, not :memory:) or postgresql://user@host/name"
    )


def _sqlite(address: sa.URL, pool_size: int) -> sa.Engine:
    Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    turn = _turns.setdefault(os.path.realpath(str(address.database)), threading.Lock())

    class Connection(QueueingConnection):
        """A connection to this database."""

    Connection.turn = turn
    engine = sa.create_engine(address, pool_size=pool_size, max_overflow=8, connect_args={"factory": Connection})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "checkout", _write_immediately)
    return engine


def _prepare_sqlite(connection: Any, record: Any) -> None:
    """WAL lets readers and the one writer work side by side; FULL makes a commit survive a power cut."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _write_immediately(connection: Any, record: Any, proxy: Any) -> None:
    """The driver takes the write lock at the first write instead of upgrading a read, which would fail at once when
    another writer was faster. Set at every checkout: an isolation level of SQLAlchemy's resets it."""
    connection.isolation_level = "IMMEDIATE"


def take_write_lock(connection: sa.Connection) -> None:
    """Makes a transaction that reads before it writes one whole on SQLite; PostgreSQL locks by row and needs none."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that writes: committed at the end, rolled back on any exception."""
    with engine.begin() as connection:
        take_write_lock(connection)
        yield connection
