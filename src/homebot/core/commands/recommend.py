"""A bar raiser's word on a decision, and later on an override of it.

`for`, `against` or `disagree-and-commit` on the decision that waits for you; `held`, `regretted` or `moot` on an
override whose follow-up has come. Of a merge past the rules a manager may say it too."""

from homebot.core.bar_raisers import commands as bar_raisers
from homebot.core.commands.answer import Answer, Role, World
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.overrides import commands as overrides
from homebot.core.register.record import Record

USAGE = '/homebot recommend [B7] for|against|disagree-and-commit because="..."'
WHO_MAY: tuple[Role, ...] = ("bar raiser", "manager")
WHERE: Where = "anywhere"
EXAMPLES = ('/homebot recommend for because="the old names stay for two releases"',
            '/homebot recommend against because="callers cannot roll back"',
            '/homebot recommend O9 regretted because="two rollbacks in a month"')  # fmt: skip


def about(call: Call, world: World) -> Record | None:
    """The decision it names."""
    return world.register.find(call.words[0]) if call.words else None


def apply(call: Call, world: World) -> Answer:
    """Takes the recommendation, or the outcome of an override."""
    record = about(call, world)
    if record is not None and record.kind == "override":
        return overrides.follow_up(call, world, record)
    return bar_raisers.recommend(call, world, record)
