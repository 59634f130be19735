"""What people say of an override afterwards: what became of it."""

from collections.abc import Collection
from datetime import timedelta

from homebot.core.commands.acting import acted
from homebot.core.commands.answer import Act, Answer, World, refuse
from homebot.core.commands.parse import Call
from homebot.core.commands.roles import members, roles
from homebot.core.overrides import terms, told
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.core.register.said import Unclear, reason
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import series

FORM = '`/homebot recommend O9 held|regretted|moot because="..."`'
_DAY = timedelta(days=1)


def follow_up(call: Call, world: World, record: Record) -> Answer:
    """Says what became of an override, or of a merge past the rules."""
    try:
        entry = _followed_up(call, world, record)
    except Unclear as unclear:
        return refuse(f"{unclear} Nothing was changed. The form is {FORM}.")
    return Answer(f"**{record.name}** is `{entry.act}`: {plain(entry.because)}", (Act("entry", entry=entry),))


def _followed_up(call: Call, world: World, record: Record) -> Entry:
    if unknown := sorted({name for name, _ in call.named} - {"because"}):
        raise Unclear(f"{code(unknown[0], 40)} says nothing to homebot here.")
    outcome = call.words[1].lower() if len(call.words) == 2 else ""
    if outcome not in terms.OUTCOMES:
        raise Unclear(f"Say what became of {record.name}: `held`, `regretted` or `moot`.")
    _check(outcome, world, record)
    return acted(world, "override", record.number, outcome, because=reason(call))


def _check(outcome: str, world: World, record: Record) -> None:
    """Whether it can be said now, by the actor. Raises `Unclear`."""
    if record.final:
        raise Unclear(f"{record.name} is {record.state}; nothing can be said to it any more.")
    if why_not := _not_theirs(world, record):
        raise Unclear(why_not)
    if not told.is_merged(record):
        raise Unclear(f"What {record.name} is for is not merged yet: nothing can have come of it.")
    if outcome == "held" and record.due is not None and world.now + _DAY < record.due:
        raise Unclear(
            f"Whether {record.name} held is to be said on {told.follow_up_day(record)}, not before; `regretted` and"
            " `moot` can be said at any time."
        )


def _not_theirs(world: World, record: Record) -> str:
    """Why the actor may not say it. Who went against a bar raiser, merged past the rules, or wrote the change does not
    judge it too; a manager judges an override only where nobody of its kind is left."""
    if world.actor in (record.by, record.fact("author")):
        return f"You have a part in {record.name}: somebody else says what became of it."
    people = _judges(world, record)
    is_manager = "manager" in roles(world, record)
    if told.is_bypass(record) or world.actor in people:
        return "" if is_manager else _of_a_party(world, record, people)
    if not people and is_manager:
        return ""
    named = series([code(login) for login in people]) or "a manager, as nobody of the kind is left"
    return f"{record.name} is for a bar raiser of {code(record.scope.kind)}: {named}."


def _judges(world: World, record: Record) -> tuple[str, ...]:
    """The bar raisers of its kind; of a merge past the rules all of them."""
    kinds = world.directory.bar_raisers
    if told.is_bypass(record):
        return tuple(login for some in kinds.values() for login in some)
    return kinds.get(record.scope.kind, ())


def _of_a_party(world: World, record: Record, people: Collection[str]) -> str:
    """Why somebody of a team that had a part in it does not judge it; nothing where all of the kind are of these."""
    inside = {login for team in (record.home, record.team) for login in members(team, world)}
    if world.actor not in inside or (people and inside.issuperset(people)):
        return ""
    return f"You are in a team that has a part in {record.name}: somebody else says what became of it."
