"""Whose turn it is, and since when (SPEC 7)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from homebot.core.decision import Turn
from homebot.core.directory import Directory, StandardSetting
from homebot.core.facts import Observed, RequestEvent, Review
from homebot.core.found import Context
from homebot.core.policy import decide
from homebot.core.waits import Asked, Hold, LastTurn
from tests import build

OPENED = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
FRIDAY, MONDAY, TUESDAY = (OPENED + timedelta(days=n) for n in (1, 4, 5))
NOW = TUESDAY + timedelta(hours=1)
TANGLED = {"functions": (build.function(before=None, after=14),)}
OBJECTION = Review("bob", "CHANGES_REQUESTED", FRIDAY, build.HEAD)
APPROVAL = Review("bob", "APPROVED", MONDAY, build.HEAD)
ASKED = {
    "observed": Observed(requested=("bea",)),
    "requests": (RequestEvent("bea", build.VIEWER, False, MONDAY),),
}
CI = (StandardSetting("required-checks", options=(("contexts", ("test",)),)),)


def turn(directory: Directory | None = None, **facts: Any) -> Turn:
    known = {"at": NOW, "created_at": OPENED, "updated_at": MONDAY, **facts}
    return decide(build.snapshot(**known), directory or build.directory(), "1").turn


@pytest.mark.parametrize(
    ("facts", "party", "since"),
    [
        (TANGLED, "author", OPENED),
        ({"draft": True}, "author", OPENED),
        ({"unreadable": "gone"}, "author", OPENED),
        ({"reviews": (OBJECTION,)}, "author", FRIDAY),
        ({"holds": (Hold("bea", "", MONDAY),)}, "reviewer", MONDAY),
        ({}, "reviewer", NOW),
        (ASKED, "reviewer", NOW),
        ({"reviews": (APPROVAL,)}, "nobody", MONDAY),
        ({"author": "bob"}, "nobody", OPENED),
        ({"state": "merged", "merged_at": TUESDAY}, "nobody", TUESDAY),
        ({"state": "closed"}, "nobody", MONDAY),
    ],
)
def test_at_the_first_look_github_tells(facts: dict[str, Any], party: str, since: datetime) -> None:
    found = turn(**facts)
    assert (found.party, found.since) == (party, since)


@pytest.mark.parametrize(
    ("facts", "mover"),
    [
        (TANGLED, "author"),
        ({"draft": True}, "author"),
        ({"reviews": (OBJECTION,)}, "author"),
        ({"holds": (Hold("bea", "", TUESDAY),)}, "holder"),
        ({"reviews": (APPROVAL,)}, "ready"),
    ],
)
def test_while_it_stays_the_same_sides_turn_the_moment_stays(facts: dict[str, Any], mover: Any) -> None:
    began = OPENED + timedelta(hours=2)
    assert turn(**facts, last_turn=LastTurn(mover, began)).since == began


@pytest.mark.parametrize(
    ("facts", "last", "since"),
    [
        (TANGLED, LastTurn("reviewer", OPENED), NOW),
        ({"reviews": (OBJECTION,)}, LastTurn("reviewer", OPENED), FRIDAY),
        ({"holds": (Hold("bea", "", MONDAY),)}, LastTurn("reviewer", OPENED), MONDAY),
        (ASKED, LastTurn("author", OPENED), NOW),
        ({"reviews": (APPROVAL,)}, LastTurn("author", OPENED), NOW),
        ({"reviews": (APPROVAL,)}, LastTurn("ended", OPENED), NOW),
    ],
)
def test_when_the_turn_passes_it_begins_with_what_passed_it(
    facts: dict[str, Any], last: LastTurn, since: datetime
) -> None:
    assert turn(**facts, last_turn=last).since == since


def test_the_reviewers_turn_begins_for_each_when_they_are_asked() -> None:
    found = turn(**ASKED, last_turn=LastTurn("reviewer", OPENED))
    assert (found.begun, found.since) == (OPENED, MONDAY)
    again = turn(**ASKED, last_turn=LastTurn("reviewer", OPENED), asked=(Asked("bea", TUESDAY),))
    assert again.since == TUESDAY


def test_waiting_for_ci_and_being_ready_are_not_the_same() -> None:
    directory = build.directory(profiles={"default": CI})
    waiting = turn(directory, reviews=(APPROVAL,), last_turn=LastTurn("reviewer", OPENED))
    assert (waiting.party, waiting.mover, waiting.since) == ("nobody", "waiting", NOW)
    ready = turn(
        directory, reviews=(APPROVAL,), last_turn=LastTurn("waiting", FRIDAY), contexts=(Context("test", "passed"),)
    )
    assert (ready.mover, ready.since) == ("ready", NOW)


class TestAnObjection:
    """The author answers it by a push or by asking again; then the objector is to look again."""

    def test_of_the_head_is_the_authors_turn(self) -> None:
        found = turn(reviews=(OBJECTION,))
        assert (found.party, found.people, found.because) == ("author", ("alice",), "bob asked for changes")

    @pytest.mark.parametrize("oid", [build.OLD_HEAD, None])
    def test_after_a_push_is_the_objectors_turn(self, oid: str | None) -> None:
        found = turn(reviews=(Review("bob", "CHANGES_REQUESTED", FRIDAY, oid),), last_turn=LastTurn("author", FRIDAY))
        assert (found.party, found.people, found.since) == ("reviewer", ("bob",), NOW)

    def test_after_another_request_is_the_objectors_turn(self) -> None:
        again = RequestEvent("bob", "alice", False, MONDAY)
        found = turn(reviews=(OBJECTION,), requests=(again,), observed=Observed(requested=("bob",)))
        assert (found.party, found.people) == ("reviewer", ("bob",))

    def test_a_request_from_before_it_is_no_answer(self) -> None:
        before = RequestEvent("bob", "alice", False, OPENED)
        assert turn(reviews=(OBJECTION,), requests=(before,)).party == "author"

    def test_what_is_to_mend_comes_first(self) -> None:
        old = Review("bob", "CHANGES_REQUESTED", FRIDAY, build.OLD_HEAD)
        assert turn(reviews=(old,), **TANGLED).party == "author"


def test_the_day_that_is_shown_does_not_change_by_looking_later() -> None:
    first = turn()
    assert first.begun is not None
    later = turn(
        at=NOW + timedelta(days=1),
        last_turn=LastTurn(first.mover, first.begun),
        asked=(Asked("bea", NOW),),
        observed=Observed(requested=("bea",)),
    )
    assert later.since == first.since == NOW
