"""What the passing of time does: whoever does not answer within two working days is passed over for the next, and the
day comes on which a lowered door is looked at again."""

from datetime import datetime

from homebot.core.directory import Directory
from homebot.core.register.entries import Entry
from homebot.core.register.further import further
from homebot.core.register.record import Record


def lapse(record: Record, related: tuple[Record, ...], now: datetime, directory: Directory) -> Entry | None:
    """What time did to it by `now`; `None` where it did nothing. Whom to ask next the next evaluation finds."""
    if record.due is None or record.due > now:
        return None
    return _passed_on(record, now, directory) if record.state == "asked" else _revisited(record, now, directory)


def _revisited(record: Record, now: datetime, directory: Directory) -> Entry:
    return further(record, "revisited", now, directory, place=record.scope.pull)


def _passed_on(record: Record, now: datetime, directory: Directory) -> Entry:
    declined = " ".join(dict.fromkeys((*record.fact("declined").split(), *record.people)))
    asked = ", ".join(f"`{login}`" for login in record.people)
    why = f"{asked} did not answer by {record.due:%Y-%m-%d}"
    said = (("declined", declined),)
    return further(record, "passed-on", now, directory, place=record.scope.pull, because=why, said=said)
