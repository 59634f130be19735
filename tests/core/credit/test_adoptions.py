from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.credit.adoptions import Adoption, fold
from homebot.core.credit.events import Event, Part
from tests.core.credit.facts import (
    attested,
    carried,
    closed,
    confirmed,
    day,
    disputed,
    dropped,
    gone,
    merged,
    seconded,
    used,
    voided,
    withdrawn,
)


def by_kind(*events: Event, consumer: str = "video") -> dict[str, tuple[str, int, int | None]]:
    """Each kind's level, the day it was adopted on, and the day that ended."""
    found = fold(merged(), consumer, events)
    return {
        one.kind: (one.level, (one.adopted_at - day(0)).days, (one.undone_at - day(0)).days if one.undone_at else None)
        for one in found
    }


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param((), {}, id="nothing is no adoption"),
        pytest.param((carried(1),), {"carried": ("carried", 1, None)}, id="carried"),
        pytest.param((carried(1), dropped(5)), {"carried": ("carried", 1, 5)}, id="carried until it is dropped"),
        pytest.param((carried(1), dropped(5), carried(9)), {"carried": ("carried", 9, None)}, id="carried anew"),
        pytest.param((dropped(5),), {}, id="what was never carried cannot be dropped"),
        pytest.param(
            (carried(1), carried(2, "till2"), dropped(5)),
            {"carried": ("carried", 1, None)},
            id="another service of the team still carries it",
        ),
        pytest.param((used(1),), {}, id="a line of code alone is no use: nothing of it is released to them"),
        pytest.param(
            (used(1), carried(4)),
            {"carried": ("carried", 4, None), "used": ("observed", 4, None)},
            id="used before it is carried",
        ),
        pytest.param(
            (carried(1), used(4)),
            {"carried": ("carried", 1, None), "used": ("observed", 4, None)},
            id="used after it is carried",
        ),
        pytest.param(
            (carried(1), used(4), dropped(8)),
            {"carried": ("carried", 1, 8), "used": ("observed", 4, 8)},
            id="who drops it uses it no more",
        ),
        pytest.param((attested(1),), {}, id="one person's word is not enough"),
        pytest.param((seconded(1),), {}, id="nothing to second"),
        pytest.param((attested(1), seconded(3)), {"used": ("attested", 3, None)}, id="attested"),
        pytest.param(
            (attested(1), seconded(3), withdrawn(6)), {"used": ("attested", 3, 6)}, id="attested and withdrawn"
        ),
        pytest.param((attested(1), withdrawn(2), seconded(3)), {}, id="what was withdrawn cannot be seconded"),
        pytest.param(
            (attested(1), seconded(3), carried(2), used(9)),
            {"carried": ("carried", 2, None), "used": ("observed", 3, None)},
            id="the stronger level counts, from the first day on",
        ),
        pytest.param(
            (attested(1), seconded(3), carried(2), used(9), dropped(12)),
            {"carried": ("carried", 2, 12), "used": ("attested", 3, None)},
            id="people's word stands without the line of code",
        ),
        pytest.param(
            (carried(1), used(2), withdrawn(5)),
            {"carried": ("carried", 1, None), "used": ("observed", 2, 5)},
            id="who adopts may take back",
        ),
        pytest.param(
            (carried(1), used(2), withdrawn(5), used(7)),
            {"carried": ("carried", 1, None), "used": ("observed", 7, None)},
            id="and use it again",
        ),
        pytest.param(
            (carried(1), used(2), voided(6)),
            {"carried": ("carried", 1, 6), "used": ("observed", 2, 6)},
            id="the contribution was undone",
        ),
        pytest.param(
            (carried(1), dropped(4), voided(6)), {"carried": ("carried", 1, 4)}, id="undone after it was dropped"
        ),
    ],
)
def test_facts_make_adoptions(events: tuple[Event, ...], expected: dict[str, tuple[str, int, int | None]]) -> None:
    assert by_kind(*events) == expected


def test_a_home_team_does_not_adopt_its_own_service() -> None:
    assert by_kind(carried(1, "books", "payments"), consumer="payments") == {}


def test_the_away_team_can_adopt_its_own_work() -> None:
    assert by_kind(carried(1, "till", "checkout"), consumer="checkout") == {"carried": ("carried", 1, None)}


def test_the_away_team_under_another_name_is_the_consumer() -> None:
    own = replace(used(1), own=True)
    assert [one.away for one in fold(merged(), "shop", (own, carried(1)))] == ["shop", "shop"]
    assert [one.away for one in fold(merged(), "shop", (used(1), carried(1)))] == ["checkout", "checkout"]


def test_parts_in_several_services_are_adopted_each() -> None:
    parts = (Part("ledgerd", "payments", "checkout", home=False), Part("books", "video", "checkout", home=False))
    found = fold(merged(parts=parts), "ads", [carried(1, "shop", "ads")])
    assert [(one.service, one.home, one.consumer) for one in found] == [("ledgerd", "payments", "ads")]


@pytest.mark.parametrize(
    ("events", "carried_held", "used_held"),
    [
        ((), "", ""),
        ((disputed(5),), "disputed by payments", "disputed by payments"),
        ((disputed(5, "video"),), "disputed by payments", "disputed by payments"),
        ((disputed(5), closed(6, disputed(5).key)), "", ""),
        ((gone(5),), "", "its surface is gone"),
        ((gone(5), closed(6, gone(5).key)), "", ""),
    ],
)
def test_disputes_and_questions_hold_it(events: tuple[Event, ...], carried_held: str, used_held: str) -> None:
    one, other = fold(merged(), "video", [carried(1), used(2), *events])
    assert (one.held[: len(carried_held) or None], other.held[: len(used_held) or None]) == (carried_held, used_held)


def test_what_a_backfill_found_waits_for_a_human() -> None:
    found = fold(merged(batch="b1"), "video", [carried(1)])
    assert "nobody has confirmed" in found[0].held
    assert fold(merged(batch="b1"), "video", [carried(1), confirmed(9, "other")])[0].held
    assert fold(merged(batch="b1"), "video", [carried(1), confirmed(9, "b1")])[0].held == ""


days = st.integers(1, 40)
services = st.sampled_from(["player", "till2"])
facts = st.one_of(
    st.builds(carried, days, services),
    st.builds(dropped, days, services),
    st.builds(used, days, services),
    st.builds(attested, days),
    st.builds(seconded, days),
    st.builds(withdrawn, days),
    st.builds(disputed, days),
    st.builds(gone, days),
    st.builds(voided, days),
)


@given(st.lists(facts, max_size=14), st.randoms(use_true_random=False))
@settings(max_examples=400)
def test_neither_order_nor_repetition_matters(events: list[Event], chance: object) -> None:
    again = [*events, *events]
    chance.shuffle(again)  # type: ignore[attr-defined]
    assert fold(merged(), "video", again) == fold(merged(), "video", events)


@given(st.lists(facts, max_size=14))
@settings(max_examples=400)
def test_an_adoption_begins_before_it_ends_and_rests_on_a_fact(events: list[Event]) -> None:
    keys = {event.key for event in events}
    found: tuple[Adoption, ...] = fold(merged(), "video", events)
    for one in found:
        assert one.event in keys
        assert one.undone_at is None or one.undone_because
    assert len({one.name for one in found}) == len(found) <= 2
