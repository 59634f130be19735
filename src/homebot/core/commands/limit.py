"""Sets how many open reviews homebot may ask of you at a time, in all repositories together; 0 means none.

`default` goes back to the company's limit."""

from homebot.core.commands.answer import Act, Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.render.escape import code

USAGE = "/homebot limit N"
WHO_MAY: tuple[Role, ...] = ("oneself",)
WHERE: Where = "anywhere"
EXAMPLES = ("/homebot limit 3", "/homebot limit default")

MAX_LIMIT = 100


def apply(call: Call, world: World) -> Answer:
    """Records how many open reviews one takes."""
    word = call.words[0].lower() if len(call.words) == 1 and not call.named else ""
    usual = world.directory.settings.reviewer_limit
    if word == "default":
        reply = f"{code(world.actor)} has the company's limit again: at most {usual} open reviews."
        return Answer(reply, (Act("limit", login=world.actor),))
    if not (word.isascii() and word.isdigit() and len(word) <= 3 and int(word) <= MAX_LIMIT):
        return refuse(f"Name a number from 0 to {MAX_LIMIT}, or `default` (now {usual}): {code(USAGE)}.")
    limit, due = int(word), world.availability.open_requests
    over = f" {due} are open now; they stay." if due > limit else ""
    reply = f"{code(world.actor)} will be asked for at most {limit} open review{'' if limit == 1 else 's'}.{over}"
    return Answer(reply, (Act("limit", login=world.actor, number=limit),))
