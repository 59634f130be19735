"""`/homebot deviate`: a new deviation, a wider one, or one that is renewed with new data."""

from datetime import datetime, timedelta

from homebot.core.commands.acting import acted, answered
from homebot.core.commands.answer import Answer, World
from homebot.core.commands.parse import Call
from homebot.core.deviations.alike import suggestion
from homebot.core.deviations.data import evidence_in, in_words, unread
from homebot.core.deviations.force import is_overdue, places
from homebot.core.deviations.replies import begun, owed, proposed
from homebot.core.deviations.subject import Subject, subject
from homebot.core.deviations.terms import AUTHORS, EVIDENCE_BY, PULLS, STRENGTH, joined
from homebot.core.deviations.widening import renewed, widened
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.record import fold
from homebot.core.register.said import EVIDENCE_DAYS, UNTIL_DAYS, Unclear, day, end_of, reason
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import paragraphs


def claim(call: Call, world: World) -> Answer:
    """The answer to a claim. Raises `Unclear` for a refusal."""
    about = subject(call, world)
    if about.record is not None and is_overdue(about.record, world.now):
        raise Unclear(owed(about.record))
    if about.record is not None and call.get("data") is not None:
        return renewed(call, world, about, about.record)
    if about.snapshot.conversation.state != "open":
        state = about.snapshot.conversation.state
        raise Unclear(f"The pull request is {state}; there is nothing to let through any more.")
    if about.record is not None:
        return widened(call, world, about, about.record)
    return _begun(call, world, about)


def _begun(call: Call, world: World, about: Subject) -> Answer:
    because = reason(call)
    until = day(call, "until", world.day, UNTIL_DAYS)
    evidence_by = _evidence_by(call, world, until)
    _check_owed(about, world)
    _check_rejected(call, about, world)
    entries = [_claimed(world, about, because, until, evidence_by)]
    told = ""
    if call.get("data") is not None:
        shown = evidence_in(call, world.read)
        said = (unread(shown, world.read),)
        entries.append(acted(world, "deviation", entries[0].number, "evidenced", evidence=shown, said=said))
        told = in_words(shown, world.read)
    record = fold(entries)
    floor = about.judgement.strength == "floor"
    reply = proposed(record, about, world) if floor else begun(record, about)
    known = (*world.register.listed, record)
    text = paragraphs(reply, told, suggestion(known, about.judgement.standard, world.now))
    return answered(text, *about.lapsed, *entries)


def _evidence_by(call: Call, world: World, until: datetime) -> datetime:
    if call.get("evidence-by") is None:
        return min(until, end_of(world.day + timedelta(days=EVIDENCE_DAYS)))
    found = day(call, "evidence-by", world.day, UNTIL_DAYS)
    if found > until:
        raise Unclear(f"The evidence would be due on {found:%Y-%m-%d}, after the deviation ends ({until:%Y-%m-%d}).")
    return found


def _check_owed(about: Subject, world: World) -> None:
    """A team whose evidence is overdue does not deviate from the same standard again, wherever that was."""
    known = {one.number: one for one in (*world.register.records, *world.register.listed)}
    same = [one for one in known.values() if one.kind == "deviation" and one.scope.standard == about.judgement.standard]
    late = next((one for one in same if one.team == about.team and is_overdue(one, world.now)), None)
    if late is not None:
        raise Unclear(owed(late))


def _check_rejected(call: Call, about: Subject, world: World) -> None:
    """What was rejected on this pull request is not claimed again with the same words alone."""
    pull, wanted = str(about.snapshot.pull), (about.judgement.standard, about.judgement.service)
    rejected = [one for one in world.register.records if one.state == "rejected" and pull in one.fact(PULLS).split()]
    last = next((one for one in reversed(rejected) if (one.scope.standard, one.scope.service) == wanted), None)
    if last is None or call.get("data") is not None:
        return
    said = last.last("rejected")
    why = plain(said.because) if said is not None else "no reason is known"
    raise Unclear(
        f"{last.name} was rejected here by {code(said.by if said is not None else '')}: {why}."
        ' To claim it again bring data at once: `data=URL says="..."`.'
    )


def _claimed(world: World, about: Subject, because: str, until: datetime, evidence_by: datetime) -> Entry:
    talk, floor = about.snapshot.conversation, about.judgement.strength == "floor"
    pull = str(about.snapshot.pull)
    said = (
        ("author", talk.author),
        ("title", talk.title[:200]),
        (STRENGTH, about.judgement.strength),
        (EVIDENCE_BY, f"{evidence_by:%Y-%m-%d}"),
        joined(None, PULLS, pull),
        joined(None, AUTHORS, talk.author),
    )
    return acted(
        world,
        "deviation",
        world.register.next_number,
        "proposed" if floor else "claimed",
        because=because,
        team=about.team,
        home=about.standing.team,
        scope=Scope(
            service=about.judgement.service,
            standard=about.judgement.standard,
            pull=pull,
            head=talk.head_oid,
            paths=places(about.judgement),
        ),
        until=until,
        due=None if floor else evidence_by,
        said=said,
    )
