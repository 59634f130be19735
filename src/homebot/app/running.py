"""Which workflows this process is at work on now: what the engine calls pending and nobody is at, was dropped."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Running:
    """The workflows under way in this process, by their ids. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: set[str] = set()

    @contextmanager
    def at(self, workflow: str | None) -> Iterator[None]:
        """Inside the block the workflow is under way."""
        with self._lock:
            self._ids.add(workflow or "")
        try:
            yield
        finally:
            with self._lock:
                self._ids.discard(workflow or "")

    def now(self) -> frozenset[str]:
        """Those under way at this moment."""
        with self._lock:
            return frozenset(self._ids)
