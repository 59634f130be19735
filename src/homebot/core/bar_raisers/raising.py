"""Asking for a bar raiser's decision, and how far its door opens: anyone of home or away raises it to one-way, a bar
raiser and a home owner together lower it."""

from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from homebot.core.bar_raisers.independence import Change, independence
from homebot.core.bar_raisers.reasons import own_records, services_of
from homebot.core.bar_raisers.steps import OPEN, Facts, raised
from homebot.core.bar_raisers.whose import is_for_home
from homebot.core.commands.acting import acted
from homebot.core.commands.answer import Act, Answer, World, refuse
from homebot.core.commands.parse import Call
from homebot.core.commands.roles import roles
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.core.register.said import UNTIL_DAYS, Unclear, day, end_of, reason
from homebot.core.render.escape import code
from homebot.core.render.markdown import series

DOORS = ("one-way", "two-way")
RAISE_FORM = '`/homebot raise KIND [door=one-way] because="..."`'
LOWER_FORM = '`/homebot raise B7 door=two-way rollback="..." revisit=DATE`'


def raise_decision(call: Call, world: World) -> Answer:
    """Asks for a decision, raises its door, or lowers it."""
    if world.snapshot is None or world.decision is None:
        return refuse("homebot has not evaluated this pull request yet. Say it again in a moment.")
    if why_not := _unreadable(call, world):
        return refuse(why_not)
    try:
        record = world.register.find(call.words[0])
        if record is not None:
            return _door(call, world, record)
        return _raised(call, world)
    except Unclear as unclear:
        return refuse(str(unclear))


def _unreadable(call: Call, world: World) -> str:
    assert world.snapshot is not None
    state = world.snapshot.conversation.state
    if state != "open":
        return f"The pull request is {state}; there is nothing to decide any more."
    if len(call.words) != 1:
        return f"Name one kind of bar raiser: {_kinds(world)} The form is {RAISE_FORM}."
    door = call.get("door")
    if door is not None and door not in DOORS:
        return f"{code(door, 40)} is no door: it is `one-way` or `two-way`."
    return ""


def _kinds(world: World) -> str:
    kinds = [code(kind) for kind, people in sorted(world.directory.bar_raisers.items()) if people]
    return f"there are {series(kinds, 20)}." if kinds else "`org.yaml` lists none (`bar_raisers:`)."


def _because(call: Call) -> str:
    """The reason, which one who asks for a decision may leave out."""
    return reason(call) if call.get("because") is not None else ""


def _raised(call: Call, world: World) -> Answer:
    assert world.snapshot is not None
    kind = _kind(call.words[0], world)
    if kind is None:
        return refuse(_no_kind(call.words[0], world))
    if not roles(world) & {"home", "away"}:
        return refuse("Members of the home or away team ask for a decision; you are of neither. Nothing was changed.")
    if call.get("door") == "two-way":
        return refuse(f"A decision is two-way until somebody raises it. To lower one: {LOWER_FORM}.")
    record = own_records(world.snapshot).get(kind) or _registered(kind, world)
    if record is not None and record.state in OPEN:
        return _asked_again(call, world, record)
    return _new(call, world, kind, record)


def _kind(word: str, world: World) -> str | None:
    """The kind that is meant, whatever its case; one that nobody is listed for does not exist."""
    kinds = (name for name, people in world.directory.bar_raisers.items() if people)
    return next((name for name in kinds if name.lower() == word.lower()), None)


def _no_kind(word: str, world: World) -> str:
    kinds = {name.lower(): name for name, people in world.directory.bar_raisers.items() if people}
    near = get_close_matches(word[:40].lower(), kinds, n=1)
    guess = f" Did you mean {code(f'/homebot raise {kinds[near[0]]}')}?" if near else ""
    return f"There are no bar raisers of the kind {code(word, 40)}.{guess} Kinds: {_kinds(world)}"


def _registered(kind: str, world: World) -> Record | None:
    """A decision that another command of the same comment began."""
    pull = world.place
    found = (one for one in world.register.records if one.kind == "bar-raiser" and one.scope.pull == pull)
    return next((one for one in found if one.scope.kind == kind), None)


def _new(call: Call, world: World, kind: str, before: Record | None) -> Answer:
    assert world.snapshot is not None
    assert world.decision is not None
    change = Change(world.snapshot, world.directory, world.decision.recognition)
    number = before.number if before is not None else world.register.next_number
    facts, because = Facts(change, kind, ()), _because(call)
    talk, door = world.snapshot.conversation, call.get("door") or "two-way"
    said = (("author", talk.author), ("title", talk.title[:200]), ("door", door), ("triggers", ""))
    entry = raised(facts, number, f"{world.command}:raised", by=world.actor, because=because, said=said)
    text = f"{code(f'B{number}')}: {_asking(facts, talk.draft)}. The door is {door}."
    return Answer(text, (Act("entry", entry=entry),))


def _asking(facts: Facts, draft: bool) -> str:
    """Who is asked, and when."""
    whom = f"an independent bar raiser of {code(facts.kind)}"
    if draft:
        return f"{whom} is asked once it is no draft any more"
    if not facts.is_asking:
        return f"{whom} is to decide; the services it touches only observe, so that nobody is asked"
    first = services_of((), facts.change.recognition)[0]
    return f"{whom} is asked for {code(first.service)}"


def _asked_again(call: Call, world: World, record: Record) -> Answer:
    """Somebody asks for what is asked for already: with their reason, or for another door."""
    if call.get("door") == "one-way" and record.fact("door") != "one-way":
        return _door_raised(call, world, record)
    because = _because(call)
    if not because:
        return refuse(f"{code(record.name)} asks for that already, and is {record.state}. Nothing was changed.")
    entry = _entry(world, record, "reasoned", because=because)
    return Answer(f"{code(record.name)} asks for that already; your reason is added.", (Act("entry", entry=entry),))


def _door(call: Call, world: World, record: Record) -> Answer:
    if record.kind != "bar-raiser" or record.scope.pull != world.place:
        return refuse(f"{code(record.name)} is no bar raiser's decision on this pull request.")
    if record.state not in OPEN:
        return refuse(f"{code(record.name)} is {record.state}: there is nothing to decide any more.")
    door = call.get("door")
    if door is None:
        return refuse(f"Say which door {code(record.name)} is to be: `door=one-way`, or {LOWER_FORM}.")
    if record.fact("door") == door:
        return refuse(f"{code(record.name)} is {door} already.")
    return _door_raised(call, world, record) if door == "one-way" else _lowered(call, world, record)


def _door_raised(call: Call, world: World, record: Record) -> Answer:
    if not roles(world) & {"home", "away"}:
        return refuse("Members of the home or away team raise a door; you are of neither. Nothing was changed.")
    entry = _entry(world, record, "door-raised", because=_because(call), said=(("door", "one-way"), *_NO_PROPOSAL))
    if record.state != "asked":
        entry = replace(entry, due=None)
    text = f"{code(record.name)} is a one-way door now: it waits until an independent bar raiser answers."
    return Answer(text, (Act("entry", entry=entry),))


_NO_PROPOSAL = (("lowering-by", ""), ("lowering-as", ""))


def _lowered(call: Call, world: World, record: Record) -> Answer:
    """Proposes a lower door, or completes what the other of the two proposed."""
    role = _role(world, record)
    if role is None:
        return refuse(
            f"{code(record.name)} is a one-way door: an independent bar raiser of {code(record.scope.kind)} and an"
            " owner of the home team, who did not write the change, lower it together. Nothing was changed."
        )
    proposed = (record.fact("rollback"), record.fact("revisit")) if record.fact("lowering-by") else None
    theirs = proposed if record.fact("lowering-as") != role and record.fact("lowering-by") != world.actor else None
    wanted = _way_back(call, world, theirs)
    if wanted == theirs:
        return _agreed(world, record, wanted)
    said = (("lowering-by", world.actor), ("lowering-as", role), ("rollback", wanted[0]), ("revisit", wanted[1]))
    entry = _entry(world, record, "lowering-proposed", because=wanted[0], said=said)
    other = "an owner of the home team" if role == "bar raiser" else f"a bar raiser of {code(record.scope.kind)}"
    how = code(f"/homebot raise {record.name} door=two-way")
    text = f"Proposed. {code(record.name)} becomes two-way once {other} agrees: {how}."
    return Answer(text, (Act("entry", entry=entry),))


def _way_back(call: Call, world: World, proposed: tuple[str, str] | None) -> tuple[str, str]:
    """(rollback, day to look at it again): as said, or as the other of the two proposed where nothing is said."""
    if proposed is not None and call.get("rollback") is None and call.get("revisit") is None:
        return proposed
    return reason(call, "rollback"), f"{day(call, 'revisit', world.day, UNTIL_DAYS):%Y-%m-%d}"


def _agreed(world: World, record: Record, wanted: tuple[str, str]) -> Answer:
    both = f"{record.fact('lowering-by')} {world.actor}"
    said = (("door", "two-way"), ("lowered-by", both), *_NO_PROPOSAL)
    entry = _entry(world, record, "door-lowered", because=wanted[0], said=said)
    if record.state != "asked":  # whoever is asked has a clock of their own
        entry = replace(entry, due=end_of(date.fromisoformat(wanted[1])))
    text = f"{code(record.name)} is a two-way door now, by both of you. To be looked at again on {wanted[1]}."
    return Answer(text, (Act("entry", entry=entry),))


def _role(world: World, record: Record) -> str | None:
    """As which of the two the actor may speak: nobody is both, a bar raiser of the home team is not independent."""
    assert world.snapshot is not None
    assert world.decision is not None
    change = Change(world.snapshot, world.directory, world.decision.recognition)
    is_one = world.actor in world.directory.bar_raisers.get(record.scope.kind, ())
    if is_one and independence(world.actor, change, record).independent:
        return "bar raiser"
    is_owner = is_for_home(world.actor, world.snapshot, world.directory, world.decision, record.scope.kind)
    return "home owner" if is_owner else None


def _entry(
    world: World, record: Record, act: str, *, because: str = "", said: tuple[tuple[str, str], ...] = ()
) -> Entry:
    """What leaves the decision's state and clock as they are."""
    return acted(world, "bar-raiser", record.number, act, because=because, due=record.due, said=said)
