"""When a wait ends: `2wd` (working days), `3d` (days) or `48h` (hours) after a moment, where a team works (SPEC 2).

Working days are Monday to Friday by the team's own clock, less its holidays. A wait that begins on a working day ends
at the same time of day, so many working days later; on another day it begins with the next working day.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from homebot.core.directory import Team

PATTERN = r"[1-9][0-9]{0,3}(?:wd|d|h)"
"""How a period is written; `0wd` is none."""
Unit = Literal["wd", "d", "h"]
_UNITS: dict[str, Unit] = {"wd": "wd", "d": "d", "h": "h"}
_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """So many working days (`wd`), days (`d`) or hours (`h`)."""

    number: int
    unit: Unit


def period(text: str) -> Period:
    """The period a text such as `2wd` stands for.

    Raises:
        ValueError: for any other text; the configuration is checked before it comes into force.
    """
    if re.fullmatch(PATTERN, text) is None:
        raise ValueError(f"{text!r} is no period; write 2wd, 3d or 48h")
    digits = text.rstrip("wdh")
    return Period(int(digits), _UNITS[text[len(digits) :]])


def ends(begins: datetime, wait: Period, team: Team | None) -> datetime:
    """The moment, in UTC, when a wait is over that begins at the aware moment `begins`; without a team, by UTC.

    Hours pass everywhere alike. A day and a working day end at the time of day they began at, so that a change of the
    clocks makes neither longer for the people who wait; a time that the clocks leave out counts as if they had not.

    Raises:
        ZoneInfoNotFoundError: for a time zone this machine does not know, which the configuration refuses.
    """
    if wait.unit == "h":
        return begins.astimezone(UTC) + timedelta(hours=wait.number)
    local = begins.astimezone(ZoneInfo(team.timezone if team else "UTC"))
    if wait.unit == "d":
        return (local + _DAY * wait.number).astimezone(UTC)
    return working_days_after(local, wait.number, team.holidays if team else ()).astimezone(UTC)


def working_days_after(local: datetime, number: int, holidays: Collection[date]) -> datetime:
    """`number` working days after a moment of a place's own clock; with none, the moment work goes on."""
    if not is_working_day(local.date(), holidays):
        local = _next(local.replace(hour=0, minute=0, second=0, microsecond=0), holidays)
    for _ in range(number):
        local = _next(local, holidays)
    return local


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Monday to Friday, less the holidays."""
    return day.weekday() < _SATURDAY and day not in holidays


def works_on(team: Team | None, at: datetime) -> bool:
    """Whether it is a working day for the team at the aware moment `at`; nothing is known against no team."""
    return team is None or is_working_day(at.astimezone(ZoneInfo(team.timezone)).date(), team.holidays)


def _next(local: datetime, holidays: Collection[date]) -> datetime:
    """The same time of the next working day."""
    local += _DAY
    while not is_working_day(local.date(), holidays):
        local += _DAY
    return local
