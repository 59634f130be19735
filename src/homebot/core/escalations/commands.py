"""`escalate`: asks about the roadmap when away work was declined, and gives the answer."""

from homebot.core.commands.acting import acted
from homebot.core.commands.answer import Act, Answer, World, refuse
from homebot.core.commands.parse import Call
from homebot.core.commands.roles import members, roles
from homebot.core.escalations.above import owners_and_managers
from homebot.core.escalations.clock import due
from homebot.core.escalations.notices import REPOSITORY
from homebot.core.escalations.words import OUTCOMES, outcome_form
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.names import name_of
from homebot.core.register.record import Record
from homebot.core.register.said import Unclear, reason
from homebot.core.render.escape import code
from homebot.core.render.markdown import series
from homebot.core.wording import nearest

FORM = '/homebot escalate A12 because="..."'
_CARRIED = ("goal", "headline", "author", "title")


def meant(call: Call, world: World) -> Record | None:
    """The decision a call names; where it names none, the newest one of this place that it can be about."""
    if call.words:
        return world.register.find(call.words[0])
    here = world.place
    found = [one for one in world.register.records if here in (one.place, one.scope.pull)]
    wanted = ("escalation", "open") if call.get("outcome") is not None else ("agreement", "declined")
    return next((one for one in reversed(found) if (one.kind, one.state) == wanted), None)


def escalate(call: Call, world: World, record: Record | None) -> Answer:
    """Opens a question about the roadmap, or settles one."""
    if len(call.words) > 1:
        return refuse(f"Name one decision: {code(FORM)}.")
    if record is None:
        return refuse(_nothing(call))
    try:
        return _settle(call, world, record) if record.kind == "escalation" else _open(call, world, record)
    except Unclear as unclear:
        return refuse(f"{unclear} Nothing was changed.")


def _nothing(call: Call) -> str:
    if call.words:
        return f"The register has no {code(call.words[0], 40)}. Name what was declined: {code(FORM)}."
    if call.get("outcome") is not None:
        return f"Name the question that it is the outcome of: {code(outcome_form('R12'), 200)}."
    return (
        'Nothing was declined here. First a home owner says `/homebot decline because="..."` on the proposal, so that'
        f" it is known why; then the away team says, there or anywhere: {code(FORM)}."
    )


def _open(call: Call, world: World, agreement: Record) -> Answer:
    why_not = _not_open(call, world, agreement)
    if why_not:
        return refuse(f"{why_not} Nothing was changed.")
    because, service = reason(call), agreement.scope.service or agreement.fact("service")
    known = world.directory.services.get(service)
    home = world.directory.owner_on(known, world.day) if known is not None else agreement.home
    repository = world.directory.governance_repository or (known.repository if known else world.repository)
    said = tuple((name, agreement.fact(name)) for name in _CARRIED if agreement.fact(name))
    number = world.register.next_number
    asked = owners_and_managers(world.directory, home, agreement.team)
    opened = acted(
        world,
        "escalation",
        number,
        "escalated",
        because=because,
        team=agreement.team,
        home=home,
        scope=Scope(service=service, of=agreement.number),
        due=due(world.now, home, world.directory),
        people=asked,
        said=(*said, (REPOSITORY, repository)),
    )
    moved = _act(world, agreement, "escalated", because)
    name = name_of("escalation", number)
    reply = (
        f"{name}: {agreement.name} is a question about the roadmap now. homebot opens an issue in {code(repository)}"
        f" with both goals, and asks {series([code(login) for login in asked], 12) or 'nobody: no owner is known'}."
        f" It ends with an outcome: {code(outcome_form(name), 200)}, by a manager or a home owner."
    )
    return Answer(reply, (Act("entry", entry=opened), Act("entry", entry=moved)))


def _not_open(call: Call, world: World, agreement: Record) -> str:
    if agreement.kind != "agreement":
        return f"{agreement.name} is no agreement. Name what was declined: {code(FORM)}."
    if agreement.state == "escalated":
        return f"{agreement.name} was escalated already; its outcome is given to the question that it became."
    if agreement.state != "declined":
        return f"{agreement.name} is {agreement.state}. Only away work that was declined is escalated: {code(FORM)}."
    if call.get("outcome") is not None:
        return f"An outcome is given to a question about the roadmap, by its name: {code(outcome_form('R12'), 200)}."
    if world.actor not in members(agreement.team, world):
        return (
            f"{agreement.name} was proposed by {code(agreement.team)}, and {code(world.actor)} is not in it. Whoever is"
            f" may escalate it: {code(FORM)}."
        )
    return ""


def _settle(call: Call, world: World, record: Record) -> Answer:
    outcome = (call.get("outcome") or "").lower()
    if record.final:
        ended = record.entries[-1]
        return refuse(
            f"{record.name} has its outcome: {code(record.state)}, by {code(ended.by)} on {ended.at:%Y-%m-%d}. Nothing"
            " was changed."
        )
    if outcome not in OUTCOMES:
        return refuse(_no_outcome(outcome, record))
    if not roles(world, record) & {"home owner", "manager"}:
        return refuse(
            f"The outcome of {record.name} is for an owner of {code(record.home)} or a manager of the two teams;"
            f" {code(world.actor)} is neither. Nothing was changed."
        )
    entry = _act(world, record, outcome, reason(call))
    reply = (
        f"{record.name} ends with {code(outcome)}: {OUTCOMES[outcome]}. homebot says so in its issue, and closes it."
    )
    return Answer(reply, (Act("entry", entry=entry),))


def _no_outcome(outcome: str, record: Record) -> str:
    near = nearest(outcome, OUTCOMES)
    guess = f" Did you mean `outcome={near}`?" if near else ""
    given = f"{code(outcome, 40)} is no outcome." if outcome else f"{record.name} is open and has no outcome yet."
    return f"{given}{guess} The form is {code(outcome_form(record.name), 200)}. Nothing was changed."


def _act(world: World, record: Record, act: str, because: str) -> Entry:
    return Entry(
        key=f"{world.command}:{record.name}:{act}",
        number=record.number,
        kind=record.kind,
        act=act,
        at=world.now,
        by=world.actor,
        place=world.place,
        because=because,
        said=(("outcome", act),) if record.kind == "escalation" else (),
        configuration=world.directory.digest,
    )
