"""Agrees to the away work that this issue or draft pull request proposes; today's standards are pinned for 90 days.

The text above has the sections `Goal`, `Headline`, `Service`, `Beneficiaries`, `Surface`, `Rollout` and `Contact`.
`surface=` says what is agreed where that differs; `door=one-way` that it is hard to take back."""

from homebot.core.agreements import agreeing
from homebot.core.agreements.proposed import as_record, proposal
from homebot.core.commands.answer import Answer, Role, World
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.register.record import Record

USAGE = '/homebot agree [surface="..."] [door=one-way|two-way]'
WHO_MAY: tuple[Role, ...] = ("home owner",)
NEVER: tuple[Role, ...] = ("author", "away")
WHERE: Where = "anywhere"
READS_ISSUE = True
EXAMPLES = ("/homebot agree", '/homebot agree surface="settle_batch" door=one-way')


def about(call: Call, world: World) -> Record | None:
    """What is proposed here, for the service that it names."""
    proposed = proposal(world)
    return as_record(proposed, world) if proposed is not None and proposed.service else None


def apply(call: Call, world: World) -> Answer:
    """Agrees."""
    return agreeing.agree(call, world, USAGE)
