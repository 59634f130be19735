"""What a standard may look at: the pull request, and the part of its change that one service covers."""

from dataclasses import dataclass

from homebot.core.facts import AnalysisError, FileChange, FunctionComplexity, Snapshot


@dataclass(frozen=True, slots=True)
class View:
    """The files, functions and analysis errors of one service's part of a change. `away`: its author is not at home."""

    snapshot: Snapshot
    files: tuple[FileChange, ...]
    functions: tuple[FunctionComplexity, ...]
    errors: tuple[AnalysisError, ...]
    away: bool


def view(snapshot: Snapshot, paths: frozenset[str], away: bool) -> View:
    """The view on the paths of one service; a renamed file belongs to it by either name."""
    change = snapshot.change
    return View(
        snapshot=snapshot,
        files=tuple(file for file in change.files if not paths.isdisjoint(file.paths)),
        functions=tuple(function for function in change.functions if function.path in paths),
        errors=tuple(error for error in change.errors if error.path in paths),
        away=away,
    )
