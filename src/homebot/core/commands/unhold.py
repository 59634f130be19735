"""Lifts the hold on the review."""

from homebot.core.commands.answer import Act, Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.render.escape import code
from homebot.core.render.markdown import series

USAGE = "/homebot unhold"
WHO_MAY: tuple[Role, ...] = ("home", "bar raiser")
WHERE: Where = "pull request"
EXAMPLES = ("/homebot unhold",)


def apply(call: Call, world: World) -> Answer:
    """Lets the review go on."""
    holders = [hold.by for hold in world.snapshot.holds] if world.snapshot is not None else []
    if not holders:
        return refuse("Nobody holds this pull request, so there is nothing to lift.")
    by = series([code(login) for login in dict.fromkeys(holders)])
    return Answer(f"The hold by {by} is lifted; the review goes on.", (Act("unhold", login=world.actor),))
