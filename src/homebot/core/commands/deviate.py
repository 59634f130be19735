"""Departs from a standard for a while, with data why."""

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call

USAGE = '/homebot deviate STANDARD because="..." until=DATE [evidence-by=DATE]'
WHO_MAY: tuple[Role, ...] = ("home", "away")
WHERE: Where = "pull request"
EXAMPLES = ('/homebot deviate STANDARD because="..." until=DATE',)


def apply(call: Call, world: World) -> Answer:
    """Not built yet."""
    return refuse("Not available yet in this version.")
