"""What holds of every decision and every evaluation, whatever people say and however time passes."""

import re
from collections.abc import Iterable

from hypothesis import event

from homebot.core.bar_raisers.reasons import found_by_rules
from homebot.core.decision import Decision
from homebot.core.facts import Snapshot
from homebot.core.register.names import LETTERS
from homebot.core.register.record import Record
from homebot.core.register.table import ANSWERS, states, transition
from homebot.core.render.comment import comment
from tests.core.register.company import DIRECTORY

NAMED = re.compile(r"\b([DBOAWRU])([1-9]\d*)\b")
_PUT_OFF = ("proposed", "rejected", "expired", "overdue")


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
