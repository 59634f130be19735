"""Records that your team builds again what a service does. It blocks nothing."""

from homebot.core.commands.answer import Answer, Role, World
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.escalations import duplicating

USAGE = '/homebot duplicate SERVICE because="..."'
WHO_MAY: tuple[Role, ...] = ("org member",)
WHERE: Where = "anywhere"
EXAMPLES = ('/homebot duplicate ledgerd because="we need it in a region where it does not run"',)


def apply(call: Call, world: World) -> Answer:
    """Records it."""
    return duplicating.duplicate(call, world)
