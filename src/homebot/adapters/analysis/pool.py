"""Python sources, and what changed between two of them, analysed once each by a few children."""

import hashlib
import struct
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import msgspec

from homebot.adapters.analysis.children import WALL_SECONDS, Children, Died
from homebot.adapters.analysis.worker import MAX_BYTES

_CACHED = 2048
_ANALYSER = Path(__file__).with_name("worker.py")
_T = TypeVar("_T")
_R = TypeVar("_R")


@dataclass(frozen=True, slots=True)
class MeasuredFunction:
    """One function of a source. `text` and `shape` are digests of its dedented text, with and without its name."""

    name: str
    line: int
    end_line: int
    complexity: int
    text: str
    shape: str
    cognitive: int | None = None


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is known of one source; with `error` it has no functions. `died`: the child did not survive it."""

    functions: tuple[MeasuredFunction, ...] = ()
    error: str | None = None
    died: bool = False


_NOTHING = SourceFacts()
_Sides = tuple[tuple[MeasuredFunction, ...], tuple[MeasuredFunction, ...]]


@dataclass(frozen=True, slots=True)
class Compared:
    """Both sides of a changed file, perhaps without functions that are the same on both; a missing side has none."""

    before: SourceFacts = _NOTHING
    after: SourceFacts = _NOTHING


Oids = tuple[str | None, str | None]
"""Ids of both sides of a changed file."""


class AnalysisPool:
    """Analyses sources in at most `size` children, for any number of threads.

    `python` is the interpreter that reads the sources: what is newer than it cannot be analysed.
    """

    def __init__(self, size: int, python: str = sys.executable, seconds: float = WALL_SECONDS) -> None:
        self._children = Children(_ANALYSER, size, python, seconds)
        self._cache: OrderedDict[Hashable, Compared] = OrderedDict()
        self._lock = threading.Lock()

    def __enter__(self) -> "AnalysisPool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all children, waiting for those at work. The pool can be used again."""
        self._children.close()

    def analyse(self, source: bytes, cognitive: bool = False) -> SourceFacts:
        """All functions of one Python source, or why not; the same source is read once."""
        key = (hashlib.blake2b(source, digest_size=20).digest(), cognitive)
        known = self._known(key)
        if known is None:
            known = Compared(after=self._whole(source, cognitive))
            self._remember(key, known)
        return known.after

    def analyse_all(self, sources: Sequence[bytes]) -> list[SourceFacts]:
        """`analyse` of each, in order, by all children at once."""
        return self._each(self.analyse, sources)

    def compare_all(
        self, files: Sequence[Oids], read: Callable[[str], bytes | int], cognitive: bool = False
    ) -> list[Compared]:
        """Both sides of each changed file, in order, by all children at once; the same two are read once.

        `read` gives the content of an object, or its size when that is too much; it is called in this thread.
        """
        found = {oids: self._known((oids, cognitive)) for oids in files}
        unknown = [oids for oids, known in found.items() if known is None]
        sides = [tuple(None if oid is None else read(oid) for oid in oids) for oids in unknown]
        new = self._each(lambda both: self._compared(both[0], both[1], cognitive), sides)
        for oids, compared in zip(unknown, new, strict=True):
            found[oids] = compared
            self._remember((oids, cognitive), compared)
        return [found[oids] or Compared() for oids in files]

    def _compared(self, before: bytes | int | None, after: bytes | int | None, cognitive: bool) -> Compared:
        if isinstance(before, bytes) and isinstance(after, bytes):
            together = self._together(before, after, cognitive)
            if together is not None:
                return together
        sides = (_NOTHING if content is None else self._whole(content, cognitive) for content in (before, after))
        return Compared(*sides)

    def _together(self, before: bytes, after: bytes, cognitive: bool) -> Compared | None:
        """What differs between two sides, or `None` when each has to be read whole."""
        question = b"".join((b"c" if cognitive else b"C", struct.pack("!I", len(before)), before, after))
        try:
            answer = msgspec.json.decode(self._children.ask(question), type=_Sides | None)
        except (Died, msgspec.MsgspecError):
            return None
        return None if answer is None else Compared(*(SourceFacts(functions) for functions in answer))

    def _whole(self, content: bytes | int, cognitive: bool) -> SourceFacts:
        if isinstance(content, int):
            return SourceFacts(error=f"it has {content:,} bytes; files up to {MAX_BYTES:,} are analysed")
        try:
            answer = self._children.ask((b"w" if cognitive else b"W") + content)
            return msgspec.json.decode(answer, type=SourceFacts)
        except Died as death:
            return SourceFacts(error=str(death), died=True)
        except msgspec.MsgspecError:
            return SourceFacts(error="its analysis answered nonsense", died=True)

    def _each(self, work: Callable[[_T], _R], items: Sequence[_T]) -> list[_R]:
        if self._children.size == 1 or len(items) < 4:
            return [work(item) for item in items]
        with ThreadPoolExecutor(self._children.size) as threads:
            return list(threads.map(work, items))

    def _known(self, key: Hashable) -> Compared | None:
        with self._lock:
            known = self._cache.get(key)
            if known is not None:
                self._cache.move_to_end(key)
            return known

    def _remember(self, key: Hashable, compared: Compared) -> None:
        if compared.before.died or compared.after.died:
            return
        with self._lock:
            self._cache[key] = compared
            if len(self._cache) > _CACHED:
                self._cache.popitem(last=False)
