"""A deviation that is there already: other paths, another team of the same service, or new data near its end."""

from dataclasses import replace
from datetime import timedelta

from homebot.core.commands.acting import acted, answered
from homebot.core.commands.answer import Answer, World
from homebot.core.commands.parse import Call
from homebot.core.commands.roles import members
from homebot.core.deviations.data import evidence_in, in_words, unread
from homebot.core.deviations.effect import why_not
from homebot.core.deviations.force import charged, covers, places
from homebot.core.deviations.replies import covered_places, day_of, until_approved
from homebot.core.deviations.subject import Subject
from homebot.core.deviations.terms import AUTHORS, EVIDENCE_BY, PULLS, RENEW_DAYS, STRENGTH, TEAMS, joined
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.record import Record, after
from homebot.core.register.said import EVIDENCE_DAYS, UNTIL_DAYS, Unclear, day, end_of, reason
from homebot.core.render.escape import code


def widened(call: Call, world: World, about: Subject, record: Record) -> Answer:
    """The same deviation for more; its dates stay. Raises `Unclear`."""
    _check_whose(world, about, record)
    is_known = about.team in (record.team, *record.fact(TEAMS).split())
    if is_known and all(covers(record, one) for one in charged(about.judgement)):
        _check_adds(about, record)
    found = _wider(world, about, record, reason(call))
    as_it_is = after(record, found)
    given = call.get("until")
    dates = f"Its dates stay: until {day_of(as_it_is.until)}."
    if given is not None and given != day_of(as_it_is.until):
        dates = f"Its dates stay: until {day_of(as_it_is.until)}, whatever this command says."
    what = f"**{record.name}** is wider now: it is about {covered_places(as_it_is)}"
    teams = "" if is_known else f", for {code(about.team)} too"
    waits = _waits(as_it_is, about, world)
    return answered(f"{what}{teams}. {dates}{waits}", *about.lapsed, found)


def _check_whose(world: World, about: Subject, record: Record) -> None:
    """Another team's is nobody's to widen but the Home Team's."""
    whose = (record.team, *record.fact(TEAMS).split())
    if about.team in whose or world.actor in members(about.standing.team, world):
        return
    raise Unclear(
        f"{record.name} of {code(record.team)} is open on {about.what} until {day_of(record.until)}, and a service has"
        f" one deviation from a standard at a time. Somebody of {code(about.standing.team)} may widen it to"
        f" {code(about.team)} by this same command."
    )


def _check_adds(about: Subject, record: Record) -> None:
    """What is covered already needs no word, but where an owner's counts no more, or has to be another's."""
    works = not why_not(record, about.judgement.strength, about.snapshot)
    is_meant = about.judgement.strength != "floor" or record.fact(STRENGTH) == "floor"
    if works or (record.state != "accepted" and is_meant):
        raise Unclear(_already(record, about, works))


def _already(record: Record, about: Subject, works: bool) -> str:
    if not works:
        return f"{record.name} covers this already and waits for an owner of the standard."
    return (
        f"{record.name} covers this already, until {day_of(record.until)}. Within {RENEW_DAYS} days of its end it can"
        ' be renewed once, with new data: add `until=DATE data=URL says="..."`.'
    )


def _wider(world: World, about: Subject, record: Record, because: str) -> Entry:
    """An owner's word was on what it covered before: what is accepted is decided anew."""
    talk = about.snapshot.conversation
    act, due = _act(about, record), record.due
    if act == "reopened" and due is None:
        due = end_of(world.day + timedelta(days=EVIDENCE_DAYS))
        due = min(due, record.until) if record.until is not None else due
    said = [joined(record, PULLS, str(about.snapshot.pull)), joined(record, AUTHORS, talk.author)]
    # A floor here, by what an agreement pinned: an owner of the standard decides, though it was none at first.
    said += [(STRENGTH, "floor")] if about.judgement.strength == "floor" else []
    said += [(EVIDENCE_BY, f"{due:%Y-%m-%d}")] if due is not None else []
    said += [joined(record, TEAMS, about.team)] if about.team != record.team else []
    return acted(
        world,
        "deviation",
        record.number,
        act,
        because=because,
        scope=_scope(about, record),
        due=due,
        said=tuple(said),
    )


def _scope(about: Subject, record: Record) -> Scope:
    """With the new places. One from a floor is for one pull request at a time: what stood there at this moment."""
    old, new = record.scope, places(about.judgement)
    head, pull = about.snapshot.conversation.head_oid, str(about.snapshot.pull)
    if about.judgement.strength == "floor" and old.pull != pull:
        return replace(old, paths=new, head=head, pull=pull)
    both = tuple(sorted({*old.paths, *new})) if old.paths and new else ()
    return replace(old, paths=both, head=head if old.pull == pull else old.head)


def _act(about: Subject, record: Record) -> str:
    if record.state != "accepted":
        return "widened"
    if about.judgement.strength == "floor":
        return "proposed"
    return "widened" if record.evidence else "reopened"


def _waits(record: Record, about: Subject, world: World) -> str:
    if not why_not(record, about.judgement.strength, about.snapshot):
        return ""
    return f" {until_approved(record, world)}"


def renewed(call: Call, world: World, about: Subject, record: Record) -> Answer:
    """The same deviation for longer, once, for new data. Raises `Unclear`."""
    _check_renewal(world, about, record)
    shown = evidence_in(call, world.read)
    if shown.url in {one.url for one in record.evidence} and shown.digest in {"", *(e.digest for e in record.evidence)}:
        raise Unclear(f"{record.name} rests on these data already; a renewal needs new ones.")
    until = day(call, "until", world.day, UNTIL_DAYS)
    if record.until is not None and until <= record.until:
        raise Unclear(f"{record.name} holds until {day_of(record.until)} anyway; name a later day.")
    because = reason(call)
    said = (unread(shown, world.read),)
    found = acted(world, "deviation", record.number, "renewed", because=because, until=until, evidence=shown, said=said)
    as_it_is = after(record, found)
    told = f"**{record.name}** is renewed, this once, until {day_of(until)}. {in_words(shown, world.read)}"
    return answered(f"{told}{_waits(as_it_is, about, world)}", *about.lapsed, found)


def _check_renewal(world: World, about: Subject, record: Record) -> None:
    _check_whose(world, about, record)
    if not record.evidence:
        raise Unclear(
            f"{record.name} is open, and its data are still to come: "
            f'`/homebot evidence {record.name} data=URL says="..."` gives them.'
        )
    if record.state == "proposed":
        raise Unclear(f"{record.name} waits for an owner of the standard; there is nothing to renew yet.")
    if record.last("renewed") is not None:
        raise Unclear(f"{record.name} was renewed before, and that can be once only. Mend it, or change the standard.")
    if record.until is not None and record.until - timedelta(days=RENEW_DAYS) > world.now:
        first = record.until - timedelta(days=RENEW_DAYS)
        raise Unclear(f"{record.name} holds until {day_of(record.until)}; it can be renewed from {day_of(first)} on.")
