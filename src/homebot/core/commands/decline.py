"""Declines the away work that this issue or draft pull request proposes, with a reason; it can then be escalated."""

from homebot.core.agreements import agreeing
from homebot.core.agreements.proposed import as_record, proposal
from homebot.core.commands.answer import Answer, Role, World
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.register.record import Record

USAGE = '/homebot decline because="..."'
WHO_MAY: tuple[Role, ...] = ("home owner",)
NEVER: tuple[Role, ...] = ("author", "away")
WHERE: Where = "anywhere"
READS_ISSUE = True
EXAMPLES = ('/homebot decline because="we replace that interface in January"',)


def about(call: Call, world: World) -> Record | None:
    """What is proposed here, for the service that it names."""
    proposed = proposal(world)
    return as_record(proposed, world) if proposed is not None and proposed.service else None


def apply(call: Call, world: World) -> Answer:
    """Declines."""
    return agreeing.decline(call, world, USAGE)
