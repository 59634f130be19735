"""What the manifests that a change touches newly ask for, beside what they asked for before."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from homebot.adapters.analysis.manifests.manifests import ManifestReader
from homebot.adapters.git.blobs import Objects
from homebot.core.dependency_lines import declares
from homebot.core.facts import FileChange
from homebot.core.found import AnalysisError, Dependencies, ManifestChange
from homebot.core.manifests.manifest import Manifest, Problem

BUDGET_SECONDS = 30.0
"""For each side of one change. Files that are not reached in this time are errors, so that a huge change ends."""
MOST_BYTES = 1024 * 1024
"""Of one file. What people write is small; lock files, which are not, are read of default branches only."""
MOST_ADDED = 1_000
"""Packages of one change that are told of."""
MOST_ERRORS = 10
"""Of one file."""
_REGULAR = frozenset({"100644", "100755"})
_NOTHING = Manifest()


@dataclass(frozen=True, slots=True)
class _Sides:
    """A changed manifest; a side that is none, or not there, has an empty name."""

    old: str
    before: str
    new: str
    after: str


def find_dependencies(
    objects: Objects, files: Sequence[FileChange], reader: ManifestReader, budget_seconds: float = BUDGET_SECONDS
) -> Dependencies:
    """Both sides of all changed manifests (regular files only, no lock files), by path; direct at run time.

    Raises:
        MirrorCorrupt: when a blob is missing.
    """
    changed = sorted(filter(None, map(_sides, files)), key=lambda sides: sides.new)
    before = reader.read(_blobs((one.old, one.before) for one in changed), objects, budget_seconds, MOST_BYTES)
    after = reader.read(_blobs((one.new, one.after) for one in changed), objects, budget_seconds, MOST_BYTES)
    pairs = [(one, before.get(one.old, _NOTHING), after.get(one.new, _NOTHING)) for one in changed]
    found = [_change(*pair) for pair in pairs]
    kept, cut = _kept(found)
    errors = [error for one, was, now in pairs for error in _errors(one.new, was, now)]
    return Dependencies(tuple(kept), tuple(errors), cut)


def _sides(file: FileChange) -> _Sides | None:
    """`None` where neither side is a manifest, or nothing but the mode changed."""
    old, before = _manifest(file.old_path or file.path, file.before, file.mode_before)
    new, after = _manifest(file.path, file.after, file.mode_after)
    return None if (old, before) == (new, after) else _Sides(old, before, new, after)


def _manifest(path: str, oid: str | None, mode: str | None) -> tuple[str, str]:
    """The name and the blob of a side that is a manifest, else nothing."""
    return (path, oid) if oid is not None and mode in _REGULAR and declares(path) else ("", "")


def _blobs(sides: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {path: oid for path, oid in sides if path}


def _needed(manifest: Manifest) -> Iterator[tuple[str, int]]:
    """The packages and their lines."""
    return ((one.package, one.line) for one in manifest.dependencies if one.direct and one.scope == "runtime")


def _change(sides: _Sides, before: Manifest, after: Manifest) -> ManifestChange:
    was = dict.fromkeys(package for package, _ in _needed(before))
    added: dict[str, int] = {}
    for package, line in _needed(after):
        if package not in was:
            added.setdefault(package, line)
    return ManifestChange(sides.new or sides.old, sides.old, tuple(added.items()), tuple(was))


def _kept(found: Iterable[ManifestChange]) -> tuple[list[ManifestChange], bool]:
    """What matters to anybody, within the limit: a package that nothing adds is left out of what was before."""
    files = list(found)
    added = [package for file in files for package, _ in file.added]
    known = set(added[:MOST_ADDED])
    kept = (
        ManifestChange(
            file.path,
            file.old_path,
            tuple(one for one in file.added if one[0] in known),
            tuple(package for package in file.before if package in known),
        )
        for file in files
    )
    return list(kept), len(added) > MOST_ADDED


def _errors(path: str, before: Manifest, after: Manifest) -> Iterator[AnalysisError]:
    """What cannot be read now. What could not be read before either is no news, where the rest of the file was read."""
    was_read = bool(after.dependencies or after.provides)
    known = {problem.text for problem in before.problems} if was_read else set()
    new = [problem for problem in after.problems if problem.text not in known]
    yield from (AnalysisError(path, _reason(problem)) for problem in new[:MOST_ERRORS])
    if len(new) > MOST_ERRORS:
        yield AnalysisError(path, f"and {len(new) - MOST_ERRORS} more problems")


def _reason(problem: Problem) -> str:
    return f"line {problem.line}: {problem.text}" if problem.line > 1 else problem.text
