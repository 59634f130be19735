"""What a claim is about: one standard that does not hold in one touched service, and what is open on it."""

from dataclasses import dataclass
from difflib import get_close_matches

from homebot.core.commands.answer import World
from homebot.core.commands.parse import Call, Refusal
from homebot.core.commands.roles import members
from homebot.core.decision import Decision, Judgement, ServiceStanding
from homebot.core.deviations.force import team_of
from homebot.core.deviations.lapse import by_now
from homebot.core.facts import Snapshot
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.core.register.said import Unclear
from homebot.core.render.escape import code
from homebot.core.render.markdown import series
from homebot.core.standards import STANDARDS

TAKEN = frozenset({"because", "until", "evidence-by", "service", "data", "says", "kind"})


@dataclass(frozen=True, slots=True)
class Subject:
    """`team` is whose change it is; `record` the deviation from this standard that is open on the service, as it is by
    now: `lapsed` is what time did to it that nobody has written down yet."""

    snapshot: Snapshot
    judgement: Judgement
    standing: ServiceStanding
    team: str
    record: Record | None = None
    lapsed: tuple[Entry, ...] = ()

    @property
    def what(self) -> str:
        """The standard and the service, in words."""
        return f"{code(self.judgement.standard)} of {code(self.judgement.service)}"


def standard_asked(said: Call | Refusal) -> str:
    """The standard that a command claims to deviate from; empty where it does not."""
    claims = isinstance(said, Call) and said.verb == "deviate" and len(said.words) == 1
    return said.words[0] if claims and isinstance(said, Call) and said.words[0] in STANDARDS else ""


def subject(call: Call, world: World) -> Subject:
    """What a claim is about. Raises `Unclear`."""
    if world.snapshot is None or world.decision is None:
        raise Unclear("homebot has not judged this pull request yet; `/homebot recheck` has it look.")
    if unknown := sorted({name for name, _ in call.named} - TAKEN):
        raise Unclear(f"{code(unknown[0], 40)} says nothing to homebot here.")
    judgement = _judgement(_standard(call), call.get("service"), world.decision, world)
    standing = next(one for one in world.decision.recognition.standings if one.service == judgement.service)
    team = team_of(standing, world.decision.recognition)
    if not any(world.actor in members(one, world) for one in (team, standing.team)):
        raise Unclear(f"{code(world.actor)} is neither in {code(team)} nor in {code(standing.team)}.")
    record, lapsed = _open(judgement, world)
    return Subject(world.snapshot, judgement, standing, team, record, lapsed)


def _standard(call: Call) -> str:
    if len(call.words) != 1:
        raise Unclear("Name the one standard that you cannot hold to.")
    if call.words[0] not in STANDARDS:
        near = get_close_matches(call.words[0][:40], STANDARDS, n=1)
        guess = f"did you mean {code(near[0])}?" if near else f"there are {', '.join(map(code, STANDARDS))}."
        raise Unclear(f"There is no standard {code(call.words[0], 40)}; {guess}")
    return call.words[0]


def _judgement(standard: str, service: str | None, decision: Decision, world: World) -> Judgement:
    """The one judgement that a claim is about. Raises `Unclear`."""
    here = _held_to(standard, service, decision)
    open_ones = [one for one in here if one.outcome in ("fail", "error", "deviated") or _open(one, world)[0]]
    if not open_ones:
        raise Unclear(_nothing_to_excuse(here[0]))
    if len(open_ones) > 1:
        names = series([code(one.service) for one in open_ones])
        raise Unclear(f"{code(standard)} does not hold in {names}: say for which one, with `service=`.")
    if open_ones[0].strength == "advice":
        raise Unclear(f"{code(standard)} is advice here: it blocks nothing, so there is nothing to deviate from.")
    return open_ones[0]


def _held_to(standard: str, service: str | None, decision: Decision) -> list[Judgement]:
    """The judgements by a standard of the touched services, or of the one that is named. Raises `Unclear`."""
    services = [one.service for one in decision.recognition.standings]
    if service is not None and service not in services:
        raise Unclear(
            f"This change does not touch {code(service, 60)}; it touches {series(list(map(code, services)))}."
        )
    judged = [one for one in decision.judgements if one.service in services]
    here = [one for one in judged if one.standard == standard and service in (None, one.service)]
    if not here:
        raise Unclear(f"{code(standard)} is no standard of the services this change touches; {_those_that_are(judged)}")
    return here


def _those_that_are(judged: list[Judgement]) -> str:
    others = list(dict.fromkeys(code(one.standard) for one in judged))
    return f"those that are: {series(others, 20)}." if others else "their profiles set none."


def _nothing_to_excuse(judgement: Judgement) -> str:
    what = f"{code(judgement.standard)} of {code(judgement.service)}"
    if judgement.outcome == "decision-needed":
        return f"What {what} finds is for a bar raiser to decide; there is nothing to deviate from."
    return f"There is nothing to deviate from: {what} is not broken by this change."


def _open(judgement: Judgement, world: World) -> tuple[Record | None, tuple[Entry, ...]]:
    """What is open on the standard in the service, after what time did to it."""
    known = (one for one in world.register.records if one.kind == "deviation" and not one.final)
    about = (judgement.standard, judgement.service)
    record = next((one for one in known if (one.scope.standard, one.scope.service) == about), None)
    if record is None:
        return None, ()
    as_it_is, lapsed = by_now(record, world.now, world.directory)
    return (None if as_it_is.final else as_it_is), lapsed
