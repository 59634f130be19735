"""Python sources, analysed once each by a few children."""

import hashlib
import sys
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import msgspec

from homebot.adapters.analysis.children import WALL_SECONDS, Children, Died

_CACHED_SOURCES = 2048
_ANALYSER = Path(__file__).with_name("worker.py")


@dataclass(frozen=True, slots=True)
class MeasuredFunction:
    """One function of a source. `text` and `shape` are digests of its dedented text, with and without its name."""

    name: str
    line: int
    end_line: int
    complexity: int
    text: str
    shape: str


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is known of one source; with `error` it has no functions. `died`: the child did not survive it."""

    functions: tuple[MeasuredFunction, ...] = ()
    error: str | None = None
    died: bool = False


class AnalysisPool:
    """Analyses sources in at most `size` children, for any number of threads.

    `python` is the interpreter that reads the sources: what is newer than it cannot be analysed.
    """

    def __init__(self, size: int, python: str = sys.executable, seconds: float = WALL_SECONDS) -> None:
        self._children = Children(_ANALYSER, size, python, seconds)
        self._cache: OrderedDict[bytes, SourceFacts] = OrderedDict()
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

    def analyse(self, source: bytes) -> SourceFacts:
        """The functions of one Python source, or why not; the same source is read once."""
        key = hashlib.blake2b(source, digest_size=20).digest()
        with self._lock:
            known = self._cache.get(key)
            if known is not None:
                self._cache.move_to_end(key)
                return known
        facts = self._ask(source)
        if not facts.died:
            with self._lock:
                self._cache[key] = facts
                if len(self._cache) > _CACHED_SOURCES:
                    self._cache.popitem(last=False)
        return facts

    def analyse_all(self, sources: Sequence[bytes]) -> list[SourceFacts]:
        """`analyse` of each, in order, by all children at once."""
        if self._children.size == 1 or len(sources) < 4:
            return [self.analyse(source) for source in sources]
        with ThreadPoolExecutor(self._children.size) as threads:
            return list(threads.map(self.analyse, sources))

    def _ask(self, source: bytes) -> SourceFacts:
        try:
            return msgspec.json.decode(self._children.ask(source), type=SourceFacts)
        except Died as death:
            return SourceFacts(error=str(death), died=True)
        except msgspec.MsgspecError:
            return SourceFacts(error="its analysis answered nonsense", died=True)
