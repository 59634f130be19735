"""Claims the warranty of an agreement."""

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call

USAGE = "/homebot warranty A12"
WHO_MAY: tuple[Role, ...] = ("home", "away")
WHERE: Where = "anywhere"
EXAMPLES = ("/homebot warranty A12",)


def apply(call: Call, world: World) -> Answer:
    """Not built yet."""
    return refuse("Not available yet in this version.")
