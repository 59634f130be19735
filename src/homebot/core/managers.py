"""The managers of the entities above teams: the nearest, all up to the root, or those that two teams have in common."""

from collections.abc import Sequence, Set

from homebot.core.directory import Directory


def nearest_managers(directory: Directory, team: str, barred: Set[str]) -> tuple[str, ...]:
    """The managers of the nearest entity above the team that has any who are not `barred`."""
    for entity in _path(directory, team):
        if able := tuple(login for login in directory.entities[entity].managers if login not in barred):
            return able
    return ()


def all_managers(directory: Directory, team: str) -> tuple[str, ...]:
    """The managers of every entity from the team's own up to the root, the nearest first."""
    return tuple(login for entity in _path(directory, team) for login in directory.entities[entity].managers)


def managers_above(directory: Directory, home: str, away: str) -> tuple[str, ...]:
    """The managers of the entities of both teams, from each team's own up to one level above the lowest that both
    belong to; those nearest first, each once. With one team alone, of its own entity and the one above."""
    paths = [path for team in (home, away) if (path := _path(directory, team))]
    if not paths:
        return ()
    entities = dict.fromkeys(entity for path in paths for entity in _up_to_above(path, _common(paths)))
    return tuple(dict.fromkeys(login for one in entities for login in directory.entities[one].managers))


def _common(paths: Sequence[tuple[str, ...]]) -> str | None:
    """The lowest entity that is on all of them."""
    return next((entity for entity in paths[0] if all(entity in path for path in paths)), None)


def _path(directory: Directory, team: str) -> tuple[str, ...]:
    """The entities from a team's own up to the root; none for a team that the catalogue does not know."""
    found = directory.teams.get(team)
    return tuple(directory.ancestors(found.entity)) if found is not None else ()


def _up_to_above(path: tuple[str, ...], common: str | None) -> tuple[str, ...]:
    return path if common is None else path[: path.index(common) + 2]
