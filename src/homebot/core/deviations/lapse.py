"""What the passing of time does to a deviation."""

from datetime import datetime

from homebot.core.deviations.force import is_overdue
from homebot.core.directory import Directory
from homebot.core.register.entries import Entry
from homebot.core.register.further import further
from homebot.core.register.record import Record, after
from homebot.core.register.table import transition


def lapse(record: Record, related: tuple[Record, ...], now: datetime, directory: Directory) -> Entry | None:
    """What time did to it by `now`; `None` where it did nothing. Evidence that is owed is owed beyond the last day."""
    if is_overdue(record, now) and _can(record, "overdue"):
        return further(record, "overdue", now, directory)
    if record.until is not None and record.until < now and _can(record, "expired"):
        return further(record, "expired", now, directory)
    if record.reminded_at is not None and record.reminded_at < now:
        return further(record, "reminded", now, directory, due=record.due)
    return None


def by_now(record: Record, now: datetime, directory: Directory) -> tuple[Record, tuple[Entry, ...]]:
    """The deviation after all that time did to it, and what of that nobody has written down yet."""
    lapsed: list[Entry] = []
    while (found := lapse(record, (), now, directory)) is not None:
        record = after(record, found)
        lapsed.append(found)
    return record, tuple(lapsed)


def _can(record: Record, act: str) -> bool:
    return transition("deviation", record.state, act) is not None
