"""A claim on a warranty: who is asked to take it up, and until when they say that they do."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from homebot.core.accountable import accountable
from homebot.core.directory import Directory
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.home import home_of
from homebot.core.register.record import Record
from homebot.core.working_days import Period, ends

ACKNOWLEDGED_WITHIN = Period(2, "wd")
MOST_CONTACTS = 3
_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,45}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What somebody brings forward: `place` is the issue or pull request (`owner/name#7`), `title` its title, `author`
    who opened it, `how` whether it was a `command` or the `label`."""

    by: str
    place: str
    because: str
    title: str = ""
    author: str = ""
    how: str = "command"


def claimed(
    agreement: Record, complaint: Complaint, number: int, key: str, now: datetime, directory: Directory
) -> Entry:
    """The entry that opens the claim `number` on the work of an agreement."""
    said = {
        "issue": complaint.place,
        "title": complaint.title[:200],
        "author": complaint.author,
        "how": complaint.how,
        "headline": agreement.fact("headline")[:200],
    }
    return Entry(
        key=key,
        number=number,
        kind="claim",
        act="claimed",
        at=now,
        by=complaint.by,
        place=complaint.place,
        because=complaint.because,
        team=agreement.team,
        home=home_of(agreement, directory, now.date()),
        scope=Scope(service=agreement.scope.service, of=agreement.number),
        due=ends(now, ACKNOWLEDGED_WITHIN, directory.teams.get(agreement.team)),
        people=asked(agreement, directory, now.date()),
        said=tuple((name, value) for name, value in said.items() if value),
        configuration=directory.digest,
    )


def asked(agreement: Record, directory: Directory, day: date) -> tuple[str, ...]:
    """Who takes a claim up: those members of the away team whom the agreement names as its contact, else the team's
    owners; where there is none, who stands above them."""
    team = directory.teams.get(agreement.team)
    people: Collection[str] = {*team.members, *team.owners} if team else ()
    words = _LOGIN.findall(agreement.fact("contact").lower())
    contacts = tuple(dict.fromkeys(word for word in words if word in people))[:MOST_CONTACTS]
    return contacts if contacts and directory.team_exists_on(agreement.team, day) else owners(agreement, directory, day)


def owners(agreement: Record, directory: Directory, day: date) -> tuple[str, ...]:
    """Who answers for the away team."""
    return accountable(directory, agreement.team, day, frozenset())


def on_issue(known: Collection[Record], place: str) -> tuple[Record, ...]:
    """The claims that were made on an issue, the oldest first."""
    return tuple(one for one in known if one.kind == "claim" and one.fact("issue") == place)
