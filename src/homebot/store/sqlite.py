"""SQLite admits one writer, and its own queue is no queue: whoever waits sleeps up to a tenth of a second and tries
again, so that many threads starve each other. Threads of one process therefore queue here, before they ask SQLite."""

import sqlite3
import threading
from typing import Any

WAIT_SECONDS = 30.0
READS = ("SELECT", "PRAGMA", "EXPLAIN")


class QueueingCursor(sqlite3.Cursor):
    """A cursor whose first writing statement waits for its connection's turn."""

    connection: "QueueingConnection"

    def execute(self, sql: str, parameters: Any = (), /) -> "QueueingCursor":
        self.connection.queue_for(sql)
        try:
            super().execute(sql, parameters)
        finally:
            self.connection.leave_if_idle()
        return self

    def executemany(self, sql: str, parameters: Any, /) -> "QueueingCursor":
        self.connection.queue_for(sql)
        try:
            super().executemany(sql, parameters)
        finally:
            self.connection.leave_if_idle()
        return self


class QueueingConnection(sqlite3.Connection):
    """A connection to a database whose writers queue for `turn`, set once by whoever opens it."""

    turn: threading.Lock
    _has_turn = False

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(QueueingCursor)

    def commit(self) -> None:
        try:
            super().commit()
        finally:
            self.leave_if_idle()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self.leave_if_idle()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._leave()

    def queue_for(self, sql: str) -> None:
        """Waits for this connection's turn unless it has it, or only reads.

        Raises:
            sqlite3.OperationalError: after thirty seconds, as SQLite itself would.
        """
        if self._has_turn or sql.lstrip()[:7].upper().startswith(READS):
            return
        if not self.turn.acquire(timeout=WAIT_SECONDS):
            raise sqlite3.OperationalError("database is locked")
        self._has_turn = True

    def leave_if_idle(self) -> None:
        """Lets the next one write when no transaction is open."""
        if self._has_turn and not self.in_transaction:
            self._leave()

    def _leave(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self.turn.release()
