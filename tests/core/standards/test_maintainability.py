import pytest

from homebot.core.findings import Report
from homebot.core.found import AnalysisError, Maintainability
from tests import build
from tests.core.standards.looking import look

PATH = "ledger/close.py"


def judged(*sides: tuple[float | None, float], **options: object) -> Report:
    files = tuple(Maintainability(f"ledger/{number}.py", *both) for number, both in enumerate(sides))
    touched = tuple(build.file(file.path) for file in files)
    return look("maintainability", options, files=touched, maintainability=files)


@pytest.mark.parametrize(
    ("before", "after", "options", "holds"),
    [
        (None, 20, {}, True),
        (None, 19.99, {}, False),
        (25, 19.99, {}, False),
        (15, 15, {}, True),
        (15, 14.99, {}, False),
        (15, 16, {}, True),
        (90, 30, {}, True),
        (90, 30, {"min": 40}, False),
        (None, 3, {"min": 3}, True),
    ],
)
def test_a_file_keeps_to_the_least_or_to_what_it_was(
    before: float | None, after: float, options: dict[str, object], holds: bool
) -> None:
    report = judged((before, after), **options)
    assert report.applicable
    assert (not report.findings) is holds


def test_the_worst_comes_first_with_both_numbers() -> None:
    report = judged((None, 12.5), (60, 44), (11, 9.25))
    assert [finding.message for finding in report.findings] == [
        "ledger/2.py has maintainability index 9.25 (it was 11); the least is 20",
        "ledger/0.py has maintainability index 12.5; the least is 20",
    ]
    assert [finding.fix for finding in report.findings] == [
        "bring it back to 11 or more",
        "divide it by what its parts are about",
    ]
    assert [(finding.path, finding.line) for finding in report.findings] == [("ledger/2.py", 1), ("ledger/0.py", 1)]
    assert report.summary == "2 of 3 touched files below 20"


def test_the_summary_of_what_holds_says_the_lowest() -> None:
    assert judged((None, 33.4), (60, 44)).summary == "lowest 33.4, at least 20"


def test_a_file_that_could_not_be_analysed_is_an_error_and_the_others_are_judged() -> None:
    report = look(
        "maintainability",
        files=(build.file(), build.file("a.py")),
        maintainability=(Maintainability("a.py", None, 50.0),),
        maintainability_errors=(AnalysisError(PATH, "line 3 is not Python"),),
    )
    (finding,) = report.findings
    assert (finding.error, finding.path) == (True, PATH)
    assert "line 3 is not Python" in finding.message
    assert report.summary == "1 file could not be analysed; lowest 50, at least 20"


def test_generated_and_others_files_are_not_judged() -> None:
    low = (Maintainability(PATH, None, 1.0), Maintainability("elsewhere.py", None, 1.0))
    assert not look("maintainability", files=(build.file(generated=True),), maintainability=low).applicable
