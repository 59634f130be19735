"""Goes against a bar raiser, seen higher up.

The change may be merged in spite of an `against`. It is written in the register, in the comment and in the governance
repository, with the managers of both teams up to one level above the entity they have in common. It covers the change
as it is: when that changes, the override falls. On the day of the follow-up the bar raiser says what became of it."""

from homebot.core.commands.answer import Answer, Role, World
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.overrides import overriding

USAGE = '/homebot override B7 because="..." follow-up=DATE'
WHO_MAY: tuple[Role, ...] = ("home owner",)
NEVER: tuple[Role, ...] = ("author", "away")
WHERE: Where = "pull request"
EXAMPLES = ('/homebot override B7 because="the old client is gone in May, and we watch it" follow-up=2026-12-01',)


def apply(call: Call, world: World) -> Answer:
    """Writes the override down."""
    return overriding.override(call, world)
