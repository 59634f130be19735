"""Gives the data that a deviation promised."""

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call

USAGE = '/homebot evidence D12 data=URL says="..."'
WHO_MAY: tuple[Role, ...] = ("home", "away")
WHERE: Where = "anywhere"
EXAMPLES = ('/homebot evidence D12 data=URL says="..."',)


def apply(call: Call, world: World) -> Answer:
    """Not built yet."""
    return refuse("Not available yet in this version.")
