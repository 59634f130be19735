"""Who answers for a team that opened a dispute or is asked about a surface: its owners; once it is gone, the owners of
whoever stands for it; where nobody does, the managers above it. Nothing waits for a team that is no more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from homebot.core.directory import Directory
from homebot.core.managers import all_managers
from homebot.core.team_life.heirs import heir


@dataclass(frozen=True, slots=True)
class Answerer:
    """Owners of any of `teams` answer for a team; where these have none, or there are no such teams, the `people`."""

    teams: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


def answerer(directory: Directory, team: str, services: Iterable[str], day: date) -> Answerer:
    """Who answers on `day` for what a team said of a contribution to these services."""
    stand = (heir(directory, team, service, day) for service in services)
    teams = tuple(dict.fromkeys(one.team for one in stand if one is not None and one.team in directory.teams))
    if any(directory.teams[one].owners for one in teams):
        return Answerer(teams)
    above = dict.fromkeys(login for one in (*teams, team) for login in all_managers(directory, one))
    return Answerer(teams, tuple(above) or _of_company(directory))


def _of_company(directory: Directory) -> tuple[str, ...]:
    """Of a team that the catalogue has no more nobody knows where it was: the managers of the whole."""
    return next((entity.managers for entity in directory.entities.values() if entity.parent is None), ())
