"""Complexity of the Python functions a change adds or touches, beside what it was."""

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from homebot.adapters.analysis.matching import Pair, Placed, gone, pairs
from homebot.adapters.analysis.python.pool import AnalysisPool, Compared, SourceFacts
from homebot.adapters.analysis.python.worker import MAX_BYTES
from homebot.adapters.git.blobs import Objects
from homebot.core.facts import FileChange, FunctionComplexity
from homebot.core.found import AnalysisError, RemovedFunction
from homebot.core.languages import language_of

BUDGET_SECONDS = 120.0
"""For one change. Files that are not reached in this time are errors, so that a huge change ends."""

_BATCH = 16
_REGULAR = frozenset({"100644", "100755"})


@dataclass(frozen=True, slots=True)
class Measured:
    """Touched functions, by path and line, the files that could not be analysed, and the functions that are gone."""

    functions: tuple[FunctionComplexity, ...] = ()
    errors: tuple[AnalysisError, ...] = ()
    removed: tuple[RemovedFunction, ...] = ()


@dataclass(frozen=True, slots=True)
class PythonFile:
    """A changed file of which a side is Python. `name` is the path by which both sides are known."""

    name: str
    before: str | None
    after: str | None


def measure(
    objects: Objects,
    files: Sequence[FileChange],
    pool: AnalysisPool,
    budget_seconds: float = BUDGET_SECONDS,
    cognitive: bool = False,
) -> Measured:
    """Compare the functions of all changed `.py` files (regular files only; not `.pyi`).

    A file whose base version cannot be parsed is all new; one whose base version kills its analysis is an
    error, like one whose head version does not parse.

    Raises:
        MirrorCorrupt: when a blob is missing.
    """
    changed = [found for file in files if (found := python_file(file)) is not None]
    facts = _compared(objects, changed, pool, time.monotonic() + budget_seconds, cognitive)
    errors = dict(_errors(changed, facts))
    before = _placed(changed, [both.before for both in facts])
    after = _placed(changed, [both.after for both in facts])
    matched = pairs(before, after)
    touched = [_touched(pair) for pair in matched if pair.touched and pair.after.file not in errors]
    functions = sorted(touched, key=lambda function: (function.path, function.line, function.name))
    named = tuple(AnalysisError(path, why) for path, why in sorted(errors.items()))
    return Measured(tuple(functions), named, removed(gone(before, matched), errors))


def _placed(files: list[PythonFile], facts: list[SourceFacts]) -> list[Placed]:
    return [Placed(file.name, function) for file, fact in zip(files, facts, strict=True) for function in fact.functions]


def _touched(pair: Pair) -> FunctionComplexity:
    was = None if pair.before is None else pair.before.function
    now = pair.after.function
    return FunctionComplexity(
        path=pair.after.file,
        name=now.name,
        line=now.line,
        end_line=now.end_line,
        before=None if was is None else was.complexity,
        after=now.complexity,
        cognitive_before=None if was is None else was.cognitive,
        cognitive_after=now.cognitive,
    )


def removed(left: Sequence[Placed], errors: Collection[str]) -> tuple[RemovedFunction, ...]:
    """What is known to be gone: of a file that cannot be read any more, nothing is."""
    return tuple(
        RemovedFunction(one.file, one.function.name, one.function.complexity) for one in left if one.file not in errors
    )


def is_python(path: str) -> bool:
    """Whether the analyser of Python reads a file of that name."""
    return language_of(path) == "python"


def python_file(file: FileChange) -> PythonFile | None:
    """The sides of a changed file that are Python; `None` when only its name or mode changed."""
    before = _side(file.old_path or file.path, file.mode_before, file.before)
    after = _side(file.path, file.mode_after, file.after)
    return None if before == after else PythonFile(file.path, before, after)


def _side(path: str, mode: str | None, oid: str | None) -> str | None:
    return oid if is_python(path) and mode in _REGULAR else None


def _compared(
    objects: Objects, files: list[PythonFile], pool: AnalysisPool, deadline: float, cognitive: bool
) -> list[Compared]:
    facts: list[Compared] = []
    for start in range(0, len(files), _BATCH):
        batch = files[start : start + _BATCH]
        if time.monotonic() > deadline:
            late = SourceFacts(error="the change is too large to analyse all of it in time", died=True)
            facts += [Compared(after=late)] * len(batch)
            continue
        oids = [(file.before, file.after) for file in batch]
        facts += pool.compare_all(oids, lambda oid: objects.read(oid, MAX_BYTES), cognitive)
    return facts


def _errors(files: list[PythonFile], facts: list[Compared]) -> Iterator[tuple[str, str]]:
    """Why a file cannot be judged, by path. What a deleted file was cannot fail."""
    for file, both in zip(files, facts, strict=True):
        if file.after is None:
            continue
        if both.after.error is not None:
            yield file.name, both.after.error
        elif both.before.died:
            yield file.name, f"its version at the base cannot be analysed: {both.before.error}"
