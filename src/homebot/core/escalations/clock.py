"""When an open question about the roadmap is brought to mind again."""

from datetime import datetime

from homebot.core.directory import Directory
from homebot.core.register.entries import Entry
from homebot.core.register.further import further
from homebot.core.register.record import Record
from homebot.core.working_days import Period, ends

REMIND_AFTER = Period(10, "wd")
"""Working days of the home team; then again and again, while there is no outcome."""
CLOSED = "closed"
"""The fact of a reminder whose cause is that somebody closed the issue."""


def due(now: datetime, home: str, directory: Directory) -> datetime:
    """When it is brought to mind next."""
    return ends(now, REMIND_AFTER, directory.teams.get(home))


def reminder(record: Record, now: datetime, directory: Directory, closed: bool = False) -> Entry:
    """Brings an open escalation to mind; `closed`: because its issue was closed and has no outcome."""
    said = ((CLOSED, "yes" if closed else ""),)
    return further(record, "reminded", now, directory, due=due(now, record.home, directory), said=said)
