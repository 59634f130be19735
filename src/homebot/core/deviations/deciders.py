"""Who decides on a deviation: an owner of the service, or of the standard where it is a floor."""

from homebot.core.commands.answer import World
from homebot.core.commands.roles import members, roles
from homebot.core.deviations.owners import CLAIMING, claimants, is_floor, owners_of_standard
from homebot.core.deviations.terms import OF_SERVICE, OF_STANDARD, PULLS, TEAMS
from homebot.core.register.home import home_of
from homebot.core.register.record import Record
from homebot.core.register.said import Unclear
from homebot.core.render.escape import code
from homebot.core.render.markdown import series
from homebot.core.writers import writers


def decides(world: World, record: Record) -> str:
    """As what the actor accepts it: `OF_SERVICE` or `OF_STANDARD`. Raises `Unclear` for whoever may not."""
    _check_own(world, record)
    if is_floor(record, world.directory):
        _check_owner_of_standard(world, record)
        return OF_STANDARD
    _check_owner_of_service(world, record)
    return OF_SERVICE


def rejects(world: World, record: Record) -> None:
    """Raises `Unclear` for whoever may not reject it. An owner of the service may hold to a floor without asking."""
    _check_own(world, record)
    if not is_floor(record, world.directory) or "standard owner" not in roles(world, record):
        _check_owner_of_service(world, record)


def not_alone(world: World, record: Record) -> str:
    """Why the actor does not take it back alone, as whoever claimed it may while nobody said yes and nothing was let
    through: then there is nothing that data would be owed for. Empty for who does."""
    claimed = {entry.by for entry in record.entries if entry.act in CLAIMING}
    if claimed != {world.actor}:
        return f"{record.name} was claimed by {series([code(one) for one in sorted(claimed)])}."
    if why_not := _counts(record):
        return why_not
    seen = world.snapshot
    if record.fact(PULLS).split() != [world.place] or seen is None or seen.conversation.state != "open":
        return f"{record.name} is taken back on the one pull request it is for, while that is open."
    return ""


def _counts(record: Record) -> str:
    """For whom it counts besides who claimed it."""
    if record.last("accepted") is not None:
        return f"{record.name} was accepted."
    if record.last("relied-on") is not None:
        return f"A merge, or another change, relies on {record.name}."
    return f"The evidence of {record.name} is overdue." if record.state == "overdue" else ""


def _check_own(world: World, record: Record) -> None:
    if world.actor in claimants(record):
        raise Unclear(f"{code(world.actor)} claimed {record.name}, or wrote what it is for: somebody else decides.")


def _check_owner_of_service(world: World, record: Record) -> None:
    home = home_of(record, world.directory, world.day)
    if "home owner" not in roles(world, record):
        raise Unclear(f"An owner of {code(home)} decides on {record.name}; {code(world.actor)} is none.")
    for team in dict.fromkeys((record.team, *record.fact(TEAMS).split())):
        if team != home and world.actor in members(team, world):
            raise Unclear(f"{code(world.actor)} is in {code(team)}, which deviates: another owner decides.")


def _check_owner_of_standard(world: World, record: Record) -> None:
    owners = owners_of_standard(record, world.directory, world.day)
    if world.actor not in owners:
        asked = f"{series([code(one) for one in owners])} may" if owners else "the profile names nobody who may"
        raise Unclear(f"{code(record.scope.standard)} is a floor, so an owner of the standard decides: {asked}.")
    seen = world.snapshot
    if seen is not None and str(seen.pull) == record.scope.pull and world.actor in writers(seen):
        raise Unclear(f"A commit of the change is by {code(world.actor)}: another owner of the standard decides.")
    for team in dict.fromkeys((home_of(record, world.directory, world.day), record.team, *record.fact(TEAMS).split())):
        _check_outside(team, world, record)


def _check_outside(team: str, world: World, record: Record) -> None:
    """Nobody lets their own team go below a floor. Who is in a team that GitHub lists is known where its pull request
    was read."""
    known = world.directory.teams.get(team)
    seen = dict(world.snapshot.members) if world.snapshot is not None else {}
    if known is not None and known.github_team is not None and team not in seen:
        raise Unclear(f"Say it on {code(record.place)}: there homebot knows who is in {code(team)}.")
    if known is not None and world.actor in members(team, world):
        raise Unclear(f"{code(world.actor)} is in {code(team)}: nobody lets their own team go below a floor.")
