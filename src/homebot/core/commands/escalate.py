"""Turns declined away work into a question about the roadmap, and answers it."""

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call

USAGE = '/homebot escalate [because="..."]'
WHO_MAY: tuple[Role, ...] = ("away", "home owner", "manager")
WHERE: Where = "anywhere"
EXAMPLES = ("/homebot escalate",)


def apply(call: Call, world: World) -> Answer:
    """Not built yet."""
    return refuse("Not available yet in this version.")
