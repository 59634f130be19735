import pytest

from homebot.core.found import AnalysisError, Lint, LintFound
from homebot.core.standards import strength_of
from tests import build
from tests.core.standards.looking import look

FOUND = LintFound("ledger/close.py", 7, 9, "F401", "`os` imported but unused")


def test_a_new_finding_fails_where_it_stands() -> None:
    report = look("lint", lint=Lint((FOUND,)))
    (finding,) = report.findings
    assert (finding.path, finding.line, finding.end_line, finding.error) == ("ledger/close.py", 7, 9, False)
    assert finding.message == "F401 `os` imported but unused"
    assert report.summary == "1 new finding of ruff"


def test_nothing_new_holds() -> None:
    report = look("lint", lint=Lint())
    assert (report.applicable, report.findings) == (True, ())
    assert report.summary == "ruff finds nothing new on added lines"


def test_files_that_were_not_looked_at_are_errors() -> None:
    errors = (AnalysisError("ledger/close.py", "ruff crashed"), AnalysisError("tests/test_close.py", "ruff crashed"))
    report = look("lint", lint=Lint((FOUND, FOUND), errors))
    assert [finding.error for finding in report.findings] == [False, False, True, True]
    assert report.findings[2].message == "ledger/close.py was not looked at by ruff: ruff crashed"
    assert (report.findings[2].path, report.findings[2].line) == ("ledger/close.py", 1)
    assert report.summary == "2 new findings of ruff; 2 files not looked at"
    assert look("lint", lint=Lint((), errors[:1])).summary == "1 file not looked at"


def test_a_refused_configuration_is_one_error_for_all() -> None:
    report = look("lint", lint=Lint(refused="unknown field `nonsense`"))
    (finding,) = report.findings
    assert (finding.error, finding.path) == (True, None)
    assert "unknown field `nonsense`" in finding.message
    assert "newer ruff" in finding.fix
    assert report.summary == "the configuration is refused"


def test_a_change_nobody_looked_at_is_no_pass() -> None:
    report = look("lint", lint=None)
    assert (report.applicable, [finding.error for finding in report.findings]) == (True, [True])
    assert report.summary == "not looked at"


@pytest.mark.parametrize(
    ("path", "facts", "applies"),
    [
        ("a.py", {}, True),
        ("a.pyi", {}, True),
        ("a.js", {}, False),
        ("a.py", {"generated": True}, False),
        ("a.py", {"kind": "deleted"}, False),
        ("a.py", {"added": 0}, False),
        ("a.py", {"added": None}, True),
        ("a.py", {"mode_after": "120000"}, False),
        ("a.py", {"mode_after": "100755"}, True),
    ],
)
def test_only_python_that_is_added_to_is_judged(path: str, facts: dict[str, object], applies: bool) -> None:
    assert look("lint", files=(build.file(path, **facts),), lint=Lint()).applicable is applies


def test_findings_of_other_services_and_of_files_that_are_not_judged_are_not_shown() -> None:
    found = (LintFound("other/a.py", 1, 1, "F401", "x"), FOUND)
    errors = (AnalysisError("other/a.py", "ruff crashed"),)
    assert [one.path for one in look("lint", lint=Lint(found, errors)).findings] == ["ledger/close.py"]
    files = (build.file(generated=True), build.file("b.py"))
    assert look("lint", files=files, lint=Lint(found, errors)).findings == ()


def test_it_is_held_as_most_are() -> None:
    assert strength_of("lint") == "standard"
