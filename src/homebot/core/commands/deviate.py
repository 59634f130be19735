"""Departs from a standard for a while, at once, with data that come later; from a floor once an owner of the standard
approves. The same command widens a deviation to other files and, with new data near its end, renews it once."""

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.deviations.claim import claim
from homebot.core.register.said import Unclear
from homebot.core.render.escape import code

USAGE = (
    '/homebot deviate STANDARD because="..." until=DATE [evidence-by=DATE] [service=NAME] [data=URL says="..."]'
)  # fmt: skip
WHO_MAY: tuple[Role, ...] = ("home", "away")
WHERE: Where = "pull request"
EXAMPLES = (
    '/homebot deviate complexity because="the parser is generated from the grammar" until=2027-03-31',
    '/homebot deviate size because="one rename over the whole tree" until=2026-12-15 evidence-by=2026-12-10',
    '/homebot deviate complexity because="still the fastest" until=2027-06-30 data=https://ci.example/7'
    ' says="p95 is 4 ms"',
)


def apply(call: Call, world: World) -> Answer:
    """Claims, widens or renews it, or says why not."""
    try:
        return claim(call, world)
    except Unclear as unclear:
        return refuse(f"{unclear} Nothing was changed. The form is {code(USAGE)}.")
