"""Whatever people say in whatever order, and however time passes: nothing outside the table, no floor passed without an
owner of the standard, no override without a reason, and the comment says what the register has."""

from datetime import timedelta

import pytest
from hypothesis import Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from homebot.core.register.entries import Entry, Kind
from tests.core.register.company import PEOPLE, STANDARD, Company
from tests.core.register.laws import (
    agree,
    floors_are_passed_with_an_owner,
    in_the_table,
    nobody_is_passed_over,
    nobody_overrides_without_a_reason,
    nobody_takes_back_what_a_rule_asks_for,
    nothing_is_handed_over_in_need_of_mending,
    nothing_is_owed_for_what_is_closed,
    what_is_deviated_from_has_a_deviation,
    what_is_taken_back_was_ones_own_or_the_home_teams,
)
from tests.core.register.moves import BROKEN, GOOD, PROPOSED, lines, moves

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Shrinking what fails would take minutes: each step of it is an evaluation."""


class Deciding(RuleBasedStateMachine):
    """People, evaluations and time, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.company = Company()
        self.company.look()
        self.seen: dict[int, list[Entry]] = {}

    @rule(data=st.data(), actor=st.sampled_from(PEOPLE))
    def somebody_says_something(self, data: st.DataObject, actor: str) -> None:
        self._say(actor, data.draw(lines(self.company)))

    @rule(data=st.data())
    def somebody_says_what_can_be_meant(self, data: st.DataObject) -> None:
        self._say(*data.draw(st.sampled_from(moves(self.company))))

    @rule(data=st.data())
    def it_goes_on(self, data: st.DataObject) -> None:
        self._say(*data.draw(st.sampled_from(moves(self.company))))

    @rule(data=st.data(), other=st.sampled_from(PEOPLE))
    def two_say_it_at_the_same_moment(self, data: st.DataObject, other: str) -> None:
        who, line, issue = data.draw(st.sampled_from(moves(self.company)))
        self._say(who, line, issue)
        self._say(other, line, issue)

    def _say(self, actor: str, line: str, issue: int = 0) -> None:
        before = sum(map(len, self.company.entries.values()))
        found = self.company.say(actor, line, issue)
        after = sum(map(len, self.company.entries.values()))
        entries = [act.entry for act in found.acts if act.entry is not None]
        assert after - before == len(entries), "all that was promised is in the register"
        assert not (found.refused and found.acts)
        assert all(entry.by in (actor, "") for entry in entries)

    @rule(hours=st.sampled_from([0, 1, 20, 49, 24 * 8, 24 * 31, 24 * 100]))
    def time_passes(self, hours: float) -> None:
        self.company.wait(hours)

    @precondition(lambda self: self.company.state == "open")
    @rule()
    def it_is_pushed_to(self) -> None:
        self.company.push()

    @precondition(lambda self: self.company.state == "open")
    @rule(data=st.data())
    def it_is_pushed_to_a_moment_before_somebody_speaks(self, data: st.DataObject) -> None:
        known, shown = set(self.company.keys), self.company.shown
        self.company.push()
        self._say(*data.draw(st.sampled_from(moves(self.company))))
        said = [entry for some in self.company.entries.values() for entry in some if entry.key not in known]
        for entry in said:
            opens = entry.act in ("recommended-for", "disagreed-and-committed", "overridden")
            assert not opens, "what was pushed was shown to nobody"
            if entry.act == "accepted" and entry.kind == "deviation" and entry.scope is not None:
                assert entry.scope.head == shown, "a floor is passed with what its owner was shown"

    @rule(
        login=st.sampled_from(["bob", "bea", "gina", "hugo", "ines", "vera"]),
        state=st.sampled_from(["APPROVED", "CHANGES_REQUESTED", "COMMENTED"]),
        body=st.sampled_from(["", "The callers can go back, we tried it.", "No."]),
    )
    def it_is_reviewed(self, login: str, state: str, body: str) -> None:
        self.company.review(login, state, body)

    @precondition(lambda self: self.company.state == "open" and len(self.company.entries) > 3)
    @rule(chance=st.integers(0, 3))
    def it_is_closed(self, chance: int) -> None:
        self.company.state = "open" if chance else "closed"

    @precondition(lambda self: self.company.state == "closed")
    @rule()
    def it_is_opened_again(self) -> None:
        self.company.state = "open"

    @precondition(lambda self: self.company.state != "closed" and len(self.company.entries) > 3)
    @rule()
    def it_is_merged(self) -> None:
        self.company.state = "merged"

    @invariant()
    def what_is_promised_holds(self) -> None:
        snapshot, decision = self.company.look()
        records = self.company.records
        self._no_entry_changes()
        for record in records:
            in_the_table(record)
        floors_are_passed_with_an_owner(records, decision)
        what_is_deviated_from_has_a_deviation(records, snapshot, decision)
        nobody_overrides_without_a_reason(records)
        nobody_is_passed_over(records, decision)
        nothing_is_handed_over_in_need_of_mending(records)
        nothing_is_owed_for_what_is_closed(records, snapshot, decision)
        what_is_taken_back_was_ones_own_or_the_home_teams(records)
        nobody_takes_back_what_a_rule_asks_for(records, snapshot, decision)
        agree(snapshot, decision)

    def _no_entry_changes(self) -> None:
        for number, entries in self.company.entries.items():
            before = self.seen.get(number, [])
            assert entries[: len(before)] == before
            for entry in entries[len(before) :]:
                event(f"{entry.kind} {entry.act}")
        self.seen = {number: list(entries) for number, entries in self.company.entries.items()}


TestDeciding = Deciding.TestCase
TestDeciding.settings = settings(max_examples=30, stateful_step_count=30, deadline=None, phases=PHASES)


def with_deviation(standard: str = STANDARD) -> Company:
    company = Company()
    day = company.now.date() + timedelta(days=30)
    found = company.say("al", f"/homebot deviate {standard} because={GOOD} until={day}")
    assert not found.refused, found.reply
    company.look()
    return company


def number_of(company: Company, kind: Kind) -> str:
    return next(one.name for one in company.records if one.kind == kind)


def test_what_is_agreed_is_lived_through_with_a_claim() -> None:
    company = Company()
    assert not company.say("bob", "/homebot agree", PROPOSED).refused
    company.look()
    company.state = "merged"
    company.look()
    name = number_of(company, "agreement")
    while company.find(int(name[1:])).state != "warranty":
        company.wait(24 * 8)
    assert not company.say("bea", f"/homebot warranty {name} because={GOOD}", BROKEN).refused
    company.wait(24 * 31)
    assert company.find(int(name[1:])).state == "warranty", "a claim is open"
    claim = number_of(company, "claim")
    assert not company.say("bea", f"/homebot warranty {claim} resolved because={GOOD}", BROKEN).refused
    company.wait(24 * 31)
    company.wait(24)
    assert company.find(int(name[1:])).state == "handed-over"
    nothing_is_handed_over_in_need_of_mending(company.records)
    for record in company.records:
        in_the_table(record)


def test_of_two_owners_at_the_same_moment_the_first_decides() -> None:
    company = with_deviation()
    name = number_of(company, "deviation")
    first = company.say("bob", f"/homebot accept {name} because={GOOD}")
    second = company.say("bill", f"/homebot reject {name} because={GOOD}")
    assert not first.refused, first.reply
    assert second.refused
    assert second.acts == ()
    assert "is accepted" in second.reply
    assert "cannot be rejected any more" in second.reply
    assert company.records[0].state == "accepted"


def test_of_two_claims_at_the_same_moment_one_is_kept() -> None:
    company = with_deviation()
    day = company.now.date() + timedelta(days=30)
    second = company.say("alice", f"/homebot deviate {STANDARD} because={GOOD} until={day}")
    assert second.refused, second.reply
    assert number_of(company, "deviation") in second.reply
    assert len([one for one in company.records if one.kind == "deviation"]) == 1


@pytest.mark.parametrize("word", ["for", "against"])
def test_of_two_overrides_at_the_same_moment_one_stands(word: str) -> None:
    company = Company()
    assert not company.say("bea", f"/homebot raise security because={GOOD}").refused
    company.look()
    name = number_of(company, "bar-raiser")
    assert not company.say("ines", f"/homebot recommend {name} against because={GOOD}").refused
    day = company.now.date() + timedelta(days=30)
    first = company.say("bob", f"/homebot override {name} because={GOOD} follow-up={day}")
    second = company.say("bill", f"/homebot override {name} because={GOOD} follow-up={day}")
    assert not first.refused, first.reply
    assert second.refused
    assert "stands against" in second.reply
    assert "`bob`" in second.reply
    of_raiser = company.say("ines", f"/homebot recommend {name} {word} because={GOOD}")
    assert of_raiser.reply
    agree(*company.look())
