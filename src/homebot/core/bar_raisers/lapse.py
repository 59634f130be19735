"""What the passing of time does."""

from datetime import datetime

from homebot.core.directory import Directory
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record


def lapse(record: Record, related: tuple[Record, ...], now: datetime, directory: Directory) -> Entry | None:
    """What time did to it by `now`; `None` where it did nothing."""
    return None
