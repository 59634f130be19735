"""The bounds of what vests, closes and is taken back, to the microsecond: what is told agrees with what is done."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from homebot.core.credit.adoptions import Adoption, Kept
from homebot.core.credit.clock import closes_at, is_to_be_reversed, state, vesting_quarter, vests_in
from homebot.core.credit.close import Closing, settles
from homebot.core.credit.due import due
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.quarters import after, end_of

RULES = Parameters()
MOMENT = timedelta(microseconds=1)
LAST = end_of("2026Q2") - timedelta(days=30)
"""The last adoption that has vested by the end of the quarter."""
ADOPTION = Adoption("video", "acme/ledgerd#7", "ledgerd", "used", "observed", "payments", None, "player", LAST, "key")


@pytest.mark.parametrize(
    ("adopted", "quarter"),
    [(LAST - MOMENT, "2026Q2"), (LAST, "2026Q2"), (LAST + MOMENT, "2026Q3"), (end_of("2026Q2"), "2026Q3")],
)
def test_it_settles_in_the_quarter_that_is_told(adopted: datetime, quarter: str) -> None:
    adoption = replace(ADOPTION, adopted_at=adopted)
    assert vesting_quarter(adoption, RULES) == quarter
    for name, settled in ((after(quarter, -1), False), (quarter, True)):
        closing = Closing(name, closes_at(name, RULES), {name: RULES})
        assert (vests_in(adoption, name, RULES), settles(Kept(adoption), closing)) == (settled, settled)


def test_it_has_vested_with_the_last_moment_of_its_days() -> None:
    vests = LAST + timedelta(days=30)
    assert [state(Kept(ADOPTION), at, RULES) for at in (vests - MOMENT, vests)] == ["pending", "vested"]


@pytest.mark.parametrize(("late", "closes"), [(-MOMENT, None), (timedelta(0), "2026Q2"), (MOMENT, "2026Q2")])
def test_a_quarter_is_due_when_its_days_of_grace_are_over(late: timedelta, closes: str | None) -> None:
    settings = [(datetime(2026, 1, 1, tzinfo=UTC), RULES)]
    assert due(["2026Q1"], settings, closes_at("2026Q2", RULES) + late) == closes


@pytest.mark.parametrize(("late", "taken_back"), [(-MOMENT, True), (timedelta(0), False)])
def test_what_stood_for_its_days_stays(late: timedelta, taken_back: bool) -> None:
    ended = replace(ADOPTION, undone_at=LAST + timedelta(days=180) + late)
    assert is_to_be_reversed(Kept(ended, "2026Q2"), RULES) is taken_back
