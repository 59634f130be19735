"""What the passing of time does to an agreement: its warranty begins, goes on for a claim, and ends (SPEC 9)."""

from datetime import datetime

from homebot.core.agreements.going_live import by_merge
from homebot.core.directory import Directory
from homebot.core.register.entries import Entry
from homebot.core.register.further import further
from homebot.core.register.record import Record
from homebot.core.warranty.clock import began, clock, open_claims


def lapse(record: Record, related: tuple[Record, ...], now: datetime, directory: Directory) -> Entry | None:
    """What time did to it by `now`; `None` where it did nothing."""
    if record.due is None or now < record.due:
        return None
    if record.state == "merged":
        return by_merge(record, now, directory)
    if record.state == "live":
        return began(record, now, directory)
    return _ended(record, open_claims(record, related), now, directory) if record.state == "warranty" else None


def _ended(record: Record, claims: tuple[Record, ...], now: datetime, directory: Directory) -> Entry | None:
    """Without an open claim it is handed over. For one it goes on, once until twice its length is over; then the
    managers hear of it, and it waits for what becomes of the claim."""
    if not claims:
        return _entry(record, "ended", now, None, directory)
    times = clock(record)
    if times is not None and now < times.latest:
        return _entry(record, "extended", now, times.latest, directory, claims)
    act = "overran" if record.last("overran") is None else "extended"
    return _entry(record, act, now, None, directory, claims)


def _entry(
    record: Record,
    act: str,
    now: datetime,
    due: datetime | None,
    directory: Directory,
    claims: tuple[Record, ...] = (),
) -> Entry:
    said = (("open-claims", " ".join(one.name for one in claims)),)
    return further(record, act, now, directory, due=due, said=said)
