"""A decision is the fold of its entries over the table, and nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.register.entries import Entry, Kind
from homebot.core.register.names import LETTERS, name_of, number_in
from homebot.core.register.record import Impossible, Record, after, fold
from homebot.core.register.table import is_final, states, transition
from tests import build
from tests.core.register.examples import DEVIATION, OVERDUE, OVERRIDE, REJECTED, on
from tests.core.register.walks import ACTS, BEGINS, KINDS, acts, entries, possible


@given(st.data())
@settings(max_examples=60)
def test_whatever_is_done_in_whatever_order_the_table_holds(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    record: Record | None = None
    kept: list[Entry] = []
    for step in range(data.draw(st.integers(1, 12))):
        state, before = (record.state, record) if record is not None else ("", None)
        entry = replace(data.draw(entries(5, kind, acts(kind, state))), key=f"k{step}")
        may = possible(kind, state, {one.act for one in kept}, entry.act)
        try:
            record = after(record, entry)
        except Impossible:
            assert not may
            assert record is before
            continue
        assert may
        kept.append(entry)
        found = transition(kind, state, entry.act)
        assert found is not None
        assert record.state == (found.after or state)
        assert record.state in states(kind)
        assert record.entries == tuple(kept), "what was written before is as it was"
        assert record == fold(kept)
        assert record.due == entry.due
        assert record.changed_at == entry.at
        assert (before is None or not before.final) or found.after in ("", state)
        assert record.wakes_at is None or (
            not record.final and record.wakes_at in (record.due, record.until, record.reminded_at)
        )


@given(st.data())
def test_no_walk_leaves_a_final_state_but_where_the_table_says_so(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    final = [state for state in states(kind) if is_final(kind, state)]
    for state in final:
        for act in ACTS[kind]:
            step = transition(kind, state, act)
            assert step is None or step.after in ("", state)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_begins_and_has_a_letter_of_its_own(kind: Kind) -> None:
    assert BEGINS[kind]
    assert number_in(name_of(kind, 12)) == (LETTERS[kind], 12)
    assert len(set(LETTERS.values())) == len(LETTERS)


@pytest.mark.parametrize("text", ["", "D", "D0", "0", "D012", "X12", "D1234567890", "DD1", "D1x", "٣", "D-1", "D12 "])
def test_what_is_no_name_is_none(text: str) -> None:
    assert number_in(text) is None


def test_an_entry_changes_what_it_says_and_leaves_the_rest() -> None:
    record = fold(DEVIATION)
    assert (record.state, record.until, record.due, record.by) == ("evidenced", on(60), None, "al")
    assert (record.at, record.changed_at) == (on(-3), on(-1))
    assert record.scope == DEVIATION[0].scope
    assert [one.kind for one in record.evidence] == ["benchmark"]
    assert record.because == DEVIATION[0].because
    more = Entry("x", 12, "deviation", "widened", on(0), "bea", said=(("title", "other"),), due=on(9), until=on(30))
    wider = after(record, more)
    assert (wider.fact("title"), wider.fact("author"), wider.fact("nothing")) == ("other", "alice", "")
    assert (wider.until, wider.due, wider.wakes_at) == (on(30), on(9), on(9))
    assert wider.last("claimed", "widened") == more
    assert wider.last("rejected") is None


def test_what_is_final_wakes_no_more() -> None:
    assert fold(REJECTED).final
    assert fold(REJECTED).wakes_at is None
    assert fold(OVERDUE).wakes_at is None, "what is owed is owed beyond the last day"
    assert fold(OVERRIDE).wakes_at == on(-1)


@pytest.mark.parametrize(
    "entry",
    [
        Entry("x", 12, "deviation", "claimed", build.NOW),
        Entry("x", 13, "deviation", "widened", build.NOW),
        Entry("x", 12, "override", "held", build.NOW),
        Entry("x", 12, "deviation", "nonsense", build.NOW),
    ],
)
def test_what_is_not_of_it_is_impossible(entry: Entry) -> None:
    with pytest.raises(Impossible):
        after(fold(DEVIATION), entry)


def test_what_can_be_once_is_not_done_twice() -> None:
    renewed = Entry("x", 12, "deviation", "renewed", on(1), "al", because="new data is there")
    record = after(fold(DEVIATION), renewed)
    with pytest.raises(Impossible, match="once only"):
        after(record, replace(renewed, key="y"))


def test_nothing_is_no_decision() -> None:
    with pytest.raises(Impossible):
        fold([])
