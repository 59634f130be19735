"""Evaluates the pull request anew, from everything as it is now."""

from homebot.core.commands.answer import Act, Answer, Role, World
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call

USAGE = "/homebot recheck"
WHO_MAY: tuple[Role, ...] = ("author", "home", "away")
WHERE: Where = "pull request"
EXAMPLES = ("/homebot recheck",)


def apply(call: Call, world: World) -> Answer:
    """Asks for a new evaluation."""
    return Answer("Looking again. The comment and the checks will say what was found.", (Act("recheck"),))
