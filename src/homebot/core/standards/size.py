"""Changes stay small enough to be read.

Checks:
    The added and deleted lines of the change, without the files that `.gitattributes` of the base branch marks as
    generated or vendored. Binary files have no lines; a text too large for a diff has none either and is named.

Why:
    Reviewers find most in the first few hundred lines. A large change waits longer and is read less.

Passes:
    At most `max_changed_lines` (default 800).

Fails:
    More than that, or a source file so large that its lines cannot be counted.

To fix:
    Split the change: first the move or the clean-up, then the new behaviour, each as a pull request of its own.
"""

from dataclasses import dataclass

from homebot.core.facts import FileChange
from homebot.core.findings import Finding, Report
from homebot.core.paths import matches_any
from homebot.core.standards_view import View

SOURCES = (
    "*.c", "*.cc", "*.cpp", "*.cs", "*.go", "*.h", "*.java", "*.js", "*.jsx", "*.kt", "*.php", "*.py", "*.rb", "*.rs",
    "*.scala", "*.sh", "*.sql", "*.swift", "*.ts", "*.tsx",
)  # fmt: skip
SUBMODULE = "160000"


@dataclass(frozen=True, slots=True)
class Options:
    """`max_changed_lines` counts added and deleted lines together."""

    max_changed_lines: int = 800


def check(view: View, options: Options) -> Report:
    """Counts the lines people will have to read."""
    files = [file for file in view.files if not file.generated]
    if not files:
        return Report(applicable=False, summary="nothing but generated files")
    lines = sum(_lines(file) for file in files)
    findings = [_error(file.path) for file in files if _uncounted(file)]
    if lines > options.max_changed_lines:
        findings.append(
            Finding(
                f"{lines} changed lines; the limit is {options.max_changed_lines}",
                "split it into pull requests that can each be read in one go",
            )
        )
    return Report(
        applicable=True,
        summary=f"{lines} changed {'line' if lines == 1 else 'lines'}, limit {options.max_changed_lines}",
        findings=tuple(findings),
    )


def _lines(file: FileChange) -> int:
    return (file.added or 0) + (file.deleted or 0)


def _error(path: str) -> Finding:
    return Finding(f"the lines of {path} cannot be counted: it is too large or not text", "split it", path, error=True)


def _uncounted(file: FileChange) -> bool:
    if file.added is not None or file.kind == "deleted" or SUBMODULE in (file.mode_before, file.mode_after):
        return False
    return matches_any(SOURCES, file.path)
