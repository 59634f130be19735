import pytest

from homebot.core.found import AnalysisError
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


@pytest.mark.parametrize(
    ("before", "after", "options", "holds"),
    [
        (3, 40, {}, True),
        (3, 15, {"cognitive_max": 15}, True),
        (3, 16, {"cognitive_max": 15}, False),
        (None, 16, {"cognitive_max": 15}, False),
        (20, 20, {"cognitive_max": 15}, True),
        (20, 21, {"cognitive_max": 15}, False),
        (20, 20, {"cognitive_max": 15, "ratchet": False}, False),
        (None, 1, {"cognitive_max": 0}, False),
        (None, None, {"cognitive_max": 0}, True),
    ],
)
def test_cognitive_complexity_has_a_limit_of_its_own_where_one_is_set(
    before: int | None, after: int | None, options: dict[str, object], holds: bool
) -> None:
    function = build.function(cognitive_before=before, cognitive_after=after)
    assert (not look("complexity", options, functions=(function,)).findings) is holds


def test_the_finding_names_the_complexity_that_is_too_high() -> None:
    function = build.function(before=4, after=6, cognitive_before=9, cognitive_after=21)
    report = look("complexity", {"cognitive_max": 15}, functions=(function,))
    (finding,) = report.findings
    assert finding.message == "settle has cognitive complexity 21 (it was 9); the limit is 15"
    assert finding.fix == "split it, or bring it to 15"
    assert report.summary == "1 of 1 touched function above cognitive 15"


def test_both_limits_broken_are_one_finding_and_both_are_summed_up() -> None:
    both = build.function("both", None, 11, cognitive_after=30)
    report = look("complexity", {"cognitive_max": 15}, functions=(both,))
    assert [finding.message for finding in report.findings] == ["both has complexity 11; the limit is 10"]
    assert report.summary == "1 of 1 touched function above 10 or cognitive 15"


@pytest.mark.parametrize(
    ("path", "limit"), [("a.go", 15), ("a/B.C", 4), ("a.h", 4), ("a.cpp", 10), ("a.py", 10), ("Makefile", 10)]
)
def test_a_language_may_have_a_limit_of_its_own(path: str, limit: int) -> None:
    options = {"languages": [("go", 15), ("c", 4)]}
    files = (build.file(path),)
    held = look("complexity", options, files=files, functions=(build.function(path=path, before=None, after=limit),))
    broken = look("complexity", options, files=files, functions=(build.function(path=path, before=3, after=limit + 1),))
    assert held.findings == ()
    assert held.summary == f"highest {limit}, limit {limit}"
    assert [finding.fix for finding in broken.findings] == [f"split it, or bring it to {limit}"]


def test_the_tool_is_named_where_it_is_not_radon() -> None:
    function = build.function(path="ledger/close.py", before=9, after=14, tool="lizard")
    (finding,) = look("complexity", functions=(function,)).findings
    assert finding.message == "settle has complexity 14 by lizard (it was 9); the limit is 10"


@pytest.mark.parametrize(
    ("counts", "summary"),
    [
        ((2, 3), "highest 3, limit 15 (go), 10 (python)"),
        ((16, 11), "2 of 2 touched functions above 15 (go), 10 (python)"),
        ((16, 3), "1 of 2 touched functions above 15"),
    ],
)
def test_different_limits_are_told_with_their_languages(counts: tuple[int, int], summary: str) -> None:
    functions = [
        build.function(path=path, before=None, after=after)
        for path, after in zip(("a.go", "a.py"), counts, strict=True)
    ]
    files = (build.file("a.go"), build.file("a.py"))
    assert look("complexity", {"languages": [("go", 15)]}, files=files, functions=functions).summary == summary


def test_an_error_names_who_could_not_read_it() -> None:
    errors = (AnalysisError("a.go", "deep"), AnalysisError("a.py", "deep"))
    report = look("complexity", files=(build.file("a.go"), build.file("a.py")), functions=(), errors=errors)
    assert [finding.fix.split(",")[0] for finding in report.findings] == [
        "make it a file that lizard can read",
        "make it a file that Python can read",
    ]


@pytest.mark.parametrize(
    ("measured", "summary"),
    [
        ([(None, 7)], "highest 7, limit 10"),
        ([(None, 3), (2, 9)], "highest 9, limit 10"),
        ([(14, 14), (None, 2)], "1 above 10 already, none rises"),
        ([(None, 11)], "1 of 1 touched function above 10"),
        ([(None, 11), (14, 14), (None, 10)], "1 of 3 touched functions above 10"),
    ],
)
def test_the_summary_is_one_line(measured: list[tuple[int | None, int]], summary: str) -> None:
    functions = tuple(build.function(f"f{number}", *both) for number, both in enumerate(measured))
    report = look("complexity", functions=functions)
    assert (report.applicable, report.summary) == (True, summary)


def test_errors_come_first_in_findings_and_summary() -> None:
    paths = ("ledger/close.py", "tests/test_close.py")
    report = look(
        "complexity",
        functions=(build.function(before=None, after=11),),
        errors=tuple(AnalysisError(path, "it is too large") for path in paths),
    )
    assert [finding.error for finding in report.findings] == [True, True, False]
    assert report.summary == "2 files could not be analysed; 1 of 1 touched function above 10"
    first = report.findings[0]
    assert first.message == "ledger/close.py could not be analysed: it is too large"
    assert first.fix == "make it a file that Python can read, or ask the Home Team to look at it"
    assert (first.path, first.line) == ("ledger/close.py", 1)
    alone = look("complexity", functions=(), errors=(AnalysisError("ledger/close.py", "x"),))
    assert alone.summary == "1 file could not be analysed"


def test_nothing_to_judge() -> None:
    report = look("complexity", functions=())
    assert (report.applicable, report.summary) == (False, "no function is added or changed")
    elsewhere = (build.function(path="video/play.py", after=40),)
    assert not look("complexity", functions=elsewhere).findings


def test_without_the_ratchet_the_goal_is_the_limit() -> None:
    (finding,) = look("complexity", {"ratchet": False}, functions=(build.function(before=14, after=14),)).findings
    assert finding.fix == "split it, or bring it to 10"
    (finding,) = look("complexity", functions=(build.function(before=10, after=11),)).findings
    assert finding.fix == "split it, or bring it to 10"
    (finding,) = look("complexity", functions=(build.function(before=None, after=11),)).findings
    assert finding.message == "settle has complexity 11; the limit is 10"


def test_among_equals_the_order_is_by_place() -> None:
    places = (("b.py", 1), ("a.py", 9), ("a.py", 2))
    functions = tuple(build.function(path=path, line=line, before=None, after=12) for path, line in places)
    report = look("complexity", functions=functions, files=(build.file("a.py"), build.file("b.py")))
    assert [(finding.path, finding.line) for finding in report.findings] == [("a.py", 2), ("a.py", 9), ("b.py", 1)]
