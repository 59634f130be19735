"""Strengths, modes and outcomes, each with each (SPEC 2 and 6): what blocks, what the check concludes, how loud it is
and what the title claims."""

from itertools import product
from typing import Any, get_args

import pytest

from homebot.core.decision import Decision
from homebot.core.directory import Directory, Mode, StandardSetting, Strength
from homebot.core.facts import Snapshot
from homebot.core.found import AnalysisError
from homebot.core.policy import decide
from homebot.core.render.checks import standards_check
from homebot.core.render.comment import comment
from tests import build

TANGLED = build.function(before=None, after=14)
ERROR = AnalysisError("ledger/close.py", "it is not Python")
FACTS: dict[str, dict[str, Any]] = {
    "pass": {},
    "fail": {"functions": (TANGLED,)},
    "error": {"errors": (ERROR,)},
    "fail and error": {"functions": (TANGLED,), "errors": (ERROR,)},
    "not-applicable": {"functions": ()},
    "unreadable": {"unreadable": "its head is gone"},
}
OUTCOMES = {"fail and error": "fail", "unreadable": "error"}

MODES: tuple[Mode, ...] = get_args(Mode)
STRENGTHS: tuple[Strength, ...] = get_args(Strength)

# Only what is enforced and binding turns the check red; an error is never a pass; advice never blocks. A change that
# cannot be read at all is red wherever something is enforced: nobody knows which standards it breaks.
CONCLUSIONS = {
    ("observe", strength, what): "neutral" for strength in ("floor", "standard", "advice") for what in FACTS
} | {
    ("advise", strength, what): "neutral" for strength in ("floor", "standard", "advice") for what in FACTS
} | {
    ("enforce", "floor", "pass"): "success",
    ("enforce", "floor", "fail"): "failure",
    ("enforce", "floor", "error"): "failure",
    ("enforce", "floor", "fail and error"): "failure",
    ("enforce", "floor", "not-applicable"): "success",
    ("enforce", "floor", "unreadable"): "failure",
    ("enforce", "standard", "pass"): "success",
    ("enforce", "standard", "fail"): "failure",
    ("enforce", "standard", "error"): "failure",
    ("enforce", "standard", "fail and error"): "failure",
    ("enforce", "standard", "not-applicable"): "success",
    ("enforce", "standard", "unreadable"): "failure",
    ("enforce", "advice", "pass"): "success",
    ("enforce", "advice", "fail"): "success",
    ("enforce", "advice", "error"): "success",
    ("enforce", "advice", "fail and error"): "success",
    ("enforce", "advice", "not-applicable"): "success",
    ("enforce", "advice", "unreadable"): "failure",
}  # fmt: skip


def directory(mode: Mode, strength: Strength) -> Directory:
    service = build.service("ledgerd", "payments", mode=mode)
    return build.directory(services=(service,), profiles={"default": (StandardSetting("complexity", strength),)})


def decided(mode: Mode, strength: Strength, what: str) -> tuple[Snapshot, Decision]:
    snapshot = build.snapshot(**FACTS[what])
    return snapshot, decide(snapshot, directory(mode, strength), "1")


EVERY = list(product(MODES, STRENGTHS, FACTS))


def test_the_table_is_whole() -> None:
    assert set(CONCLUSIONS) == set(EVERY)


@pytest.mark.parametrize(("mode", "strength", "what"), EVERY)
def test_what_the_check_concludes(mode: Mode, strength: Strength, what: str) -> None:
    snapshot, decision = decided(mode, strength, what)
    (judgement,) = decision.judgements
    assert judgement.outcome == OUTCOMES.get(what, what)
    assert decision.standards_conclusion == CONCLUSIONS[mode, strength, what]
    assert standards_check(snapshot, decision).conclusion == CONCLUSIONS[mode, strength, what]


@pytest.mark.parametrize(("mode", "strength", "what"), EVERY)
def test_it_is_the_authors_turn_exactly_when_something_blocks(mode: Mode, strength: Strength, what: str) -> None:
    _, decision = decided(mode, strength, what)
    (judgement,) = decision.judgements
    blocks = mode == "enforce" and strength != "advice" and judgement.outcome in ("fail", "error")
    assert judgement.blocks is blocks
    assert (decision.turn.party == "author") is (blocks or what == "unreadable")


@pytest.mark.parametrize(("mode", "strength", "what"), EVERY)
def test_a_finding_is_as_loud_as_it_blocks(mode: Mode, strength: Strength, what: str) -> None:
    snapshot, decision = decided(mode, strength, what)
    loud = "notice" if strength == "advice" else "failure" if mode == "enforce" else "warning"
    levels = [one.level for one in standards_check(snapshot, decision).annotations]
    expected = {"fail": 1, "error": 1, "fail and error": 2}.get(what, 0)
    assert levels == [loud] * expected


@pytest.mark.parametrize(("mode", "strength", "what"), EVERY)
def test_nobody_is_told_that_every_standard_holds_when_one_does_not(mode: Mode, strength: Strength, what: str) -> None:
    snapshot, decision = decided(mode, strength, what)
    texts = (standards_check(snapshot, decision).title, comment(snapshot, decision, directory(mode, strength)))
    for text in texts:
        if what not in ("pass", "not-applicable"):
            assert "every standard holds" not in text.lower()
            assert "All 1 standards hold" not in text
            assert "The one standard holds" not in text


@pytest.mark.parametrize(("mode", "strength"), list(product(MODES, STRENGTHS)))
def test_what_was_not_judged_is_shown_as_that_and_never_as_held(mode: Mode, strength: Strength) -> None:
    snapshot, decision = decided(mode, strength, "error")
    text = standards_check(snapshot, decision).summary
    assert "not judged" in text
    assert "could not be analysed: it is not Python" in text
    assert "✅" not in text


@pytest.mark.parametrize(("mode", "strength", "what"), EVERY)
def test_a_service_that_passes_excuses_no_other(mode: Mode, strength: Strength, what: str) -> None:
    services = (
        build.service("ledgerd", "payments", paths=("ledger/**",), mode=mode, profile="one"),
        build.service("player", "video", paths=("player/**",), mode="enforce", profile="two"),
    )
    profiles = {"one": (StandardSetting("complexity", strength),), "two": (StandardSetting("complexity"),)}
    functions = (*FACTS[what].get("functions", ()), build.function(path="player/a.py"))
    facts = {**FACTS[what], "functions": functions, "files": (build.file(), build.file("player/a.py"))}
    decision = decide(build.snapshot(**facts), build.directory(services=services, profiles=profiles), "1")
    red = CONCLUSIONS[mode, strength, what] == "failure" or what == "unreadable"
    assert decision.standards_conclusion == ("failure" if red else "success")
