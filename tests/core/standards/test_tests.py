import pytest

from tests import build
from tests.core.standards.looking import look


@pytest.mark.parametrize(
    "test_file",
    ["tests/test_close.py", "ledger/test_close.py", "close_test.go", "web/a.spec.ts", "app/src/test/java/X.java"],
)
def test_a_test_of_any_common_language_will_do(test_file: str) -> None:
    report = look("tests", files=(build.file(), build.file(test_file)))
    assert (report.applicable, report.findings) == (True, ())


def test_sources_without_a_test_are_named_and_the_fix_is_clear() -> None:
    report = look("tests", files=tuple(build.file(f"ledger/{name}.py") for name in "abcde"))
    (finding,) = report.findings
    assert finding.message == "no test comes with ledger/a.py, ledger/b.py, ledger/c.py and 2 more"
    assert finding.fix == "add a test that fails without this change"
    assert finding.path == "ledger/a.py"


@pytest.mark.parametrize(
    "file",
    [
        build.file("README.md"),
        build.file(added=0, deleted=40),
        build.file(kind="deleted", added=0, deleted=40),
        build.file(generated=True),
        build.file("tests/test_close.py"),
    ],
)
def test_what_adds_to_no_source_needs_no_test(file: build.FileChange) -> None:
    assert not look("tests", files=(file,)).applicable


@pytest.mark.parametrize("facts", [{"kind": "deleted"}, {"added": 0}])
def test_taking_a_test_away_is_not_bringing_one(facts: dict[str, object]) -> None:
    assert look("tests", files=(build.file(), build.file("tests/test_close.py", **facts))).findings


def test_the_patterns_can_be_set() -> None:
    options = {"source": ["lib/**"], "tests": ["checks/**"]}
    assert look("tests", options, files=(build.file("lib/a.zig"), build.file("tests/test_a.py"))).findings
    assert not look("tests", options, files=(build.file("lib/a.zig"), build.file("checks/a.zig"))).findings


def test_the_summary_counts_both() -> None:
    both = look("tests", files=(build.file(), build.file("tests/test_close.py")))
    assert both.summary == "1 source file, 1 test file"
    more = (build.file(), build.file("b.py"), build.file("tests/test_a.py"), build.file("tests/test_b.py"))
    assert look("tests", files=more).summary == "2 source files, 2 test files"
    none = look("tests", files=(build.file(), build.file("b.py")))
    assert (none.applicable, none.summary) == (True, "2 source files, no test")
    assert look("tests", files=(build.file(),)).summary == "1 source file, no test"
    nothing = look("tests", files=(build.file("README.md"),))
    assert (nothing.applicable, nothing.findings, nothing.summary) == (False, (), "no source file is added to")


def test_three_sources_are_all_named_at_the_first_ones_first_line() -> None:
    (finding,) = look("tests", files=tuple(build.file(f"ledger/{name}.py") for name in "abc")).findings
    assert finding.message == "no test comes with ledger/a.py, ledger/b.py, ledger/c.py"
    assert (finding.path, finding.line, finding.error) == ("ledger/a.py", 1, False)


@pytest.mark.parametrize("added", [1, None])
def test_one_line_is_enough_to_want_a_test_and_to_be_one(added: int | None) -> None:
    assert look("tests", files=(build.file(added=added),)).findings
    assert not look("tests", files=(build.file(), build.file("tests/test_close.py", added=added))).findings
