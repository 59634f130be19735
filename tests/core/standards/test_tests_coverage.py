"""`tests` with `changed_lines_covered`: what passes, what fails, and what waits."""

from typing import Any

import pytest

from homebot.core.coverage import Coverage, FileCoverage
from homebot.core.findings import Report
from tests import build
from tests.core.standards.looking import look

FILES = (build.file("ledger/close.py"), build.file("tests/test_close.py"))


def covered(measured: int, ran: int, path: str = "ledger/close.py", **changes: Any) -> FileCoverage:
    missed = ((1, measured - ran),) if measured > ran else ()
    return FileCoverage(path, measured, ran, **{"missed": missed, **changes})


def judged(*files: FileCoverage, percent: float = 80, **changes: Any) -> Report:
    options = {name: changes.pop(name) for name in list(changes) if name.startswith("coverage_")}
    facts = {"files": changes.pop("changed", FILES)}
    coverage = Coverage(**{"reports": ("unit",), "files": files, "known": 1, **changes})
    return look("tests", {"changed_lines_covered": percent, **options}, coverage=coverage, **facts)


@pytest.mark.parametrize(
    ("measured", "ran", "percent", "holds"),
    [
        (10, 8, 80, True),
        (10, 7, 80, False),
        (10, 10, 100, True),
        (10, 9, 100, False),
        (1000, 799, 79.9, True),
        (1000, 798, 79.9, False),
        (1000, 723, 72.3, True),
        (7, 0, 0, True),
        (5, 0, 1, False),
        (4, 0, 100, True),
        (0, 0, 100, True),
    ],
)
def test_the_percentage_of_executable_changed_lines(measured: int, ran: int, percent: float, holds: bool) -> None:
    report = judged(covered(measured, ran), percent=percent)
    assert report.applicable
    assert (report.findings == ()) is holds


def test_what_did_not_run_is_marked_and_said() -> None:
    missed = ((3, 3), (8, 11))
    report = judged(covered(9, 4, missed=missed))
    assert report.summary == "1 source file, 1 test file; tests run 4 of 9 changed lines (44.4%, at least 80% wanted)"
    assert [(one.message, one.path, one.line, one.end_line, one.error) for one in report.findings] == [
        ("line 3 is not run by any test", "ledger/close.py", 3, 3, False),
        ("lines 8 to 11 are not run by any test", "ledger/close.py", 8, 11, False),
    ]
    assert report.findings[0].fix == "add tests that run the marked lines, until 80% of the changed ones have run"


def test_a_percentage_is_rounded_down() -> None:
    assert "(79.9%, at least 80% wanted)" in judged(covered(10_000, 7_999)).summary


def test_all_source_files_are_one_sum_and_others_do_not_count() -> None:
    changed = (*FILES, build.file("ledger/open.py"), build.file("docs/a.txt"), build.file("gen/a.py", generated=True))
    others = (covered(90, 0, "docs/a.txt"), covered(90, 0, "gen/a.py"), covered(90, 0, "tests/test_close.py"))
    assert not judged(covered(5, 3), covered(5, 5, "ledger/open.py"), *others, changed=changed).findings
    found = judged(covered(5, 4), covered(5, 1, "ledger/open.py"), *others, changed=changed).findings
    assert [one.path for one in found] == ["ledger/open.py", "ledger/close.py"], "the barest first"


def test_places_are_cut_with_a_count() -> None:
    missed = tuple((number, number) for number in range(1, 151))
    *places, last = judged(covered(400, 100, missed=missed, missed_cut=150)).findings
    assert len(places) == 100
    assert (last.message, last.path) == (
        "200 further places are not run by any test; the report of CI shows them all",
        None,
    )


def test_a_small_change_is_not_held_to_a_percentage() -> None:
    assert "0 of 4 changed lines, too few to ask for a percentage" in judged(covered(4, 0)).summary
    assert judged(covered(4, 0), coverage_from=4).findings
    assert not judged(covered(19, 0), coverage_from=20).findings


def test_without_a_report_it_waits_and_says_for_what() -> None:
    report = judged(reports=())
    (finding,) = report.findings
    assert (report.waiting, finding.awaited, finding.charged, finding.error, finding.path) == (
        True, True, False, False, None,
    )  # fmt: skip
    head = build.HEAD
    assert finding.message == f"no coverage report yet for aaaaaaa; CI posts it to /coverage/acme/ledgerd/{head}"
    assert "nothing while CI runs: this check looks again by itself" in finding.fix
    assert report.summary.endswith("; no coverage report yet for aaaaaaa"), "it is all the table shows"


def test_a_change_read_before_anybody_looked_for_reports_waits_too() -> None:
    report = look("tests", {"changed_lines_covered": 80}, files=FILES, coverage=None)
    assert (report.waiting, [one.awaited for one in report.findings]) == (True, [True])


@pytest.mark.parametrize(("wanted", "waits"), [(1, False), (2, False), (3, True)])
def test_it_waits_for_all_parts_of_a_matrix(wanted: int, waits: bool) -> None:
    report = judged(covered(10, 0), reports=("unit", "end"), coverage_reports=wanted)
    assert report.waiting is waits
    assert any(one.awaited for one in report.findings) is waits
    assert any("2 of 3 coverage reports are here" in one.message for one in report.findings) is waits
    assert any(one.line for one in report.findings) is not waits, "nothing is charged before all are here"


def test_a_report_that_cannot_be_read_is_no_pass() -> None:
    report = judged(covered(10, 10), unreadable=(("end", "it is empty"),))
    (finding,) = report.findings
    assert (finding.error, finding.message) == (True, "the coverage report `end` cannot be read: it is empty")
    assert not any("no coverage report" in one.message for one in report.findings)


@pytest.mark.parametrize(
    ("unlisted", "found"),
    [
        ((("ledger/new.py", 5),), ["ledger/new.py"]),
        ((("ledger/new.py", 4),), []),
        ((("docs/a.txt", 50), ("tests/test_new.py", 50), ("web/types.d.ts", 50)), []),
    ],
)
def test_a_source_file_no_report_knows_fails(unlisted: tuple[tuple[str, int], ...], found: list[str]) -> None:
    changed = (*FILES, *(build.file(path) for path, _ in unlisted))
    report = judged(covered(10, 10), unlisted=unlisted, changed=changed)
    assert [(one.path, one.error) for one in report.findings] == [(path, False) for path in found]
    assert not judged(covered(9, 9), unlisted=unlisted, changed=changed, coverage_unmeasured=["*"]).findings


def test_a_change_too_large_to_tell_its_lines_is_not_judged() -> None:
    (finding,) = judged(covered(10, 10), left_out=("ledger/close.py", "docs/a.txt")).findings
    assert (finding.error, finding.path) == (True, "ledger/close.py")


def test_a_report_of_another_repository_is_no_pass() -> None:
    report = judged(known=0, foreign=7)
    (finding,) = report.findings
    assert finding.error
    assert report.summary.endswith("; the coverage reports name no file of this repository")
    assert not judged(known=1, foreign=7).findings


def test_a_check_without_reports_says_so_and_judges_the_rest() -> None:
    report = judged(asked=False, reports=())
    assert (report.findings, report.summary) == (
        (),
        "1 source file, 1 test file; coverage is judged with --coverage FILE",
    )


def test_coverage_does_not_stand_in_for_a_test_file() -> None:
    changed = (build.file("ledger/close.py"),)
    (finding,) = judged(covered(10, 10), changed=changed).findings
    assert finding.message == "no test comes with ledger/close.py"


def test_no_option_no_coverage() -> None:
    report = look("tests", files=FILES, coverage=Coverage(reports=("unit",), files=(covered(10, 0),)))
    assert (report.summary, report.findings) == ("1 source file, 1 test file", ())
