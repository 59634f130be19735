"""Every function of a whole service, through what was analysed before: the first time is slow, and after that only what
changed is read."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from homebot.adapters.analysis.analysers import Analysers
from homebot.adapters.analysis.python.complexity import is_python
from homebot.adapters.analysis.python.pool import SourceFacts
from homebot.adapters.analysis.python.worker import MAX_BYTES
from homebot.adapters.git.listing import TreeFile
from homebot.adapters.git.mirror import Mirror
from homebot.core.debt.survey import Tally
from homebot.core.found import AnalysisError
from homebot.core.languages import language_of

_LOOKED_UP = 200
"""Files that are looked up at once."""
_READ = 8
"""Files that are read and analysed at once: one may take ten seconds, and the time is looked at in between."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a service is read for one answer: files, bytes that must be analysed, and seconds."""

    files: int = 50_000
    new_bytes: int = 512 * 2**20
    seconds: float = 60.0


def is_analysed(path: str) -> bool:
    """Whether there is an analyser for a file of this name."""
    return language_of(path) is not None


def count_functions(
    mirror: Mirror, files: Sequence[TreeFile], analysis: Analysers, tally: Tally, bounds: Bounds
) -> tuple[str, ...]:
    """Puts the functions of all files in the tally, as far as the bounds allow; what they left out, in words.

    Raises:
        GitUnavailable: when blobs are to be fetched and the remote cannot be reached.
        MirrorCorrupt: when a blob is missing.
    """
    reached = files[: bounds.files]
    beyond = len(files) - len(reached)
    cuts = [f"{beyond:,} of {len(files):,} files were left out"] if beyond else []
    done = 0
    for batch in _batches(mirror, reached, analysis, bounds):
        for file, facts in batch:
            _count(file, facts, tally)
        done += len(batch)
    analysis.results.flush()
    if done < len(reached):
        left = f"{len(reached) - done:,} of {len(files):,} files were not reached"
        cuts.append(f"{left} this time; the others are remembered, so asking again goes further")
    return tuple(cuts)


_Batch = list[tuple[TreeFile, SourceFacts]]
_Contents = Sequence[tuple[TreeFile, bytes | int]]


def _batches(mirror: Mirror, files: Sequence[TreeFile], analysis: Analysers, bounds: Bounds) -> Iterator[_Batch]:
    """What is known of files at once, the others in small batches, until time or bytes are spent."""
    budget = _Budget(bounds)
    for chunk in _parts(files, _LOOKED_UP):
        known = _known(chunk, analysis)
        yield [(file, known[file]) for file in chunk if file in known]
        yield from _read(mirror, [file for file in chunk if file not in known], analysis, budget)


def _read(mirror: Mirror, files: Sequence[TreeFile], analysis: Analysers, budget: "_Budget") -> Iterator[_Batch]:
    if not budget.spent:
        mirror.require(file.oid for file in files)
    for part in _parts(files, _READ):
        if not budget.spent:
            contents = [mirror.objects.read(file.oid, MAX_BYTES) for file in part]
            budget.take(contents)
            yield _analysed(list(zip(part, contents, strict=True)), analysis)


class _Budget:
    """Time and bytes that are left."""

    def __init__(self, bounds: Bounds) -> None:
        self._deadline = time.monotonic() + bounds.seconds
        self._bytes = bounds.new_bytes

    @property
    def spent(self) -> bool:
        return self._bytes <= 0 or time.monotonic() > self._deadline

    def take(self, contents: Sequence[bytes | int]) -> None:
        self._bytes -= sum(len(one) for one in contents if isinstance(one, bytes))


def _parts(files: Sequence[TreeFile], most: int) -> Iterator[Sequence[TreeFile]]:
    return (files[start : start + most] for start in range(0, len(files), most))


def _known(files: Sequence[TreeFile], analysis: Analysers) -> dict[TreeFile, SourceFacts]:
    python = [file for file in files if is_python(file.path)]
    others = {(file.path, file.oid): file for file in files if not is_python(file.path)}
    by_oid = analysis.python.known(file.oid for file in python)
    found = {file: by_oid[file.oid] for file in python if file.oid in by_oid}
    return found | {others[name]: facts for name, facts in analysis.others.known(others).items()}


def _analysed(contents: _Contents, analysis: Analysers) -> _Batch:
    """A file that is too large to be read is there by its size."""
    python = [(file, one) for file, one in contents if is_python(file.path)]
    others = [(file, one) for file, one in contents if not is_python(file.path)]
    found = analysis.others.analyse_all([(file.path, one) for file, one in others])
    return [*_python(python, analysis), *zip((file for file, _ in others), found, strict=True)]


def _python(contents: _Contents, analysis: Analysers) -> _Batch:
    found = iter(analysis.python.analyse_all([one for _, one in contents if isinstance(one, bytes)]))
    return [(file, next(found) if isinstance(one, bytes) else _too_large(one)) for file, one in contents]


def _too_large(size: int) -> SourceFacts:
    return SourceFacts(error=f"it has {size:,} bytes; files up to {MAX_BYTES:,} are analysed")


def _count(file: TreeFile, facts: SourceFacts, tally: Tally) -> None:
    if facts.error is not None:
        tally.miss(AnalysisError(file.path, facts.error))
    else:
        tally.add(file.path, ((one.name, one.line, one.complexity) for one in facts.functions))
