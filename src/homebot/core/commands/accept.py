"""Accepts a deviation, or an agreement's work as the home team's own: it is handed over."""

from homebot.core.agreements import commands as agreements
from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.deviations import commands as deviations
from homebot.core.register.record import Record
from homebot.core.render.escape import code

USAGE = "/homebot accept D12|A12 [because=...]"
WHO_MAY: tuple[Role, ...] = ("home owner", "standard owner")
WHERE: Where = "anywhere"
EXAMPLES = ("/homebot accept D12", '/homebot accept A12 because="runbook read, alarms tried"')


def about(call: Call, world: World) -> Record | None:
    """The decision it names."""
    return world.register.find(call.words[0]) if call.words else None


def apply(call: Call, world: World) -> Answer:
    """Accepts what is named."""
    record = about(call, world)
    match record.kind if record is not None else "":
        case "deviation":
            assert record is not None
            return deviations.accept(call, world, record)
        case "agreement":
            assert record is not None
            return agreements.accept(call, world, record)
        case _:
            return refuse(f"Name the deviation or the agreement, such as `D12` or `A12`: {code(USAGE)}.")
