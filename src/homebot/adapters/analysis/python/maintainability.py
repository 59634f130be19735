"""The maintainability index of the Python files a change touches, beside what it was."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from homebot.adapters.analysis.python.complexity import BUDGET_SECONDS, PythonFile, python_file
from homebot.adapters.analysis.python.pool import AnalysisPool, Index
from homebot.adapters.analysis.python.worker import MAX_BYTES
from homebot.adapters.git.blobs import Objects
from homebot.core.facts import FileChange
from homebot.core.found import AnalysisError, Maintainability

_BATCH = 16
_BY_PATH = attrgetter("path")


@dataclass(frozen=True, slots=True)
class Indexed:
    """Touched files, by path, and those that could not be analysed."""

    files: tuple[Maintainability, ...] = ()
    errors: tuple[AnalysisError, ...] = ()


def indexed(
    objects: Objects, files: Sequence[FileChange], pool: AnalysisPool, budget_seconds: float = BUDGET_SECONDS
) -> Indexed:
    """Compare both sides of all changed `.py` files (regular files only; not `.pyi`, nor one that goes).

    Raises:
        MirrorCorrupt: when a blob is missing.
    """
    changed = [sides for file in files if (sides := python_file(file)) is not None and sides.after is not None]
    known = _indices(objects, changed, pool, time.monotonic() + budget_seconds)
    judged = list(_judged(changed, known))
    kept = (one for one in judged if isinstance(one, Maintainability))
    errors = (one for one in judged if isinstance(one, AnalysisError))
    return Indexed(tuple(sorted(kept, key=_BY_PATH)), tuple(sorted(errors, key=_BY_PATH)))


def _indices(objects: Objects, files: list[PythonFile], pool: AnalysisPool, deadline: float) -> dict[str, Index]:
    """By the id of the source."""
    oids = list(dict.fromkeys(oid for file in files for oid in (file.before, file.after) if oid is not None))
    known: dict[str, Index] = {}
    for start in range(0, len(oids), _BATCH):
        batch = oids[start : start + _BATCH]
        if time.monotonic() > deadline:
            late = Index(error="the change is too large to analyse all of it in time", died=True)
            known.update(dict.fromkeys(batch, late))
        else:
            found = pool.indices(batch, lambda oid: objects.read(oid, MAX_BYTES))
            known.update(zip(batch, found, strict=True))
    return known


def _judged(files: list[PythonFile], known: dict[str, Index]) -> Iterator[Maintainability | AnalysisError]:
    """A file whose base version cannot be parsed is new; one that kills its analysis on a side is an error."""
    for file in files:
        before = Index() if file.before is None else known[file.before]
        after = known[file.after or ""]
        if after.index is None:
            yield AnalysisError(file.name, after.error or "its analysis answered nothing")
        elif before.died:
            yield AnalysisError(file.name, f"its version at the base cannot be analysed: {before.error}")
        else:
            was = None if before.index is None else round(before.index, 2)
            yield Maintainability(file.name, was, round(after.index, 2))
