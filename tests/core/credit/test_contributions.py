"""The fold of the event log: order and repetition do not matter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.credit.contributions import fold
from homebot.core.credit.debt import debt_line
from homebot.core.credit.events import Event, Part
from homebot.core.credit.subject import find
from tests.core.credit.ledger import DIRECTORY, merged, undone

EVENTS: list[Event] = [
    *(merged(number, on=f"2026-11-{10 + number}") for number in range(5)),
    *(undone(number, by) for number, by in [(1, 2), (1, 4), (3, 4), (8, 3)]),
]


@settings(deadline=None)
@given(st.permutations(EVENTS), st.lists(st.sampled_from(EVENTS)))
def test_order_and_repetition_change_nothing(events: list[Event], again: list[Event]) -> None:
    assert fold([*events, *again]) == fold(EVENTS)


@settings(deadline=None)
@given(st.lists(st.sampled_from(EVENTS)))
def test_each_merge_is_one_contribution_and_void_only_if_undone(events: list[Event]) -> None:
    found = fold(events)
    assert sorted(one.merged.key for one in found) == sorted({event.key for event in events if event in EVENTS[:5]})
    for one in found:
        undoing = {
            event.key for event in events if event in EVENTS[5:] and event.key.startswith(f"voided:{one.merged.pull}:")
        }
        assert {void.key for void in one.voided} == undoing
        assert (one.state == "void") is bool(undoing)


def test_the_first_event_of_a_key_counts() -> None:
    (found,) = fold([merged(7, title="first"), merged(7, title="second")])
    assert found.merged.title == "first"


def test_undoing_what_is_unknown_waits_for_it() -> None:
    assert fold([undone(7)]) == ()
    assert [one.state for one in fold([undone(7), merged(7)])] == ["void"]


def test_a_revert_of_a_revert_revives_nothing() -> None:
    events = [merged(7), merged(9), undone(7, by=9), merged(11), undone(9, by=11)]
    assert {one.merged.pull[-2:]: one.state for one in fold(events)} == {"#7": "void", "#9": "void", "11": "candidate"}


def away_part(service: str, complexity: int, unread: int = 0, home_team: str = "payments") -> Part:
    return Part(service, home_team, "checkout", home=False, complexity=complexity, unread=unread)


@pytest.mark.parametrize(
    ("events", "net", "unmeasured"),
    [
        ([], 0, 0),
        ([merged(1, complexity_delta=5), merged(2, complexity_delta=-7)], -2, 0),
        ([merged(1, complexity_delta=5), undone(1)], 0, 0),
        ([merged(1, complexity_delta=None), merged(2, complexity_delta=3)], 3, 1),
        ([merged(1, away=None, complexity_delta=None)], 0, 0),
        ([merged(1, parts=(away_part("ledgerd", 4), away_part("books", -9)))], -5, 0),
        ([merged(1, parts=(away_part("ledgerd", 4, unread=2),)), merged(2)], 6, 1),
    ],
)
def test_the_complexity_of_away_changes_is_added_up(events: list[Event], net: int, unmeasured: int) -> None:
    debt = debt_line(fold(events))
    assert (debt.away_complexity, debt.unmeasured) == (net, unmeasured)


@pytest.mark.parametrize(
    ("name", "net"),
    [("ledgerd", 4), ("player", 30), ("payments", 4), ("video", 30), ("checkout", 34), ("retail", 34), ("media", 30)],
)
def test_a_subject_has_the_complexity_of_the_parts_it_stands_for(name: str, net: int) -> None:
    parts = (
        away_part("ledgerd", 4),
        away_part("player", 30, home_team="video"),
        Part("till", "checkout", None, home=True),
    )
    subject = find(name, DIRECTORY)
    assert subject is not None
    assert debt_line(fold([merged(1, parts=parts)]), subject).away_complexity == net
