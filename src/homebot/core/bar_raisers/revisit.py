"""The day on which a door that was lowered is looked at again."""

from datetime import date, datetime

from homebot.core.register.record import Record
from homebot.core.register.said import end_of


def revisit_due(record: Record) -> datetime | None:
    """The end of that day in UTC; `None` where the door was not lowered, was raised since, or was looked at again."""
    last = record.last("door-lowered", "door-raised", "revisited")
    if last is None or last.act != "door-lowered":
        return None
    return end_of(date.fromisoformat(record.fact("revisit")))
