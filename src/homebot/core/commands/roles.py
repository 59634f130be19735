"""Who the actor is to the pull request, by the catalogue and GitHub's membership, never by a text of the payload."""

from collections.abc import Iterable

from homebot.core.commands.answer import Role, World
from homebot.core.deviations.owners import owners_of_standard
from homebot.core.managers import all_managers
from homebot.core.register.home import home_of
from homebot.core.register.record import Record

ROLES: dict[Role, str] = {
    "anyone": "anyone",
    "author": "the author of the pull request",
    "home": "a member of a Home Team of the touched services",
    "away": "a member of the Away Team",
    "home owner": "an owner of a Home Team of the touched services",
    "away owner": "an owner of the Away Team",
    "standard owner": "an owner of the standard",
    "bar raiser": "a bar raiser",
    "manager": "a manager of an entity that the home or the away team belongs to",
    "oneself": "everyone for themselves",
    "org member": "a member of the organisation",
}
"""Each role in words, for refusals and help."""


def in_words(wanted: tuple[Role, ...]) -> str:
    """The roles in words: `the author of the pull request or a bar raiser`."""
    words = [ROLES[role] for role in wanted]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def roles(world: World, about: Record | None = None) -> frozenset[Role]:
    """Every role the actor has here and today; to the decision a command is `about`, where it names one that is not
    of this pull request."""
    home, away = _home_teams(world, about), _away_teams(world, about)
    bar_raisers = {person for people in world.directory.bar_raisers.values() for person in people}
    held: dict[Role, bool] = {
        "anyone": True,
        "oneself": True,
        "author": _author(world, about) == world.actor,
        "home": _is_member(home, world),
        "away": _is_member(away, world),
        "home owner": _is_owner(home, world),
        "away owner": _is_owner(away, world),
        "standard owner": about is not None and world.actor in owners_of_standard(about, world.directory, world.day),
        "bar raiser": world.actor in bar_raisers,
        "manager": any(world.actor in all_managers(world.directory, team) for team in (*home, *away)),
        "org member": _org_member(world),
    }
    return frozenset(role for role, has in held.items() if has)


def members(team: str, world: World) -> frozenset[str]:
    """The team's people: as the catalogue lists them, and as GitHub did when the snapshot or the issue was read."""
    listed = world.directory.teams[team].members if team in world.directory.teams else ()
    seen = dict(world.snapshot.members).get(team, ()) if world.snapshot is not None else ()
    return frozenset((*listed, *seen, *dict(world.teams).get(team, ())))


def teams_of_actor(world: World) -> tuple[str, ...]:
    """The teams the actor is in today, in the catalogue's order."""
    return tuple(team for team in _existing(world, world.directory.teams) if world.actor in members(team, world))


def _is_member(teams: Iterable[str], world: World) -> bool:
    return any(world.actor in members(team, world) for team in teams)


def _is_owner(teams: Iterable[str], world: World) -> bool:
    return any(world.actor in world.directory.teams[team].owners for team in teams)


def _author(world: World, about: Record | None) -> str:
    """Who opened the pull request a decision is about."""
    if about is not None and about.fact("author"):
        return about.fact("author")
    return world.snapshot.conversation.author if world.snapshot is not None else ""


def _home_teams(world: World, about: Record | None) -> tuple[str, ...]:
    """Who owns the service a decision is about; else owners of the touched services; without an evaluation yet, of all
    services of the repository."""
    if about is not None:
        return _existing(world, (home_of(about, world.directory, world.day),))
    if world.decision is not None:
        return _existing(world, (standing.team for standing in world.decision.recognition.standings))
    services = world.directory.services_of_repository(world.repository)
    return _existing(world, (world.directory.owner_on(service, world.day) for service in services))


def _away_teams(world: World, about: Record | None) -> tuple[str, ...]:
    if about is not None:
        return _existing(world, (about.team,))
    team = world.decision.recognition.away_team if world.decision is not None else None
    return _existing(world, (team,) if team is not None else ())


def _existing(world: World, teams: Iterable[str]) -> tuple[str, ...]:
    return tuple(team for team in dict.fromkeys(teams) if world.directory.team_exists_on(team, world.day))


def _org_member(world: World) -> bool:
    """GitHub's word counts. Where it could not be asked, being in a team of the catalogue does."""
    return world.org_member if world.org_member is not None else bool(teams_of_actor(world))
