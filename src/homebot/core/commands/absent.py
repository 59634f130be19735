"""Keeps you from being chosen as a reviewer until a day, in every repository; on that day you are back."""

from datetime import date, timedelta

from homebot.core.commands.answer import Act, Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.render.escape import code

USAGE = "/homebot absent until DATE"
WHO_MAY: tuple[Role, ...] = ("oneself",)
WHERE: Where = "anywhere"
EXAMPLES = ("/homebot absent until 2027-01-07",)

MAX_DAYS = 730


def apply(call: Call, world: World) -> Answer:
    """Records the absence, or says what is wrong with the date."""
    text = _date_text(call)
    if text is None:
        return refuse(f"Say until when: {code(USAGE)}, the date as `2027-01-07`.")
    try:
        until = date.fromisoformat(text)
    except ValueError:
        return refuse(f"{code(text, 40)} is no date; write year, month and day as `2027-01-07`.")
    if until <= world.day:
        return refuse(f"{until} is not after today, {world.day} (UTC). Name the day you are back.")
    if until > world.day + timedelta(days=MAX_DAYS):
        return refuse(f"{until} is more than two years away. Name a nearer day; it can be said again then.")
    reply = (
        f"{code(world.actor)} is absent until {until} and will not be chosen before that day."
        " Requests already made stay; `/homebot unassign` takes one back. `/homebot back` ends the absence earlier."
    )
    return Answer(reply, (Act("absent", login=world.actor, until=until),))


def _date_text(call: Call) -> str | None:
    """The date of `until DATE` or `until=DATE`; `None` for any other form."""
    if len(call.words) == 2 and call.words[0].lower() == "until" and not call.named:
        return call.words[1]
    return call.get("until") if not call.words and len(call.named) == 1 else None
