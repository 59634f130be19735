"""What the passing of time does to a claim: nobody took it up in time, and the away team's owners are asked."""

from datetime import datetime

from homebot.core.directory import Directory
from homebot.core.managers import nearest_managers
from homebot.core.register.entries import Entry
from homebot.core.register.further import further
from homebot.core.register.record import Record
from homebot.core.warranty.claim import owners


def lapse(record: Record, related: tuple[Record, ...], now: datetime, directory: Directory) -> Entry | None:
    """What time did to it by `now`; `None` where it did nothing."""
    if record.state != "open" or record.due is None or now < record.due:
        return None
    return further(record, "late", now, directory, people=(*record.people, *_besides(record, now, directory)))


def _besides(record: Record, now: datetime, directory: Directory) -> tuple[str, ...]:
    """Who is asked besides: the owners; where they were asked already, the managers above them."""
    of_team = tuple(login for login in owners(record, directory, now.date()) if login not in record.people)
    return of_team or nearest_managers(directory, record.team, frozenset(record.people))
