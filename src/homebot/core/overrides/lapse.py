"""What the passing of time does: the day of the follow-up comes; what was not merged by then falls."""

from datetime import datetime

from homebot.core.directory import Directory
from homebot.core.overrides import told
from homebot.core.overrides.terms import GRACE
from homebot.core.register.entries import Entry
from homebot.core.register.further import further
from homebot.core.register.record import Record


def lapse(record: Record, related: tuple[Record, ...], now: datetime, directory: Directory) -> Entry | None:
    """What time did to it by `now`; `None` where it did nothing."""
    if record.state != "awaiting" or record.due is None or now < record.due:
        return None
    if told.is_merged(record):
        return further(record, "came-due", now, directory, place=record.place)
    why = f"it was not merged by {told.follow_up_day(record)}, the day of its follow-up"
    if now < record.due + GRACE:
        return None
    return further(record, "fallen", now, directory, place=record.place, because=why)
