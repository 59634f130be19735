"""Ends your absence: you can be chosen as a reviewer again."""

from homebot.core.commands.answer import Act, Answer, Role, World
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.render.escape import code

USAGE = "/homebot back"
WHO_MAY: tuple[Role, ...] = ("oneself",)
WHERE: Where = "anywhere"
EXAMPLES = ("/homebot back",)


def apply(call: Call, world: World) -> Answer:
    """Ends the absence of whoever says it."""
    until = world.availability.absent_until
    if until is None or until <= world.day:
        return Answer(f"{code(world.actor)} is not marked absent and can be chosen. Nothing had to change.")
    return Answer(f"Welcome back, {code(world.actor)}: you can be chosen again.", (Act("back", login=world.actor),))
