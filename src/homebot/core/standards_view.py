"""What a standard may look at: the pull request, and the part of its change that one service covers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from homebot.core.facts import FileChange, FunctionComplexity, Snapshot
from homebot.core.found import AnalysisError, Dependencies, Lint, LintFound, SecretFound, Secrets
from homebot.core.public_surface.items import ImportFound, PublicSurface, SurfaceChange

F = TypeVar("F", AnalysisError, LintFound, SecretFound, SurfaceChange, ImportFound)


@dataclass(frozen=True, slots=True)
class View:
    """The files, functions and analysis errors of one service's part of a change. `away`: its author is not at home.
    `service` is its name, and `providers` say which services provide a package, by its package URL."""

    snapshot: Snapshot
    files: tuple[FileChange, ...]
    functions: tuple[FunctionComplexity, ...]
    errors: tuple[AnalysisError, ...]
    away: bool
    secrets: Secrets | None = None
    lint: Lint | None = None
    dependencies: Dependencies | None = None
    surface: PublicSurface | None = None
    service: str = ""
    providers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def view(
    snapshot: Snapshot,
    paths: frozenset[str],
    away: bool,
    service: str = "",
    providers: Mapping[str, tuple[str, ...]] | None = None,
) -> View:
    """The view on the paths of one service; a renamed file belongs to it by either name."""
    change = snapshot.change
    return View(
        snapshot=snapshot,
        files=tuple(file for file in change.files if not paths.isdisjoint(file.paths)),
        functions=tuple(function for function in change.functions if function.path in paths),
        errors=tuple(error for error in change.errors if error.path in paths),
        away=away,
        secrets=_secrets(change.secrets, paths),
        lint=_lint(change.lint, paths),
        dependencies=_dependencies(change.dependencies, paths),
        surface=_surface(change.surface, paths),
        service=service,
        providers={**dict(change.dependencies.providers if change.dependencies else ()), **(providers or {})},
    )


def _secrets(whole: Secrets | None, paths: frozenset[str]) -> Secrets | None:
    return whole and replace(whole, found=_of(whole.found, paths), errors=_of(whole.errors, paths))


def _lint(whole: Lint | None, paths: frozenset[str]) -> Lint | None:
    return whole and replace(whole, found=_of(whole.found, paths), errors=_of(whole.errors, paths))


def _dependencies(whole: Dependencies | None, paths: frozenset[str]) -> Dependencies | None:
    """What a file asks for belongs to the service it lies in: what it asked for, to the one it lay in."""
    if whole is None:
        return None
    files = (
        replace(
            file,
            added=file.added if file.path in paths else (),
            before=file.before if (file.old_path or file.path) in paths else (),
        )
        for file in whole.files
        if not paths.isdisjoint((file.path, file.old_path))
    )
    return replace(whole, files=tuple(files), errors=_of(whole.errors, paths))


def _surface(whole: PublicSurface | None, paths: frozenset[str]) -> PublicSurface | None:
    if whole is None:
        return None
    changes, imports = _of(whole.changes, paths), _of(whole.imports, paths)
    return replace(whole, changes=changes, imports=imports, errors=_of(whole.errors, paths))


def _of(facts: tuple[F, ...], paths: frozenset[str]) -> tuple[F, ...]:
    return tuple(fact for fact in facts if fact.path in paths)
