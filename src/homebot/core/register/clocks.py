"""What the passing of time does to a decision: each kind has a `lapse` of its own."""

from collections.abc import Callable
from datetime import datetime

from homebot.core.agreements import lapse as agreements
from homebot.core.bar_raisers import lapse as bar_raisers
from homebot.core.deviations import lapse as deviations
from homebot.core.directory import Directory
from homebot.core.escalations import lapse as escalations
from homebot.core.overrides import lapse as overrides
from homebot.core.register.entries import Entry, Kind
from homebot.core.register.record import Record
from homebot.core.warranty import lapse as warranty

Lapse = Callable[[Record, tuple[Record, ...], datetime, Directory], Entry | None]

LAPSES: dict[Kind, Lapse] = {
    "deviation": deviations.lapse,
    "bar-raiser": bar_raisers.lapse,
    "override": overrides.lapse,
    "agreement": agreements.lapse,
    "claim": warranty.lapse,
    "escalation": escalations.lapse,
}


def lapsed(record: Record, related: tuple[Record, ...], now: datetime, directory: Directory) -> Entry | None:
    """The entry that time writes by `now`, at most one: asked again with it, the next. `related` are the decisions that
    belong to it and the one it belongs to."""
    of_kind = LAPSES.get(record.kind)
    return of_kind(record, related, now, directory) if of_kind is not None and not record.final else None
