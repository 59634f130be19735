"""What analysers answered, remembered by what they read: a content is analysed once, whoever asks.

A result is kept under its content (the id of a git blob), the analyser's name and its `release`, which is another one
as soon as anything that could change an answer is. Only answers are kept: what a child died of may have been bad luck,
and is tried again.
"""

import hashlib
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

MEMORY_BYTES = 32 * 2**20
PENDING_BYTES = 4 * 2**20
"""What waits to be put on the shelf; more is put there at once."""

_OVERHEAD = 500
"""Bytes an entry costs beside its result, roughly."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Names a result: what was read, by which analyser, in which release of it."""

    content: str
    analyser: str
    release: str

    def __str__(self) -> str:
        return f"{self.analyser}/{self.release}/{self.content}"


@dataclass(frozen=True)
class Shelf:
    """Where results outlive the process. Both may be called by many threads, and neither raises: a shelf that cannot
    be reached knows nothing and keeps nothing."""

    get_many: Callable[[Sequence[Key]], Mapping[Key, bytes]]
    put_many: Callable[[Mapping[Key, bytes]], None]


class Results:
    """Results in memory, the least recently used forgotten first, in front of a shelf if there is one.

    Ask for everything a change needs in one `get_many`, and `flush` when the change is read: one read of the shelf and
    one write. For any number of threads.
    """

    def __init__(self, shelf: Shelf | None = None, max_bytes: int = MEMORY_BYTES) -> None:
        self._shelf = shelf
        self._max_bytes = max_bytes
        self._bytes = 0
        self._known: OrderedDict[Key, bytes] = OrderedDict()
        self._pending: dict[Key, bytes] = {}
        self._pending_bytes = 0
        self._lock = threading.Lock()

    def get_many(self, keys: Iterable[Key]) -> dict[Key, bytes]:
        """The results that are known, by their keys."""
        wanted = dict.fromkeys(keys)
        with self._lock:
            found = {key: self._known[key] for key in wanted if key in self._known}
            for key in found:
                self._known.move_to_end(key)
        missing = [key for key in wanted if key not in found]
        if missing and self._shelf is not None:
            shelved = self._shelf.get_many(missing)
            with self._lock:
                self._remember(shelved)
            found.update(shelved)
        return found

    def put_many(self, results: Mapping[Key, bytes]) -> None:
        """Remembers results; they are on the shelf after `flush` at the latest."""
        with self._lock:
            self._remember(results)
            if self._shelf is not None:
                self._pending.update(results)
                self._pending_bytes += sum(map(len, results.values()))
        if self._pending_bytes > PENDING_BYTES:
            self.flush()

    def flush(self) -> None:
        """Puts on the shelf what is not there yet, and lets it note what was used."""
        with self._lock:
            pending, self._pending, self._pending_bytes = self._pending, {}, 0
        if self._shelf is not None:
            self._shelf.put_many(pending)

    def _remember(self, results: Mapping[Key, bytes]) -> None:
        for key, result in results.items():
            self._bytes += len(result) + _OVERHEAD
            if (old := self._known.pop(key, None)) is not None:
                self._bytes -= len(old) + _OVERHEAD
            self._known[key] = result
        while self._bytes > self._max_bytes:
            _, oldest = self._known.popitem(last=False)
            self._bytes -= len(oldest) + _OVERHEAD


def content(source: bytes) -> str:
    """What a source is known by: the id git gives to a file of these bytes, so that one in a repository need not be
    read to be looked up."""
    return hashlib.sha1(b"blob %d\0" % len(source) + source, usedforsecurity=False).hexdigest()


@lru_cache(maxsize=64)
def release(
    script: Path, python: str = sys.executable, libraries: tuple[str, ...] = (), also: tuple[Path, ...] = ()
) -> str:
    """Names everything an analyser's answer depends on besides its question: its own text and that of the modules
    beside it and in all rooms here, which it may use or be asked by, the interpreter that runs it and the libraries.
    `also` are other files that it uses."""
    places = {*script.parent.rglob("*.py"), *Path(__file__).parent.rglob("*.py"), *also}
    texts = [path.read_bytes() for path in sorted(places)]
    names = [_version_of(python), *(f"{name} {version(name)}" for name in libraries)]
    parts = [script.name.encode(), *texts, *(name.encode() for name in names)]
    return hashlib.blake2b(b"\0".join(parts), digest_size=8).hexdigest()


def _version_of(python: str) -> str:
    """An interpreter that cannot be started answers nothing, so what it is called does not matter."""
    if python == sys.executable:
        return sys.version
    command = [python, "-I", "-S", "-c", "import sys; print(sys.version)"]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False, env={}).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
