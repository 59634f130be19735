"""Languages other than Python: lizard reads them, in children of its own, and what it counts is compared."""

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import msgspec

from homebot.adapters.analysis.answers import Answers
from homebot.adapters.analysis.cache import Results, content
from homebot.adapters.analysis.children import WALL_SECONDS, Children, Died
from homebot.adapters.analysis.lizard.worker import MAX_BYTES
from homebot.adapters.analysis.matching import Pair, Placed, gone, pairs
from homebot.adapters.analysis.python.complexity import BUDGET_SECONDS, Measured, removed
from homebot.adapters.analysis.python.pool import SourceFacts
from homebot.adapters.git.blobs import Objects
from homebot.core.facts import FileChange, FunctionComplexity
from homebot.core.found import AnalysisError
from homebot.core.languages import language_of, suffix_of

TOOL = "lizard"
_BATCH = 16
_REGULAR = frozenset({"100644", "100755"})
ANALYSER = Path(__file__).with_name("worker.py")
_SAME_AS = {
    **dict.fromkeys(("c++", "hxx", "h++", "inl", "ipp", "tpp", "txx", "cu", "cuh", "ino"), "cpp"),
    **dict.fromkeys(("mts", "cts"), "ts"),
    **dict.fromkeys(("rake", "gemspec"), "rb"),
    "phtml": "php",
    "sc": "scala",
}
"""Suffixes that lizard does not know, with one that it does."""


class OtherLanguages:
    """Reads sources in at most `size` children, for any number of threads; they run this interpreter. `results` is
    what was analysed before, by the same `release` of everything an answer depends on."""

    def __init__(
        self, size: int, seconds: float = WALL_SECONDS, results: Results | None = None, release: str = ""
    ) -> None:
        self._children = Children(ANALYSER, size, sys.executable, seconds)
        self._answers = Answers(results or Results(), release)

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
        return self.analyse_all([(path, source)])[0]

    def analyse_all(self, sources: Sequence[tuple[str, bytes | int]]) -> list[SourceFacts]:
        """`analyse` of each, in order, by all children at once; a size instead of a source is too large a one."""
        names = [_name(path, content(source)) if isinstance(source, bytes) else "" for path, source in sources]
        items = {name: source for name, source in zip(names, sources, strict=True) if name}
        found = self._answers.once(TOOL, SourceFacts, items, self._each)
        return [found[name] if name else _too_large(source) for name, (_, source) in zip(names, sources, strict=True)]

    def known(self, files: Iterable[tuple[str, str]]) -> dict[tuple[str, str], SourceFacts]:
        """Files that were analysed before, by their path and the id git gives to what they hold."""
        names = {file: _name(*file) for file in files}
        found = self._answers.known(TOOL, names.values(), SourceFacts)
        return {file: found[name] for file, name in names.items() if name in found}

    def _each(self, sources: Sequence[tuple[str, bytes | int]]) -> list[SourceFacts]:
        questions = [_question(path, source) for path, source in sources if isinstance(source, bytes)]
        if self._children.size == 1 or len(questions) < 4:
            return [self._ask(question) for question in questions]
        with ThreadPoolExecutor(self._children.size) as threads:
            return list(threads.map(self._ask, questions))

    def _ask(self, question: bytes) -> SourceFacts:
        try:
            return msgspec.json.decode(self._children.ask(question), type=SourceFacts)
        except Died as death:
            return SourceFacts(error=str(death), died=True)
        except msgspec.MsgspecError:
            return SourceFacts(error="its analysis answered nonsense", died=True)


def _dialect(path: str) -> str:
    suffix = suffix_of(path)
    return _SAME_AS.get(suffix, suffix)


def _question(path: str, source: bytes) -> bytes:
    return _dialect(path).encode() + b"\0" + source


def _name(path: str, oid: str) -> str:
    """The same text is another source in another language."""
    return f"{_dialect(path)}/{oid}"


def _too_large(source: bytes | int) -> SourceFacts:
    size = source if isinstance(source, int) else len(source)
    return SourceFacts(error=f"it has {size:,} bytes; files up to {MAX_BYTES:,} are analysed")


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
    matched = pairs(before, after)
    touched = [_touched(pair) for pair in matched if pair.touched and pair.after.file not in errors]
    functions = sorted(touched, key=lambda function: (function.path, function.line, function.name))
    named = tuple(AnalysisError(path, why) for path, why in sorted(errors.items()))
    return Measured(tuple(functions), named, removed(gone(before, matched), errors))


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
