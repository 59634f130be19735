from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from homebot.core.bar_raisers.notices import notices
from homebot.core.facts import Snapshot
from tests import build
from tests.core.bar_raisers.company import acts, answered, company, followed, key, migrating, plain, record, silent
from tests.core.bar_raisers.saying import after, refused, said

LOWER = 'door=two-way rollback="the old table stays a month" revisit=2026-12-24'
ASKED = followed(migrating())


class TestAsking:
    @pytest.mark.parametrize("actor", ["alice", "al", "bob", "bea"])
    def test_anyone_of_home_or_away_asks(self, actor: str) -> None:
        raised = after(plain(), actor, '/homebot raise Architecture because="callers may rely on it"')
        found = record(raised)
        assert (found.state, found.by, found.fact("door")) == ("needed", actor, "two-way")
        assert acts(raised) == ["asked"]
        assert key(raised).because == (f"`{actor}` asked for it: callers may rely on it",)

    def test_without_a_reason_and_through_a_one_way_door(self) -> None:
        raised = after(plain(), "bob", "/homebot raise security door=one-way")
        assert key(raised, kind="security").one_way

    @pytest.mark.parametrize("actor", ["gina", "vera", "dana"])
    def test_nobody_else_does(self, actor: str) -> None:
        refused(plain(), actor, "/homebot raise architecture")

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ("/homebot raise", "Name one kind of bar raiser: there are `architecture` and `security`."),
            ("/homebot raise architecture security", "Name one kind"),
            ("/homebot raise architektur", "Did you mean `/homebot raise architecture`?"),
            ("/homebot raise zzz", "there are `architecture` and `security`."),
            ("/homebot raise architecture door=ajar", "`ajar` is no door"),
            ("/homebot raise architecture door=two-way", "two-way until somebody raises it"),
            ('/homebot raise architecture because="no"', "at least 3 words"),
            ("/homebot raise B9 door=one-way", "no bar raisers of the kind `B9`"),
        ],
    )
    def test_a_refusal_says_why_and_the_right_form(self, line: str, why: str) -> None:
        assert why in refused(plain(), "bob", line)

    def test_where_there_are_none_that_is_said(self) -> None:
        assert "lists none" in refused(plain(), "bob", "/homebot raise architecture", company(bar_raisers={}))

    def test_what_is_asked_already_is_asked_once(self) -> None:
        assert "asks for that already" in refused(ASKED, "bob", "/homebot raise architecture")
        more = after(ASKED, "bob", '/homebot raise architecture because="billing reads these rows"')
        assert len(more.decisions) == 1
        assert record(more).due == record(ASKED).due
        assert key(more).because[-1] == "`bob` asked for it: billing reads these rows"
        assert acts(more) == []

    def test_what_people_asked_for_is_not_dropped_when_the_rule_is_silent(self) -> None:
        more = after(ASKED, "bob", '/homebot raise architecture because="billing reads these rows"')
        assert acts(replace(more, change=plain().change)) == []

    def test_closed_and_opened_again_it_is_asked_for_again_through_the_same_door(self) -> None:
        raised = followed(after(plain(), "bob", "/homebot raise architecture door=one-way"))
        closed = followed(replace(raised, conversation=replace(raised.conversation, state="closed")))
        again = followed(replace(closed, conversation=raised.conversation))
        assert (record(again).state, record(again).fact("door")) == ("asked", "one-way")

    def test_on_a_draft_somebody_is_asked_later(self) -> None:
        draft = plain(draft=True)
        assert "once it is no draft any more" in said(draft, "bob", "/homebot raise architecture").reply
        raised = after(draft, "bob", "/homebot raise architecture")
        assert acts(raised) == []
        assert acts(replace(raised, conversation=plain().conversation)) == ["asked"]

    def test_where_services_only_observe_nobody_is_asked(self) -> None:
        observing = company(services=(build.service("ledgerd", "payments", mode="observe"),))
        assert "only observe" in said(plain(), "bob", "/homebot raise architecture", observing).reply
        assert acts(after(plain(), "bob", "/homebot raise architecture", observing), observing) == []

    def test_after_the_end_there_is_nothing_to_decide(self) -> None:
        assert "The pull request is merged" in refused(plain(state="merged"), "bob", "/homebot raise architecture")


class TestDoors:
    def two_way(self) -> Snapshot:
        return followed(after(plain(), "bob", "/homebot raise architecture"))

    @pytest.mark.parametrize("actor", ["alice", "bea"])
    def test_anyone_of_home_or_away_raises_it(self, actor: str) -> None:
        raised = after(self.two_way(), actor, "/homebot raise B1 door=one-way")
        assert key(raised).one_way
        assert record(raised).state == "asked"
        assert record(raised).due == record(self.two_way()).due

    def test_a_bar_raiser_does_not(self) -> None:
        assert "you are of neither" in refused(self.two_way(), "gina", "/homebot raise B1 door=one-way")

    def test_what_is_so_already_is_said(self) -> None:
        assert "is two-way already" in refused(self.two_way(), "bob", f"/homebot raise B1 {LOWER}")
        assert "is one-way already" in refused(ASKED, "bob", "/homebot raise B1 door=one-way")

    @pytest.mark.parametrize(("first", "second"), [("gina", "bob"), ("bob", "gina"), ("hugo", "bob")])
    def test_a_bar_raiser_and_a_home_owner_lower_it_in_either_order(self, first: str, second: str) -> None:
        proposed = after(ASKED, first, f"/homebot raise B1 {LOWER}")
        assert key(proposed).one_way
        lowered = after(proposed, second, "/homebot raise B1 door=two-way")
        assert not key(lowered).one_way
        assert record(lowered).state == "asked"
        assert (record(lowered).fact("rollback"), record(lowered).fact("revisit")) == (
            "the old table stays a month",
            "2026-12-24",
        )

    def test_an_owner_of_another_touched_service_does_not(self) -> None:
        services = (
            build.service("ledgerd", "payments", paths=("ledger/**",)),
            build.service("player", "video", paths=("tests/**",)),
        )
        directory = company(services=services)
        asked = followed(migrating(), directory)
        assert "lower it together" in refused(asked, "vera", f"/homebot raise B1 {LOWER}", directory)
        after(asked, "bob", f"/homebot raise B1 {LOWER}", directory)

    @pytest.mark.parametrize("answers_first", [True, False])
    def test_on_its_day_it_is_looked_at_again_once(self, answers_first: bool) -> None:
        before = answered(ASKED) if answers_first else ASKED
        lowered = after(after(before, "gina", f"/homebot raise B1 {LOWER}"), "bob", "/homebot raise B1 door=two-way")
        given = lowered if answers_first else after(lowered, "hugo", '/homebot recommend for because="read all of it"')
        assert record(given).due == datetime(2026, 12, 24, 23, 59, 59, tzinfo=UTC)
        day = datetime(2026, 12, 25, tzinfo=UTC)
        seen = silent(given, day)
        assert (record(seen).entries[-1].act, record(seen).state, record(seen).due) == ("revisited", "for", None)
        assert silent(seen, day + timedelta(days=300)).decisions == seen.decisions
        (notice,) = notices(record(seen), record(seen).entries[-1], company())
        assert (notice.repository, notice.number) == ("acme/ledgerd", 7)
        assert notice.body.startswith("@gina and @bob: this is the day to look at `B1` (`architecture`) again.")
        assert notices(record(seen), record(seen).entries[0], company()) == ()

    def test_raised_again_there_is_no_such_day(self) -> None:
        lowered = after(
            after(answered(ASKED), "gina", f"/homebot raise B1 {LOWER}"), "bob", "/homebot raise B1 door=two-way"
        )
        assert record(after(lowered, "bea", "/homebot raise B1 door=one-way")).due is None

    @pytest.mark.parametrize(("first", "second"), [("gina", "gina"), ("gina", "hugo"), ("bob", "bob")])
    def test_one_side_alone_does_not(self, first: str, second: str) -> None:
        proposed = after(ASKED, first, f"/homebot raise B1 {LOWER}")
        assert key(after(proposed, second, f"/homebot raise B1 {LOWER}")).one_way

    def test_another_way_back_is_a_new_proposal(self) -> None:
        proposed = after(ASKED, "gina", f"/homebot raise B1 {LOWER}")
        other = 'door=two-way rollback="restore the copy of Sunday" revisit=2026-12-01'
        again = after(proposed, "bob", f"/homebot raise B1 {other}")
        assert key(again).one_way
        assert not key(after(again, "hugo", "/homebot raise B1 door=two-way")).one_way

    @pytest.mark.parametrize("actor", ["alice", "al", "bea"])
    def test_nobody_else_lowers_it(self, actor: str) -> None:
        assert "lower it together" in refused(ASKED, actor, f"/homebot raise B1 {LOWER}")

    def test_nobody_lowers_the_door_of_their_own_change(self) -> None:
        home = followed(migrating(author="bob"))
        assert "lower it together" in refused(home, "bob", f"/homebot raise B1 {LOWER}")

    def test_a_bar_raiser_who_is_not_independent_lowers_nothing(self) -> None:
        snapshot = followed(migrating(committers=("gina",)))
        assert "lower it together" in refused(snapshot, "gina", f"/homebot raise B1 {LOWER}")

    @pytest.mark.parametrize(
        ("more", "why"),
        [
            ("door=two-way", "`rollback="),
            ('door=two-way rollback="the old table stays"', "`revisit="),
            ('door=two-way rollback="the old table stays" revisit=2026-11-01', "is past"),
            ('door=two-way rollback="the old table stays" revisit=2027-11-01', "180 days ahead"),
            ('door=two-way rollback="no" revisit=2026-12-24', "at least 3 words"),
            ("", "Say which door"),
        ],
    )
    def test_the_way_back_and_the_day_are_asked_for(self, more: str, why: str) -> None:
        assert why in refused(ASKED, "gina", f"/homebot raise B1 {more}")

    def test_raising_it_takes_a_proposal_away(self) -> None:
        proposed = after(ASKED, "gina", f"/homebot raise B1 {LOWER}")
        lowered = after(proposed, "bob", "/homebot raise B1 door=two-way")
        raised = after(lowered, "alice", "/homebot raise B1 door=one-way")
        assert "rollback" in refused(raised, "bob", "/homebot raise B1 door=two-way")

    def test_an_answer_stays_while_the_door_moves(self) -> None:
        against = answered(ASKED, "gina", "against")
        lowered = after(after(against, "hugo", f"/homebot raise B1 {LOWER}"), "bob", "/homebot raise B1 door=two-way")
        assert (record(lowered).state, key(lowered).met) == ("against", False)


class TestChoosing:
    def test_nobody_takes_off_whom_homebot_asked(self) -> None:
        (one,) = record(ASKED).people
        assert f"`{one}` is asked as an independent bar raiser" in refused(ASKED, "alice", f"/homebot unassign @{one}")

    def test_the_author_who_chooses_one_is_told_what_comes_of_it(self) -> None:
        told = "and no independent one here"
        assert told in said(plain(), "alice", "/homebot assign @gina").reply
        assert told not in said(plain(), "bob", "/homebot assign @gina").reply
        assert told not in said(ASKED, "alice", f"/homebot assign @{record(ASKED).people[0]}").reply
