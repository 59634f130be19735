"""Teams inside teams."""

from homebot.sandbox.state import Team
from homebot.sandbox.world import World


def parent_of(world: World, team: Team) -> Team | None:
    """The team it is nested in."""
    return world.teams.get(f"{team.organisation}/{team.parent}") if team.parent else None


def children_of(world: World, team: Team, immediate: bool = False) -> list[Team]:
    """The teams nested in it, by slug; all the way down unless only the `immediate` ones are wanted."""
    own = [one for one in world.teams.values() if (one.organisation, one.parent) == (team.organisation, team.slug)]
    below = [] if immediate else [deeper for child in own for deeper in children_of(world, child)]
    return sorted([*own, *below], key=lambda found: found.slug)
