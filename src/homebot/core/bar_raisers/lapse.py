"""What the passing of time does: whoever does not answer within two working days is passed over for the next, and the
day comes on which a lowered door is looked at again."""

from datetime import datetime

from homebot.core.directory import Directory
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record


def lapse(record: Record, related: tuple[Record, ...], now: datetime, directory: Directory) -> Entry | None:
    """What time did to it by `now`; `None` where it did nothing. Whom to ask next the next evaluation finds."""
    if record.due is None or record.due > now:
        return None
    return _passed_on(record, now, directory) if record.state == "asked" else _revisited(record, now, directory)


def _revisited(record: Record, now: datetime, directory: Directory) -> Entry:
    return Entry(
        key=f"{record.name}:revisited:{len(record.entries)}",
        number=record.number,
        kind="bar-raiser",
        act="revisited",
        at=now,
        place=record.scope.pull,
        configuration=directory.digest,
    )


def _passed_on(record: Record, now: datetime, directory: Directory) -> Entry:
    declined = " ".join(dict.fromkeys((*record.fact("declined").split(), *record.people)))
    asked = ", ".join(f"`{login}`" for login in record.people)
    return Entry(
        key=f"{record.name}:passed-on:{len(record.entries)}",
        number=record.number,
        kind="bar-raiser",
        act="passed-on",
        at=now,
        place=record.scope.pull,
        because=f"{asked} did not answer by {record.due:%Y-%m-%d}",
        said=(("declined", declined),),
        configuration=directory.digest,
    )
