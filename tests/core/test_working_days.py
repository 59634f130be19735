"""When waits end: working days of a team's own clock and calendar (SPEC 2)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.working_days import Period, ends, is_working_day, period, working_days_after
from tests import build

CHRISTMAS = tuple(map(date.fromisoformat, ("2026-12-25", "2026-12-26", "2026-12-28", "2026-12-29", "2027-01-01")))


def at(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("begins", "wait", "over"),
    [
        ("2026-11-23 09:30", "1wd", "2026-11-24 09:30"),  # Monday
        ("2026-11-23 09:30", "2wd", "2026-11-25 09:30"),
        ("2026-11-26 17:00", "2wd", "2026-11-30 17:00"),  # Thursday: over a weekend
        ("2026-11-27 18:30", "1wd", "2026-11-30 18:30"),  # Friday evening
        ("2026-11-27 18:30", "2wd", "2026-12-01 18:30"),
        ("2026-11-27 23:59", "5wd", "2026-12-04 23:59"),
        ("2026-11-28 12:00", "1wd", "2026-12-01 00:00"),  # Saturday: it begins on Monday morning
        ("2026-11-29 23:59", "2wd", "2026-12-02 00:00"),  # Sunday
        ("2026-12-24 10:00", "1wd", "2026-12-30 10:00"),  # five days without work in a row, a weekend among them
        ("2026-12-24 10:00", "3wd", "2027-01-04 10:00"),  # and New Year
        ("2026-12-25 10:00", "1wd", "2026-12-31 00:00"),  # begun on a holiday
        ("2026-11-27 18:30", "3d", "2026-11-30 18:30"),
        ("2026-11-27 18:30", "48h", "2026-11-29 18:30"),
        ("2027-03-26 02:30", "1wd", "2027-03-29 02:30"),  # the clocks go forward on the Sunday between
        ("2027-03-27 12:00", "1d", "2027-03-28 12:00"),  # 23 hours
        ("2027-03-27 12:00", "24h", "2027-03-28 13:00"),
        ("2027-10-30 12:00", "1d", "2027-10-31 12:00"),  # 25 hours
        ("2027-10-30 12:00", "24h", "2027-10-31 11:00"),
        ("2027-03-27 02:30", "1d", "2027-03-28 03:30"),  # a time that the clocks leave out
    ],
)
def test_a_wait_in_berlin(begins: str, wait: str, over: str) -> None:
    team = build.team("payments", timezone="Europe/Berlin", holidays=CHRISTMAS)
    found = ends(at("Europe/Berlin", begins), period(wait), team)
    assert (found, found.tzinfo) == (at("Europe/Berlin", over), UTC)


@pytest.mark.parametrize(
    ("zone", "begins", "over"),
    [
        ("Pacific/Auckland", "2026-11-26T20:00:00", "2026-11-29T20:00:00"),  # Friday morning there: over on Monday
        ("Pacific/Auckland", "2026-11-26T10:00:00", "2026-11-27T10:00:00"),  # Thursday night there, then Friday
        ("Pacific/Auckland", "2026-11-27T12:00:00", "2026-11-30T11:00:00"),  # Saturday there: Tuesday begins
        ("Pacific/Auckland", "2027-04-01T20:00:00", "2027-04-04T21:00:00"),  # summer time ends meanwhile
        ("America/Los_Angeles", "2026-11-28T02:00:00", "2026-12-01T02:00:00"),  # still Friday there
        ("UTC", "2026-11-28T02:00:00", "2026-12-01T00:00:00"),
    ],
)
def test_one_working_day_is_counted_where_the_team_is(zone: str, begins: str, over: str) -> None:
    found = ends(at("UTC", begins), Period(1, "wd"), build.team("kiwis", timezone=zone))
    assert found == at("UTC", over)


def test_a_team_nobody_knows_works_by_utc() -> None:
    assert ends(at("UTC", "2026-11-27 12:00"), Period(1, "wd"), None) == at("UTC", "2026-11-30 12:00")


def test_no_working_day_is_the_moment_work_goes_on() -> None:
    assert working_days_after(at("UTC", "2026-11-27 12:00"), 0, ()) == at("UTC", "2026-11-27 12:00")
    assert working_days_after(at("UTC", "2026-11-28 12:00"), 0, ()) == at("UTC", "2026-11-30 00:00")


@pytest.mark.parametrize(
    ("text", "found"),
    [("2wd", Period(2, "wd")), ("3d", Period(3, "d")), ("48h", Period(48, "h")), ("9999wd", Period(9999, "wd"))],
)
def test_how_a_period_is_written(text: str, found: Period) -> None:
    assert period(text) == found


@pytest.mark.parametrize(
    "text", ["", "2", "wd", "0wd", "-1wd", "02wd", "2 wd", "1.5d", "10000d", "2w", "2WD", "2wdd", "٢wd"]
)
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match="write 2wd, 3d or 48h"):
        period(text)


def test_a_time_zone_this_machine_does_not_know() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        ends(build.NOW, Period(1, "wd"), replace(build.team("x"), timezone="Europe/Berln"))


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 40),
    st.sampled_from(["UTC", "Pacific/Auckland", "America/St_Johns", "Asia/Kathmandu"]),
    st.sets(st.dates(date(2020, 1, 1), date(2035, 1, 1)), max_size=5),
)
def test_so_many_working_days_lie_between(begins: datetime, number: int, zone: str, holidays: set[date]) -> None:
    team = build.team("t", timezone=zone, holidays=tuple(holidays))
    over = ends(begins, Period(number, "wd"), team)
    first, last = begins.astimezone(ZoneInfo(zone)).date(), over.astimezone(ZoneInfo(zone)).date()
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    worked = sum(is_working_day(day, holidays) for day in days)
    assert worked == number + (not is_working_day(first, holidays))
    assert is_working_day(last, holidays)
    assert over > begins
