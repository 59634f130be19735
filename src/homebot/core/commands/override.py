"""Goes against a bar raiser, seen higher up."""

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call

USAGE = '/homebot override B7 because="..." follow-up=DATE'
WHO_MAY: tuple[Role, ...] = ("home owner",)
WHERE: Where = "pull request"
EXAMPLES = ('/homebot override B7 because="..." follow-up=DATE',)


def apply(call: Call, world: World) -> Answer:
    """Not built yet."""
    return refuse("Not available yet in this version.")
