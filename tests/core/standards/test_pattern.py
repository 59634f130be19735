from typing import Any

import pytest

from homebot.core.findings import Report
from homebot.core.found import MatchedIn, Matches
from homebot.core.option_types import Expression
from homebot.core.standards.pattern import Options, Rule
from tests import build
from tests.core.standards.looking import look

ASK = "split the change, or ask the Home Team to look at the rule"


def source(path: str = "ledger/close.py", **facts: Any) -> build.FileChange:
    return build.file(path, **{"mode_after": "100644", **facts})


def rule(name: str = "no-print", pattern: str = r"print\(", **more: Any) -> Rule:
    return Rule(name, Expression(pattern), **more)


def found(*places: tuple[str, int], pattern: str = r"print\(", where: MatchedIn = "lines", **more: Any) -> Matches:
    return Matches(pattern, where, places, **more)


def judged(one: Rule, *matches: Matches, files: tuple[build.FileChange, ...] = (source(),)) -> Report:
    return look("pattern", {"rules": [one]}, files=files, matches=matches)


def said(report: Report) -> list[tuple[str, str | None, int | None]]:
    return [(finding.message, finding.path, finding.line) for finding in report.findings]


def test_what_must_be_absent_is_named_where_it_is() -> None:
    report = judged(rule(), found(("ledger/close.py", 3), ("ledger/close.py", 7), ("other.py", 1)))
    assert said(report) == [
        (r"no-print: the line matches `print\(`", "ledger/close.py", 3),
        (r"no-print: the line matches `print\(`", "ledger/close.py", 7),
    ]
    assert {(finding.fix, finding.error) for finding in report.findings} == {("take it out", False)}
    assert report.summary == "1 of 1 rule broken: no-print"


def test_nothing_found_is_a_rule_that_holds() -> None:
    report = judged(rule(), found())
    assert (report.applicable, report.findings, report.summary) == (True, (), "1 rule holds")


def test_lines_that_are_not_listed_are_counted() -> None:
    report = judged(rule(), found(("ledger/close.py", 3), more=40))
    assert said(report)[1:] == [(r"no-print: 40 more lines match `print\(`", None, None)]


def test_a_rule_says_it_in_its_own_words() -> None:
    (finding,) = judged(rule(message="use the log", fix="call log.info"), found(("ledger/close.py", 3))).findings
    assert (finding.message, finding.fix) == ("no-print: use the log", "call log.info")


@pytest.mark.parametrize(
    ("places", "findings"),
    [
        ((), [(r"no-print: nothing here matches `print\(`", None, None)]),
        ((("b.py", 2),), []),
        ((("b.py", 2), ("ledger/close.py", 9)), []),
        ((("other.py", 1),), [(r"no-print: nothing here matches `print\(`", None, None)]),
    ],
)
def test_what_must_be_present_is_once_in_the_change(places: tuple[tuple[str, int], ...], findings: list[Any]) -> None:
    report = judged(rule(must="be-present"), found(*places), files=(source(), source("b.py")))
    assert said(report) == findings
    assert [finding.fix for finding in report.findings] == ["add it"] * len(findings)


def test_what_must_be_in_each_is_missed_in_each() -> None:
    files = (source("a.py"), source("b.py"), source("c.py"))
    report = judged(rule(must="be-in-each"), found(("b.py", 2)), files=files)
    assert said(report) == [
        (r"no-print: nothing in it matches `print\(`", "a.py", 1),
        (r"no-print: nothing in it matches `print\(`", "c.py", 1),
    ]
    assert {(finding.fix, finding.error) for finding in report.findings} == {("add it", False)}
    every = found(("a.py", 1), ("b.py", 2), ("c.py", 3))
    assert not judged(rule(must="be-in-each"), every, files=files).findings


def test_names_have_no_line() -> None:
    files = (source("run.EXE", kind="added"), source("b.exe"))
    report = judged(
        rule("no-exe", "(?i)[.]exe$", where="names"),
        found(("run.EXE", 0), pattern="(?i)[.]exe$", where="names"),
        files=files,
    )
    assert said(report) == [("no-exe: the name matches `(?i)[.]exe$`", "run.EXE", None)]


@pytest.mark.parametrize(
    ("file", "lines", "names"),
    [
        (source(), True, False),
        (source(mode_after="100755"), True, False),
        (source(kind="added"), True, True),
        (source(kind="copied", added=0), False, True),
        (source(kind="renamed", old_path="b.py", added=0), False, True),
        (source(added=0), False, False),
        (source(added=1), True, False),
        (source(kind="deleted", added=1), False, False),
        (source(generated=True, kind="added"), False, False),
        (source(mode_after="120000"), False, False),
        (source(mode_after="160000", kind="added"), False, True),
        (source(added=None), True, False),
        (source("logo.png", added=None, kind="added"), False, True),
        (source("vendor/x.py", kind="added"), False, False),
        (source("vendor/our/x.py", kind="added"), False, False),
        (source("README.md", kind="added"), False, False),
    ],
)
def test_which_files_a_rule_has_a_say_about(file: build.FileChange, lines: bool, names: bool) -> None:
    for where, expected in (("lines", lines), ("names", names)):
        about = rule(where=where, paths=("*.py", "*.png"), exempt=("vendor/**",))
        report = judged(about, found(where=where), files=(file,))  # type: ignore[arg-type]
        assert report.applicable is expected
        assert report.summary == ("1 rule holds" if expected else "no rule has a say in what changed")


@pytest.mark.parametrize("must", ["be-absent", "be-present", "be-in-each"])
def test_what_could_not_be_looked_at_is_an_error_with_the_reason(must: Any) -> None:
    matches = found(errors=(("ledger/close.py", "it is not text"), ("other.py", "it crashed")))
    report = judged(rule(must=must), matches)
    (finding,) = report.findings
    assert finding.error
    assert (finding.message, finding.path) == (
        "no-print: ledger/close.py was not looked at: it is not text", "ledger/close.py",
    )  # fmt: skip
    assert finding.fix == ASK


@pytest.mark.parametrize("must", ["be-absent", "be-present", "be-in-each"])
def test_without_the_fact_nothing_passes(must: Any) -> None:
    for others in ((), (found(pattern="print"),), (found(where="names"),)):
        (finding,) = judged(rule(must=must), *others).findings
        assert (finding.error, finding.message, finding.fix) == (True, "no-print: nobody looked for it", ASK)


@pytest.mark.parametrize("must", ["be-absent", "be-present", "be-in-each"])
def test_files_that_were_left_out_are_said(must: Any) -> None:
    (finding,) = judged(rule(must=must), found(cut=True)).findings
    assert (finding.error, finding.message) == (True, "no-print: there are more files than could be told of")


def test_several_rules_are_summed_up() -> None:
    rules = [rule(f"r{number}", f"x{number}") for number in range(7)]
    matches = tuple(found(("ledger/close.py", 1), pattern=f"x{number}") for number in range(7))
    report = look("pattern", {"rules": rules}, files=(source(),), matches=matches)
    assert report.summary == "7 of 7 rules broken: r0, r1, r2, r3, r4 and 2 more"
    assert [finding.message.partition(":")[0] for finding in report.findings] == [f"r{number}" for number in range(7)]
    some = look("pattern", {"rules": rules[:6]}, files=(source(),), matches=(*matches[:5], found(pattern="x5")))
    assert some.summary == "5 of 6 rules broken: r0, r1, r2, r3, r4"
    held = tuple(found(pattern=one.pattern) for one in rules[:2])
    assert look("pattern", {"rules": rules[:2]}, files=(source(),), matches=held).summary == "2 rules hold"


def test_a_rule_without_a_say_is_not_counted() -> None:
    rules = [rule(), rule("docs", "x", paths=("docs/**",))]
    report = look("pattern", {"rules": rules}, files=(source(),), matches=(found(),))
    assert report.summary == "1 rule holds"


def test_a_name_stands_for_one_rule() -> None:
    assert Options((rule("a"), rule("b"))).rules
    with pytest.raises(ValueError, match="two rules have the name b"):
        Options((rule("a"), rule("b", "x"), rule("b", "y")))
