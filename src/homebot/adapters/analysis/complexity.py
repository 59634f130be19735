"""Complexity of the Python functions a change adds or touches, beside what it was."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from homebot.adapters.analysis.matching import Placed, pairs
from homebot.adapters.analysis.pool import AnalysisPool, SourceFacts
from homebot.adapters.analysis.worker import MAX_BYTES
from homebot.adapters.git.blobs import Objects
from homebot.core.facts import AnalysisError, FileChange, FunctionComplexity
from homebot.core.languages import language_of

BUDGET_SECONDS = 120.0
"""For one change. Files that are not reached in this time are errors, so that a huge change ends."""

_BATCH = 16
_REGULAR = frozenset({"100644", "100755"})


@dataclass(frozen=True, slots=True)
class Measured:
    """Touched functions, by path and line, and the files that could not be analysed."""

    functions: tuple[FunctionComplexity, ...] = ()
    errors: tuple[AnalysisError, ...] = ()


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a changed Python file. `file` is the path by which both sides are known."""

    file: str
    oid: str
    is_after: bool


def measure(
    objects: Objects, files: Sequence[FileChange], pool: AnalysisPool, budget_seconds: float = BUDGET_SECONDS
) -> Measured:
    """Compare the functions of all changed `.py` files (regular files only; not `.pyi`).

    A file whose base version cannot be parsed is all new; one whose base version kills its analysis is an
    error, like one whose head version does not parse.

    Raises:
        MirrorCorrupt: when a blob is missing.
    """
    sides = [side for file in files for side in _sides(file)]
    facts = _analysed(objects, sides, pool, time.monotonic() + budget_seconds)
    errors = _errors(sides, facts)
    before, after = _placed(sides, facts, is_after=False), _placed(sides, facts, is_after=True)
    functions = [
        FunctionComplexity(
            path=pair.after.file,
            name=pair.after.function.name,
            line=pair.after.function.line,
            end_line=pair.after.function.end_line,
            before=None if pair.before is None else pair.before.function.complexity,
            after=pair.after.function.complexity,
        )
        for pair in pairs(before, after)
        if pair.touched and pair.after.file not in errors
    ]
    functions.sort(key=lambda function: (function.path, function.line, function.name))
    return Measured(tuple(functions), tuple(AnalysisError(path, why) for path, why in sorted(errors.items())))


def _sides(file: FileChange) -> Iterator[_Side]:
    """The sides of a changed file that are Python; none when only its name or mode changed."""
    old_path = file.old_path or file.path
    is_python = language_of(old_path) == "python" and file.mode_before in _REGULAR
    becomes_python = language_of(file.path) == "python" and file.mode_after in _REGULAR
    if is_python and becomes_python and file.before == file.after:
        return
    if is_python and file.before is not None:
        yield _Side(file.path, file.before, is_after=False)
    if becomes_python and file.after is not None:
        yield _Side(file.path, file.after, is_after=True)


def _analysed(objects: Objects, sides: list[_Side], pool: AnalysisPool, deadline: float) -> list[SourceFacts]:
    facts: list[SourceFacts] = []
    for start in range(0, len(sides), _BATCH):
        batch = sides[start : start + _BATCH]
        if time.monotonic() > deadline:
            facts += [SourceFacts(error="the change is too large to analyse all of it in time", died=True)] * len(batch)
            continue
        contents = [objects.read(side.oid, MAX_BYTES) for side in batch]
        analysed = iter(pool.analyse_all([content for content in contents if isinstance(content, bytes)]))
        facts += [next(analysed) if isinstance(content, bytes) else _too_large(content) for content in contents]
    return facts


def _too_large(size: int) -> SourceFacts:
    return SourceFacts(error=f"it has {size:,} bytes; files up to {MAX_BYTES:,} are analysed")


def _errors(sides: list[_Side], facts: list[SourceFacts]) -> dict[str, str]:
    """Why a file cannot be judged, by path. What a deleted file was cannot fail."""
    judged = {side.file for side in sides if side.is_after}
    errors: dict[str, str] = {}
    for side, fact in zip(sides, facts, strict=True):
        if fact.error is None or side.file not in judged:
            continue
        if side.is_after:
            errors[side.file] = fact.error
        elif fact.died:
            errors[side.file] = f"its version at the base cannot be analysed: {fact.error}"
    return errors


def _placed(sides: list[_Side], facts: list[SourceFacts], is_after: bool) -> list[Placed]:
    return [
        Placed(side.file, function)
        for side, fact in zip(sides, facts, strict=True)
        if side.is_after is is_after
        for function in fact.functions
    ]
