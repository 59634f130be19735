import pytest

from homebot.core.facts import AnalysisError
from tests import build
from tests.core.standards.looking import look


@pytest.mark.parametrize(
    ("before", "after", "options", "holds"),
    [
        (None, 10, {}, True),
        (None, 11, {}, False),
        (9, 11, {}, False),
        (14, 14, {}, True),
        (14, 12, {}, True),
        (14, 15, {}, False),
        (14, 9, {}, True),
        (14, 14, {"ratchet": False}, False),
        (None, 6, {"max": 5}, False),
        (None, 15, {"max": 15}, True),
    ],
)
def test_a_function_keeps_to_the_limit_or_to_what_it_was(
    before: int | None, after: int, options: dict[str, object], holds: bool
) -> None:
    report = look("complexity", options, functions=(build.function(before=before, after=after),))
    assert report.applicable
    assert (not report.findings) is holds


def test_the_finding_says_where_how_much_and_what_to_do() -> None:
    (finding,) = look("complexity", functions=(build.function(before=9, after=14, line=41, end_line=78),)).findings
    assert finding.message == "settle has complexity 14 (it was 9); the limit is 10"
    assert finding.fix == "split it, or bring it to 10"
    assert (finding.path, finding.line, finding.end_line) == ("ledger/close.py", 41, 78)
    assert not finding.error


def test_an_old_function_need_only_go_back_to_what_it_was() -> None:
    (finding,) = look("complexity", functions=(build.function(before=14, after=15),)).findings
    assert finding.fix == "bring it back to 14 or less"


def test_the_worst_comes_first() -> None:
    functions = (build.function("mild", None, 11), build.function("wild", None, 30), build.function("fine", None, 2))
    report = look("complexity", functions=functions)
    assert [finding.message.split()[0] for finding in report.findings] == ["wild", "mild"]
    assert report.summary == "2 of 3 touched functions above 10"


def test_a_file_that_could_not_be_analysed_is_an_error_with_its_reason() -> None:
    report = look("complexity", functions=(), errors=(AnalysisError("ledger/close.py", "line 3 is not Python"),))
    (finding,) = report.findings
    assert report.applicable
    assert finding.error
    assert "line 3 is not Python" in finding.message


def test_generated_files_are_not_judged() -> None:
    files = (build.file(generated=True),)
    errors = (AnalysisError("ledger/close.py", "too large"),)
    assert not look("complexity", files=files, functions=(build.function(after=40),), errors=errors).applicable
