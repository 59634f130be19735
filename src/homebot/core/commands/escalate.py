"""Turns declined away work into a question about the roadmap, and answers it.

The away team escalates what was declined; a manager or a home owner gives the outcome: `home-does`, `away-later`,
`duplicate` or `declined`."""

from homebot.core.commands.answer import Answer, Role, World
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.escalations import commands
from homebot.core.register.record import Record

USAGE = '/homebot escalate [A12] because="..." | escalate R13 outcome=OUTCOME because="..."'
WHO_MAY: tuple[Role, ...] = ("away", "home owner", "manager")
WHERE: Where = "anywhere"
EXAMPLES = (
    '/homebot escalate A12 because="refunds in Japan wait for this"',
    '/homebot escalate R13 outcome=away-later because="after the migration in spring"',
)


def about(call: Call, world: World) -> Record | None:
    """The agreement or the escalation it names, or the one of this place."""
    return commands.meant(call, world)


def apply(call: Call, world: World) -> Answer:
    """Opens the question, or settles it."""
    return commands.escalate(call, world, about(call, world))
