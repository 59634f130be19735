"""Claims the warranty of an agreement, takes a claim up, ends it, or checks an item of the hand-over's list.

`A12` and a reason, by the Home Team, on the issue or pull request that tells what is wrong: the Away Team has two
working days to acknowledge it, with `W7` and what it will do. The Home Team says when it is `resolved`; an owner of it,
that it was no matter of the warranty (`refused`). `done=` checks items of the hand-over's list."""

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.register.record import Record
from homebot.core.render.escape import code
from homebot.core.warranty import commands

USAGE = '/homebot warranty A12 because="..." | A12 done=ITEMS | W7 [resolved|refused] because="..."'
WHO_MAY: tuple[Role, ...] = ("home", "away")
WHERE: Where = "anywhere"
READS_ISSUE = True
EXAMPLES = ('/homebot warranty A12 because="refunds of two currencies are off by a cent"',
            '/homebot warranty W7 because="looking into it today"',
            '/homebot warranty W7 resolved because="the fix is live and the sums agree"',
            "/homebot warranty A12 done=docs,runbook")  # fmt: skip
_FORM = f"The form is {code(USAGE, 200)}. Nothing was changed."


def about(call: Call, world: World) -> Record | None:
    """The agreement or the claim it names."""
    return world.register.find(call.words[0]) if call.words else None


def apply(call: Call, world: World) -> Answer:
    """Does what the words ask for."""
    record = about(call, world)
    if record is None or record.kind not in ("agreement", "claim"):
        return refuse(f"Name the agreement, such as `A12`, or the claim, such as `W7`. {_FORM}")
    if len(set(dict(call.named)) & {"because", "done"}) != len(call.named) or len(call.named) > 1:
        return refuse(f"Say `because=` or, of an agreement, `done=`. {_FORM}")
    of_kind = _of_agreement if record.kind == "agreement" else _of_claim
    return of_kind(call, world, record)


def _of_agreement(call: Call, world: World, record: Record) -> Answer:
    if len(call.words) > 1:
        return refuse(
            f"{code(call.words[1], 40)} says nothing about an agreement; a reason goes into `because=`. {_FORM}"
        )
    return commands.check(call, world, record) if call.get("done") is not None else commands.claim(call, world, record)


def _of_claim(call: Call, world: World, record: Record) -> Answer:
    if call.get("done") is not None:
        return refuse(f"The hand-over's list is the agreement's: `/homebot warranty A{record.scope.of} done=...`.")
    match tuple(word.lower() for word in call.words[1:]):
        case ():
            return commands.acknowledge(call, world, record)
        case ("resolved",):
            return commands.resolve(call, world, record)
        case ("refused",):
            return commands.dismiss(call, world, record)
        case _:
            return refuse(f"{code(' '.join(call.words[1:]), 60)} is nothing a claim can be. {_FORM}")
