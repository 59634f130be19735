"""Gives the data that a deviation promised: where they are and what they say. homebot reads what stands there once, and
keeps its SHA-256. Kinds: benchmark, incident, cost, experiment, expert-opinion."""

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.deviations import commands as deviations
from homebot.core.register.record import Record
from homebot.core.render.escape import code

USAGE = '/homebot evidence D12 data=URL says="..." [kind=KIND]'
WHO_MAY: tuple[Role, ...] = ("home", "away")
WHERE: Where = "anywhere"
EXAMPLES = ('/homebot evidence D12 data=https://ci.example/run/7 says="p95 fell by 40 ms" kind=benchmark',)


def about(call: Call, world: World) -> Record | None:
    """The decision it names."""
    return world.register.find(call.words[0]) if call.words else None


def apply(call: Call, world: World) -> Answer:
    """Adds the data."""
    record = about(call, world)
    if record is None or record.kind != "deviation":
        return refuse(f"Name the deviation, such as `D12`: {code(USAGE)}.")
    return deviations.evidence(call, world, record)
