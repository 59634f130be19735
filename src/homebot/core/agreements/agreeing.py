"""Agreeing to a proposal of away work, and declining one (SPEC 9)."""

from homebot.core.agreements.form import MOST
from homebot.core.agreements.pins import PINNED, pinned
from homebot.core.agreements.proposed import Proposed, proposal
from homebot.core.commands.acting import acted
from homebot.core.commands.answer import Act, Answer, World, refuse
from homebot.core.commands.parse import Call
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.names import name_of
from homebot.core.register.record import Record, fold
from homebot.core.register.said import Unclear, reason
from homebot.core.register.table import UNDERWAY
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import bullets, count, paragraphs, series
from homebot.core.team_life import core_team
from homebot.core.warranty.clock import PROMISED
from homebot.core.wording import nearest

DOORS = ("one-way", "two-way")
NOTHING = "Nothing was changed."


def agree(call: Call, world: World, usage: str) -> Answer:
    """The home team's word that the work may be done here, and under which standards."""
    proposed = proposal(world)
    if misread := _misread(call, {"surface", "door"}, usage):
        return refuse(misread)
    if proposed is None:
        return refuse(_unseen(world))
    surface = (call.get("surface") or "").strip()[:MOST]
    why_not = _why_not(proposed, world) or _incomplete(proposed, surface)
    why_not = why_not or _no_service(proposed, world) or _nobody(proposed)
    if why_not:
        return refuse(f"{why_not} {NOTHING}")
    entry = _agreed(proposed, world, surface, call.get("door") or "two-way")
    return Answer(_reply(proposed, entry, world), (Act("entry", entry=entry),))


def decline(call: Call, world: World, usage: str) -> Answer:
    """The home team's word that it does not want the work now, with a reason."""
    proposed = proposal(world)
    if misread := _misread(call, {"because"}, usage):
        return refuse(misread)
    if proposed is None:
        return refuse(_unseen(world))
    why_not = _why_not(proposed, world) or _no_service(proposed, world)
    if why_not:
        return refuse(f"{why_not} {NOTHING}")
    try:
        because = reason(call)
    except Unclear as unclear:
        return refuse(f"{unclear} {NOTHING}")
    entry = _entry(proposed, world, "declined", proposed.facts, because)
    name = name_of("agreement", entry.number)
    next_one = f"`/homebot escalate {name}` by {code(proposed.team or 'the away team')} takes it to the roadmap"
    reply = f"**{name} declined** by {code(world.actor)} for {code(proposed.home)}: {plain(because)}\n\n{next_one}."
    return Answer(reply, (Act("entry", entry=entry),))


def _misread(call: Call, arguments: set[str], usage: str) -> str:
    """What of the command cannot be understood."""
    if call.words or set(dict(call.named)) - arguments:
        return f"That cannot be understood. The form is {code(usage)}. {NOTHING}"
    if call.get("door") not in (None, *DOORS):
        return f"A door is `one-way` (hard to take back) or `two-way`: {code(usage)}. {NOTHING}"
    return ""


def _unseen(world: World) -> str:
    kind = "pull request" if world.on_pull else "issue"
    return f"homebot cannot see the text of this {kind} now; say it again in a minute. {NOTHING}"


def _why_not(proposed: Proposed, world: World) -> str:
    """Why nothing can be decided on it any more."""
    if proposed.state != "open":
        return f"This is {proposed.state}: what is to be agreed is proposed anew."
    before = _before(world)
    if before is None:
        return ""
    if before.state == "declined":
        why = f"It was declined as {before.name} on {before.changed_at.date()}: {plain(before.because)}"
        return f"{why} What is wanted after all is proposed anew, or escalated."
    return f"It is agreed already: {before.name}, by {code(before.by)} on {before.at.date()}."


def _before(world: World) -> Record | None:
    """What was decided here and stands."""
    here = world.place
    found = [one for one in world.register.records if one.kind == "agreement" and one.place == here]
    return next((one for one in reversed(found) if one.state in (*UNDERWAY, "declined")), None)


def _no_service(proposed: Proposed, world: World) -> str:
    """Why it is of no service."""
    if proposed.service:
        return ""
    if not proposed.form.service:
        return "The proposal names no `Service:` of the catalogue."
    near = nearest(proposed.form.service.strip()[:100], world.directory.services)
    guess = f" Did you mean {code(near)}?" if near else ""
    return f"`Service:` must name one service of the catalogue, not {code(proposed.form.service, 60)}.{guess}"


def _incomplete(proposed: Proposed, surface: str) -> str:
    missing = [name for name in proposed.form.missing if name != "Surface" or not surface]
    if not missing:
        return ""
    names = series([f"`{name}`" for name in missing], 7)
    return (
        f"The proposal does not say {names}. Its author adds {'it' if len(missing) == 1 else 'them'} to the text above,"
        f" as a heading (`### {missing[0]}`) or a line (`{missing[0]}: ...`); then say `/homebot agree` again."
    )


def _nobody(proposed: Proposed) -> str:
    """Why there is nobody to agree with."""
    if not proposed.team:
        return (
            f"{code(proposed.author)}, who proposes it, is in no team of the catalogue: somebody of the Away Team"
            " proposes it."
        )
    if proposed.team == proposed.home:
        return f"{code(proposed.author)} is at home in {code(proposed.service)}: work at home needs no agreement."
    return ""


def _agreed(proposed: Proposed, world: World, surface: str, door: str) -> Entry:
    service = world.directory.services[proposed.service]
    said = {
        **dict(proposed.facts),
        "door": door,
        "pinned": pinned(world.directory, service),
        "pinned-until": (world.now + PINNED).isoformat(),
        PROMISED: str(service.warranty_days),
    }
    return _entry(proposed, world, "agreed", tuple((said | ({"surface": surface} if surface else {})).items()))


def _entry(proposed: Proposed, world: World, act: str, said: tuple[tuple[str, str], ...], because: str = "") -> Entry:
    return acted(
        world,
        "agreement",
        world.register.next_number,
        act,
        because=because,
        team=proposed.team,
        home=proposed.home,
        scope=Scope(service=proposed.service),
        said=said,
    )


def _reply(proposed: Proposed, entry: Entry, world: World) -> str:
    name = name_of("agreement", entry.number)
    service = world.directory.services[proposed.service]
    settings = world.directory.profiles.get(service.profile, ())
    standards = count(len(settings), "standard")
    until = (world.now + PINNED).date()
    lines = [
        f"write `Agreement: {name}` on a line of its own into the description of each pull request"
        + (", except of this one, which counts already" if world.on_pull else ""),
        f"the {standards} of {code(service.profile)} as they are today hold until {until}; only floors may become"
        " stricter meanwhile",
        f"the work goes live with its first deployment to production, else its release, else its merge; then"
        f" {code(proposed.team)} stands by it for {count(service.warranty_days, 'day')}",
    ]
    if dict(entry.said)["door"] == "one-way":
        lines.append("it goes through a one-way door: the hand-over asks for an architecture decision record")
    what = f"**{name} agreed** by {code(world.actor)} for {code(proposed.home)}: {code(proposed.team)} may change"
    made = (*world.register.listed, fold([entry]))
    often = core_team.note(made, proposed.service, world.directory, world.now)
    return paragraphs(f"{what} {code(proposed.service)}. {plain(proposed.form.headline, 200)}", bullets(lines), often)
