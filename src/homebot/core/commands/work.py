"""Shows your own availability: absence, limit, and how many reviews are asked of you."""

from homebot.core.commands.answer import Answer, Role, World
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.commands.roles import teams_of_actor
from homebot.core.render.escape import code
from homebot.core.render.markdown import bullets, series

USAGE = "/homebot work"
WHO_MAY: tuple[Role, ...] = ("oneself",)
WHERE: Where = "anywhere"
EXAMPLES = ("/homebot work",)


def apply(call: Call, world: World) -> Answer:
    """Answers with the open reviews of whoever asks."""
    own = world.availability
    absent = own.absent_until is not None and own.absent_until > world.day
    usual = world.directory.settings.reviewer_limit
    limit = f"{own.limit} (set by you)" if own.limit is not None else f"{usual} (the company's)"
    teams = series([code(team) for team in teams_of_actor(world)])
    lines = [
        f"**Availability:** {f'absent until {own.absent_until}' if absent else 'here'}",
        f"**Open reviews asked by homebot:** {own.open_requests}",
        f"**Limit:** {limit}",
        f"**Teams:** {teams or 'none in the catalogue that homebot can see from here'}",
    ]
    return Answer(f"{code(world.actor)}:\n\n{bullets(lines)}")
