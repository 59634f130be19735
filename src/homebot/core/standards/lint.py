"""Added lines bring nothing new to complain about.

Checks:
    What ruff says of the added lines of Python files, under the configuration of the base branch: a pull request that
    changes `pyproject.toml` or `ruff.toml` is judged by the old one. Without a configuration ruff's own defaults hold.
    `noqa` and every other comment that silences ruff are not looked at. Generated files are not judged.

Why:
    The Home Team agreed on these rules; a change that keeps to them reads like the code around it.

Passes:
    Nothing on an added line, or nothing that the base did not have: a line that only moved is not charged.

Fails:
    A new finding on an added line.

To fix:
    Run `ruff check` before pushing; many findings can be mended by `ruff check --fix`.
"""

from dataclasses import dataclass

from homebot.core.facts import FileChange
from homebot.core.findings import Finding, Report
from homebot.core.found import AnalysisError, LintFound
from homebot.core.standards_view import View

_REGULAR = ("100644", "100755", None)
_REFUSED_FIX = "mend it on the base branch, or ask whoever runs homebot for a newer ruff"


@dataclass(frozen=True, slots=True)
class Options:
    """There are none: ruff's configuration in the repository says what counts."""


def check(view: View, options: Options) -> Report:
    """Shows what ruff newly found, and what it could not read."""
    files = {file.path for file in view.files if _is_judged(file)}
    if not files:
        return Report(applicable=False, summary="no Python file is added to")
    if view.lint is None:
        unknown = Finding("nobody ran ruff over this change", "ask for a new evaluation", error=True)
        return Report(applicable=True, summary="not looked at", findings=(unknown,))
    if view.lint.refused is not None:
        message = f"ruff cannot use the configuration of the base: {view.lint.refused}"
        refused = Finding(message, _REFUSED_FIX, error=True)
        return Report(applicable=True, summary="the configuration is refused", findings=(refused,))
    found = [_finding(one) for one in view.lint.found if one.path in files]
    errors = [_error(one) for one in view.lint.errors if one.path in files]
    return Report(applicable=True, summary=_summary(found, errors), findings=(*found, *errors))


def _is_judged(file: FileChange) -> bool:
    is_python = file.path.endswith((".py", ".pyi")) and file.mode_after in _REGULAR
    return is_python and not file.generated and file.kind != "deleted" and file.added != 0


def _finding(found: LintFound) -> Finding:
    return Finding(f"{found.code} {found.message}", "", found.path, found.line, found.end_line)


def _error(error: AnalysisError) -> Finding:
    message = f"{error.path} was not looked at by ruff: {error.reason}"
    return Finding(message, "make it a file that ruff can read", error.path, 1, error=True)


def _summary(found: list[Finding], errors: list[Finding]) -> str:
    parts = []
    if found:
        parts.append(f"{len(found)} new {'finding' if len(found) == 1 else 'findings'} of ruff")
    if errors:
        parts.append(f"{len(errors)} {'file' if len(errors) == 1 else 'files'} not looked at")
    return "; ".join(parts) or "ruff finds nothing new on added lines"
