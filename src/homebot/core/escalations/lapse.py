"""What the passing of time does: an open question about the roadmap is brought to mind again."""

from datetime import datetime

from homebot.core.directory import Directory
from homebot.core.escalations.clock import reminder
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record


def lapse(record: Record, related: tuple[Record, ...], now: datetime, directory: Directory) -> Entry | None:
    """What time did to it by `now`; `None` where it did nothing."""
    if record.final or record.due is None or now < record.due:
        return None
    return reminder(record, now, directory)
