"""Quarters of the year in UTC, by name (`2026Q2`): their names sort as the quarters do."""

from datetime import UTC, datetime


def quarter_of(moment: datetime) -> str:
    """The quarter a moment is in."""
    at = moment.astimezone(UTC)
    return f"{at.year:04}Q{(at.month + 2) // 3}"


def start_of(quarter: str) -> datetime:
    """Its first moment."""
    return datetime(int(quarter[:4]), int(quarter[5]) * 3 - 2, 1, tzinfo=UTC)


def end_of(quarter: str) -> datetime:
    """The first moment after it."""
    return start_of(after(quarter))


def after(quarter: str, count: int = 1) -> str:
    """The quarter so many later (earlier, where `count` is negative)."""
    index = int(quarter[:4]) * 4 + int(quarter[5]) - 1 + count
    return f"{index // 4:04}Q{index % 4 + 1}"
