"""Declines away work."""

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call

USAGE = '/homebot decline because="..."'
WHO_MAY: tuple[Role, ...] = ("home owner",)
WHERE: Where = "anywhere"
EXAMPLES = ('/homebot decline because="..."',)


def apply(call: Call, world: World) -> Answer:
    """Not built yet."""
    return refuse("Not available yet in this version.")
