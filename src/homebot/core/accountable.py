"""Who answers for a service when its team cannot: its owners, then whoever stands above them (SPEC 7). Whoever owned a
team answers for nothing once it is no more."""

from collections.abc import Set
from datetime import date

from homebot.core.directory import Directory


def accountable(directory: Directory, team: str, day: date, barred: Set[str]) -> tuple[str, ...]:
    """The team's owners without those who are `barred`; if none is left, who stands above them."""
    owners = directory.teams[team].owners if directory.team_exists_on(team, day) else ()
    own = tuple(login for login in owners if login not in barred)
    return own or above(directory, team, day, barred)


def above(directory: Directory, team: str, day: date, barred: Set[str]) -> tuple[str, ...]:
    """The owners of the other teams of the nearest entity and its managers; if all are `barred`, those of its parent,
    and so on up to the root."""
    found = directory.teams.get(team)
    for entity in directory.ancestors(found.entity) if found else ():
        if able := tuple(login for login in _of_entity(directory, entity, team, day) if login not in barred):
            return able
    return ()


def _of_entity(directory: Directory, entity: str, team: str, day: date) -> tuple[str, ...]:
    """The owners of an entity's teams of that day, without those of one, and its managers."""
    siblings = (one for one in directory.teams.values() if one.entity == entity and one.name != team)
    owners = (login for one in siblings if directory.team_exists_on(one.name, day) for login in one.owners)
    return tuple(dict.fromkeys((*owners, *directory.entities[entity].managers)))
