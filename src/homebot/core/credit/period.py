"""Quarters in UTC: `2026Q2`, `trailing4` (the current quarter and the three before it), `all`."""

import re
from dataclasses import dataclass
from datetime import date

# Of the year 9999 the end is no date any more.
_QUARTER = re.compile(r"([1-8][0-9]{3})Q([1-4])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of whole quarters, both ends included, each counted from year 0; `None` for all of time."""

    name: str
    quarters: tuple[int, int] | None

    @property
    def names(self) -> tuple[str, str] | None:
        """The first and the last quarter by name."""
        if self.quarters is None:
            return None
        first, last = (f"{index // 4:04}Q{index % 4 + 1}" for index in self.quarters)
        return first, last

    def holds(self, day: date) -> bool:
        return self.quarters is None or self.quarters[0] <= _index(day) <= self.quarters[1]


def current(day: date) -> Period:
    """The quarter `day` is in."""
    return Period(f"{day.year}Q{(day.month + 2) // 3}", (_index(day), _index(day)))


def period(text: str, day: date) -> Period | None:
    """The period a word names as of `day`; `None` where it names none."""
    word = text.lower()
    if word == "all":
        return Period("all", None)
    if word == "trailing4":
        return Period("trailing4", (_index(day) - 3, _index(day)))
    quarter = _QUARTER.fullmatch(text)
    if quarter is None:
        return None
    index = int(quarter[1]) * 4 + int(quarter[2]) - 1
    return Period(text.upper(), (index, index))


def _index(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3
