"""What changes behaviour comes with a test.

Checks:
    Whether the change touches a test file (`tests`) when it adds to a source file (`source`). Deleting code
    asks for no test. With `changed_lines_covered` (a percentage) also how many of the executable lines it adds were
    run by tests, by the coverage reports that CI uploads for the head commit ([coverage](coverage.md)).

Why:
    The Home Team must be able to change this code later without asking its author what it was for.

Passes:
    No source file is added to, or a test file is added or changed in the same service. Where coverage is asked for,
    at least that percentage of the added executable lines ran in a test, or the change adds fewer of them than
    `coverage_from` (default 5): of three lines, one that no test reaches says nothing.

Fails:
    Source files are added or changed, and no test file is. Where coverage is asked for, too few of the added lines ran,
    or a file with `coverage_from` added lines or more is in no report although reports measure files of its kind. Until
    `coverage_reports` reports of the head commit have come it waits, neither green nor red, and a report that cannot be
    read is an error.

To fix:
    Add a test that fails without the change, and tests that run the marked lines.
"""

from dataclasses import dataclass

from homebot.core.coverage_bar import Bar, Covered, judge
from homebot.core.facts import FileChange
from homebot.core.findings import Finding, Report
from homebot.core.option_types import Glob
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
    """`source` and `tests` are glob patterns in gitignore's manner; a path that matches `tests` is no source.

    `changed_lines_covered` is a percentage; without it coverage is not looked at. `coverage_reports` uploads are waited
    for, `coverage_unmeasured` are source files that may be missing from them, for they have nothing to run.
    """

    source: tuple[Glob, ...] = SOURCES
    tests: tuple[Glob, ...] = TESTS
    changed_lines_covered: float | None = None
    coverage_from: int = 5
    coverage_reports: int = 1
    coverage_unmeasured: tuple[Glob, ...] = ("*.d.ts", "*.h")


def check(view: View, options: Options) -> Report:
    """Looks for a test beside the sources, and for what tests ran of them."""
    written = [file for file in view.files if not file.generated and file.kind != "deleted"]
    tests = [file for file in written if matches_any(options.tests, file.path)]
    others = [file for file in written if file not in tests]
    paths = [file.path for file in filter(_adds, others) if matches_any(options.source, file.path)]
    if not paths:
        return Report(applicable=False, summary="no source file is added to")
    has_test = any(map(_adds, tests))
    covered = _covered(view, paths, options)
    found = f"{_count(len(paths), 'source file')}, {_count(len(tests), 'test file') if has_test else 'no test'}"
    missing = () if has_test else (_finding(paths),)
    return Report(True, "; ".join((found, *covered.said)), (*missing, *covered.findings), covered.waiting)


def _covered(view: View, sources: list[str], options: Options) -> Covered:
    if options.changed_lines_covered is None:
        return Covered()
    needed = frozenset(path for path in sources if not matches_any(options.coverage_unmeasured, path))
    bar = Bar(options.changed_lines_covered, options.coverage_from, options.coverage_reports)
    return judge(view.snapshot, frozenset(sources), needed, bar)


def _adds(file: FileChange) -> bool:
    """Whether the file gains lines, or is one whose lines nobody can count."""
    return file.added is None or file.added > 0


def _finding(sources: list[str]) -> Finding:
    more = f" and {len(sources) - SHOWN} more" if len(sources) > SHOWN else ""
    named = ", ".join(sources[:SHOWN]) + more
    return Finding(f"no test comes with {named}", "add a test that fails without this change", sources[0], 1)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
