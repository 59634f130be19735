"""What others build on changes by decision.

Checks:
    Files that match `public`: names that a Python file exports (`__all__`, else those without an underscore, with the
    public methods of classes and the parameters of functions), operations and schemas of OpenAPI and Swagger documents
    (YAML, JSON), fields, values and calls of protobuf files. Other files there are not read. `forbidden` is a list of
    edges: no Python file that matches `files` may import one of `modules` (a name means the module and all in it, `*`
    any letters). A change to a file that matches `adr_required` comes with a new or edited one that matches `adr`.

Why:
    A name that others use cannot be taken back, and a layer that was jumped over once is jumped over again. Such
    choices are made on purpose, by somebody who sees more than one team.

Passes:
    What was public is still there and can be used as before; what is added breaks nobody. A name that moved and is
    imported back is still there. An import that was there before is not charged.

Fails:
    Nothing here is anybody's to mend at once. A name that is removed, a parameter that is lost or newly needed, a new
    forbidden import, or a change without its ADR needs a decision of a bar raiser for architecture.

To fix:
    Ask for the decision, or do without it: keep the old name beside the new one, give a new parameter a default, go
    through the layer between, write down the decision as an ADR.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from homebot.core.facts import FileChange
from homebot.core.findings import Finding, Report
from homebot.core.option_types import Glob
from homebot.core.paths import matches_any
from homebot.core.public_surface.imports import SUFFIXES, any_covers
from homebot.core.public_surface.items import ImportFound, PublicSurface, SurfaceChange
from homebot.core.standards_view import View

KIND = "architecture"
"""Of the bar raiser who decides."""
ADR = ("docs/adr/**", "doc/adr/**", "docs/decisions/**")
READ = (*SUFFIXES, ".proto", ".yaml", ".yml", ".json")
REGULAR = ("100644", "100755", None)
SHOWN = 3
_DECIDES = f"a bar raiser for {KIND} decides"


@dataclass(frozen=True, slots=True)
class Edge:
    """What files of Python may not import, and perhaps `because` of what."""

    files: tuple[Glob, ...]
    modules: tuple[str, ...]
    because: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """`public` are the files others build on, `adr_required` those whose change is to be written down, in `adr`."""

    public: tuple[Glob, ...] = ()
    forbidden: tuple[Edge, ...] = ()
    adr_required: tuple[Glob, ...] = ()
    adr: tuple[Glob, ...] = ADR


def check(view: View, options: Options) -> Report:
    """Shows what was found of the three."""
    files = [file for file in view.files if _changes(file)]
    needing = [file for file in files if _needs_adr(file, options)]
    is_asked = any(is_read(file, options) for file in files)
    if not needing and not is_asked:
        return Report(applicable=False, summary="nothing that others build on is touched")
    if is_asked and view.surface is None:
        unknown = Finding("nobody read its public files", "ask for a new evaluation", error=True)
        return Report(applicable=True, summary="not looked at", findings=(unknown,))
    return _report(files, needing, view, options)


def _report(files: list[FileChange], needing: list[FileChange], view: View, options: Options) -> Report:
    surface = view.surface or PublicSurface()
    names = [_change(one) for one in surface.changes if matches_any(options.public, one.path)]
    edges = list(_edges(surface.imports, {file.path: file for file in files}, options))
    adr = _missing_adr(needing, view, options)
    errors = _errors(surface)
    summary = _summary(len(names), len(edges), len(adr), len(errors))
    return Report(applicable=True, summary=summary, findings=(*names, *edges, *adr, *errors))


def is_read(file: FileChange, options: Options) -> bool:
    """Whether it is, or was, a public file of a kind that can be read, or one that an edge speaks of."""
    return is_public(file.path, options) or is_public(file.old_path or "", options) or has_edges(file.path, options)


def is_public(path: str, options: Options) -> bool:
    """Whether others build on the file of that name, and it is of a kind that can be read."""
    return path.endswith(READ) and matches_any(options.public, path)


def has_edges(path: str, options: Options) -> bool:
    """Whether some edge speaks of the file of that name."""
    return path.endswith(SUFFIXES) and any(matches_any(edge.files, path) for edge in options.forbidden)


def _changes(file: FileChange) -> bool:
    """Whether it is another file than before: by its content or its name, and not by its mode alone."""
    return file.before != file.after or file.kind == "renamed"


def _change(one: SurfaceChange) -> Finding:
    match one.how:
        case "gone":
            message, fix = f"the public file is gone, with {one.detail}", f"{_DECIDES}; or keep it"
        case "removed":
            message = f"{one.name} ({one.kind}) is removed; it stood on line {one.line} of the base"
            fix = f"{_DECIDES}; or keep the old one beside the new"
        case "changed":
            message = f"{one.name} ({one.kind}) is changed: {one.detail}"
            fix = f"{_DECIDES}; or change it so that who uses it need not"
    return Finding(message, fix, one.path, one.line, decided_by=KIND, one_way=one.how != "changed")


def _edges(imports: tuple[ImportFound, ...], files: dict[str, FileChange], options: Options) -> Iterator[Finding]:
    """One finding for each import, by the first edge that forbids it."""
    for one in imports:
        edge = next((edge for edge in options.forbidden if _forbids(edge, one, files.get(one.path))), None)
        if edge is not None:
            why = f": {edge.because}" if edge.because else ""
            message = f"it imports {one.module} and is one of {', '.join(edge.files)} that may not{why}"
            yield Finding(message, f"{_DECIDES}; or do without it", one.path, one.line, decided_by=KIND)


def _forbids(edge: Edge, one: ImportFound, file: FileChange | None) -> bool:
    """Whether an edge forbids an import and did not forbid it before."""
    if file is None or not matches_any(edge.files, one.path):
        return False
    was = one.was and matches_any(edge.files, file.old_path or file.path)
    return not was and any_covers(edge.modules, one.module, one.relative)


def _needs_adr(file: FileChange, options: Options) -> bool:
    covered = any(matches_any(options.adr_required, path) for path in file.paths)
    return covered and not matches_any(options.adr, file.path)


def _missing_adr(needing: list[FileChange], view: View, options: Options) -> list[Finding]:
    if not needing or any(_is_written(file, options) for file in view.snapshot.change.files):
        return []
    more = f" and {len(needing) - SHOWN} more" if len(needing) > SHOWN else ""
    named = ", ".join(file.path for file in needing[:SHOWN]) + more
    line = None if needing[0].kind == "deleted" else 1
    fix = f"{_DECIDES}; or write down why, in a file that matches {', '.join(options.adr) or 'adr'}"
    return [Finding(f"no ADR says why {named} changes", fix, needing[0].path, line, decided_by=KIND)]


def _is_written(file: FileChange, options: Options) -> bool:
    """Whether it is an ADR that says something it did not say before."""
    written = file.kind != "deleted" and file.before != file.after and (file.added is None or file.added > 0)
    return written and file.mode_after in REGULAR and matches_any(options.adr, file.path)


def _errors(surface: PublicSurface) -> list[Finding]:
    fix = "make it a file that can be read"
    errors = [Finding(f"{one.path} was not read: {one.reason}", fix, one.path, 1, error=True) for one in surface.errors]
    if surface.cut:
        errors.append(Finding("more is removed or changed than is told of", "split the change", error=True))
    return errors


def _summary(names: int, edges: int, adrs: int, errors: int) -> str:
    parts = []
    if names:
        parts.append(f"{names} public {'name' if names == 1 else 'names'} removed or changed")
    if edges:
        parts.append(f"{edges} forbidden {'import' if edges == 1 else 'imports'}")
    if adrs:
        parts.append("no ADR")
    if errors:
        parts.append(f"{errors} {'place' if errors == 1 else 'places'} not read")
    return ", ".join(parts) or "nothing that others build on is removed or changed"
