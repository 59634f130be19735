"""Asks for the decision of an independent bar raiser, or says which kind of door a decision is.

A two-way door can be walked back through: where nobody answers, it blocks no longer. Anyone of home or away makes it
one-way; an independent bar raiser and a home owner together make it two-way again, with a way back (`rollback=`) and a
day to look at it again (`revisit=`)."""

from homebot.core.bar_raisers.raising import raise_decision
from homebot.core.commands.answer import Answer, Role, World
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call

USAGE = '/homebot raise KIND|B7 [door=one-way|two-way] [because="..."] [rollback="..." revisit=DATE]'
WHO_MAY: tuple[Role, ...] = ("home", "away", "bar raiser")
WHERE: Where = "pull request"
EXAMPLES = (
    "/homebot raise architecture",
    '/homebot raise security door=one-way because="tokens that were signed cannot be taken back"',
    '/homebot raise B7 door=two-way rollback="the old table stays for a month" revisit=2026-12-01',
)


def apply(call: Call, world: World) -> Answer:
    """Asks for the decision, raises its door or lowers it."""
    return raise_decision(call, world)
