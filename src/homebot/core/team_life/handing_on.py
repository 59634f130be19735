"""A decision that is open when its team ends, or its service is handed on, goes to whoever stands for them now."""

from dataclasses import replace
from datetime import datetime

from homebot.core.directory import Directory
from homebot.core.notices import Notice, comment_at
from homebot.core.register.entries import Entry, Kind
from homebot.core.register.further import further
from homebot.core.register.home import home_of
from homebot.core.register.record import Record
from homebot.core.register.table import transition
from homebot.core.render.escape import code, mention, plain
from homebot.core.render.markdown import series
from homebot.core.team_life.heirs import Heir, heir

KINDS: tuple[Kind, ...] = ("deviation", "override", "agreement", "claim", "escalation")
"""What a team has to do something about as long as it is open."""
_OF_THE_TEAM: tuple[Kind, ...] = ("agreement", "claim")
"""Where the people who are asked to act are the team's own."""
FROM = "from"
"""The fact that says whose it was."""


def can_be_handed_on(record: Record) -> bool:
    """Whether a team has something to do about it still."""
    return record.kind in KINDS and transition(record.kind, record.state, "handed-on") is not None


def heirs(record: Record, directory: Directory, now: datetime) -> tuple[Heir | None, Heir | None]:
    """Whose it is now, and who owns the service; `None` for one that nobody stands for."""
    service, owner = record.scope.service, home_of(record, directory, now.date())
    return _heir(record.team, service, directory, now), _heir(owner, service, directory, now)


def _heir(team: str, service: str, directory: Directory, now: datetime) -> Heir | None:
    return heir(directory, team, service, now.date()) if team else Heir(team)


def handed_on(record: Record, directory: Directory, now: datetime) -> Entry | None:
    """The entry that hands it on; `None` where both are who they were, or nobody stands for the one that is gone."""
    if not can_be_handed_on(record):
        return None
    mine, home = heirs(record, directory, now)
    team, owner = mine or Heir(record.team), home or Heir(record.home)
    if (team.team, owner.team) == (record.team, record.home):
        return None
    entry = further(
        record,
        "handed-on",
        now,
        directory,
        because=f"{record.scope.service} is {owner.team}'s",
        home=owner.team,
        due=record.due,
        said=((FROM, record.home),),
    )
    return entry if team.team == record.team else _moved(entry, record, team, directory)


def _moved(entry: Entry, record: Record, team: Heir, directory: Directory) -> Entry:
    """The same for another team, whose owners are asked where its people were."""
    people = directory.teams[team.team].owners if record.people and record.kind in _OF_THE_TEAM else ()
    return replace(entry, because=team.because, team=team.team, people=people, said=((FROM, record.team),))


def told(record: Record, entry: Entry, directory: Directory, calls: bool = True) -> tuple[Notice, ...]:
    """A comment where it was said, for whoever has to act on it now: the owners of the team that has it. What only
    another home team has needs none, nor what a bar raiser has to follow up; `record` is as it was before the `entry`.
    With `calls` they are notified."""
    team = directory.teams.get(entry.team)
    if team is None or record.kind == "override":
        return ()
    asked = series([mention(login) if calls else code(login) for login in team.owners], 10)
    body = (
        f"{record.name} ({record.kind}, {code(record.state)}) was {code(record.team)}'s and is {code(team.name)}'s now:"
        f" {plain(entry.because)}. {asked}: it is yours to see through."
    )
    return comment_at(record.place, f"said:{entry.key}", body)
