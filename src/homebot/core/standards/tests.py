"""What changes behaviour comes with a test.

Checks:
    Whether the change touches a test file (`tests`) when it adds to a source file (`source`). Deleting code
    asks for no test.

Why:
    The Home Team must be able to change this code later without asking its author what it was for.

Passes:
    No source file is added to, or a test file is added or changed in the same service.

Fails:
    Source files are added or changed, and no test file is.

To fix:
    Add a test that fails without the change.
"""

from dataclasses import dataclass

from homebot.core.facts import FileChange
from homebot.core.findings import Finding, Report
from homebot.core.paths import matches_any
from homebot.core.standards.size import SOURCES
from homebot.core.standards_view import View

TESTS = (
    "test/**", "tests/**", "**/test/**", "**/tests/**", "**/__tests__/**", "spec/**", "**/spec/**", "**/src/test/**",
    "test_*.py", "*_test.py", "*_test.go", "*.test.*", "*.spec.*", "*Test.java", "*Test.kt", "*_spec.rb",
)  # fmt: skip
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Options:
    """`source` and `tests` are glob patterns in gitignore's manner; a path that matches `tests` is no source."""

    source: tuple[str, ...] = SOURCES
    tests: tuple[str, ...] = TESTS


def check(view: View, options: Options) -> Report:
    """Looks for a test beside the sources."""
    written = [file for file in view.files if not file.generated and file.kind != "deleted"]
    tests = [file for file in written if matches_any(options.tests, file.path)]
    sources = [file for file in written if file not in tests and _adds(file) and matches_any(options.source, file.path)]
    if not sources:
        return Report(applicable=False, summary="no source file is added to")
    if any(map(_adds, tests)):
        return Report(
            applicable=True, summary=f"{_count(len(sources), 'source file')}, {_count(len(tests), 'test file')}"
        )
    finding = _finding([file.path for file in sources])
    return Report(applicable=True, summary=f"{_count(len(sources), 'source file')}, no test", findings=(finding,))


def _adds(file: FileChange) -> bool:
    """Whether the file gains lines, or is one whose lines nobody can count."""
    return file.added is None or file.added > 0


def _finding(sources: list[str]) -> Finding:
    more = f" and {len(sources) - SHOWN} more" if len(sources) > SHOWN else ""
    named = ", ".join(sources[:SHOWN]) + more
    return Finding(f"no test comes with {named}", "add a test that fails without this change", sources[0], 1)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
