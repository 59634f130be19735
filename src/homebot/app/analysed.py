"""The shelf of analysis results in the database. It saves work and is owed nothing: when it fails, the evaluation goes
on without it."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
import structlog

from homebot.adapters.analysis.cache import Key, Shelf
from homebot.store import analysed
from homebot.store.engine import writing

MAX_ROWS = 200_000
MAX_BYTES = 256 * 2**20

log = structlog.get_logger(__name__)


def shelf(
    engine: sa.Engine, clock: Callable[[], datetime], max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES
) -> Shelf:
    """Keeps at most about so many rows and bytes, for all workers together."""
    kept = _Kept(engine, clock, max_rows, max_bytes)
    return Shelf(kept.get_many, kept.put_many)


class _Kept:
    """Sweeps before its first write, and again whenever it has written a hundredth of what may be kept."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime], max_rows: int, max_bytes: int) -> None:
        self._engine = engine
        self._clock = clock
        self._max_rows, self._max_bytes = max_rows, max_bytes
        self._rows = self._bytes = 0
        self._more_to_sweep = True
        self._used: set[str] = set()
        self._lock = threading.Lock()

    def get_many(self, keys: Sequence[Key]) -> Mapping[Key, bytes]:
        names = {str(key): key for key in keys}
        try:
            with self._engine.connect() as connection:
                found = analysed.get_many(connection, names, self._clock())
        except sa.exc.SQLAlchemyError as error:
            log.warning("results of analysis cannot be read", reason=_said(error))
            return {}
        with self._lock:
            self._used.update(name for name, one in found.items() if one.stale)
        return {names[name]: one.result for name, one in found.items()}

    def put_many(self, results: Mapping[Key, bytes]) -> None:
        with self._lock:
            used, self._used = self._used, set()
        if not results and not used:
            return
        try:
            with writing(self._engine) as connection:
                analysed.touch(connection, used, self._clock())
                size = analysed.put_many(connection, {str(key): one for key, one in results.items()}, self._clock())
                if self._is_time_to_sweep(len(results), size):
                    swept = analysed.sweep(connection, self._max_rows, self._max_bytes)
                    self._more_to_sweep = swept == analysed.SWEPT
        except sa.exc.SQLAlchemyError as error:
            log.warning("results of analysis cannot be kept", reason=_said(error))

    def _is_time_to_sweep(self, rows: int, size: int) -> bool:
        with self._lock:
            self._rows, self._bytes = self._rows + rows, self._bytes + size
            if not (self._more_to_sweep or self._rows * 100 > self._max_rows or self._bytes * 100 > self._max_bytes):
                return False
            self._rows = self._bytes = 0
            return True


def _said(error: sa.exc.SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
