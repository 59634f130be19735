"""What a change does to what others build on, and what its Python files import, read in the limited children."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from homebot.adapters.analysis.analysers import Analysers
from homebot.adapters.analysis.interfaces.reader import KINDS, Interface
from homebot.adapters.analysis.python.pool import Exports
from homebot.adapters.analysis.python.worker import MAX_BYTES
from homebot.adapters.git.blobs import Objects
from homebot.core.facts import FileChange
from homebot.core.found import AnalysisError
from homebot.core.public_surface.compare import differences, exported, owners
from homebot.core.public_surface.imports import SUFFIXES, absolute, any_covers
from homebot.core.public_surface.items import MAX_DOCUMENT, Exported, ImportFound, PublicSurface, SurfaceChange
from homebot.core.standards.architecture import Options, has_edges, is_public

BUDGET_SECONDS = 60.0
"""For one change. Files that are not reached in this time are errors, so that a huge change ends."""
MOST_TOLD = 500
"""Changes of one pull request, and as many imports."""
PYTHON = "python"
_BATCH = 8
_REGULAR = frozenset({"100644", "100755"})
_LATE = "the change is too large to read all of it in time"

Read = Exports | Interface


@dataclass(frozen=True, slots=True)
class _Side:
    """A version of a changed file. `public`: others build on it; `edges`: its imports are looked at."""

    path: str
    oid: str
    kind: str
    public: bool = False
    edges: bool = False

    @property
    def module(self) -> str:
        """By what others know it: a Python module by its place, a document of OpenAPI by its path, and of protobuf
        files all names together, because those are full names."""
        if self.kind == PYTHON:
            return self.path.removesuffix(".py").removesuffix("/__init__")
        return "" if self.kind == KINDS[".proto"] else self.path


@dataclass(frozen=True, slots=True)
class _Changed:
    """Both sides of a changed file, as far as they matter."""

    before: _Side | None
    after: _Side | None


@dataclass(slots=True)
class _Known:
    """What was read of blobs: (kind, id)."""

    read: dict[tuple[str, str], Read] = field(default_factory=dict)

    def of(self, side: _Side) -> Read:
        return self.read[side.kind, side.oid]

    def names(self, side: _Side) -> list[Exported]:
        return exported(self.of(side).items, side.path.rpartition("/")[2].startswith("__init__."))


def find_surface(
    objects: Objects,
    files: Sequence[FileChange],
    analysis: Analysers,
    settings: Sequence[Options],
    budget_seconds: float = BUDGET_SECONDS,
) -> PublicSurface:
    """Both sides of the changed files that one of the settings speaks of (regular files only).

    Raises:
        MirrorCorrupt: when a blob is missing.
    """
    changed = [sides for file in files if (sides := _sides(file, settings)) is not None]
    known = _read(objects, changed, analysis, time.monotonic() + budget_seconds)
    errors = dict(_errors(changed, known))
    changes = list(_changes([one for one in changed if one.after is None or one.after.path not in errors], known))
    imports = [found for one in changed for found in _imports(one, known, settings)]
    told = tuple(AnalysisError(path, why) for path, why in sorted(errors.items()))
    cut = len(changes) > MOST_TOLD or len(imports) > MOST_TOLD
    return PublicSurface(tuple(changes[:MOST_TOLD]), tuple(imports[:MOST_TOLD]), told, cut)


def _sides(file: FileChange, settings: Sequence[Options]) -> _Changed | None:
    """`None` where nothing but the mode changed, or no setting speaks of it. What is copied stays where it was."""
    before = (
        None if file.kind == "copied" else _side(file.old_path or file.path, file.before, file.mode_before, settings)
    )
    after = _side(file.path, file.after, file.mode_after, settings)
    if (before is None and after is None) or before == after:
        return None
    if before is not None and after is not None and after.edges:
        before = replace(before, edges=True)
    return _Changed(before, after)


def _side(path: str, oid: str | None, mode: str | None, settings: Sequence[Options]) -> _Side | None:
    kind = PYTHON if path.endswith(SUFFIXES) else KINDS.get(path[path.rfind(".") :], "")
    if not kind or oid is None or mode not in _REGULAR:
        return None
    public = any(is_public(path, options) for options in settings)
    edges = any(has_edges(path, options) for options in settings)
    return _Side(path, oid, kind, public, edges) if public or edges else None


def _read(objects: Objects, changed: Iterable[_Changed], analysis: Analysers, deadline: float) -> _Known:
    wanted: dict[str, dict[str, None]] = {}
    for one in changed:
        for side in (one.before, one.after):
            if side is not None:
                wanted.setdefault(side.kind, {})[side.oid] = None
    known = _Known()
    for kind, oids in wanted.items():
        for batch in _batches(list(oids)):
            known.read |= {
                (kind, oid): found for oid, found in _asked(objects, kind, batch, analysis, deadline).items()
            }
    return known


def _batches(oids: list[str]) -> Iterator[list[str]]:
    return (oids[start : start + _BATCH] for start in range(0, len(oids), _BATCH))


def _asked(
    objects: Objects, kind: str, oids: list[str], analysis: Analysers, deadline: float
) -> dict[str, Exports] | dict[str, Interface]:
    if time.monotonic() > deadline:
        return dict.fromkeys(oids, Interface(error=_LATE, died=True))
    if kind == PYTHON:
        read = analysis.python.exports(oids, lambda oid: objects.read(oid, MAX_BYTES))
        return dict(zip(oids, read, strict=True))
    found = analysis.interfaces.read(kind, oids, lambda oid: objects.read(oid, MAX_DOCUMENT))
    return dict(zip(oids, found, strict=True))


def _errors(changed: Iterable[_Changed], known: _Known) -> Iterator[tuple[str, str]]:
    """Why a file cannot be judged, by path. A base version that cannot be parsed exported nothing; what a deleted file
    was cannot fail, unless its reader did."""
    for one in changed:
        if one.after is not None and (error := known.of(one.after).error) is not None:
            yield one.after.path, error
        elif one.before is not None and known.of(one.before).died:
            path = (one.after or one.before).path
            yield path, f"its version at the base cannot be read: {known.of(one.before).error}"


def _changes(changed: Sequence[_Changed], known: _Known) -> Iterator[SurfaceChange]:
    now: dict[str, dict[str, tuple[str, Exported]]] = {}
    for after in (one.after for one in changed if one.after is not None and one.after.public):
        names = now.setdefault(after.module, {})
        names |= {name.name: (after.path, name) for name in known.of(after).items}
    for one in changed:
        yield from _lost(one, known, now.get(_module_now(one), {}))


def _lost(one: _Changed, known: _Known, now: Mapping[str, tuple[str, Exported]]) -> list[SurfaceChange]:
    if one.before is None or not one.before.public:
        return []
    before = known.names(one.before)
    lost = list(differences(one.before.path, before, now))
    stays = one.after is not None and one.after.path == one.before.path
    return lost if stays else _gone(one.before, before, lost)


def _module_now(one: _Changed) -> str:
    """By what those who use the base's version know it now: a document that got another name is the same one, a Python
    module is not."""
    if one.after is not None and one.after.public and PYTHON not in (one.after.kind, one.before and one.before.kind):
        return one.after.module
    return one.before.module if one.before is not None else ""


def _gone(side: _Side, before: list[Exported], found: list[SurfaceChange]) -> list[SurfaceChange]:
    """What is removed and changed with a file; where nothing of it is left, that is one thing."""
    top = [one for one in found if one.how == "removed"]
    if top and len(top) == len(found) == len(_tops(before)):
        count = f"{len(top)} public {'name' if len(top) == 1 else 'names'}"
        return [SurfaceChange(side.path, 1, side.path, "file", "gone", count)]
    return found


def _tops(items: Iterable[Exported]) -> list[Exported]:
    """Those that belong to no other."""
    known = list(items)
    names = {one.name for one in known}
    return [one for one in known if names.isdisjoint(owners(one.name))]


def _imports(one: _Changed, known: _Known, settings: Sequence[Options]) -> Iterator[ImportFound]:
    """The imports of the head that some edge forbids."""
    if one.after is None or not one.after.edges:
        return
    patterns = _forbidden(one.after.path, settings)
    was = {module for module, _, _ in _imported(one.before, known)}
    for module, line, relative in _imported(one.after, known):
        if any_covers(patterns, module, relative):
            yield ImportFound(one.after.path, line, module, relative, module in was)


def _forbidden(path: str, settings: Sequence[Options]) -> tuple[str, ...]:
    """The modules that some edge speaks of, in settings that have one for a file."""
    edges = [edge for options in settings if has_edges(path, options) for edge in options.forbidden]
    return tuple(dict.fromkeys(module for edge in edges for module in edge.modules))


def _imported(side: _Side | None, known: _Known) -> list[tuple[str, int, bool]]:
    """Modules, lines, and whether the import is relative."""
    read = known.of(side) if side is not None else None
    if side is None or not isinstance(read, Exports):
        return []
    return [(absolute(side.path, module, level), line, level > 0) for module, level, line in read.imports]
