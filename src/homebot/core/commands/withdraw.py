"""Takes back what you said by mistake: a deviation that you claimed, or that you asked for a bar raiser.

A deviation is taken back on the pull request it is for, while that is open, nobody has accepted it and nothing relies
on it; after that an owner of the Home Team ends it, with a reason. Of a bar raiser's decision only the asking is taken
back: it goes on where a rule asks for it, or somebody else, and a door that was raised stays raised. Once it is
answered an owner of the Home Team takes the asking back, with a reason, but never what a bar raiser is against.
(`credit withdraw` takes back what was said of an adoption.)"""

from homebot.core.bar_raisers import withdrawing as bar_raisers
from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.deviations import commands as deviations
from homebot.core.register.record import Record
from homebot.core.render.escape import code

USAGE = '/homebot withdraw D12|B7 [because="..."]'
WHO_MAY: tuple[Role, ...] = ("home", "away", "standard owner")
WHERE: Where = "pull request"
EXAMPLES = ("/homebot withdraw D12", '/homebot withdraw B7 because="I took it for the public interface"')


def about(call: Call, world: World) -> Record | None:
    """The deviation it names. A bar raiser's decision is about all of the pull request."""
    record = _named(call, world)
    return record if record is not None and record.kind == "deviation" else None


def _named(call: Call, world: World) -> Record | None:
    return world.register.find(call.words[0]) if call.words else None


def apply(call: Call, world: World) -> Answer:
    """Takes back what is named."""
    record = _named(call, world)
    match record.kind if record is not None else "":
        case "deviation":
            assert record is not None
            return deviations.withdraw(call, world, record)
        case "bar-raiser":
            assert record is not None
            return bar_raisers.withdraw(call, world, record)
        case _:
            return refuse(f"Name what you take back, a deviation or a bar raiser's decision: {code(USAGE)}.")
