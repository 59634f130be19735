"""What people say about a deviation."""

from homebot.core.commands.answer import Answer, World, refuse
from homebot.core.commands.parse import Call
from homebot.core.register.record import Record


def accept(call: Call, world: World, record: Record) -> Answer:
    """Accepts it."""
    return refuse("Not available yet in this version.")


def reject(call: Call, world: World, record: Record) -> Answer:
    """Rejects it."""
    return refuse("Not available yet in this version.")
