"""When an open question about the roadmap is brought to mind again."""

from dataclasses import replace
from datetime import datetime, timedelta

from homebot.core.directory import Directory
from homebot.core.register.entries import Entry
from homebot.core.register.further import further
from homebot.core.register.record import Record
from homebot.core.working_days import Period, ends

REMIND_AFTER = Period(10, "wd")
"""Working days of the home team; then again and again, while there is no outcome."""
MOST_CLOSED, WITHIN = 3, timedelta(days=1)
"""So often its issue is opened again: where a program closes issues, the two would go on for ever."""
CLOSED = "closed"
"""The fact of a reminder whose cause is that somebody closed the issue."""


def due(now: datetime, home: str, directory: Directory) -> datetime:
    """When it is brought to mind next."""
    return ends(now, REMIND_AFTER, directory.teams.get(home))


def closed_often(record: Record, now: datetime) -> bool:
    """Whether its issue was closed, and opened again, so often that it stays closed until the next reminder."""
    reminded = (one for one in record.entries if one.act == "reminded" and dict(one.said).get(CLOSED) == "yes")
    return sum(one.at > now - WITHIN for one in reminded) >= MOST_CLOSED


def reminder(record: Record, now: datetime, directory: Directory, closed_by: str = "") -> Entry:
    """Brings an open escalation to mind; `closed_by` names the event that closed its issue without an outcome, which
    does so once."""
    said = ((CLOSED, "yes" if closed_by else ""),)
    entry = further(record, "reminded", now, directory, due=due(now, record.home, directory), said=said)
    return replace(entry, key=f"{closed_by}:reminded:{record.number}") if closed_by else entry
