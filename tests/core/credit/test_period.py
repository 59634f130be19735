"""Quarters in UTC."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.credit.period import current, period

DAY = date(2026, 2, 10)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2025q4", date(2025, 10, 1), date(2025, 12, 31)),
        ("trailing4", date(2025, 4, 1), date(2026, 3, 31)),
    ],
)
def test_a_period_holds_its_days_and_no_other(text: str, first: date, last: date) -> None:
    found = period(text, DAY)
    assert found is not None
    assert found.holds(first)
    assert found.holds(last)
    assert not found.holds(first - timedelta(days=1))
    assert not found.holds(last + timedelta(days=1))


@pytest.mark.parametrize(
    "text", ["", "2026", "2026Q5", "2026Q0", "Q1", "26Q1", "2026Q11", "0026Q1", "9999Q4", "payments", "²026Q1"]
)
def test_other_words_are_no_period(text: str) -> None:
    assert period(text, DAY) is None


@settings(deadline=None)
@given(st.dates(min_value=date(1000, 1, 1), max_value=date(8999, 12, 31)))
def test_a_day_is_in_its_own_quarter_by_either_way(day: date) -> None:
    own = current(day)
    assert own.holds(day)
    assert period(own.name, DAY) == own
