"""Files stay maintainable as a whole.

Checks:
    Radon's maintainability index of every Python file the change touches: from 0 to 100, computed from the file's size,
    its cyclomatic complexity, its Halstead volume and its share of comments. Docstrings count as comments, as they do
    for `radon mi`.

Why:
    A file may hold only simple functions and still be too much to keep in mind. The index sees what no single
    function shows.

Passes:
    A file whose index is at least `min` (default 20, where radon's best rank begins), or not below what it was.

Fails:
    A new file below `min`, or an old one that falls below it, or falls further.

To fix:
    Divide the file by what its parts are about, or take something out of it. Comments alone hardly move the index.
"""

from dataclasses import dataclass

from homebot.core.findings import Finding, Report
from homebot.core.found import AnalysisError, Maintainability
from homebot.core.standards_view import View


@dataclass(frozen=True, slots=True)
class Options:
    """`min` is the lowest index a file may have, unless it had a lower one."""

    min: int = 20


def check(view: View, options: Options) -> Report:
    """Judges every touched file; files that could not be analysed are errors."""
    files, broken = _touched(view)
    if not files and not broken:
        return Report(applicable=False, summary="no Python file is added or changed")
    low = sorted((file for file in files if _falls(file, options)), key=lambda file: (file.after, file.path))
    findings = (*map(_error, broken), *(_finding(file, options) for file in low))
    return Report(applicable=True, summary=_summary(files, low, len(broken), options), findings=findings)


def _touched(view: View) -> tuple[list[Maintainability], list[AnalysisError]]:
    """The files that people wrote, and those of them that could not be analysed."""
    change = view.snapshot.change
    written = {file.path for file in view.files if not file.generated}
    files = [file for file in change.maintainability if file.path in written]
    return files, [error for error in change.maintainability_errors if error.path in written]


def _falls(file: Maintainability, options: Options) -> bool:
    return file.after < options.min and (file.before is None or file.after < file.before)


def _error(error: AnalysisError) -> Finding:
    return Finding(
        message=f"{error.path} could not be analysed: {error.reason}",
        fix="make it a file that Python can read, or ask the Home Team to look at it",
        path=error.path,
        line=1,
        error=True,
    )


def _finding(file: Maintainability, options: Options) -> Finding:
    was = "" if file.before is None else f" (it was {file.before:g})"
    old = file.before is not None and file.before < options.min
    return Finding(
        message=f"{file.path} has maintainability index {file.after:g}{was}; the least is {options.min}",
        fix=f"bring it back to {file.before:g} or more" if old else "divide it by what its parts are about",
        path=file.path,
        line=1,
    )


def _summary(files: list[Maintainability], low: list[Maintainability], broken: int, options: Options) -> str:
    parts = []
    if broken:
        parts.append(f"{broken} {_files(broken)} could not be analysed")
    if low:
        parts.append(f"{len(low)} of {len(files)} touched {_files(len(files))} below {options.min}")
    elif files:
        parts.append(f"lowest {min(file.after for file in files):g}, at least {options.min}")
    return "; ".join(parts)


def _files(number: int) -> str:
    return "file" if number == 1 else "files"
