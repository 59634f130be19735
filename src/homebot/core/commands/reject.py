"""Rejects a deviation: the standard is held to again."""

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.deviations import commands as deviations
from homebot.core.register.record import Record
from homebot.core.render.escape import code

USAGE = '/homebot reject D12 because="..."'
WHO_MAY: tuple[Role, ...] = ("home owner", "standard owner")
WHERE: Where = "anywhere"
EXAMPLES = ('/homebot reject D12 because="the benchmark measures another path"',)


def about(call: Call, world: World) -> Record | None:
    """The decision it names."""
    return world.register.find(call.words[0]) if call.words else None


def apply(call: Call, world: World) -> Answer:
    """Rejects what is named."""
    record = about(call, world)
    if record is None or record.kind != "deviation":
        return refuse(f"Name the deviation, such as `D12`: {code(USAGE)}.")
    return deviations.reject(call, world, record)
