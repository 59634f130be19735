"""What people say about an agreement."""

from homebot.core.commands.answer import Answer, World, refuse
from homebot.core.commands.parse import Call
from homebot.core.register.record import Record


def accept(call: Call, world: World, record: Record) -> Answer:
    """Takes the work over."""
    return refuse("Not available yet in this version.")
