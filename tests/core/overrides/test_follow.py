"""What an evaluation says of overrides: that one fell, and what was merged past the rules."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from homebot.core.decision import KeyDecision
from homebot.core.facts import Observed, Snapshot
from homebot.core.overrides import terms
from homebot.core.overrides.follow import follow
from homebot.core.own import OwnCheck, OwnComment
from homebot.core.policy import decide
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record, after, fold
from homebot.core.since import Since
from homebot.core.waits import Hold, LastTurn
from tests import build
from tests.core.overrides.records import GOVERNED, bypassed, decision, overridden, then

LAST = LastTurn("reviewer", build.NOW - timedelta(hours=1))
MERGED = {"state": "merged", "merged_at": build.NOW - timedelta(minutes=1), "merged_by": "root", "merge_oid": "e" * 40}
APPROVED = {"reviews": (build.review("bob"),)}
CHECK = OwnCheck(1, "homebot: review", "completed", "neutral", "d")
SEEN: dict[str, Any] = {"last_turn": None, "observed": Observed(comments=(OwnComment(1, "IC_1", "x"),))}
OBJECTED = {"reviews": (build.review("bob", "CHANGES_REQUESTED"),)}
FAILING = {"functions": (build.function(after=40),)}


def followed(snapshot: Snapshot, raised: tuple[KeyDecision, ...] = (), **directory: Any) -> tuple[Entry, ...]:
    catalogue = replace(GOVERNED, **directory)
    found = replace(decide(snapshot, catalogue, "1"), key_decisions=raised)
    return follow(snapshot, found, catalogue, count(9))


def open_pull(*decisions: Record, **changes: Any) -> Snapshot:
    return build.snapshot(decisions=decisions, last_turn=LAST, **changes)


def moved(*paths: str, **changes: Any) -> dict[str, Any]:
    """The head is another one since the override, which was made of `OLD_HEAD`."""
    return {"since": (Since(build.OLD_HEAD, differing=paths, **changes),)}


def on_old_head() -> Record:
    record = overridden()
    return replace(record, scope=replace(record.scope, head=build.OLD_HEAD))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param(moved("ledger/close.py"), "`ledger/close.py` changed", id="what it covers changed"),
        pytest.param(moved("new.py"), "`new.py` changed", id="the same service, another file"),
        pytest.param(moved(), None, id="a rebase"),
        pytest.param({}, None, id="nobody knows yet"),
        pytest.param({"since": (Since(build.OLD_HEAD, obstacle="gone"),)}, "no longer exists", id="history rewritten"),
        pytest.param({**moved(), "retargeted_at": build.NOW + timedelta(hours=1)}, "base branch", id="another base"),
    ],
)
def test_it_falls_when_the_content_it_covers_changes(changes: dict[str, Any], why: str | None) -> None:
    entries = followed(open_pull(decision(), on_old_head(), **changes))
    if why is None:
        assert entries == ()
        return
    [entry] = entries
    assert (entry.number, entry.act, entry.due) == (8, "fallen", None)
    assert why in entry.because
    assert fold([*on_old_head().entries, entry]).state == "fallen"


def test_content_of_another_service_is_not_covered() -> None:
    two = {
        "ledgerd": build.service("ledgerd", "payments", paths=("ledger/**",)),
        "docs": build.service("docs", "checkout", paths=("docs/**",)),
    }
    assert followed(open_pull(decision(), on_old_head(), **moved("docs/a.md")), services=two) == ()
    assert followed(open_pull(decision(), on_old_head(), **moved("ledger/new.py")), services=two)


@pytest.mark.parametrize(
    ("acts", "falls"),
    [
        (("recommended-against",), False),
        (("asked", "passed-on", "exhausted"), True),
        (("recommended-against", "recommended-for"), True),
        (("recommended-against", "fallen"), True),
        (("recommended-against", "dropped"), True),
    ],
)
def test_it_falls_when_there_is_nothing_to_go_against_any_more(acts: tuple[str, ...], falls: bool) -> None:
    entries = followed(open_pull(decision(*acts), overridden()))
    assert [entry.act for entry in entries] == (["fallen"] if falls else [])


@pytest.mark.parametrize(
    ("acts", "falls"),
    [
        (("asked", "passed-on", "exhausted", "asked"), False),
        (("asked", "passed-on", "exhausted", "asked", "passed-on"), False),
        (("asked", "passed-on", "exhausted", "asked", "recommended-against"), True),
        (("asked", "passed-on", "exhausted", "asked", "recommended-for"), True),
    ],
)
def test_against_silence_it_stands_until_somebody_answers(acts: tuple[str, ...], falls: bool) -> None:
    silent = overridden(decision("asked", "passed-on", "exhausted"))
    entries = followed(open_pull(decision(*acts), silent))
    assert [entry.act for entry in entries] == (["fallen"] if falls else [])


def test_what_has_an_outcome_or_fell_falls_no_more() -> None:
    for act in ("held", "fallen"):
        assert followed(open_pull(decision(), then(on_old_head(), act), **moved("ledger/close.py"))) == ()


def merged(*decisions: Record, **changes: Any) -> Snapshot:
    return build.snapshot(**{**MERGED, **APPROVED, "decisions": decisions, "last_turn": LAST, **changes})


def lost(entries: tuple[Entry, ...]) -> list[str]:
    """What the one entry says was missing."""
    [entry] = entries
    assert entry.act == "bypassed"
    return dict(entry.said)[terms.BYPASS].splitlines()


def key(**changes: Any) -> KeyDecision:
    return replace(KeyDecision("architecture", 7, "against", True, "enforce", met=False), **changes)


def test_a_merge_of_what_was_ready_says_nothing() -> None:
    assert followed(merged()) == ()
    assert followed(merged(), (key(met=True, state="for"),)) == ()


@pytest.mark.parametrize(
    ("changes", "raised", "says"),
    [
        pytest.param(FAILING, (), "`complexity` of `ledgerd`: fail", id="a failing standard"),
        pytest.param({"reviews": ()}, (), "1 of 1 approvals by `payments` for `ledgerd`", id="no approval"),
        pytest.param(
            OBJECTED, (), "changes were asked for in `ledgerd`", id="an objection"
        ),
        pytest.param({}, (key(),), "`B7` (architecture) was against", id="a bar raiser against it"),
        pytest.param({}, (key(number=0, state="needed"),), "a bar raiser's decision (", id="not asked yet"),
        pytest.param({"holds": (Hold("bea", "friday", build.NOW),)}, (), "somebody had asked to wait", id="a hold"),
    ],
)  # fmt: skip
def test_a_merge_past_the_rules_is_recorded(
    changes: dict[str, Any], raised: tuple[KeyDecision, ...], says: str
) -> None:
    entries = followed(merged(**changes), raised)
    assert any(says in line for line in lost(entries))
    record = fold(list(entries))
    assert (record.name, record.state, record.by) == ("O9", "awaiting", "root")
    assert (record.home, record.team, record.scope.service) == ("payments", "checkout", "ledgerd")
    assert record.due == build.NOW - timedelta(minutes=1) + timedelta(days=30)
    assert (record.scope.of, record.scope.pull) == (0, str(build.PULL))


def test_a_bot_that_merges_past_the_rules_is_recorded_too() -> None:
    [entry] = followed(merged(**FAILING, merged_by="renovate[bot]", author="renovate[bot]", author_is_bot=True))
    assert entry.by == "renovate[bot]"


@pytest.mark.parametrize(
    ("changes", "charged"),
    [
        pytest.param({}, True, id="looked at while it was open"),
        pytest.param({"last_turn": None}, True, id="opened and merged at once"),
        pytest.param({"last_turn": None, "merged_at": build.NOW - timedelta(hours=2)}, False, id="before our time"),
        pytest.param({"merged_at": build.NOW - timedelta(days=2)}, True, id="homebot was down when it was merged"),
        pytest.param(
            SEEN, False, id="not the first look"
        ),
        pytest.param(
            {"last_turn": None, "observed": Observed(checks=(CHECK,))}, False, id="not the first look, by its checks"
        ),
        pytest.param({"decisions": (bypassed(),)}, False, id="recorded already"),
        pytest.param({"unreadable": "the head is gone"}, False, id="nothing can be told"),
        pytest.param({"state": "closed", "merged_at": None}, False, id="not merged"),
        pytest.param({"state": "open", "merged_at": None}, False, id="open"),
    ],
)  # fmt: skip
def test_it_is_charged_once_and_to_merges_under_homebots_eyes(changes: dict[str, Any], charged: bool) -> None:
    assert bool(followed(merged(**{**FAILING, **changes}))) is charged


@pytest.mark.parametrize("mode", ["observe", "advise"])
def test_where_nothing_is_enforced_nothing_is_bypassed(mode: str) -> None:
    service = build.service("ledgerd", "payments", mode=mode)
    found = merged(**{**FAILING, "reviews": (), "holds": (Hold("bea", "friday", build.NOW),)})
    assert followed(found, (key(mode=mode),), services={"ledgerd": service}) == ()


def test_an_override_stands_once_its_change_is_merged_and_is_no_bypass() -> None:
    raised = (key(met=True, override="O8"),)
    [entry] = followed(merged(decision(), overridden()), raised)
    assert (entry.act, entry.by, entry.due) == ("merged", "root", overridden().due)
    known = after(overridden(), entry)
    assert followed(merged(decision(), known, **SEEN, **moved("ledger/close.py")), raised) == ()
    later = merged(then(decision(), "fallen"), on_old_head(), **SEEN, **moved("ledger/close.py"))
    assert [entry.act for entry in followed(later)] == ["merged"]


def test_who_changes_it_after_the_override_and_merges_at_once_has_none() -> None:
    found = merged(decision(), on_old_head(), **moved("ledger/close.py"))
    fallen, past = followed(found, (key(met=True, override="O8"),))
    assert (fallen.act, past.act) == ("fallen", "bypassed")
    assert dict(past.said)[terms.BYPASS] == "`B7` (architecture) was against"


def test_many_things_are_counted_and_nobody_is_named() -> None:
    raised = tuple(key(kind=f"kind{number}", number=number) for number in range(1, 31))
    said = lost(followed(merged(**OBJECTED), raised))
    assert (len(said), said[-1]) == (21, "and 12 more")
    assert not any("bob" in line for line in said)


def test_what_is_said_once_is_not_said_again() -> None:
    found = merged(**FAILING)
    entries = followed(found)
    assert followed(replace(found, decisions=(fold(list(entries)),))) == ()
