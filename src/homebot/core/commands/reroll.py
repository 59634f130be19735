"""Asks somebody else for the review."""

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call

USAGE = "/homebot reroll"
WHO_MAY: tuple[Role, ...] = ("home", "author")
WHERE: Where = "pull request"
EXAMPLES = ("/homebot reroll",)


def apply(call: Call, world: World) -> Answer:
    """Not built yet."""
    return refuse("Not available yet in this version.")
