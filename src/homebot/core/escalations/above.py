"""Who is asked when two teams' roadmaps disagree: their owners, and the managers above them both (SPEC 9)."""

from homebot.core.directory import Directory
from homebot.core.managers import managers_above


def owners_and_managers(directory: Directory, home: str, away: str) -> tuple[str, ...]:
    """The owners of both teams, then the managers up to one level above their lowest common entity, each once."""
    owners = (login for team in (home, away) if team in directory.teams for login in directory.teams[team].owners)
    return tuple(dict.fromkeys((*owners, *managers_above(directory, home, away))))
