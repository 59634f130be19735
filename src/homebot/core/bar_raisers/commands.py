"""What people say about a bar raiser's decision."""

from homebot.core.commands.answer import Answer, World, refuse
from homebot.core.commands.parse import Call
from homebot.core.register.record import Record


def recommend(call: Call, world: World, record: Record | None) -> Answer:
    """Takes the recommendation."""
    return refuse("Not available yet in this version.")
