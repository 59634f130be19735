"""Months in UTC, by name (`2026-10`)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

_NAME = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year."""

    year: int
    number: int

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime(self.year + self.number // 12, self.number % 12 + 1, 1, tzinfo=UTC)

    @property
    def words(self) -> str:
        """`October 2026`."""
        return f"{_NAMES[self.number - 1]} {self.year}"

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def month_in(text: str) -> Month | None:
    """The month of that name; `None` where it is none."""
    found = _NAME.fullmatch(text)
    return Month(int(found[1]), int(found[2])) if found else None


def last_month(moment: datetime) -> Month:
    """The month before the one that a moment is in."""
    at = moment.astimezone(UTC)
    return Month(at.year - (at.month == 1), (at.month - 2) % 12 + 1)
