"""The shelf of analysis results in the database. It saves work and is owed nothing: nobody waits for a result to be
kept, and when the shelf fails, the evaluation goes on without it."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

import sqlalchemy as sa
import structlog

from homebot.adapters.analysis.cache import Key, Shelf
from homebot.store import analysed
from homebot.store.engine import writing

MAX_ROWS = 200_000
MAX_BYTES = 256 * 2**20
MAX_WAITING = 5_000
"""Results that wait to be written while the database is slow; what comes after them is not kept."""

Start = Callable[[Callable[[], None]], object]
"""Has something done, now or soon."""

log = structlog.get_logger(__name__)


def shelf(
    engine: sa.Engine,
    clock: Callable[[], datetime],
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
    start: Start | None = None,
) -> Shelf:
    """Keeps at most about so many rows and bytes, for all workers together. One thread writes, unless `start` has
    another way; what it was given is written before the process ends."""
    kept = _Kept(engine, clock, max_rows, max_bytes, start or _by_one_thread())
    return Shelf(kept.get_many, kept.put_many)


def _by_one_thread() -> Start:
    writer = ThreadPoolExecutor(1, thread_name_prefix="analysed")

    def start(work: Callable[[], None]) -> None:
        try:
            writer.submit(work).add_done_callback(_complain)
        except RuntimeError:
            log.info("results of analysis are not kept: the process is about to end")

    return start


def _complain(done: "Future[None]") -> None:
    error = done.exception()
    if error is not None:
        log.error("results of analysis cannot be kept", exc_info=error)


class _Kept:
    """Sweeps before its first write, and again whenever it has written a hundredth of what may be kept."""

    def __init__(
        self, engine: sa.Engine, clock: Callable[[], datetime], max_rows: int, max_bytes: int, start: Start
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._max_rows, self._max_bytes = max_rows, max_bytes
        self._rows = self._bytes = 0
        self._more_to_sweep = True
        self._start = start
        self._waiting: dict[str, bytes] = {}
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
            room = MAX_WAITING - len(self._waiting)
            self._waiting.update((str(key), result) for key, result in list(results.items())[:room])
            idle = not (self._waiting or self._used)
        if not idle:
            self._start(self._write)

    def _write(self) -> None:
        """All that waits, at once: changes that end together are one write."""
        with self._lock:
            results, self._waiting = self._waiting, {}
            used, self._used = self._used, set()
        if not results and not used:
            return
        try:
            with writing(self._engine) as connection:
                analysed.touch(connection, used, self._clock())
                size = analysed.put_many(connection, results, self._clock())
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
