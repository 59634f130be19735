"""Makes `homebot: review` wait, whatever is approved, until somebody lifts the hold."""

from homebot.core.commands.answer import Act, Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.facts import Snapshot
from homebot.core.render.escape import code, plain

USAGE = "/homebot hold [because...]"
WHO_MAY: tuple[Role, ...] = ("home", "bar raiser")
WHERE: Where = "pull request"
EXAMPLES = ("/homebot hold", "/homebot hold the migration runs on Friday", '/homebot hold because="see the incident"')


def apply(call: Call, world: World) -> Answer:
    """Makes the review wait."""
    if set(dict(call.named)) - {"because"} or (call.words and call.named):
        return refuse(f"Give the reason as words or as `because=`: {code(USAGE)}.")
    if world.snapshot is not None and (reason := _reason_against(world.actor, world.snapshot)):
        return refuse(reason)
    because = call.get("because") or " ".join(call.words)
    said = f": {plain(because)}" if because else ""
    reply = f"`homebot: review` waits{said}. `/homebot unhold` by the Home Team or a bar raiser lifts it."
    return Answer(reply, (Act("hold", login=world.actor, because=because[:1_000]),))


def _reason_against(actor: str, snapshot: Snapshot) -> str | None:
    if snapshot.conversation.state != "open":
        return f"The pull request is {snapshot.conversation.state}; there is nothing to hold."
    held = next((one for one in snapshot.holds if one.by != actor), None)
    if held is None:
        return None
    reason = plain(held.because or "no reason given")
    return f"{code(held.by)} already holds it: {reason}. `/homebot unhold` lifts it. Nothing was changed."
