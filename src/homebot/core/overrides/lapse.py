"""What the passing of time does: the day of the follow-up comes."""

from datetime import datetime

from homebot.core.directory import Directory
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record


def lapse(record: Record, related: tuple[Record, ...], now: datetime, directory: Directory) -> Entry | None:
    """What time did to it by `now`; `None` where it did nothing."""
    if record.state != "awaiting" or record.due is None or now < record.due:
        return None
    return Entry(
        key=f"{record.name}:came-due:{len(record.entries)}",
        number=record.number,
        kind="override",
        act="came-due",
        at=now,
        place=record.place,
        configuration=directory.digest,
    )
