"""Who is told when two teams disagree: their owners, and the managers above them both (SPEC 8 and 9)."""

from homebot.core.directory import Directory


def owners_and_managers(directory: Directory, home: str, away: str) -> tuple[str, ...]:
    """The owners of both teams, then `managers_above` them, each once."""
    owners = (login for team in (home, away) if team in directory.teams for login in directory.teams[team].owners)
    return tuple(dict.fromkeys((*owners, *managers_above(directory, home, away))))


def managers_above(directory: Directory, one: str, other: str) -> tuple[str, ...]:
    """The managers of the entities from each team's own up to one level above the lowest that both are in, the nearest
    first; all up to the root where the catalogue does not have the other team."""
    entities = [entity for team in (one, other) for entity in _up(directory, team, _last(directory, one, other))]
    return tuple(dict.fromkeys(login for entity in entities for login in directory.entities[entity].managers))


def _last(directory: Directory, one: str, other: str) -> str | None:
    """The entity that is looked at last: the parent of the lowest common one, which the root has none of."""
    beside = set(_chain(directory, other))
    common = next((entity for entity in _chain(directory, one) if entity in beside), None)
    return (directory.entities[common].parent or common) if common is not None else None


def _up(directory: Directory, team: str, last: str | None) -> tuple[str, ...]:
    chain = _chain(directory, team)
    return chain[: chain.index(last) + 1] if last in chain else chain


def _chain(directory: Directory, team: str) -> tuple[str, ...]:
    found = directory.teams.get(team)
    return tuple(directory.ancestors(found.entity)) if found is not None else ()
