"""Complexity of the functions a change adds or touches, beside what it was: by radon in Python, else by lizard."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from homebot.adapters.analysis import others
from homebot.adapters.analysis.analysers import Analysers
from homebot.adapters.analysis.matching import Placed, pairs
from homebot.adapters.analysis.pool import SourceFacts
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
    """One side of a changed file. `file` is the path by which both sides are known, `path` is that of this one."""

    file: str
    path: str
    oid: str
    is_after: bool

    @property
    def tool(self) -> str:
        """Whose count its functions get."""
        return "radon" if language_of(self.path) == "python" else others.TOOL


def measure(
    objects: Objects, files: Sequence[FileChange], analysis: Analysers, budget_seconds: float = BUDGET_SECONDS
) -> Measured:
    """Compare the functions of all changed files in a language that is counted (regular files only; not `.pyi`).

    A file whose base version cannot be parsed is all new; one whose base version kills its analysis is an
    error, like one whose head version does not parse.

    Raises:
        MirrorCorrupt: when a blob is missing.
    """
    sides = [side for file in files for side in _sides(file)]
    facts = _analysed(objects, sides, analysis, time.monotonic() + budget_seconds)
    errors = _errors(sides, facts)
    functions = [
        one for tool in ("radon", others.TOOL) for one in _compared(tool, sides, facts) if one.path not in errors
    ]
    functions.sort(key=lambda function: (function.path, function.line, function.name))
    return Measured(tuple(functions), tuple(AnalysisError(path, why) for path, why in sorted(errors.items())))


def _compared(tool: str, sides: list[_Side], facts: list[SourceFacts]) -> Iterator[FunctionComplexity]:
    """The touched functions that one tool counts: what it counted before, it alone can compare."""
    before, after = _placed(tool, sides, facts, is_after=False), _placed(tool, sides, facts, is_after=True)
    for pair in pairs(before, after):
        if pair.touched:
            yield FunctionComplexity(
                path=pair.after.file,
                name=pair.after.function.name,
                line=pair.after.function.line,
                end_line=pair.after.function.end_line,
                before=None if pair.before is None else pair.before.function.complexity,
                after=pair.after.function.complexity,
                tool=tool,
            )


def _sides(file: FileChange) -> Iterator[_Side]:
    """The sides of a changed file that are counted; none when only its name or mode changed."""
    old_path = file.old_path or file.path
    was = language_of(old_path) if file.mode_before in _REGULAR else None
    becomes = language_of(file.path) if file.mode_after in _REGULAR else None
    if was == becomes and file.before == file.after:
        return
    if was is not None and file.before is not None:
        yield _Side(file.path, old_path, file.before, is_after=False)
    if becomes is not None and file.after is not None:
        yield _Side(file.path, file.path, file.after, is_after=True)


def _analysed(objects: Objects, sides: list[_Side], analysis: Analysers, deadline: float) -> list[SourceFacts]:
    facts: list[SourceFacts] = []
    for start in range(0, len(sides), _BATCH):
        batch = sides[start : start + _BATCH]
        if time.monotonic() > deadline:
            facts += [SourceFacts(error="the change is too large to analyse all of it in time", died=True)] * len(batch)
            continue
        contents = [objects.read(side.oid, MAX_BYTES) for side in batch]
        facts += _answers(batch, contents, analysis)
    return facts


def _answers(batch: list[_Side], contents: list[bytes | int], analysis: Analysers) -> list[SourceFacts]:
    """What the one analyser or the other says of each content; the size of one says that it is too large for both."""
    whole = [(side, content) for side, content in zip(batch, contents, strict=True) if isinstance(content, bytes)]
    python = [content for side, content in whole if side.tool == "radon"]
    rest = [others.question(side.path, content) for side, content in whole if side.tool != "radon"]
    answers = {"radon": iter(analysis.python.analyse_all(python)), others.TOOL: iter(analysis.others.analyse_all(rest))}
    return [
        next(answers[side.tool]) if isinstance(content, bytes) else _too_large(content)
        for side, content in zip(batch, contents, strict=True)
    ]


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


def _placed(tool: str, sides: list[_Side], facts: list[SourceFacts], is_after: bool) -> list[Placed]:
    return [
        Placed(side.file, function)
        for side, fact in zip(sides, facts, strict=True)
        if side.is_after is is_after and side.tool == tool
        for function in fact.functions
    ]
