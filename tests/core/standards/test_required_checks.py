from typing import Any

import pytest

from homebot.core.findings import Report
from homebot.core.found import Context, ContextState
from homebot.core.standards import options_of
from tests.core.standards.looking import look

MEND = "read its log and mend what it says; homebot looks again when it has run"


def context(name: str, state: ContextState, said: str = "") -> Context:
    return Context(name, state, said or {"passed": "success", "failed": "failure", "pending": "queued"}[state])


def judged(*head: Context, base: tuple[Context, ...] = (), names: tuple[str, ...] = ("test",), **facts: Any) -> Report:
    return look("required-checks", {"contexts": list(names)}, contexts=head, base_contexts=base, **facts)


def test_all_that_is_required_passes() -> None:
    report = judged(context("test", "passed"), context("other", "failed"))
    assert (report.applicable, report.findings, report.waiting) == (True, (), False)
    assert report.summary == "1 required check passes"
    both = judged(context("test", "passed"), context("lint", "passed"), names=("test", "lint"))
    assert both.summary == "2 required checks pass"


def test_what_is_red_is_named_with_githubs_word() -> None:
    report = judged(context("test", "failed", "timed_out"), base=(context("test", "passed"),))
    (finding,) = report.findings
    assert (finding.message, finding.fix) == ("`test` is red (timed_out)", MEND)
    assert not finding.error
    assert not finding.pre_existing
    assert (report.summary, report.waiting) == ("red: `test`", False)


def test_what_was_red_on_the_merge_base_is_not_charged() -> None:
    report = judged(context("test", "failed"), base=(context("test", "failed"),))
    (finding,) = report.findings
    assert finding.pre_existing
    assert finding.message == "`test` is red (failure); it is red on the merge base too"
    assert finding.fix == ""
    assert (report.summary, report.waiting) == ("red before already: `test`", False)


@pytest.mark.parametrize("base", [(), (context("test", "pending"),), (context("lint", "failed"),)])
def test_only_what_was_red_under_the_same_name_was_so_before(base: tuple[Context, ...]) -> None:
    (finding,) = judged(context("test", "failed"), base=base).findings
    assert not finding.pre_existing


@pytest.mark.parametrize("head", [(), (context("test", "pending"),), (context("tests", "passed"),)])
def test_what_has_not_ended_is_waited_for(head: tuple[Context, ...]) -> None:
    report = judged(*head)
    assert (report.applicable, report.findings, report.waiting) == (True, (), True)
    assert report.summary == "waiting for `test`"


def test_everything_at_once() -> None:
    head = (context("a", "failed"), context("b", "failed"), context("c", "pending"), context("d", "passed"))
    report = judged(*head, base=(context("b", "failed"),), names=("a", "b", "c", "d", "e"))
    assert report.summary == "red: `a`; red before already: `b`; waiting for `c`, `e`"
    assert [finding.pre_existing for finding in report.findings] == [False, True]
    assert report.waiting


def test_a_long_list_is_cut_with_a_count() -> None:
    names = tuple("abcdefg")
    assert judged(names=names[:5]).summary == "waiting for `a`, `b`, `c`, `d`, `e`"
    assert judged(names=names).summary == "waiting for `a`, `b`, `c`, `d`, `e` and 2 more"


@pytest.mark.parametrize(
    ("states", "word"),
    [(("passed", "failed"), "red"), (("failed", "pending"), "red"), (("pending", "passed"), "waiting")],
)
def test_of_several_with_one_name_the_worst_counts(states: tuple[ContextState, ...], word: str) -> None:
    for order in (states, tuple(reversed(states))):
        assert judged(*(context("test", state) for state in order)).summary.startswith(word)


def test_a_name_that_was_not_found_in_a_list_that_is_cut_is_an_error() -> None:
    report = judged(context("lint", "passed"), names=("test", "lint"), cut=("checks",))
    (finding,) = report.findings
    assert finding.error
    assert finding.message == "GitHub holds more checks of this commit than were read"
    assert finding.fix == "run fewer of them"
    assert not judged(context("test", "passed"), cut=("checks",)).findings
    assert not judged(cut=("reviews",)).findings


def test_nothing_is_asked_where_no_check_is_named_or_no_file_touched() -> None:
    none = judged(context("test", "failed"), names=())
    assert (none.applicable, none.summary, none.waiting) == (False, "no check is required", False)
    assert not judged(context("test", "failed"), files=()).applicable


def test_homebot_does_not_wait_for_itself() -> None:
    with pytest.raises(ValueError, match="homebot: review is homebot's own check"):
        options_of("required-checks", [("contexts", ["test", "homebot: review"])])
