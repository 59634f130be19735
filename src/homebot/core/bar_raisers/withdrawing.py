"""Taking back that somebody asked for a bar raiser. Only the asking is taken back: where a rule asks, or somebody else,
the decision goes on, and no other is dropped at the next evaluation."""

from homebot.core.bar_raisers.reasons import TAKEN_BACK, askers, found_by_rules
from homebot.core.bar_raisers.whose import is_for_home
from homebot.core.commands.acting import acted, answered
from homebot.core.commands.answer import Answer, World, refuse
from homebot.core.commands.parse import Call
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.core.register.said import Unclear, reason
from homebot.core.register.table import ANSWERS, transition
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import series


def withdraw(call: Call, world: World, record: Record) -> Answer:
    """Takes back that the actor asked for it; once it is answered, that anybody did."""
    try:
        _check_here(call, world, record)
        return _withdrawn(call, world, record)
    except Unclear as unclear:
        return refuse(f"{unclear} Nothing was changed.")


def _check_here(call: Call, world: World, record: Record) -> None:
    if len(call.words) != 1:
        raise Unclear(f"One decision at a time: {code(record.name)} alone.")
    if unknown := sorted({name for name, _ in call.named} - {"because"}):
        raise Unclear(f"{code(unknown[0], 40)} says nothing to homebot here.")
    if record.scope.pull != world.place or world.snapshot is None:
        raise Unclear(f"{record.name} is about {code(record.scope.pull)}: say it there.")
    if world.snapshot.conversation.state != "open":
        raise Unclear(f"The pull request is {world.snapshot.conversation.state}; there is nothing to decide any more.")


def _withdrawn(call: Call, world: World, record: Record) -> Answer:
    asking, is_answered = askers(record), record.last(*ANSWERS) is not None
    taken = _taken(asking, world, record)
    if transition("bar-raiser", record.state, "withdrawn") is None:
        raise Unclear(f"{record.name} is {record.state}; there is nothing to take back any more.")
    because = reason(call) if is_answered or call.get("because") is not None else ""
    said = ((TAKEN_BACK, " ".join(taken)),)
    done = acted(world, "bar-raiser", record.number, "withdrawn", because=because, due=record.due, said=said)
    whose = "what you said" if taken == (world.actor,) else f"what {series([code(one) for one in taken])} said"
    still = [*_rules(world, record), *(f"{code(one)} asks for it" for one in asking if one not in taken)]
    then = f"It goes on: {series(still)}." if still else "Nothing else asks for it, so that it is dropped."
    return answered(f"{code(record.name)}: {whose} is taken back. {then}", done)


def _taken(asking: tuple[str, ...], world: World, record: Record) -> tuple[str, ...]:
    """Whose asking the actor may take back."""
    answer = record.last(*ANSWERS)
    if not asking:
        raise Unclear(f"Nobody asks for {record.name} but a rule, and what a rule asks for is not taken back.")
    if answer is not None:
        _check_answered(answer, world, record)
        return asking
    if world.actor not in asking:
        raise Unclear(f"{series([code(one) for one in asking])} asked for {record.name}: who asked takes that back.")
    return (world.actor,)


def _check_answered(answer: Entry, world: World, record: Record) -> None:
    """What a bar raiser is against, or was before the change was another one, nobody gets rid of that way."""
    assert world.snapshot is not None
    assert world.decision is not None
    if answer.act == "recommended-against":
        raise Unclear(
            f"{code(answer.by)} recommended against {record.name}. Who is against takes that back, or a home owner goes"
            f' against it: `/homebot override {record.name} because="..." follow-up=DATE`.'
        )
    if not is_for_home(world.actor, world.snapshot, world.directory, world.decision, record.scope.kind):
        raise Unclear(
            f"{record.name} was answered: now it takes an owner of the home team who did not write the change."
        )


def _rules(world: World, record: Record) -> list[str]:
    """What the rules find that asks for it."""
    assert world.snapshot is not None
    assert world.decision is not None
    found = found_by_rules(world.snapshot, world.directory, world.decision.recognition, world.decision.judgements)
    return [plain(one.text) for one in found if one.kind == record.scope.kind]
