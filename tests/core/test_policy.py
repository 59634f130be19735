"""What follows from findings, strengths, modes, approvals, objections and holds (SPEC 6 and 7)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from homebot.core.decision import Decision, Need
from homebot.core.directory import Directory, ReviewRule, StandardSetting
from homebot.core.facts import Snapshot
from homebot.core.found import AnalysisError, Context
from homebot.core.policy import decide
from homebot.core.waits import Hold
from tests import build

TWO_MODES = (
    build.service("ledger", "payments", paths=("ledger/**",), mode="enforce"),
    build.service("player", "video", paths=("player/**",), mode="observe"),
)
TANGLED = (build.function(before=None, after=14),)
ERROR = (AnalysisError("ledger/close.py", "it is not Python"),)


def verdict(directory: Directory | None = None, **facts: Any) -> Decision:
    return decide(build.snapshot(**facts), directory or build.directory(), "1")


def in_mode(mode: str, strength: Any = "standard", approvals: int = 1) -> Directory:
    service = build.service("ledgerd", "payments", mode=mode, review=ReviewRule(approvals=approvals))
    settings = tuple(StandardSetting(name, strength) for name in build.STANDARDS)
    return build.directory(services=(service,), profiles={"default": settings})


def review_check(decision: Decision) -> tuple[str, str | None]:
    return decision.review_status, decision.review_conclusion


def need(**facts: Any) -> Need:
    (found,) = verdict(**facts).needs
    return found


@pytest.mark.parametrize(
    ("mode", "strength", "facts", "conclusion"),
    [
        ("enforce", "standard", {}, "success"),
        ("enforce", "standard", {"functions": TANGLED}, "failure"),
        ("enforce", "floor", {"functions": TANGLED}, "failure"),
        ("enforce", "advice", {"functions": TANGLED}, "success"),
        ("enforce", "standard", {"errors": ERROR}, "failure"),
        ("enforce", "advice", {"errors": ERROR}, "success"),
        ("enforce", "advice", {"unreadable": "its head is gone"}, "failure"),
        ("advise", "floor", {"functions": TANGLED}, "neutral"),
        ("observe", "floor", {"functions": TANGLED}, "neutral"),
        ("observe", "standard", {}, "neutral"),
    ],
)
def test_strength_and_mode_decide_what_blocks(mode: str, strength: str, facts: dict[str, Any], conclusion: str) -> None:
    assert verdict(in_mode(mode, strength), **facts).standards_conclusion == conclusion


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({}, "pass"),
        ({"functions": TANGLED}, "fail"),
        ({"errors": ERROR}, "error"),
        ({"errors": ERROR, "functions": TANGLED}, "fail"),
        ({"functions": ()}, "not-applicable"),
        ({"unreadable": "its head is gone"}, "error"),
    ],
)
def test_outcomes(facts: dict[str, Any], outcome: str) -> None:
    found = {one.standard: one.outcome for one in verdict(**facts).judgements}
    assert found["complexity"] == outcome


def test_only_unowned_paths_get_neutral_checks_and_nobody_is_asked() -> None:
    services = (build.service("ledgerd", "payments", paths=("elsewhere/**",)),)
    decision = verdict(build.directory(services=services))
    assert (decision.standards_conclusion, *review_check(decision)) == ("neutral", "completed", "neutral")
    assert (decision.judgements, decision.needs, decision.choice.request) == ((), (), ())
    assert not decision.silent


def test_a_repository_without_services_hears_nothing() -> None:
    assert verdict(build.directory(services=())).silent


@pytest.mark.parametrize(
    ("path", "conclusion", "status"),
    [
        (("ledger/close.py",), "failure", "in_progress"),
        (("player/close.py",), "neutral", "completed"),
        (("ledger/close.py", "player/close.py"), "failure", "in_progress"),
    ],
)
def test_with_mixed_modes_the_enforced_services_decide(path: tuple[str, ...], conclusion: str, status: str) -> None:
    decision = verdict(build.directory(services=TWO_MODES), files=tuple(map(build.file, path)), functions=())
    assert (decision.standards_conclusion, decision.review_status) == (conclusion, status)


def test_what_an_observed_service_finds_does_not_turn_an_enforced_one_red() -> None:
    files = (build.file("ledger/a.py"), build.file("ledger/test_a.py"), build.file("player/close.py"))
    tangled = (build.function(path="player/close.py", before=None, after=14),)
    directory = build.directory(services=TWO_MODES)
    decision = verdict(directory, files=files, functions=tangled)
    assert "fail" in {one.outcome for one in decision.judgements if one.service == "player"}
    assert decision.standards_conclusion == "success"
    assert verdict(directory, files=files, functions=tangled, reviews=(build.review(),)).review_conclusion == "success"


@pytest.mark.parametrize(
    ("mode", "facts", "check"),
    [
        ("enforce", {}, ("in_progress", None)),
        ("enforce", {"draft": True}, ("in_progress", None)),
        ("enforce", {"reviews": (build.review(),)}, ("completed", "success")),
        ("enforce", {"reviews": (build.review(oid=build.OLD_HEAD),)}, ("in_progress", None)),
        ("enforce", {"reviews": (build.review(), build.review("bea", "CHANGES_REQUESTED"))}, ("in_progress", None)),
        (
            "enforce",
            {"reviews": (build.review(),), "holds": (Hold("bea", "freeze", build.NOW),)},
            ("in_progress", None),
        ),
        ("enforce", {"author": "bob"}, ("completed", "success")),
        ("enforce", {"author": "mallory"}, ("in_progress", None)),
        ("enforce", {"author": "renovate[bot]", "author_is_bot": True}, ("in_progress", None)),
        ("enforce", {"state": "merged", "merged_at": build.NOW}, ("completed", "neutral")),
        (
            "enforce",
            {"state": "merged", "merged_at": build.NOW, "reviews": (build.review(),)},
            ("completed", "success"),
        ),
        ("enforce", {"state": "closed"}, ("completed", "neutral")),
        ("advise", {}, ("completed", "neutral")),
        ("observe", {}, ("completed", "neutral")),
        ("observe", {"reviews": (build.review("bob", "CHANGES_REQUESTED"),)}, ("completed", "neutral")),
    ],
)
def test_the_review_check_waits_and_never_fails(
    mode: str, facts: dict[str, Any], check: tuple[str, str | None]
) -> None:
    assert review_check(verdict(in_mode(mode), **facts)) == check


def test_a_service_may_ask_for_several_approvals() -> None:
    directory = in_mode("enforce", approvals=2)
    assert verdict(directory, reviews=(build.review(),)).review_status == "in_progress"
    both = (build.review(), build.review("bea"))
    assert verdict(directory, reviews=both).review_conclusion == "success"


@pytest.mark.parametrize(
    "facts",
    [
        {"reviews": (build.review("vera"),)},
        {"reviews": (build.review("alice"),)},
        {"reviews": (build.review("bob"),), "committers": ("bob",)},
        {"reviews": (build.review("bob", "COMMENTED"),)},
        {"reviews": (build.review("bob", minutes=10), build.review("bob", "DISMISSED", minutes=20))},
        {"reviews": (build.review("bob", minutes=10), build.review("bob", "CHANGES_REQUESTED", minutes=20))},
    ],
)
def test_what_is_no_approval(facts: dict[str, Any]) -> None:
    assert need(**facts).approved_by == ()


def test_a_comment_takes_no_approval_back_and_the_newest_word_counts_in_any_order() -> None:
    said = (build.review(minutes=30), build.review(state="COMMENTED", minutes=40), build.review(minutes=20))
    assert need(reviews=said).approved_by == ("bob",)
    objected = build.review(state="CHANGES_REQUESTED", minutes=10)
    assert need(reviews=(*said, objected)).objected_by == ()


def test_a_fallen_approval_is_shown_with_why() -> None:
    fallen = need(reviews=(build.review(oid=build.OLD_HEAD), build.review("bea", oid=None)))
    assert (fallen.approved_by, fallen.met) == ((), False)
    assert dict(fallen.fallen) == {
        "bob": "given on `bbbbbbb`, the head has changed since",
        "bea": "given on a commit that no longer exists",
    }


def test_an_objection_stays_when_the_head_moves_until_it_is_dismissed() -> None:
    objection = build.review("bob", "CHANGES_REQUESTED", oid=build.OLD_HEAD, minutes=10)
    assert need(reviews=(objection,)).objected_by == ("bob",)
    assert need(reviews=(objection, build.review("bob", "DISMISSED", minutes=20))).objected_by == ()


TURNS: list[tuple[dict[str, Any], str, tuple[str, ...]]] = [
    ({"functions": TANGLED}, "author", ("alice",)),
    ({"draft": True}, "author", ("alice",)),
    ({"unreadable": "its head is gone"}, "author", ("alice",)),
    ({"reviews": (build.review("bob", "CHANGES_REQUESTED"),)}, "author", ("alice",)),
    ({"holds": (Hold("bea", "freeze", build.NOW),)}, "reviewer", ("bea",)),
    ({}, "reviewer", ("bea",)),
    ({"reviews": (build.review(),)}, "nobody", ()),
    ({"state": "merged", "merged_at": build.NOW}, "nobody", ()),
    ({"state": "closed"}, "nobody", ()),
]


@pytest.mark.parametrize(("facts", "party", "people"), TURNS)
def test_whose_turn_it_is(facts: dict[str, Any], party: str, people: tuple[str, ...]) -> None:
    turn = verdict(**facts).turn
    assert (turn.party, turn.people) == (party, people)


def test_only_an_away_change_needs_goal_and_headline() -> None:
    for author, outcome in (("alice", "fail"), ("bob", "not-applicable")):
        found = {one.standard: one.outcome for one in verdict(author=author, body="").judgements}
        assert found["description"] == outcome


def test_the_same_facts_give_the_same_decision_whatever_came_first() -> None:
    first = build.snapshot(reviews=(build.review(minutes=10), build.review("bea", minutes=20)))
    turned = replace(
        first, conversation=replace(first.conversation, reviews=tuple(reversed(first.conversation.reviews)))
    )
    later: Snapshot = replace(first, at=first.at + timedelta(minutes=1))
    decisions = [decide(one, build.directory(), "1") for one in (first, first, turned, later)]
    assert decisions == [decisions[0]] * 4


CI = (StandardSetting("required-checks", options=(("contexts", ("test",)),)),)


def with_ci(
    now: Any, /, mode: str = "enforce", strength: Any = "standard", before: Any = None, **facts: Any
) -> Decision:
    said = () if now is None else (Context("test", now),)
    base = () if before is None else (Context("test", before),)
    service = build.service("ledgerd", "payments", mode=mode)
    profiles = {"default": (replace(CI[0], strength=strength),)}
    directory = build.directory(services=(service,), profiles=profiles)
    return verdict(directory, contexts=said, base_contexts=base, **facts)


@pytest.mark.parametrize(
    ("state", "facts", "check", "outcome"),
    [
        ("passed", {}, ("completed", "success"), "pass"),
        ("failed", {}, ("completed", "failure"), "fail"),
        ("failed", {"before": "failed"}, ("completed", "success"), "pre-existing"),
        ("failed", {"before": "passed"}, ("completed", "failure"), "fail"),
        ("pending", {}, ("in_progress", None), "not-applicable"),
        (None, {}, ("in_progress", None), "not-applicable"),
        ("pending", {"strength": "advice"}, ("completed", "success"), "not-applicable"),
        ("pending", {"mode": "advise"}, ("completed", "neutral"), "not-applicable"),
        ("pending", {"mode": "observe"}, ("completed", "neutral"), "not-applicable"),
        ("pending", {"state": "closed"}, ("completed", "neutral"), "not-applicable"),
        ("pending", {"state": "merged", "merged_at": build.NOW}, ("completed", "neutral"), "not-applicable"),
        ("pending", {"draft": True}, ("in_progress", None), "not-applicable"),
        ("pending", {"unreadable": "its head is gone"}, ("completed", "failure"), "error"),
    ],
)
def test_what_is_still_to_come_holds_the_check_up_and_does_not_turn_it_red(
    state: Any, facts: dict[str, Any], check: tuple[str, str | None], outcome: str
) -> None:
    decision = with_ci(state, **facts)
    assert (decision.standards_status, decision.standards_conclusion) == check
    assert [one.outcome for one in decision.judgements] == [outcome]


def test_while_something_is_to_come_it_is_nobodys_turn_once_the_review_is_given() -> None:
    approved = (build.review(),)
    assert with_ci("pending").turn.party == "reviewer"
    turn = with_ci("pending", reviews=approved).turn
    assert (turn.party, turn.because) == ("nobody", "something that is required is still to come")
    assert with_ci("passed", reviews=approved).turn.because == "ready"
    assert with_ci("failed", reviews=approved).turn.party == "author"


def test_a_standard_that_breaks_down_is_an_error_beside_the_others() -> None:
    wrong = StandardSetting("size", options=(("no-such-option", 1),))
    profiles = {"default": (wrong, StandardSetting("tests"))}
    judgements = {one.standard: one for one in verdict(build.directory(profiles=profiles)).judgements}
    assert (judgements["size"].outcome, judgements["tests"].outcome) == ("error", "pass")
    assert judgements["size"].findings[0].message == (
        "size could not judge: TypeError: size has no option no-such-option"
    )
