"""Python sources, and what changed between two of them, analysed once each by a few children."""

import struct
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import msgspec

from homebot.adapters.analysis.answers import Answers
from homebot.adapters.analysis.cache import Results, content
from homebot.adapters.analysis.children import WALL_SECONDS, Children, Died
from homebot.adapters.analysis.python.worker import MAX_BYTES
from homebot.core.public_surface.items import Exported

ANALYSER = Path(__file__).with_name("worker.py")
WHOLE, COMPARED, INDEXED, EXPORTS = "python", "python compared", "python index", "python exports"
"""Under which names answers are remembered."""
_BATCH_BYTES = 512 * 1024
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

    @property
    def died(self) -> bool:
        """Whether the child did not survive one of them."""
        return self.before.died or self.after.died


@dataclass(frozen=True, slots=True)
class Index:
    """The maintainability index of one source, or why it has none. `died`: the child did not survive it."""

    index: float | None = None
    error: str | None = None
    died: bool = False


@dataclass(frozen=True, slots=True)
class Exports:
    """What a module exports, and what it imports as (module, dots before it, line), or why that is not known."""

    items: tuple[Exported, ...] = ()
    imports: tuple[tuple[str, int, int], ...] = ()
    error: str | None = None
    died: bool = False


_Both = tuple[bytes | int | None, bytes | int | None]
Oids = tuple[str | None, str | None]
"""Ids of both sides of a changed file."""


_A = TypeVar("_A", SourceFacts, Index, Exports)


class AnalysisPool:
    """Analyses sources in at most `size` children, for any number of threads.

    `python` is the interpreter that reads the sources: what is newer than it cannot be analysed. `results` is what
    was analysed before, by the same `release` of everything an answer depends on.
    """

    def __init__(
        self,
        size: int,
        python: str = sys.executable,
        seconds: float = WALL_SECONDS,
        results: Results | None = None,
        release: str = "",
    ) -> None:
        self._children = Children(ANALYSER, size, python, seconds)
        self._answers = Answers(results or Results(), release)

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
        return self.analyse_all([source], cognitive)[0]

    def analyse_all(self, sources: Sequence[bytes], cognitive: bool = False) -> list[SourceFacts]:
        """`analyse` of each, in order, by all children at once."""
        names = [content(source) for source in sources]
        found = self._answers.once(
            _name(WHOLE, cognitive),
            SourceFacts,
            dict(zip(names, sources, strict=True)),
            lambda missing: self._each(lambda source: self._whole(source, cognitive), missing),
        )
        return [found[name] for name in names]

    def known(self, oids: Iterable[str], cognitive: bool = False) -> dict[str, SourceFacts]:
        """Sources that were analysed before, by the ids git gives them."""
        return self._answers.known(_name(WHOLE, cognitive), oids, SourceFacts)

    def compare_all(
        self, files: Sequence[Oids], read: Callable[[str], bytes | int], cognitive: bool = False
    ) -> list[Compared]:
        """Both sides of each changed file, in order, by all children at once; the same two are read once.

        `read` gives the content of an object, or its size when that is too much; it is called in this thread.
        """

        def compared(missing: list[Oids]) -> list[Compared]:
            batches = _batches([(_read(read, before), _read(read, after)) for before, after in missing])
            return list(chain.from_iterable(self._each(lambda batch: self._compared(batch, cognitive), list(batches))))

        found = self._answers.once(
            _name(COMPARED, cognitive), Compared, {_both(oids): oids for oids in files}, compared
        )
        return [found[_both(oids)] for oids in files]

    def indices(self, oids: Sequence[str], read: Callable[[str], bytes | int]) -> list[Index]:
        """The maintainability index of each source, in order, by all children at once; the same one is read once."""

        def indexed(missing: list[str]) -> list[Index]:
            return self._each(self._index, [read(oid) for oid in missing])

        found = self._answers.once(INDEXED, Index, {oid: oid for oid in oids}, indexed)
        return [found[oid] for oid in oids]

    def exports(self, oids: Sequence[str], read: Callable[[str], bytes | int]) -> list[Exports]:
        """What each source exports and imports, as `indices`."""

        def exported(missing: list[str]) -> list[Exports]:
            return self._each(lambda source: self._asked(b"S", source, Exports), [read(oid) for oid in missing])

        found = self._answers.once(EXPORTS, Exports, {oid: oid for oid in oids}, exported)
        return [found[oid] for oid in oids]

    def _compared(self, batch: Sequence[_Both], cognitive: bool) -> list[Compared]:
        together = iter(self._together([both for both in batch if _are_here(both)], cognitive))
        found = [next(together) if _are_here(both) else None for both in batch]
        return [one or self._apart(both, cognitive) for both, one in zip(batch, found, strict=True)]

    def _apart(self, both: _Both, cognitive: bool) -> Compared:
        return Compared(*(_NOTHING if content is None else self._whole(content, cognitive) for content in both))

    def _together(self, batch: Sequence[_Both], cognitive: bool) -> list[Compared | None]:
        """What differs between two sides of each file, or `None` where each side has to be read whole.

        Files that ran out of time together are asked for one by one: the one that does so alone is not asked again, and
        costs its own result.
        """
        if not batch:
            return []
        try:
            answers = self._sides(batch, cognitive)
        except Died as death:
            if death.late:
                return self._late(batch, cognitive, str(death))
            answers = []
        if len(answers) != len(batch):
            return [None] * len(batch)
        return [None if sides is None else Compared(*map(SourceFacts, sides)) for sides in answers]

    def _sides(self, batch: Sequence[_Both], cognitive: bool) -> list[_Sides | None]:
        """What a child answers about them all; nothing when that makes no sense. Raises `Died`."""
        parts = [b"c" if cognitive else b"C"]
        for before, after in batch:
            assert isinstance(before, bytes)
            assert isinstance(after, bytes)
            parts += [struct.pack("!II", len(before), len(after)), before, after]
        try:
            return msgspec.json.decode(self._children.ask(b"".join(parts)), type=list[_Sides | None])
        except msgspec.MsgspecError:
            return []

    def _late(self, batch: Sequence[_Both], cognitive: bool, how: str) -> list[Compared | None]:
        if len(batch) > 1:
            return [one for both in batch for one in self._together([both], cognitive)]
        side = SourceFacts(error=how, died=True)
        return [Compared(side, side)]

    def _whole(self, content: bytes | int, cognitive: bool) -> SourceFacts:
        return self._asked(b"w" if cognitive else b"W", content, SourceFacts)

    def _index(self, content: bytes | int) -> Index:
        return self._asked(b"M", content, Index)

    def _asked(self, kind: bytes, content: bytes | int, answer: type[_A]) -> _A:
        if isinstance(content, int):
            return answer(error=f"it has {content:,} bytes; files up to {MAX_BYTES:,} are analysed")
        try:
            return msgspec.json.decode(self._children.ask(kind + content), type=answer)
        except Died as death:
            return answer(error=str(death), died=True)
        except msgspec.MsgspecError:
            return answer(error="its analysis answered nonsense", died=True)

    def _each(self, work: Callable[[_T], _R], items: Sequence[_T]) -> list[_R]:
        if self._children.size == 1 or len(items) < 2:
            return [work(item) for item in items]
        with ThreadPoolExecutor(self._children.size) as threads:
            return list(threads.map(work, items))


def _name(analyser: str, cognitive: bool) -> str:
    return f"{analyser}, cognitive" if cognitive else analyser


def _both(oids: Oids) -> str:
    """Names both sides of a file."""
    return "..".join(oid or "" for oid in oids)


def _read(read: Callable[[str], bytes | int], oid: str | None) -> bytes | int | None:
    return None if oid is None else read(oid)


def _are_here(both: _Both) -> bool:
    return isinstance(both[0], bytes) and isinstance(both[1], bytes)


def _batches(files: Sequence[_Both]) -> Iterator[list[_Both]]:
    """What is asked in one question: its child answers for all of them within one limit of time."""
    batch: list[_Both] = []
    size = 0
    for both in files:
        batch.append(both)
        size += sum(len(content) for content in both if isinstance(content, bytes))
        if size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
