from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from homebot.core.bar_raisers.lines import lines
from homebot.core.decision import KeyDecision, ReviewChoice
from homebot.core.directory import Mode
from homebot.core.facts import Observed, RequestEvent, Snapshot
from homebot.core.overrides import terms
from homebot.core.register.entries import Entry
from homebot.core.waits import LastTurn
from tests import build
from tests.core.bar_raisers.company import (
    CODE,
    answered,
    company,
    decided,
    followed,
    key,
    migrating,
    plain,
    record,
    silent,
    with_entries,
)

APPROVED = (build.review("bob"),)
ASKED = followed(migrating(reviews=APPROVED))
BY_AUTHOR = tuple(RequestEvent(login, "alice", False, build.NOW) for login in ("gina", "hugo"))
(ONE,) = record(ASKED).people
OTHER = {"gina": "hugo", "hugo": "gina"}[ONE]


def requested(snapshot: Snapshot, *logins: str, by: str = "homebot[bot]") -> Snapshot:
    """The same once these people are asked on GitHub."""
    events = tuple(RequestEvent(login, by, False, build.NOW - timedelta(minutes=5)) for login in logins)
    talk = replace(snapshot.conversation, requests=events, observed=Observed(requested=logins))
    return replace(snapshot, conversation=talk)


def unheard(snapshot: Snapshot) -> Snapshot:
    """Everybody was asked, and nobody answered."""
    for days in (3, 6, 9):
        snapshot = silent(followed(snapshot), build.NOW + timedelta(days=days))
    return followed(snapshot)


def overridden(snapshot: Snapshot, *acts: str) -> Snapshot:
    scope = replace(record(snapshot).scope, of=record(snapshot).number)
    first = Entry("o:0", 9, "override", "overridden", snapshot.at, by="bob", because="we can restore it", scope=scope,
                  said=((terms.STATE, record(snapshot).state),))  # fmt: skip
    more = (Entry(f"o:{act}", 9, "override", act, snapshot.at) for act in acts)
    return with_entries(snapshot, first, *more)


class TestTheCheck:
    @pytest.mark.parametrize(("mode", "status"), [("enforce", "in_progress"), ("advise", "completed")])
    def test_it_waits_where_the_service_is_held_to_it(self, mode: Mode, status: str) -> None:
        directory = company(services=(build.service("ledgerd", "payments", mode=mode),))
        snapshot = followed(migrating(reviews=APPROVED), directory)
        assert decided(snapshot, directory).review_status == status

    @pytest.mark.parametrize(("state", "green"), [("for", True), ("committed", True), ("against", False)])
    def test_an_answer_decides(self, state: str, green: bool) -> None:
        given = decided(answered(ASKED, "gina", state))
        assert (given.review_conclusion == "success") is green
        assert (given.review_status == "in_progress") is not green

    @pytest.mark.parametrize(
        ("acts", "green"), [((), True), (("came-due",), True), (("regretted",), True), (("fallen",), False)]
    )
    def test_an_override_that_stands_goes_against_an_answer(self, acts: tuple[str, ...], green: bool) -> None:
        against = overridden(answered(ASKED, "gina", "against"), *acts)
        assert key(against).override == ("O9" if green else "")
        assert (decided(against).review_conclusion == "success") is green

    def test_it_goes_against_silence_too_until_somebody_answers(self) -> None:
        full = followed(migrating(reviews=APPROVED, raiser_loads=(("gina", 2), ("hugo", 2))))
        assert not key(full).met
        assert key(overridden(full)).met
        assert decided(overridden(full)).choice.call_on == ()

    @pytest.mark.parametrize("one_way", [True, False])
    def test_only_a_one_way_door_waits_when_nobody_is_left(self, one_way: bool) -> None:
        snapshot = unheard(migrating(reviews=APPROVED))
        door = Entry("d", 1, "bar-raiser", "door-lowered", build.NOW, said=(("door", "two-way"),))
        snapshot = snapshot if one_way else with_entries(snapshot, door)
        assert record(snapshot).state == "unanswered"
        assert (decided(snapshot).review_status == "in_progress") is one_way

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"requests": BY_AUTHOR}, id="the author asked all of them for a review"),
            pytest.param({"committers": ("gina", "hugo")}, id="the author wrote commits in their names"),
            pytest.param({"raiser_loads": (("gina", 2), ("hugo", 2))}, id="others keep them busy"),
        ],
    )
    def test_nobody_gets_past_bar_raisers_by_keeping_them_from_being_asked(self, changes: dict[str, Any]) -> None:
        files = (*CODE, build.file("ledger/auth/keys.py"))
        directory = company(bar_raisers={"security": ("gina", "hugo")})
        kept = followed(build.snapshot(reviews=APPROVED, people=build.people("bob", "gina", "hugo"), files=files,
                                       **changes), directory)  # fmt: skip
        (one,) = decided(kept, directory).key_decisions
        assert (one.one_way, one.state, one.met, one.called) == (False, "unanswered", False, ("bob", "dana"))
        assert decided(kept, directory).review_status == "in_progress"
        assert "blocks no longer" not in " ".join(lines(kept, decided(kept, directory)))
        assert followed(kept, directory) == kept, "said once"

    def test_a_two_way_door_asks_whoever_has_time_again(self) -> None:
        files = (*CODE, build.file("ledger/auth/keys.py"))
        directory = company(bar_raisers={"security": ("gina",)})
        busy = followed(migrating(reviews=APPROVED, files=files, raiser_loads=(("gina", 2),)), directory)
        later = followed(replace(busy, raiser_loads=()), directory)
        assert (record(later, "security").state, record(later, "security").people) == ("asked", ("gina",))
        silence = followed(silent(later, later.at + timedelta(days=3), directory), directory)
        (one,) = decided(silence, directory).key_decisions
        assert (one.state, one.met) == ("unanswered", True)

    def test_before_the_register_has_it_it_waits_already(self) -> None:
        (new,) = decided(migrating(reviews=APPROVED)).key_decisions
        assert (new.number, new.name, new.state, new.met, new.one_way) == (0, "", "needed", False, True)

    def test_two_kinds_need_two_answers(self) -> None:
        files = (build.file("ledger/migrations/7.py"), build.file("ledger/auth/keys.py"))
        both = followed(migrating(reviews=APPROVED, files=files))
        assert decided(answered(both)).review_status == "in_progress"

    def test_the_word_of_a_bar_raiser_is_no_approval_of_the_home_team(self) -> None:
        snapshot = followed(migrating(reviews=(build.review("gina"),)))
        (need,) = decided(snapshot).needs
        assert need.missing == 1


class TestTheTurn:
    def test_reviewers_come_before_bar_raisers(self) -> None:
        assert decided(followed(migrating())).turn.party == "reviewer"
        turn = decided(ASKED).turn
        assert (turn.party, turn.people, turn.mover) == ("bar raiser", (ONE,), "bar raiser")

    def test_it_is_theirs_since_it_became_theirs(self) -> None:
        began = build.NOW - timedelta(days=1)
        assert decided(replace(ASKED, last_turn=LastTurn("bar raiser", began))).turn.since == began

    def test_who_wrote_it_moves_when_somebody_is_against(self) -> None:
        turn = decided(answered(ASKED, "gina", "against")).turn
        assert (turn.party, turn.people) == ("author", ("alice",))
        assert turn.because == "gina recommends against it (architecture)"

    def test_where_nobody_is_left_owners_and_managers_are_named(self) -> None:
        full = followed(migrating(reviews=APPROVED, raiser_loads=(("gina", 2), ("hugo", 2))))
        decision = decided(full)
        assert decision.turn.people == ("bob", "dana")
        assert decision.choice.call_on == ("bob", "dana")
        assert decision.look_again_at == build.NOW + timedelta(days=1)

    def test_once_all_is_given_it_is_nobody_s(self) -> None:
        assert decided(answered(ASKED)).turn.party == "nobody"


class TestTheRequest:
    def test_who_is_asked_is_requested_on_github(self) -> None:
        assert decided(ASKED).choice.request == (ONE,)
        choice = decided(requested(ASKED, ONE)).choice
        assert (choice.request, choice.keep, choice.release) == ((), (ONE,), ())

    def test_at_home_as_well(self) -> None:
        home = followed(migrating(author="bob"))
        assert decided(home).choice.request == record(home).people

    def test_with_the_answer_the_request_is_taken_back(self) -> None:
        given = requested(answered(ASKED, OTHER), ONE)
        assert decided(given).choice.release == (ONE,)
        at_home = replace(given, conversation=replace(given.conversation, author="bob", reviews=()))
        assert decided(at_home).choice.release == (ONE,)

    def test_whom_a_person_asked_is_nobody_s_to_release(self) -> None:
        assert decided(requested(answered(ASKED, OTHER), ONE, by="bob")).choice.release == ()

    def test_whom_somebody_took_off_is_not_asked_again(self) -> None:
        snapshot = requested(ASKED, ONE)
        removed = RequestEvent(ONE, "bob", True, build.NOW)
        talk = replace(snapshot.conversation, observed=Observed(), requests=(*snapshot.conversation.requests, removed))
        assert decided(replace(snapshot, conversation=talk)).choice.request == ()

    def test_who_reviewed_without_a_word_is_not_asked_on_github_again(self) -> None:
        snapshot = requested(ASKED, ONE)
        wordless = (*APPROVED, build.review(ONE, minutes=59))
        talk = replace(snapshot.conversation, observed=Observed(), reviews=wordless)
        decision = decided(replace(snapshot, conversation=talk))
        assert decision.choice.request == ()
        assert decision.needs[0].fallen == (), "it never was an approval"

    def test_github_takes_fifteen(self) -> None:
        many = requested(ASKED, *(f"person-{number}" for number in range(15)), by="bob")
        assert decided(many).choice.request == ()
        assert decided(many).choice.later == (ONE,)

    def test_nobody_is_requested_where_services_only_observe_or_on_a_draft(self) -> None:
        assert decided(replace(ASKED, conversation=replace(ASKED.conversation, draft=True))).choice.request == ()
        observing = company(services=(build.service("ledgerd", "payments", mode="observe"),))
        assert decided(followed(migrating(), observing), observing).choice == ReviewChoice()


def test_the_strictest_service_counts() -> None:
    services = (
        build.service("ledgerd", "payments", paths=("ledger/**",), mode="observe"),
        build.service("cart", "video", paths=("cart/**",)),
    )
    directory = company(services=services)
    both = migrating(files=(build.file("ledger/migrations/1.py"), build.file("cart/migrations/1.py")))
    assert key(both, directory).mode == "enforce"
    only = migrating(files=(build.file("ledger/migrations/1.py"), build.file("cart/a.py")))
    assert key(only, directory).mode == "observe"


def test_what_waits() -> None:
    needed = KeyDecision("architecture", 1, "needed", True, "enforce", False)
    assert needed.waits
    assert not replace(needed, mode="observe").waits
    assert not replace(needed, met=True).waits
    assert not replace(needed, state="against").waits
    assert decided(plain()).key_decisions == ()
