"""What follows when people who were asked do not answer (SPEC 7), told as the story of one pull request."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.decision import Decision
from homebot.core.directory import Directory, ReviewRule
from homebot.core.facts import Observed, Person, RequestEvent, Review, Snapshot
from homebot.core.policy import decide
from homebot.core.waits import Asked, Hold, LastTurn, Moved, Remark
from tests import build

THURSDAY = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
FRIDAY, MONDAY, TUESDAY = (THURSDAY + timedelta(days=n) for n in (1, 4, 5))
WEDNESDAY, NEXT_FRIDAY, NEXT_MONDAY = (THURSDAY + timedelta(days=n) for n in (6, 8, 11))
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
TEAM = ("olga", "bea", "bob")
QUEUE = tuple(Person(login, open_requests=load) for load, login in enumerate(("bea", "bob", "ben", "olga")))
"""In this order they are asked."""


def company(*members: str, approvals: int = 1, **changes: Any) -> Directory:
    """payments (its first member its owner) owns ledgerd and answers within two working days."""
    service = build.service("ledgerd", "payments", review=ReviewRule(approvals=approvals))
    teams = (build.team("payments", *(members or TEAM), **changes), build.team("checkout", "alice", "al"))
    return build.directory(teams=teams, services=(service,))


@dataclass(frozen=True)
class Request:
    """Somebody is asked, by homebot unless told otherwise."""

    login: str
    at: datetime
    by: str = build.VIEWER


def asked(*requests: Request, **facts: Any) -> dict[str, Any]:
    """The facts of these requests, as GitHub and homebot tell them."""
    events = tuple(RequestEvent(one.login, one.by, False, one.at) for one in requests)
    ours = tuple(Asked(one.login, one.at) for one in requests if one.by == build.VIEWER)
    names = tuple(dict.fromkeys(one.login for one in requests))
    return {"requests": events, "observed": Observed(requested=names), "asked": ours, **facts}


def look(at: datetime, directory: Directory | None = None, **facts: Any) -> Decision:
    """What is decided at a moment; on Thursday the pull request was opened and it became the reviewers' turn."""
    known = {"people": QUEUE, "last_turn": LastTurn("reviewer", THURSDAY), **facts}
    return decide(build.snapshot(at=at, **known), directory or company(), "1")


def reasons(decision: Decision) -> dict[str, str]:
    return {one.login: one.reason for one in decision.choice.trail}


BEA = Request("bea", THURSDAY)
AFTER_BEA = {"moved": (Moved("bea", THURSDAY, MONDAY),)}
BOB = Request("bob", MONDAY)


class TestOneRequest:
    def test_it_is_waited_for_two_working_days(self) -> None:
        decision = look(FRIDAY, **asked(BEA))
        assert (decision.choice.keep, decision.choice.request, decision.choice.release) == (("bea",), (), ())
        assert decision.answer_by == decision.look_again_at == MONDAY

    def test_it_is_waited_for_from_the_moment_it_is_made(self) -> None:
        decision = look(THURSDAY)
        assert decision.choice.request == ("bea",)
        assert decision.answer_by == decision.look_again_at == MONDAY

    def test_then_the_next_is_asked_and_the_silent_one_released(self) -> None:
        choice = look(MONDAY, **asked(BEA)).choice
        assert (choice.keep, choice.request, choice.release) == ((), ("bob",), ("bea",))
        assert choice.moved == (("bea", THURSDAY),)
        assert choice.unanswered == ()

    def test_a_moment_before_nothing_is_done(self) -> None:
        choice = look(MONDAY - timedelta(seconds=1), **asked(BEA)).choice
        assert (choice.keep, choice.request, choice.release) == (("bea",), (), ())

    def test_the_trail_says_since_when(self) -> None:
        assert reasons(look(MONDAY, **asked(BEA)))["bea"] == "no answer since 2026-11-19"
        assert reasons(look(TUESDAY, **asked(BOB), **AFTER_BEA))["bea"] == "no answer since 2026-11-19"

    @pytest.mark.parametrize(
        "reaction",
        [
            {"reviews": (Review("bea", "COMMENTED", FRIDAY, build.OLD_HEAD),)},
            {"reviews": (Review("bea", "DISMISSED", FRIDAY, None),)},
            {"remarks": (Remark("bea", FRIDAY),)},
            {"remarks": (Remark("bea", THURSDAY),)},
        ],
    )
    def test_any_reaction_is_an_answer(self, reaction: dict[str, Any]) -> None:
        decision = look(NEXT_MONDAY, **asked(BEA), **reaction)
        assert (decision.choice.keep, decision.choice.release, decision.choice.unanswered) == (("bea",), (), ())
        assert (decision.answer_by, decision.look_again_at) == (None, None)

    def test_that_one_is_away_is_no_answer_that_lasts(self) -> None:
        people = (Person("bea", absent_until=DECEMBER), Person("bob"), Person("olga"))
        assert look(MONDAY, **asked(BEA), people=people, remarks=(Remark("bea", FRIDAY),)).choice.release == ("bea",)

    @pytest.mark.parametrize(
        "reaction",
        [
            {"remarks": (Remark("bob", FRIDAY),)},
            {"remarks": (Remark("bea", THURSDAY - timedelta(seconds=1)),)},
            {"reviews": (Review("bea", "COMMENTED", THURSDAY - timedelta(days=1), build.HEAD),)},
        ],
    )
    def test_what_others_say_and_what_was_said_before_is_none(self, reaction: dict[str, Any]) -> None:
        assert look(MONDAY, **asked(BEA), **reaction).choice.release == ("bea",)

    def test_a_push_changes_nothing_about_it(self) -> None:
        assert look(MONDAY, head_oid="9" * 40, updated_at=MONDAY, **asked(BEA)).choice.release == ("bea",)

    def test_whoever_is_asked_anew_is_waited_for_anew(self) -> None:
        again = Request("bea", FRIDAY, by="alice")
        decision = look(MONDAY, **asked(BEA, again))
        assert (decision.choice.keep, decision.answer_by) == (("bea",), TUESDAY)

    def test_the_days_are_those_of_the_home_team(self) -> None:
        directory = company(timezone="Pacific/Auckland", holidays=(date(2026, 11, 23),))
        decision = look(MONDAY, directory, **asked(BEA))
        assert (decision.choice.release, decision.answer_by) == ((), datetime(2026, 11, 24, 9, tzinfo=UTC))

    def test_what_was_before_homebots_first_look_is_nobodys_silence(self) -> None:
        decision = look(NEXT_MONDAY, **asked(BEA), last_turn=None)
        assert (decision.choice.release, decision.answer_by) == ((), NEXT_MONDAY + timedelta(days=2))

    def test_in_an_observed_service_nobody_is_waited_for(self) -> None:
        found = company()
        directory = replace(found, services={"ledgerd": replace(found.services["ledgerd"], mode="observe")})
        decision = look(NEXT_MONDAY, directory, **asked(BEA))
        assert (decision.choice.release, decision.look_again_at) == ((), None)


class TestWhileItIsSomebodyElsesTurn:
    @pytest.mark.parametrize(
        "facts",
        [
            {"functions": (build.function(before=None, after=14),)},
            {"draft": True},
            {"holds": (Hold("olga", "the release first", FRIDAY),)},
            {"state": "closed"},
            {"state": "merged", "merged_at": MONDAY},
            {"reviews": (Review("olga", "CHANGES_REQUESTED", FRIDAY, build.HEAD),)},
        ],
    )
    def test_nobody_is_moved_and_no_timer_runs(self, facts: dict[str, Any]) -> None:
        decision = look(NEXT_MONDAY, **asked(BEA), **facts)
        assert (decision.choice.moved, decision.choice.unanswered) == ((), ())
        assert "bea" not in decision.choice.release
        assert (decision.answer_by, decision.look_again_at) == (None, None)

    @pytest.mark.parametrize("before", ["author", "holder"])
    def test_the_wait_begins_when_it_becomes_the_reviewers_turn(self, before: Any) -> None:
        decision = look(TUESDAY, **asked(BEA), last_turn=LastTurn(before, THURSDAY))
        assert (decision.turn.begun, decision.choice.release, decision.answer_by) == (
            TUESDAY, (), TUESDAY + timedelta(days=2),
        )  # fmt: skip
        later = look(NEXT_FRIDAY, **asked(BEA), last_turn=LastTurn("reviewer", TUESDAY))
        assert later.choice.release == ("bea",)


class TestTheSecondRequest:
    def test_it_is_waited_for_as_well(self) -> None:
        decision = look(TUESDAY, **asked(BOB), **AFTER_BEA)
        assert (decision.choice.keep, decision.answer_by) == (("bob",), WEDNESDAY)

    def test_it_moves_no_more_but_the_owners_are_named(self) -> None:
        decision = look(WEDNESDAY, **asked(BOB), **AFTER_BEA)
        choice = decision.choice
        assert (choice.keep, choice.request, choice.release, choice.moved) == (("bob",), (), (), ())
        [found] = choice.unanswered
        assert (found.people, found.called, choice.call_on) == ((("bob", MONDAY),), ("olga",), ("olga",))
        assert decision.look_again_at == NEXT_FRIDAY

    def test_another_wait_later_the_managers_are_named_too(self) -> None:
        decision = look(NEXT_FRIDAY, **asked(BOB), **AFTER_BEA)
        assert decision.choice.call_on == ("olga", "dana")
        assert decision.look_again_at is None, "nothing more comes of waiting"

    def test_who_comes_back_late_is_a_candidate_again(self) -> None:
        facts = {**AFTER_BEA, "remarks": (Remark("bea", TUESDAY),)}
        removed = RequestEvent("bob", "bob", True, TUESDAY)
        decision = look(TUESDAY, requests=(removed,), **facts)
        assert decision.choice.request == ("bea",)

    def test_an_answer_of_the_second_ends_it(self) -> None:
        assert look(NEXT_FRIDAY, **asked(BOB), **AFTER_BEA, remarks=(Remark("bob", TUESDAY),)).choice.call_on == ()

    def test_the_first_one_still_asked_on_github_is_released_once_more(self) -> None:
        """homebot died between writing down and telling GitHub."""
        facts = asked(BEA, asked=(Asked("bea", THURSDAY), Asked("bob", MONDAY)))
        choice = look(MONDAY + timedelta(minutes=1), **facts, **AFTER_BEA).choice
        assert (choice.request, choice.release, choice.moved) == (("bob",), ("bea",), ())


class TestNobodyElseIsThere:
    def test_a_silent_person_without_a_successor_stays_and_the_owner_is_named(self) -> None:
        people = (Person("bea"), Person("bob", absent_until=DECEMBER), Person("olga", busy=True))
        decision = look(MONDAY, **asked(BEA), people=people)
        assert (decision.choice.keep, decision.choice.release, decision.choice.call_on) == (("bea",), (), ("olga",))

    def test_a_silent_lone_owner_is_no_way_out_so_those_around_are_named(self) -> None:
        decision = look(MONDAY, company("olga"), **asked(Request("olga", THURSDAY)))
        assert decision.choice.call_on == ("dana",), "alice owns checkout and is the author"
        assert decision.choice.keep == ("olga",)

    def test_with_everybody_away_the_owner_is_named_then_the_managers(self) -> None:
        away = build.people(*TEAM, absent_until=DECEMBER)
        first = look(THURSDAY, people=away)
        assert (first.choice.call_on, first.choice.request) == (("olga",), ())
        assert first.look_again_at == FRIDAY, "loads change without telling"
        later = look(MONDAY, people=away)
        assert later.choice.call_on == ("olga", "dana")

    def test_it_is_looked_at_again_when_the_first_is_back(self) -> None:
        back = THURSDAY + timedelta(hours=5)
        people = (Person("bea", absent_until=back), *build.people("bob", "olga", absent_until=DECEMBER))
        assert look(THURSDAY, people=people).look_again_at == back

    def test_too_few_are_no_silence_until_the_wait_is_over(self) -> None:
        directory = company("olga", "bea", approvals=2)
        people = (Person("bea"), Person("olga", absent_until=DECEMBER))
        assert look(FRIDAY, directory, **asked(BEA), people=people).choice.unanswered == ()


class TestPeopleWhomAPersonAsked:
    BY_HAND = Request("bea", THURSDAY, by="alice")

    def test_they_stay_and_another_is_asked_beside_them(self) -> None:
        choice = look(MONDAY, **asked(self.BY_HAND)).choice
        assert (choice.keep, choice.request, choice.release) == (("bea",), ("bob",), ())
        assert choice.moved == (("bea", THURSDAY),)

    def test_that_happens_once(self) -> None:
        choice = look(TUESDAY, **asked(self.BY_HAND, BOB), **AFTER_BEA).choice
        assert (choice.keep, choice.request, choice.moved) == (("bea", "bob"), (), ())
        choice = look(WEDNESDAY, **asked(self.BY_HAND, BOB), **AFTER_BEA).choice
        assert (choice.request, choice.release, choice.call_on) == ((), (), ("olga",))

    def test_who_was_assigned_by_command_stays(self) -> None:
        choice = look(MONDAY, **asked(BEA), assigned=("bea",)).choice
        assert (choice.release, choice.request) == ((), ("bob",))


class TestAnObjector:
    """The author has pushed since; only who objected can take it back."""

    OLD = Review("bea", "CHANGES_REQUESTED", THURSDAY - timedelta(hours=1), build.OLD_HEAD)

    def test_is_waited_for_like_anybody(self) -> None:
        decision = look(FRIDAY, reviews=(self.OLD,))
        assert (decision.turn.people, decision.answer_by, decision.choice.request) == (("bea",), MONDAY, ())

    def test_is_not_moved_but_the_owner_is_named_then_the_managers(self) -> None:
        decision = look(MONDAY, reviews=(self.OLD,))
        assert (decision.choice.request, decision.choice.moved, decision.choice.call_on) == ((), (), ("olga",))
        assert decision.choice.unanswered[0].people == (("bea", THURSDAY),)
        assert look(WEDNESDAY, reviews=(self.OLD,)).choice.call_on == ("olga", "dana")

    def test_of_an_approved_change_too(self) -> None:
        approved = Review("bob", "APPROVED", THURSDAY, build.HEAD)
        assert look(MONDAY, reviews=(self.OLD, approved)).choice.call_on == ("olga",)

    def test_answers_by_a_comment(self) -> None:
        decision = look(WEDNESDAY, reviews=(self.OLD,), remarks=(Remark("bea", FRIDAY),))
        assert (decision.choice.call_on, decision.look_again_at) == ((), None)


class TestTwoApprovals:
    TWO = company("olga", "bea", "bob", "ben", approvals=2)

    def test_only_the_silent_one_is_replaced(self) -> None:
        facts = asked(BEA, Request("bob", FRIDAY))
        choice = look(MONDAY, self.TWO, **facts).choice
        assert (choice.release, choice.request, choice.keep) == (("bea",), ("ben",), ("bob",))

    def test_both_move_once(self) -> None:
        facts = asked(Request("bob", FRIDAY), Request("ben", MONDAY))
        choice = look(TUESDAY, self.TWO, **facts, **AFTER_BEA).choice
        assert (choice.release, choice.request, choice.keep) == (("bob",), ("olga",), ("ben",))

    def test_nobody_is_let_go_without_a_successor(self) -> None:
        people = (*build.people("bea", "bob", "olga"), Person("ben", busy=True))
        choice = look(MONDAY, self.TWO, **asked(BEA, Request("bob", THURSDAY)), people=people).choice
        assert (choice.release, choice.request) == ((), ("olga",))
        assert choice.keep == ("bea", "bob")


def test_of_two_services_the_soonest_answer_counts() -> None:
    both = (
        build.service("slow", "payments", paths=("ledger/**",), review=ReviewRule(first_response="5wd")),
        build.service("quick", "payments", paths=("tests/**",), review=ReviewRule(first_response="1wd")),
    )
    directory = replace(company(), services={one.name: one for one in both}, profiles={"default": ()})
    decision = look(THURSDAY, directory, **asked(BEA))
    assert decision.answer_by == FRIDAY


def play(directory: Directory, people: tuple[Person, ...], answers: Mapping[int, str], days: int) -> list[Decision]:
    """What is decided day by day while homebot does what it decides; on some days somebody comments."""
    requests: list[RequestEvent] = []
    moved: dict[str, Moved] = {}
    ours: dict[str, datetime] = {}
    remarks: dict[str, Remark] = {}
    last, story = None, []
    for day in range(days):
        now = THURSDAY + timedelta(days=day, minutes=day)
        if day in answers:
            remarks[answers[day]] = Remark(answers[day], now)
        snapshot: Snapshot = build.snapshot(
            at=now, created_at=THURSDAY, people=people, requests=tuple(requests), remarks=tuple(remarks.values()),
            observed=Observed(requested=tuple(ours)), asked=tuple(Asked(*one) for one in ours.items()),
            moved=tuple(moved.values()), last_turn=last,
        )  # fmt: skip
        decision = decide(snapshot, directory, "1")
        story.append(decision)
        assert decision.turn.begun is not None
        last = LastTurn(decision.turn.mover, decision.turn.begun)
        moved |= {login: Moved(login, since, now) for login, since in decision.choice.moved}
        for login in decision.choice.release:
            del ours[login]
            requests.append(RequestEvent(login, build.VIEWER, True, now))
        for login in decision.choice.request:
            ours[login] = now
            requests.append(RequestEvent(login, build.VIEWER, False, now))
    return story


CROWD = ("olga", "bea", "bob", "ben", "bo", "bill")


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 2),
    st.sets(st.sampled_from(CROWD), min_size=1),
    st.dictionaries(st.integers(0, 20), st.sampled_from(CROWD), max_size=3),
)
def test_it_never_becomes_a_storm(approvals: int, free: set[str], answers: dict[int, str]) -> None:
    people = tuple(Person(login, busy=login not in free) for login in CROWD)
    story = play(company(*CROWD, approvals=approvals), people, answers, 25)
    moves = [login for decision in story for login, _ in decision.choice.moved]
    assert len(moves) <= approvals, "each request moves once"
    for decision in story:
        left = set(decision.choice.keep) | set(decision.choice.request)
        assert len(left) >= min(approvals, len(free)), "nobody is let go without a successor"
        assert decision.look_again_at is None or decision.look_again_at > THURSDAY
    assert answers or story[-1].choice.call_on, "in the end somebody is named"


def test_the_whole_story_of_a_team_that_never_answers() -> None:
    story = play(company(), QUEUE, {}, 14)
    told = [(d.choice.request, d.choice.release, d.choice.call_on) for d in story]
    nothing: tuple[str, ...] = ()
    assert told[0] == (("bea",), nothing, nothing)
    assert told[4] == (("bob",), ("bea",), nothing), "Monday"
    assert told[6] == (nothing, nothing, ("olga",)), "Wednesday"
    assert told[8] == (nothing, nothing, ("olga", "dana")), "Friday"
    quiet = [told[day] for day in (1, 2, 3, 5)]
    assert quiet == [(nothing, nothing, nothing)] * 4
    assert told[9:] == [told[8]] * 5
