"""Asks for the word of an independent bar raiser."""

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call

USAGE = '/homebot raise KIND [because="..."]'
WHO_MAY: tuple[Role, ...] = ("home", "away")
WHERE: Where = "pull request"
EXAMPLES = ("/homebot raise KIND",)


def apply(call: Call, world: World) -> Answer:
    """Not built yet."""
    return refuse("Not available yet in this version.")
