"""Languages other than Python: lizard reads them, in children of its own, and what it counts is compared."""

import hashlib
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import msgspec

from homebot.adapters.analysis.children import WALL_SECONDS, Children, Died
from homebot.adapters.analysis.complexity import BUDGET_SECONDS, Measured
from homebot.adapters.analysis.lizard_worker import MAX_BYTES
from homebot.adapters.analysis.matching import Pair, Placed, pairs
from homebot.adapters.analysis.pool import SourceFacts
from homebot.adapters.git.blobs import Objects
from homebot.core.facts import AnalysisError, FileChange, FunctionComplexity
from homebot.core.languages import language_of, suffix_of

TOOL = "lizard"
_CACHED_SOURCES = 2048
_BATCH = 16
_REGULAR = frozenset({"100644", "100755"})
_ANALYSER = Path(__file__).with_name("lizard_worker.py")
_SAME_AS = {
    **dict.fromkeys(("c++", "hxx", "h++", "inl", "ipp", "tpp", "txx", "cu", "cuh", "ino"), "cpp"),
    **dict.fromkeys(("mts", "cts"), "ts"),
    **dict.fromkeys(("rake", "gemspec"), "rb"),
    "phtml": "php",
    "sc": "scala",
}
"""Suffixes that lizard does not know, with one that it does."""


class OtherLanguages:
    """Reads sources in at most `size` children, for any number of threads; they run this interpreter."""

    def __init__(self, size: int, seconds: float = WALL_SECONDS) -> None:
        self._children = Children(_ANALYSER, size, sys.executable, seconds)
        self._cache: OrderedDict[bytes, SourceFacts] = OrderedDict()
        self._lock = threading.Lock()

    def __enter__(self) -> "OtherLanguages":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all children, waiting for those at work. They can be used again."""
        self._children.close()

    def analyse(self, path: str, source: bytes) -> SourceFacts:
        """The functions of one source, or why not; its language is what the path's suffix says. The same source is
        read once."""
        suffix = suffix_of(path)
        question = _SAME_AS.get(suffix, suffix).encode() + b"\0" + source
        key = hashlib.blake2b(question, digest_size=20).digest()
        with self._lock:
            known = self._cache.get(key)
            if known is not None:
                self._cache.move_to_end(key)
                return known
        facts = self._ask(question)
        if not facts.died:
            with self._lock:
                self._cache[key] = facts
                if len(self._cache) > _CACHED_SOURCES:
                    self._cache.popitem(last=False)
        return facts

    def analyse_all(self, sources: Sequence[tuple[str, bytes | int]]) -> list[SourceFacts]:
        """`analyse` of each, in order, by all children at once; a size instead of a source is too large a one."""
        if self._children.size == 1 or len(sources) < 4:
            return [self._one(*source) for source in sources]
        with ThreadPoolExecutor(self._children.size) as threads:
            return list(threads.map(lambda source: self._one(*source), sources))

    def _one(self, path: str, source: bytes | int) -> SourceFacts:
        if isinstance(source, int):
            return SourceFacts(error=f"it has {source:,} bytes; files up to {MAX_BYTES:,} are analysed")
        return self.analyse(path, source)

    def _ask(self, question: bytes) -> SourceFacts:
        try:
            return msgspec.json.decode(self._children.ask(question), type=SourceFacts)
        except Died as death:
            return SourceFacts(error=str(death), died=True)
        except msgspec.MsgspecError:
            return SourceFacts(error="its analysis answered nonsense", died=True)


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a changed file. `file` is the path by which both sides are known, `path` the one of this side."""

    file: str
    path: str
    oid: str
    is_after: bool


def measure_others(
    objects: Objects, files: Sequence[FileChange], others: OtherLanguages, budget_seconds: float = BUDGET_SECONDS
) -> Measured:
    """Compare the functions of all changed files that lizard reads (regular files only), as `measure` does of Python.

    Raises:
        MirrorCorrupt: when a blob is missing.
    """
    sides = [side for file in files for side in _sides(file)]
    facts = _analysed(objects, sides, others, time.monotonic() + budget_seconds)
    errors = dict(_errors(sides, facts))
    before, after = _placed(sides, facts, is_after=False), _placed(sides, facts, is_after=True)
    touched = [_touched(pair) for pair in pairs(before, after) if pair.touched and pair.after.file not in errors]
    functions = sorted(touched, key=lambda function: (function.path, function.line, function.name))
    return Measured(tuple(functions), tuple(AnalysisError(path, why) for path, why in sorted(errors.items())))


def _touched(pair: Pair) -> FunctionComplexity:
    return FunctionComplexity(
        path=pair.after.file,
        name=pair.after.function.name,
        line=pair.after.function.line,
        end_line=pair.after.function.end_line,
        before=None if pair.before is None else pair.before.function.complexity,
        after=pair.after.function.complexity,
        tool=TOOL,
    )


def _sides(file: FileChange) -> Iterator[_Side]:
    """The sides of a changed file that lizard reads; none when only its name or mode changed."""
    old_path = file.old_path or file.path
    before = file.before if _is_read(old_path, file.mode_before) else None
    after = file.after if _is_read(file.path, file.mode_after) else None
    if before == after and language_of(old_path) == language_of(file.path):
        return
    if before is not None:
        yield _Side(file.path, old_path, before, is_after=False)
    if after is not None:
        yield _Side(file.path, file.path, after, is_after=True)


def _is_read(path: str, mode: str | None) -> bool:
    return mode in _REGULAR and language_of(path) not in (None, "python")


def _analysed(objects: Objects, sides: list[_Side], others: OtherLanguages, deadline: float) -> list[SourceFacts]:
    facts: list[SourceFacts] = []
    for start in range(0, len(sides), _BATCH):
        batch = sides[start : start + _BATCH]
        if time.monotonic() > deadline:
            facts += [SourceFacts(error="the change is too large to analyse all of it in time", died=True)] * len(batch)
            continue
        facts += others.analyse_all([(side.path, objects.read(side.oid, MAX_BYTES)) for side in batch])
    return facts


def _errors(sides: list[_Side], facts: list[SourceFacts]) -> Iterator[tuple[str, str]]:
    """Why a file cannot be judged, by path, the head's reason last. What a deleted file was cannot fail."""
    judged = {side.file for side in sides if side.is_after}
    for side, fact in zip(sides, facts, strict=True):
        if fact.error is not None and side.is_after:
            yield side.file, fact.error
        elif fact.died and side.file in judged:
            yield side.file, f"its version at the base cannot be analysed: {fact.error}"


def _placed(sides: list[_Side], facts: list[SourceFacts], is_after: bool) -> list[Placed]:
    return [
        Placed(side.file, function)
        for side, fact in zip(sides, facts, strict=True)
        if side.is_after is is_after
        for function in fact.functions
    ]
