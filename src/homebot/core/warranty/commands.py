"""What people say about a warranty and its claims. The verb has found out which of them is meant."""

from homebot.core.commands.acting import acted, answered
from homebot.core.commands.answer import Act, Answer, World, refuse
from homebot.core.commands.parse import Call
from homebot.core.commands.roles import ROLES, roles
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.core.register.said import Unclear, reason
from homebot.core.register.table import UNDERWAY
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import series
from homebot.core.warranty import checklist
from homebot.core.warranty.claim import Complaint, claimed, on_issue
from homebot.core.warranty.clock import runs, settled
from homebot.core.warranty.words import moment, why_none


def claim(call: Call, world: World, agreement: Record) -> Answer:
    """The home team brings something forward that the away team is to mend."""
    place = world.place
    if "home" not in roles(world, agreement):
        return _not_yours(world, "claims are made by", "home")
    if not runs(agreement, world.now):
        return refuse(f"{why_none(agreement, world.now, world.directory)} Nothing was changed.")
    same = next((one for one in on_issue(world.register.records, place) if not one.final), None)
    if same is not None:
        return refuse(f"{same.name} is open for this already ({same.state}). Nothing was changed.")
    try:
        because = reason(call)
    except Unclear as unclear:
        return refuse(f'{unclear} The form is `/homebot warranty {agreement.name} because="..."`.')
    title, author = _about(world)
    complaint = Complaint(world.actor, place, because, title, author)
    entry = claimed(
        agreement, complaint, world.register.next_number, f"{world.command}:claimed", world.now, world.directory
    )
    return Answer(_claimed(entry, agreement), (Act("entry", entry=entry),))


def _claimed(entry: Entry, agreement: Record) -> str:
    name, due = f"W{entry.number}", entry.due
    until = f" until {moment(due)}" if due is not None else ""
    asked = series([code(login) for login in entry.people]) or "nobody, for nobody answers for that team"
    return (
        f"{name} is open: a claim on the warranty of {agreement.name}. {code(agreement.team)} has{until} to acknowledge"
        f" it; asked is {asked}. Closing the issue resolves it, and so does"
        f' `/homebot warranty {name} resolved because="..."` by the Home Team.'
    )


def check(call: Call, world: World, agreement: Record) -> Answer:
    """An item of the hand-over's list is done."""
    if not roles(world, agreement) & {"home", "away"}:
        return _not_yours(world, "the list is kept by", "home", "away")
    if agreement.state not in UNDERWAY:
        return refuse(f"{agreement.name} is {agreement.state}: nothing is left to be checked. Nothing was changed.")
    try:
        items = checklist.read(call.get("done") or "")
    except ValueError as error:
        return refuse(f"{error} Nothing was changed.")
    said = (("checked", checklist.with_more(agreement, items)),)
    entry = acted(world, "agreement", agreement.number, "checked", due=agreement.due, said=said)
    return answered(_checked(agreement, items), entry)


def _checked(agreement: Record, items: tuple[str, ...]) -> str:
    left = [code(item) for item in checklist.unchecked(agreement) if item not in items]
    done = series([code(item) for item in items], 7)
    rest = f"Left: {series(left, 7)}." if left else "Nothing is left."
    return f"Checked for the hand-over of {agreement.name}: {done}. {rest}"


def acknowledge(call: Call, world: World, record: Record) -> Answer:
    """Somebody of the away team takes a claim up."""
    if "away" not in roles(world, record):
        return _not_yours(world, f"{record.name} is acknowledged by", "away")
    if record.state not in ("open", "late"):
        return refuse(f"{record.name} is {record.state}. Nothing was changed.")
    try:
        because = reason(call)
    except Unclear as unclear:
        return refuse(f'{unclear} Say what you will do: `/homebot warranty {record.name} because="looking into it"`.')
    entry = _entry(world, record, "acknowledged", because, people=(world.actor,))
    reply = (
        f"{record.name} is acknowledged: {code(world.actor)} of {code(record.team)} looks into it ({plain(because)})."
        f" It ends when its issue is closed, or when the Home Team says"
        f' `/homebot warranty {record.name} resolved because="..."`.'
    )
    return Answer(reply, (Act("entry", entry=entry),))


def resolve(call: Call, world: World, record: Record) -> Answer:
    """The home team is content."""
    if "home" not in roles(world, record):
        return _not_yours(world, f"{record.name} is resolved by", "home")
    return _close(call, world, record, "resolved")


def dismiss(call: Call, world: World, record: Record) -> Answer:
    """A home owner says that it is no matter of the warranty."""
    if "home owner" not in roles(world, record):
        return _not_yours(world, f"{record.name} is refused by", "home owner")
    return _close(call, world, record, "refused")


def _close(call: Call, world: World, record: Record, act: str) -> Answer:
    if record.final:
        return refuse(f"{record.name} is {record.state} already. Nothing was changed.")
    try:
        because = reason(call)
    except Unclear as unclear:
        return refuse(f'{unclear} The form is `/homebot warranty {record.name} {act} because="..."`.')
    acts = [Act("entry", entry=_entry(world, record, act, because))]
    agreement = next((one for one in world.register.records if one.number == record.scope.of), None)
    if agreement is not None:
        key = f"{world.command}:claims-settled"
        after = settled(agreement, record, key, world.now, world.register.records)
        acts += [Act("entry", entry=after)] if after is not None else []
    ends = f" The warranty of {agreement.name} went on for it and ends now." if agreement and len(acts) > 1 else ""
    return Answer(f"{record.name} is {act}: {plain(because)}.{ends}", tuple(acts))


def _entry(world: World, record: Record, act: str, because: str, people: tuple[str, ...] = ()) -> Entry:
    return acted(world, "claim", record.number, act, because=because, people=people)


def _about(world: World) -> tuple[str, str]:
    """The title of where it is said, and who opened that."""
    if world.issue is not None:
        return world.issue.title, world.issue.author
    talk = world.snapshot.conversation if world.snapshot is not None else None
    return (talk.title, talk.author) if talk is not None else ("", "")


def _not_yours(world: World, what: str, *wanted: str) -> Answer:
    who = " or ".join(words for role, words in ROLES.items() if role in wanted)
    return refuse(f"{what[0].upper()}{what[1:]} {who}; {code(world.actor)} is not. Nothing was changed.")
