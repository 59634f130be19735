"""What people say about a deviation that is there: data, and the word of an owner."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from homebot.core.commands.acting import acted, answered
from homebot.core.commands.answer import Answer, World, refuse
from homebot.core.commands.parse import Call
from homebot.core.commands.shown import head_shown
from homebot.core.deviations.data import evidence_in, in_words, unread
from homebot.core.deviations.deciders import decides, not_alone, rejects
from homebot.core.deviations.force import has_ended, is_overdue
from homebot.core.deviations.lapse import by_now
from homebot.core.deviations.owners import is_floor
from homebot.core.deviations.replies import day_of, until_approved
from homebot.core.deviations.terms import ACCEPTED_AS, EVIDENCE_BY, OF_STANDARD
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.record import Record, after
from homebot.core.register.said import EVIDENCE_DAYS, Unclear, end_of, reason
from homebot.core.register.table import transition
from homebot.core.render.escape import code, plain


def evidence(call: Call, world: World, record: Record) -> Answer:
    """Gives the data it promised, or further ones."""
    return _done(_evidenced, call, world, record)


def accept(call: Call, world: World, record: Record) -> Answer:
    """Accepts it."""
    return _done(_accepted, call, world, record)


def reject(call: Call, world: World, record: Record) -> Answer:
    """Rejects it."""
    return _done(_rejected, call, world, record)


def withdraw(call: Call, world: World, record: Record) -> Answer:
    """Takes it back."""
    return _done(_withdrawn, call, world, record)


def _done(act: Callable[[Call, World, Record], Answer], call: Call, world: World, record: Record) -> Answer:
    try:
        return act(call, world, record)
    except Unclear as unclear:
        return refuse(f"{unclear} Nothing was changed.")


def _alive(call: Call, world: World, record: Record, takes: frozenset[str]) -> tuple[Record, tuple[Entry, ...]]:
    """The deviation by now. Raises `Unclear` for one that has ended, and for words that say nothing here."""
    if len(call.words) != 1:
        raise Unclear(f"One deviation at a time: {code(call.words[0], 20)} alone.")
    if unknown := sorted({name for name, _ in call.named} - takes):
        raise Unclear(f"{code(unknown[0], 40)} says nothing to homebot here.")
    found, lapsed = by_now(record, world.now, world.directory)
    if found.final:
        raise Unclear(f"{found.name} is {found.state}; nothing can be said to it any more.")
    return found, lapsed


def _evidenced(call: Call, world: World, record: Record) -> Answer:
    found, lapsed = _alive(call, world, record, frozenset({"data", "says", "kind"}))
    shown = evidence_in(call, world.read)
    said = acted(world, "deviation", found.number, "evidenced", evidence=shown, said=(unread(shown, world.read),))
    as_it_is = after(found, said)
    told = f"**{found.name}** has its data ({shown.kind}, {code(shown.url, 200)}): {plain(shown.says)}"
    reply = f"{told}\n\n{in_words(shown, world.read)} {_now(as_it_is, world)}"
    return answered(reply, *lapsed, said)


def _now(record: Record, world: World) -> str:
    """What it waits for now."""
    if has_ended(record, world.now):
        return f"Its last day was {day_of(record.until)}: it ends here, and nothing is owed any more."
    if record.state == "accepted":
        return f"It is accepted, until {day_of(record.until)}."
    if is_floor(record, world.directory):
        return until_approved(record, world)
    decides_how = f'`/homebot accept {record.name}` or `/homebot reject {record.name} because="..."`'
    return f"It holds until {day_of(record.until)}. An owner of {code(record.home)} decides: {decides_how}."


def _accepted(call: Call, world: World, record: Record) -> Answer:
    found, lapsed = _alive(call, world, record, frozenset({"because"}))
    if found.state == "accepted":
        raise Unclear(f"{found.name} is accepted already, until {day_of(found.until)}.")
    role = decides(world, found)
    due = _due(found, world.now, world.day)
    said = [(ACCEPTED_AS, role), *([(EVIDENCE_BY, f"{due:%Y-%m-%d}")] if due is not None else [])]
    because = " ".join((call.get("because") or "").split())[:1_000]
    scope = _as_shown(found, world) if role == OF_STANDARD else None
    done = acted(world, "deviation", found.number, "accepted", because=because, scope=scope, due=due, said=tuple(said))
    still = "" if found.evidence else " It has no data."
    if due is not None:
        still = f" Its evidence stays due by {due:%Y-%m-%d}: an approval is no data."
    what = f"{code(found.scope.standard)} of {code(found.scope.service)}"
    reply = f"**{found.name}** is accepted by {code(world.actor)}: {what} until {day_of(found.until)}.{still}"
    return answered(reply, *lapsed, done)


def _as_shown(record: Record, world: World) -> Scope:
    """From a floor nobody deviates but with what was approved, so with what its owner was shown. Raises `Unclear`."""
    return replace(record.scope, head=head_shown(world, record.scope.pull))


def _due(record: Record, now: datetime, today: date) -> datetime | None:
    """When its evidence is due once it is accepted. Accepting what is overdue waives it: that is seen."""
    if record.evidence or is_overdue(record, now):
        return None
    if record.due is not None:
        return record.due
    promised = end_of(date.fromisoformat(record.fact(EVIDENCE_BY) or f"{today}"))
    due = promised if promised > now else end_of(date.fromordinal(today.toordinal() + EVIDENCE_DAYS))
    return min(due, record.until) if record.until is not None else due


def _rejected(call: Call, world: World, record: Record) -> Answer:
    found, lapsed = _alive(call, world, record, frozenset({"because"}))
    if transition("deviation", found.state, "rejected") is None:
        raise Unclear(f"{found.name} is {found.state}, until {day_of(found.until)}; it cannot be rejected any more.")
    because = reason(call)
    rejects(world, found)
    done = acted(world, "deviation", found.number, "rejected", because=because)
    what = f"{code(found.scope.standard)} of {code(found.scope.service)}"
    reply = f"**{found.name}** is rejected by {code(world.actor)}: {plain(because)}\n\n{what} is held to again."
    return answered(reply, *lapsed, done)


def _withdrawn(call: Call, world: World, record: Record) -> Answer:
    found, lapsed = _alive(call, world, record, frozenset({"because"}))
    why_not = not_alone(world, found)
    if why_not:
        _check_home(why_not, world, found)
    because = reason(call) if why_not or call.get("because") is not None else ""
    done = acted(world, "deviation", found.number, "withdrawn", because=because)
    what = f"{code(found.scope.standard)} of {code(found.scope.service)}"
    told = f"**{found.name}** is withdrawn by {code(world.actor)}{f': {plain(because)}' if because else '.'}"
    return answered(f"{told}\n\n{what} is held to again.", *lapsed, done)


def _check_home(why_not: str, world: World, record: Record) -> None:
    """What is not to be taken back alone an owner of the Home Team ends, as they would reject it."""
    try:
        rejects(world, record)
    except Unclear as unclear:
        raise Unclear(f"{why_not} An owner of {code(record.home)} may end it. {unclear}") from None
