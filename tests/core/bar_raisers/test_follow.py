from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from homebot.core.directory import Directory, Team
from homebot.core.facts import RequestEvent, Review, Snapshot
from homebot.core.since import Since
from homebot.core.waits import Assigned
from tests import build
from tests.core.bar_raisers.company import (
    CODE,
    MIGRATION,
    acts,
    answered,
    company,
    decided,
    entries_of,
    followed,
    key,
    migrating,
    plain,
    record,
    silent,
)

REASON = "the old rows stay for two releases"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def review(author: str, state: str = "APPROVED", body: str = REASON, **more: object) -> Review:
    return replace(build.review(author, state), submitted_at=MONDAY + timedelta(minutes=5), body=body, **more)  # type: ignore[arg-type]


def later(snapshot: Snapshot, minutes: int = 10, **changes: object) -> Snapshot:
    talk = replace(snapshot.conversation, **changes)  # type: ignore[arg-type]
    return replace(snapshot, at=snapshot.at + timedelta(minutes=minutes), conversation=talk)


def asked() -> Snapshot:
    return followed(migrating())


class TestAsking:
    def test_a_rule_raises_it_and_one_person_is_asked(self) -> None:
        raised, asking = entries_of(migrating())
        assert (raised.act, raised.by, raised.key) == ("raised", "", "raised:acme/ledgerd#7:architecture")
        assert (raised.team, raised.home) == ("checkout", "payments")
        assert asking.act == "asked"
        assert len(asking.people) == 1
        assert asking.due == datetime(2026, 11, 25, 9, tzinfo=UTC)

    def test_a_second_look_has_nothing_to_say(self) -> None:
        assert acts(asked()) == []

    def test_nothing_is_asked_for_where_no_rule_asks(self) -> None:
        assert acts(plain()) == []

    def test_a_company_without_bar_raisers_is_not_stuck(self) -> None:
        assert acts(migrating(), company(bar_raisers={})) == []
        assert decided(migrating(), company(bar_raisers={})).key_decisions == ()

    def test_a_kind_that_nobody_is_listed_for_asks_for_nothing(self) -> None:
        assert acts(migrating(), company(bar_raisers={"security": ("ines",), "architecture": ()})) == []

    def test_nobody_is_asked_for_a_draft(self) -> None:
        assert acts(migrating(draft=True)) == []

    def test_nobody_is_asked_where_services_only_observe(self) -> None:
        observing = company(services=(build.service("ledgerd", "payments", mode="observe"),))
        assert acts(migrating(), observing) == ["raised"]

    def test_at_home_it_is_asked_as_well(self) -> None:
        assert acts(migrating(author="bob")) == ["raised", "asked"]

    def test_two_kinds_are_two_decisions(self) -> None:
        both = migrating(files=(*CODE, MIGRATION, build.file("ledger/auth/keys.py")))
        assert acts(both) == ["raised", "asked"] * 2
        assert [one.scope.kind for one in followed(both).decisions] == ["architecture", "security"]

    def test_one_person_of_both_kinds_is_passed_over_for_another_the_second_time(self) -> None:
        both = migrating(files=(*CODE, MIGRATION, build.file("ledger/auth/keys.py")))
        shared = company(bar_raisers={"architecture": ("gina",), "security": ("gina", "ines")})
        assert [one.people for one in followed(both, shared).decisions] == [("gina",), ("ines",)]

    def test_the_clock_is_that_of_a_team_of_theirs(self) -> None:
        berlin = Team("platform", "company", ("gina", "hugo"), holidays=(build.day("2026-11-24"),), timezone="UTC")
        teams = (*company().teams.values(), berlin)
        (_, asking) = entries_of(migrating(), company(teams=teams))
        assert asking.due == datetime(2026, 11, 26, 9, tzinfo=UTC)


class TestSuccession:
    def first(self) -> tuple[Snapshot, str, str]:
        snapshot = asked()
        (one,) = record(snapshot).people
        return snapshot, one, "hugo" if one == "gina" else "gina"

    def test_silence_passes_it_on_and_the_next_is_asked(self) -> None:
        snapshot, one, other = self.first()
        passed = silent(snapshot, datetime(2026, 11, 25, 9, 1, tzinfo=UTC))
        assert record(passed).fact("declined") == one
        (asking,) = entries_of(passed)
        assert (asking.act, asking.people) == ("asked", (other,))

    def test_before_it_is_due_nothing_happens(self) -> None:
        snapshot, _, _ = self.first()
        assert silent(snapshot, datetime(2026, 11, 25, 8, 59, tzinfo=UTC)).decisions == snapshot.decisions

    def test_when_nobody_is_left_it_is_exhausted(self) -> None:
        snapshot, _, _ = self.first()
        second = followed(silent(snapshot, datetime(2026, 11, 25, 10, tzinfo=UTC)))
        third = silent(second, datetime(2026, 11, 27, 11, tzinfo=UTC))
        assert acts(third) == ["exhausted"]
        gone = followed(third)
        assert acts(gone) == []
        assert key(gone).called == ("bob", "dana")

    def test_who_becomes_absent_is_passed_over(self) -> None:
        snapshot, one, other = self.first()
        away = tuple(
            replace(person, absent_until=MONDAY + timedelta(days=9)) if person.login == one else person
            for person in snapshot.people
        )
        passed, asking = entries_of(replace(snapshot, people=away))
        assert (passed.act, asking.act, asking.people) == ("passed-on", "asked", (other,))

    def test_who_becomes_a_committer_is_passed_over(self) -> None:
        snapshot, one, _ = self.first()
        assert acts(later(snapshot, committers=(one,))) == ["passed-on", "asked"]

    def test_who_leaves_the_kind_is_passed_over(self) -> None:
        snapshot, _, other = self.first()
        assert acts(snapshot, company(bar_raisers={"architecture": (other,)})) == ["passed-on", "asked"]

    def test_a_one_way_door_asks_again_once_somebody_has_time(self) -> None:
        full = migrating(raiser_loads=(("gina", 2), ("hugo", 2)))
        exhausted = followed(full)
        assert record(exhausted).state == "unanswered"
        assert acts(replace(exhausted, raiser_loads=(("gina", 2),))) == ["asked"]

    def test_the_least_loaded_is_asked(self) -> None:
        for load, least in ((("gina", 1), "hugo"), (("hugo", 1), "gina")):
            assert record(followed(migrating(raiser_loads=(load,)))).people == (least,)


class TestIndependence:
    @pytest.mark.parametrize(
        "changes",
        [
            {"committers": ("gina",)},
            {"members": (("payments", ("gina",)),)},
            {"members": (("checkout", ("gina",)),)},
            {"requests": (RequestEvent("gina", "alice", False, MONDAY - timedelta(hours=1)),)},
            {"assigned_by": (Assigned("gina", "alice", MONDAY - timedelta(hours=1)),)},
            {"raiser_loads": (("gina", 2),)},
            {"people": build.people("gina", has_access=False)},
            {"people": build.people("gina", absent_until=MONDAY + timedelta(days=1))},
        ],
    )
    def test_who_is_not_independent_is_not_asked(self, changes: dict[str, object]) -> None:
        snapshot = followed(migrating(**changes), company(bar_raisers={"architecture": ("gina",)}))
        assert record(snapshot).state == "unanswered"
        assert "`gina`" in record(snapshot).fact("passed-over")

    def test_somebody_else_than_the_author_may_ask_for_them(self) -> None:
        by_bob = (RequestEvent("gina", "bob", False, MONDAY - timedelta(hours=1)),)
        snapshot = followed(migrating(requests=by_bob), company(bar_raisers={"architecture": ("gina",)}))
        assert record(snapshot).people == ("gina",)

    def test_the_author_cannot_get_rid_of_somebody_by_asking_for_them(self) -> None:
        one_left = company(bar_raisers={"architecture": ("gina",)})
        snapshot = followed(migrating(), one_left)
        after = later(snapshot, requests=(RequestEvent("gina", "alice", False, MONDAY + timedelta(minutes=1)),))
        assert acts(after, one_left) == []


class TestReviews:
    @pytest.mark.parametrize(
        ("state", "act", "stands"),
        [("APPROVED", "recommended-for", "for"), ("CHANGES_REQUESTED", "recommended-against", "against")],
    )
    def test_a_review_with_a_sentence_answers(self, state: str, act: str, stands: str) -> None:
        reviewed = later(asked(), reviews=(review("gina", state),))
        assert acts(reviewed) == [act]
        after = followed(reviewed)
        assert (record(after).state, key(after).by, record(after).scope.head) == (stands, "gina", build.HEAD)
        assert acts(after) == []

    @pytest.mark.parametrize("body", ["", "LGTM", "ok, good", "👍 👍 👍"])
    def test_a_review_without_a_sentence_does_not(self, body: str) -> None:
        reviewed = later(asked(), reviews=(review("gina", body=body),))
        assert acts(reviewed) == []
        assert key(reviewed).wordless == ("gina",)

    def test_a_comment_does_not(self) -> None:
        assert acts(later(asked(), reviews=(review("gina", "COMMENTED"),))) == []

    def test_the_word_of_somebody_of_another_kind_does_not(self) -> None:
        assert acts(later(asked(), reviews=(review("ines"), review("bea")))) == []

    def test_the_word_of_somebody_dependent_does_not(self) -> None:
        snapshot = followed(migrating(committers=("gina",)))
        assert acts(later(snapshot, reviews=(review("gina"),))) == []

    def test_an_approval_of_what_is_no_more_does_not(self) -> None:
        changed = (Since(build.OLD_HEAD, (MIGRATION.path,)),)
        old = later(asked(), reviews=(review("gina", oid=build.OLD_HEAD),))
        assert acts(replace(old, change=replace(old.change, since=changed))) == []
        assert acts(replace(old, change=replace(old.change, since=(Since(build.OLD_HEAD),)))) == ["recommended-for"]

    def test_only_whoever_is_against_takes_it_back(self) -> None:
        against = answered(asked(), "gina", "against")
        assert acts(later(against, reviews=(review("hugo"),))) == []
        assert acts(later(against, reviews=(review("gina"),))) == ["recommended-for"]


class TestFalling:
    def pushed(self, *differing: str) -> Snapshot:
        given = answered(asked())
        head = later(given, head_oid=build.OLD_HEAD)
        since = (Since(build.HEAD, differing),)
        return replace(head, change=replace(head.change, head=build.OLD_HEAD, since=since))

    def test_an_answer_stands_while_what_it_covers_does(self) -> None:
        assert acts(self.pushed()) == []
        assert acts(self.pushed("ledger/close.py")) == []

    def test_it_falls_with_what_it_covers_and_the_same_person_is_asked(self) -> None:
        fallen, asking = entries_of(self.pushed(MIGRATION.path))
        assert (fallen.act, asking.act, asking.people) == ("fallen", "asked", ("gina",))
        assert MIGRATION.path in fallen.because

    def test_an_objection_too(self) -> None:
        given = answered(asked(), "hugo", "against")
        head = later(given, head_oid=build.OLD_HEAD)
        since = (Since(build.HEAD, (MIGRATION.path,)),)
        assert acts(replace(head, change=replace(head.change, since=since))) == ["fallen", "asked"]


class TestEnding:
    def test_it_is_dropped_when_no_rule_asks_any_more(self) -> None:
        without = replace(asked(), change=plain().change)
        assert acts(without) == ["dropped"]
        assert decided(followed(without)).key_decisions == ()

    def test_it_comes_back_with_what_asked_for_it(self) -> None:
        dropped = followed(replace(asked(), change=plain().change))
        assert acts(replace(dropped, change=migrating().change)) == ["raised", "asked"]

    def test_a_closed_pull_request_needs_none(self) -> None:
        assert acts(later(asked(), state="closed")) == ["dropped"]

    @pytest.mark.parametrize("state", ["for", "against", "committed"])
    def test_an_answer_outlasts_closing_and_opening_again(self, state: str) -> None:
        closed = later(answered(asked(), "gina", state), state="closed")
        assert acts(closed) == []
        assert acts(later(closed, state="open")) == []
        assert key(later(closed, state="open")).state == state

    def test_a_merge_leaves_it_open(self) -> None:
        merged = later(asked(), state="merged", merged_at=MONDAY + timedelta(minutes=10), merged_by="bob")
        assert acts(merged) == ["left-open"]
        after = followed(merged)
        assert acts(after) == []
        assert not key(after).met
        assert decided(after).review_conclusion == "neutral"

    def test_what_was_merged_before_a_look_is_kept_as_left_open_once(self) -> None:
        merged = later(migrating(), state="merged", merged_at=MONDAY, merged_by="bob")
        assert acts(merged) == ["raised", "left-open"]
        assert acts(followed(merged)) == []

    def test_a_merge_of_long_ago_is_nobody_s_to_decide(self) -> None:
        merged = later(migrating(), minutes=90, state="merged", merged_at=MONDAY, merged_by="bob")
        assert acts(merged) == []
        assert decided(merged).key_decisions == ()

    def test_an_answer_stays_after_the_merge(self) -> None:
        merged = later(answered(asked()), state="merged", merged_at=MONDAY + timedelta(minutes=10))
        assert acts(merged) == []
        assert key(merged).met


def test_a_further_trigger_is_added() -> None:
    larger = migrating(files=(*CODE, MIGRATION, build.file("ledger/big.py", added=9_000)))
    joined = replace(asked(), change=larger.change)
    assert acts(joined) == ["reasoned"]
    after = followed(joined)
    assert acts(after) == []
    assert len(key(after).because) == 2
    assert record(after).due == record(asked()).due


@pytest.mark.parametrize("directory", [company(), company(bar_raisers={"architecture": ("gina",)})])
def test_what_cannot_be_read_changes_nothing(directory: Directory) -> None:
    unread = replace(asked(), change=replace(migrating().change, files=(), unreadable="its head is gone"))
    assert acts(unread, directory) == []
