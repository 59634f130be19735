"""Whatever people say in whatever order, and however time passes: nothing outside the table, no floor passed without an
owner of the standard, no override without a reason, and the comment says what the register has."""

import re
from collections.abc import Iterable
from datetime import timedelta

import pytest
from hypothesis import Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from homebot.core.bar_raisers.reasons import found_by_rules
from homebot.core.decision import Decision
from homebot.core.facts import Snapshot
from homebot.core.register.entries import Entry, Kind
from homebot.core.register.names import LETTERS
from homebot.core.register.record import Record
from homebot.core.register.table import ANSWERS, states, transition
from homebot.core.render.comment import comment
from tests.core.register.company import DIRECTORY, PEOPLE, STANDARD, Company
from tests.core.register.moves import BROKEN, GOOD, PROPOSED, lines, moves

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Shrinking what fails would take minutes: each step of it is an evaluation."""
NAMED = re.compile(r"\b([DBOAWRU])([1-9]\d*)\b")
_PUT_OFF = ("proposed", "rejected", "expired", "overdue")


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


def in_the_table(record: Record) -> None:
    """Every step of its history is one of the table's."""
    state = ""
    for entry in record.entries:
        step = transition(entry.kind, state, entry.act)
        assert step is not None
        state = step.after or state
    assert record.state == state
    assert state in states(record.kind)


def of_standard(records: Iterable[Record], standard: str) -> list[Record]:
    """The deviations from a standard."""
    return [one for one in records if one.kind == "deviation" and one.scope.standard == standard]


def floors_are_passed_with_an_owner(records: Iterable[Record], decision: Decision) -> None:
    """sam alone owns the floor."""
    for one in decision.judgements:
        if one.outcome == "deviated" and one.strength == "floor":
            event("a floor is passed")
            accepted = [record for record in of_standard(records, one.standard) if record.state == "accepted"]
            assert any((last := record.last("accepted")) and last.by == "sam" for record in accepted)


def what_is_deviated_from_has_a_deviation(records: Iterable[Record], snapshot: Snapshot, decision: Decision) -> None:
    """One that holds now; and there is one open for a standard and a service."""
    for one in decision.judgements:
        holding = [record for record in of_standard(records, one.standard) if record.state not in _PUT_OFF]
        alive = [record for record in holding if record.until is not None and record.until >= snapshot.at]
        if one.outcome == "deviated":
            event("a standard is deviated from")
            assert alive
            assert decision.standards_conclusion != "success", "never a pass"
    alike = [one.scope for one in records if one.kind == "deviation" and not one.final]
    assert len({(one.standard, one.service) for one in alike}) == len(alike)


def nobody_overrides_without_a_reason(records: Iterable[Record]) -> None:
    """Only an owner of the Home Team, who is not the bar raiser."""
    numbered = {one.number: one for one in records}
    for record in numbered.values():
        if record.kind == "override" and record.entries[0].act == "overridden":
            assert record.by in ("bob", "bill")
            assert len(record.because.split()) >= 3
            assert record.due is not None or record.state != "awaiting"
            answers = numbered[record.scope.of].entries
            assert record.by not in {entry.by for entry in answers if "recommended" in entry.act}


def nobody_is_passed_over(records: Iterable[Record], decision: Decision) -> None:
    """The review is no success while a bar raiser is against it and nobody overrides that."""
    standing = {one.scope.of for one in records if one.kind == "override" and one.state != "fallen"}
    against = [one for one in records if one.kind == "bar-raiser" and one.state == "against"]
    assert {one.number for one in against} <= standing or decision.review_conclusion != "success"


def nothing_is_handed_over_in_need_of_mending(records: Iterable[Record]) -> None:
    """A warranty ends by itself only without an open claim; else an owner of the Home Team takes the work over."""
    for record in records:
        if record.kind == "agreement" and record.state == "handed-over":
            (last,) = [entry for entry in record.entries if entry.act in ("accepted", "ended")]
            claims = [one for one in records if one.kind == "claim" and one.scope.of == record.number]
            assert all(one.final for one in claims) if last.act == "ended" else last.by in ("bob", "bill")


def nothing_is_owed_for_what_is_closed(records: Iterable[Record], snapshot: Snapshot, decision: Decision) -> None:
    """And nothing ends by that which let a merge through."""
    deviations = [one for one in records if one.kind == "deviation"]
    if snapshot.conversation.state == "closed":
        assert all(one.final or one.last("relied-on") for one in deviations)
    if snapshot.conversation.state == "merged" and decision.standards_conclusion == "neutral":
        event("a merge is let through")
        assert any(one.last("relied-on") for one in deviations)
    assert not any(one.state == "dropped" and one.last("relied-on") for one in deviations)


def what_is_taken_back_was_ones_own_or_the_home_teams(records: Iterable[Record]) -> None:
    """Alone only before anybody accepted or answered; and never past a bar raiser who is against it."""
    for record in records:
        for number, entry in enumerate(record.entries):
            if entry.act == "withdrawn":
                before = record.entries[:number]
                said = [one.act for one in before if one.act in (*ANSWERS, "accepted", "relied-on", "overdue")]
                own = entry.by in {one.by for one in before}
                assert (own and not said) or (entry.by in ("bob", "bill", "sam") and entry.because), record
                assert record.kind == "deviation" or not said or said[-1] != "recommended-against"


def nobody_takes_back_what_a_rule_asks_for(records: Iterable[Record], snapshot: Snapshot, decision: Decision) -> None:
    """settle is more than twice as complex as it may be."""
    found = found_by_rules(snapshot, DIRECTORY, decision.recognition, decision.judgements)
    states = {one.scope.kind: one.state for one in records if one.kind == "bar-raiser"}
    if snapshot.conversation.state == "open":
        assert "architecture" in {one.kind for one in found}
        assert all(states[one.kind] != "dropped" for one in found)


def agree(snapshot: Snapshot, decision: Decision) -> None:
    """Every decision the comment names is in the register under that name, and every open one of here is named."""
    text = comment(snapshot, decision, DIRECTORY)
    records = {one.number: one for one in snapshot.decisions}
    for letter, number in NAMED.findall(text):
        assert LETTERS[records[int(number)].kind] == letter, text
    shown = {int(number) for _, number in NAMED.findall(text)}
    for record in records.values():
        if record.kind in ("deviation", "bar-raiser", "override") and not record.final and snapshot_is_told(snapshot):
            assert record.number in shown or record.state == "dropped", (record.name, record.state, text)


def snapshot_is_told(snapshot: Snapshot) -> bool:
    """Whether the comment still has exceptions: a closed pull request's is short."""
    return snapshot.conversation.state == "open"


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
