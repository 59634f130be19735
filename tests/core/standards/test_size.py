import pytest

from tests import build
from tests.core.standards.looking import look


@pytest.mark.parametrize(
    ("added", "deleted", "options", "holds"),
    [(500, 300, {}, True), (501, 300, {}, False), (5, 6, {"max_changed_lines": 10}, False), (0, 0, {}, True)],
)
def test_added_and_deleted_lines_count_together(
    added: int, deleted: int, options: dict[str, object], holds: bool
) -> None:
    report = look("size", options, files=(build.file(added=added, deleted=deleted),))
    assert (not report.findings) is holds


def test_the_finding_says_both_numbers() -> None:
    (finding,) = look("size", files=(build.file(added=900, deleted=1),)).findings
    assert finding.message == "901 changed lines; the limit is 800"
    assert "split it" in finding.fix
    assert finding.path is None


def test_generated_files_do_not_count() -> None:
    files = (build.file("schema.py", added=5000, generated=True), build.file(added=1, deleted=0))
    report = look("size", files=files)
    assert (report.findings, report.summary) == ((), "1 changed line, limit 800")


def test_nothing_but_generated_files_is_nothing_to_judge() -> None:
    assert not look("size", files=(build.file(generated=True),)).applicable


@pytest.mark.parametrize(
    ("path", "facts", "an_error"),
    [
        ("logo.png", {}, False),
        ("ledger/huge.py", {}, True),
        ("ledger/huge.py", {"kind": "deleted"}, False),
        ("vendor/lib.py", {"mode_after": "160000"}, False),
    ],
)
def test_only_a_source_file_without_lines_is_an_error(path: str, facts: dict[str, object], an_error: bool) -> None:
    report = look("size", files=(build.file(path, added=None, deleted=None, **facts),))
    assert [finding.error for finding in report.findings] == ([True] if an_error else [])


@pytest.mark.parametrize(
    ("added", "deleted", "summary"),
    [
        (0, 2, "2 changed lines, limit 800"),
        (2, 0, "2 changed lines, limit 800"),
        (0, 1, "1 changed line, limit 800"),
        (800, 2, "802 changed lines, limit 800"),
    ],
)
def test_the_summary_counts(added: int, deleted: int, summary: str) -> None:
    report = look("size", files=(build.file(added=added, deleted=deleted),))
    assert (report.applicable, report.summary) == (True, summary)


def test_too_much_says_how_to_get_less() -> None:
    (finding,) = look("size", files=(build.file(added=900, deleted=0),)).findings
    assert finding.fix == "split it into pull requests that can each be read in one go"


def test_a_file_that_cannot_be_counted_is_named() -> None:
    report = look(
        "size", files=(build.file("ledger/huge.py", added=None, deleted=None), build.file(added=3, deleted=1))
    )
    (finding,) = report.findings
    assert finding.message == "the lines of ledger/huge.py cannot be counted: it is too large or not text"
    assert (finding.fix, finding.path, finding.error) == ("split it", "ledger/huge.py", True)
    assert report.summary == "4 changed lines, limit 800"


def test_nothing_to_judge_says_why() -> None:
    report = look("size", files=(build.file(generated=True),))
    assert (report.applicable, report.findings, report.summary) == (False, (), "nothing but generated files")
