"""What people say about an override."""

from homebot.core.commands.answer import Answer, World, refuse
from homebot.core.commands.parse import Call
from homebot.core.register.record import Record


def follow_up(call: Call, world: World, record: Record) -> Answer:
    """What became of it."""
    return refuse("Not available yet in this version.")
