"""Going against a bar raiser: who may, with what words, and what it covers."""

from collections.abc import Sequence

from homebot.core.bar_raisers.whose import decided_on, owners, speakers
from homebot.core.commands.acting import acted
from homebot.core.commands.answer import Act, Answer, World, refuse
from homebot.core.commands.parse import Call
from homebot.core.commands.shown import head_shown
from homebot.core.decision import Decision, Recognition, ServiceStanding
from homebot.core.facts import Snapshot
from homebot.core.overrides import terms, told
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.record import Record
from homebot.core.register.said import Unclear, day, reason
from homebot.core.register.table import ANSWERS
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import series

FORM = '`/homebot override B7 because="..." follow-up=DATE`'
_MOST_PATHS = 200
"""Paths that are named; it covers all of its services, however many they are."""


def override(call: Call, world: World) -> Answer:
    """Goes against a bar raiser's decision on this pull request."""
    try:
        entry = _overridden(call, world)
    except Unclear as unclear:
        return refuse(f"{unclear} Nothing was changed. The form is {FORM}.")
    return Answer(_reply(entry), (Act("entry", entry=entry),))


def covered_services(decided: Sequence[ServiceStanding], recognition: Recognition) -> tuple[str, ...]:
    """The services whose content an override covers: all that the author is not home to, and those decided on where
    they are none of these."""
    away = [one for one in recognition.standings if not one.home]
    of_author = [] if any(not one.home for one in decided) else decided
    return tuple(dict.fromkeys(one.service for one in (*of_author, *away)))


def _overridden(call: Call, world: World) -> Entry:
    if unknown := sorted({name for name, _ in call.named} - {"because", terms.FOLLOW_UP}):
        raise Unclear(f"{code(unknown[0], 40)} says nothing to homebot here.")
    record = _meant(call, world)
    snapshot, decision = _evaluated(world)
    decided = decided_on(snapshot, world.directory, decision, record.scope.kind)
    _check(record, world, snapshot, speakers(decided, decision.recognition))
    because = reason(call)
    due = day(call, terms.FOLLOW_UP, world.day, terms.FOLLOW_UP_DAYS)
    if due.date() == world.day:
        raise Unclear(f"`{terms.FOLLOW_UP}={world.day}` is today: leave at least a day to see what becomes of it.")
    services = covered_services(decided, decision.recognition)
    head = head_shown(world, str(snapshot.pull))
    return acted(
        world,
        "override",
        world.register.next_number,
        "overridden",
        because=because,
        team=record.team or decision.recognition.away_team or "",
        home=record.home,
        scope=_scope(record, snapshot, decision, services, head),
        due=due,
        said=(
            ("author", snapshot.conversation.author),
            ("title", snapshot.conversation.title[:200]),
            (terms.ANSWER, _answer_of(record)),
            (terms.RAISER, _raiser(record)),
            (terms.STATE, record.state),
            (terms.FOLLOW_UP, f"{due:%Y-%m-%d}"),
            (terms.SERVICES, " ".join(services)),
            (terms.GOVERNANCE, world.directory.governance_repository or ""),
        ),
    )


def _meant(call: Call, world: World) -> Record:
    """The decision that is named."""
    if len(call.words) != 1:
        raise Unclear("Name the one decision that you go against, such as `B7`.")
    record = world.register.find(call.words[0])
    if record is None or record.kind != "bar-raiser" or record.scope.pull != world.place:
        raise Unclear(f"{code(call.words[0], 40)} is no bar raiser's decision on this pull request.")
    return record


def _evaluated(world: World) -> tuple[Snapshot, Decision]:
    if world.snapshot is None or world.decision is None:
        raise Unclear("homebot has not looked at this pull request yet; say it again in a minute.")
    return world.snapshot, world.decision


def _check(record: Record, world: World, snapshot: Snapshot, whose: Sequence[ServiceStanding]) -> None:
    """Whether anybody can go against it now, and the actor may."""
    state = snapshot.conversation.state
    if state != "open":
        raise Unclear(f"The pull request is {state}; there is nothing to go against any more.")
    if record.state not in terms.AGAINST:
        raise Unclear(
            f"{record.name} is {record.state}: an override goes against a recommendation that is `against`, or one that"
            " nobody could be found to give."
        )
    if why_not := _not_theirs(record, world, whose) or _overridden_already(record, world):
        raise Unclear(why_not)


def _not_theirs(record: Record, world: World, whose: Sequence[ServiceStanding]) -> str:
    answered = {entry.by for entry in record.entries if entry.act in ANSWERS}
    if world.actor in {*record.people, *answered}:
        return f"You are the bar raiser of {record.name}: who recommends does not override it too."
    if not any(world.actor in owners(one, world.directory) for one in whose):
        about = series([code(one.service) for one in whose])
        return f"You own no team whose service {record.name} is about: that is for an owner of {about}."
    return ""


def _overridden_already(record: Record, world: World) -> str:
    known = (one for one in world.register.records if one.kind == "override" and one.scope.of == record.number)
    standing = next((one for one in known if one.state in terms.OPEN), None)
    return f"{standing.name} stands against {record.name} already, by {code(standing.by)}." if standing else ""


def _scope(record: Record, snapshot: Snapshot, decision: Decision, services: tuple[str, ...], head: str) -> Scope:
    paths = [path for one in decision.recognition.standings if one.service in services for path in one.paths]
    return Scope(
        service=record.scope.service,
        kind=record.scope.kind,
        of=record.number,
        pull=str(snapshot.pull),
        head=head,
        paths=tuple(dict.fromkeys(paths))[:_MOST_PATHS],
    )


def _raiser(record: Record) -> str:
    """Whose word stands; empty where nobody answered."""
    last = record.last(*ANSWERS)
    return last.by if last is not None and record.state == "against" else ""


def _answer_of(record: Record) -> str:
    return f"{record.name} against by {_raiser(record)}" if _raiser(record) else f"{record.name} {record.state}"


def _reply(entry: Entry) -> str:
    said, name = dict(entry.said), f"O{entry.number}"
    scope = entry.scope or Scope()
    services = series([code(one) for one in said[terms.SERVICES].split()])
    where = said[terms.GOVERNANCE]
    seen = f"in {code(where)}, for the managers of both teams" if where else "in the register"
    whom = code(said[terms.RAISER]) if said[terms.RAISER] else f"a bar raiser of {code(scope.kind)}"
    return (
        f"**{name}** goes against {told.against(scope, said[terms.RAISER])}. {plain(entry.because)}\n\n"
        f"B{scope.of} no longer keeps `homebot: review` waiting. It is written {seen}. It covers {services} as at "
        f"{code(scope.head[:7])}, and falls when that changes. On {said[terms.FOLLOW_UP]} {whom} says what became of "
        f'it: `/homebot recommend {name} held|regretted|moot because="..."`.'
    )
