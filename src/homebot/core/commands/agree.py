"""Agrees to away work: the standards of today are pinned."""

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call

USAGE = "/homebot agree"
WHO_MAY: tuple[Role, ...] = ("home owner",)
WHERE: Where = "anywhere"
EXAMPLES = ("/homebot agree",)


def apply(call: Call, world: World) -> Answer:
    """Not built yet."""
    return refuse("Not available yet in this version.")
