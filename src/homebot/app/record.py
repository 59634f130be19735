"""Record: what follows from a reading, decided and written in one transaction with the engine's checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

import sqlalchemy as sa

from homebot.app import debts, registering
from homebot.app.anew import PAUSE
from homebot.app.complete import complete, settle_requests
from homebot.app.consumers import keep_configuration, see
from homebot.app.credit_answers import read_credit
from homebot.app.gathered import Gathered
from homebot.app.ledgering import append, append_merge
from homebot.app.outside import Outside
from homebot.app.owned import owned
from homebot.app.ownership import known_files
from homebot.app.team_life import last_agreements, suggestion
from homebot.app.uses import append_uses
from homebot.core.commands import credit
from homebot.core.commands import register as asked_of_register
from homebot.core.commands.answer import Act, Availability, World
from homebot.core.commands.gate import answer
from homebot.core.commands.parse import Call, Refusal
from homebot.core.decision import Decision
from homebot.core.directory import Directory
from homebot.core.facts import PullId, Snapshot
from homebot.core.policy import decide
from homebot.core.register.listing import MOST_LISTED
from homebot.core.repository_catalogue import in_force
from homebot.core.review_clock import review_clocks as find_clocks
from homebot.core.waits import Hold, LastTurn
from homebot.store import commands, evaluations, json, people, register, register_listing, review_clocks, turns
from homebot.store.evaluations import Evaluation


@dataclass(frozen=True, slots=True)
class Asked:
    """A command somebody gave: the id of their comment, who they are, what they said, and when. `actor_id` is GitHub's
    number of them, 0 where it is not known."""

    comment: int
    actor: str
    said: Call | Refusal
    at: datetime | None = None
    actor_id: int = 0

    @property
    def key(self) -> str:
        """Names the command once and for all."""
        return f"{self.comment}:{self.said.line}"


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a pull request: under which `key` its evaluation is stored, the delivery that led to it, and when its
    reading `began`."""

    pull: PullId
    key: str
    delivery: str
    began: datetime


def record_pull(
    connection: sa.Connection, outside: Outside, look: Look, gathered: Gathered, asked: Sequence[Asked]
) -> str:
    """Answers the commands, then decides with what they changed, and stores the evaluation.

    Returns the standards check's conclusion (its status while it has none), or `silent`.
    """
    assert gathered.snapshot is not None
    directory = in_force(outside.configuration.current(), gathered.snapshot.catalogue)
    now = outside.clock()
    settle_requests(connection, gathered.snapshot, now)
    if asked:
        _hear(connection, outside, directory, gathered, asked)
    snapshot, decision = _decided(connection, outside, gathered.snapshot, directory)
    if registering.says_more(snapshot, decision, directory):
        register.lock(connection)
        snapshot, decision = _decided(connection, outside, gathered.snapshot, directory)
        registering.follow(connection, snapshot, decision, directory)
        snapshot, decision = _decided(connection, outside, gathered.snapshot, directory)
    if decision.silent:
        turns.forget(connection, snapshot.pull)
        return "silent"
    _see(connection, outside, snapshot, directory)
    because = {one.login: one.because for one in decision.choice.trail if one.because}
    people.ask(connection, snapshot.pull, decision.choice.request, now, because)
    people.settle(connection, snapshot.pull, now, decision.choice.release)
    turns.move(connection, snapshot.pull, decision.choice.moved, now)
    last = LastTurn(decision.turn.mover, decision.turn.begun or decision.turn.since)
    turns.keep(connection, snapshot.pull, last, decision.look_again_at, (look.began, now + PAUSE))
    append_merge(connection, snapshot, decision.recognition, directory)
    review_clocks.keep(connection, snapshot.pull, find_clocks(snapshot, decision, directory))
    append_uses(connection, outside.configuration.current(), snapshot, decision.recognition, directory, now)
    debts.append_merge(connection, snapshot, decision.recognition, directory)
    evaluations.record(connection, Evaluation(look.key, now, snapshot, decision, look.delivery))
    return decision.standards_conclusion or decision.standards_status


def _hear(
    connection: sa.Connection, outside: Outside, directory: Directory, gathered: Gathered, asked: Sequence[Asked]
) -> None:
    """Answers commands. The locks come in the one order everybody keeps to, for each would wait for the other: the
    register's, what was seen of a repository, and the ledger's, which a command may be the first to take."""
    assert gathered.snapshot is not None
    register.lock(connection)
    snapshot, decision = _decided(connection, outside, gathered.snapshot, directory)
    if not decision.silent:
        _see(connection, outside, snapshot, directory)
    _answer_all(connection, outside, directory, gathered, asked, snapshot, decision)


def _see(connection: sa.Connection, outside: Outside, snapshot: Snapshot, directory: Directory) -> None:
    """Remembers what is in force now, and what a reading shows of a repository."""
    keep_configuration(connection, outside.configuration.current(), outside.clock())
    see(connection, snapshot.conversation, directory, outside.clock())


def _decided(
    connection: sa.Connection, outside: Outside, read: Snapshot, directory: Directory
) -> tuple[Snapshot, Decision]:
    """What was read, with what is in the database now, and what follows from both."""
    snapshot = complete(connection, read, directory)
    return snapshot, decide(snapshot, directory, outside.version)


def record_issue(
    connection: sa.Connection,
    outside: Outside,
    issue: PullId,
    on_pull: bool,
    gathered: Gathered,
    asked: Sequence[Asked],
) -> None:
    """Answers commands that were given on an issue."""
    files = known_files(connection, issue.repository)
    directory = owned(outside.configuration.current(), files, issue.repository, outside.clock().date()).directory
    register.lock(connection)
    for one in asked:
        world = _world(connection, outside, directory, gathered, one, issue, None, None)
        _answer(connection, outside, replace(world, on_pull=on_pull), one)


def _answer_all(
    connection: sa.Connection,
    outside: Outside,
    directory: Directory,
    gathered: Gathered,
    asked: Sequence[Asked],
    snapshot: Snapshot,
    decision: Decision,
) -> None:
    """Each in its turn: a later command sees what an earlier one changed."""
    for one in asked:
        world = _world(connection, outside, directory, gathered, one, snapshot.pull, snapshot, decision)
        if _answer(connection, outside, world, one):
            snapshot, decision = _decided(connection, outside, snapshot, directory)


def _world(
    connection: sa.Connection,
    outside: Outside,
    directory: Directory,
    gathered: Gathered,
    asked: Asked,
    place: PullId,
    snapshot: Snapshot | None,
    decision: Decision | None,
) -> World:
    known = registering.facts(connection, asked.said, place, directory, outside.clock())
    found = World(
        actor=asked.actor,
        actor_id=asked.actor_id,
        now=outside.clock(),
        directory=directory,
        repository=place.repository,
        number=place.number,
        on_pull=snapshot is not None,
        org_member=dict(gathered.members).get(asked.actor),
        snapshot=snapshot,
        decision=decision,
        debts=gathered.debts,
        owned=gathered.owned,
        availability=_availability(connection, asked.actor),
        command=asked.key,
        web=outside.github.web_url,
        register=known,
        shown=registering.shown(connection, known, asked.said, place, asked.at),
        issue=gathered.issue,
        read=gathered.read,
        teams=gathered.teams,
    )
    return _with_what_is_asked_for(connection, found, asked.said)


def _availability(connection: sa.Connection, actor: str) -> Availability:
    said = people.availability(connection, [actor]).get(actor)
    load = people.loads(connection, [actor]).get(actor)
    return Availability(
        absent_until=said.absent_until.date() if said and said.absent_until else None,
        limit=said.limit if said else None,
        open_requests=load.open_requests if load else 0,
    )


def _with_what_is_asked_for(connection: sa.Connection, world: World, said: Call | Refusal) -> World:
    """With what was read of the ledger or of the register, where that is asked."""
    if isinstance(said, Refusal):
        return world
    if (of_credit := credit.question(said, world)) is not None:
        return replace(world, credit=read_credit(connection, of_credit, world.directory, world.now))
    if (of_register := asked_of_register.question(said, world)) is not None:
        listed, cut = register_listing.listed(connection, of_register, MOST_LISTED)
        note = suggestion(connection, of_register, world.directory, world.now)
        return replace(world, register=replace(world.register, listed=listed, cut=cut, note=note))
    if said.verb == "agree":
        return replace(world, register=replace(world.register, listed=last_agreements(connection, world.now)))
    return world


def _answer(connection: sa.Connection, outside: Outside, world: World, asked: Asked) -> bool:
    """Answers one command and does what the answer says; whether it changed anything. Once per command, for ever."""
    found = answer(asked.said, world)
    stored = commands.Command(
        key=asked.key,
        pull=world.place,
        actor=asked.actor,
        text=asked.said.text,
        answer=json.encode(commands.Reply(found.reply, found.refused, asked.actor_id)),
        at=outside.clock(),
    )
    if not commands.record(connection, stored):
        return False
    for act in found.acts:
        _do(connection, outside, world, act)
    return bool(found.acts)


def _do(connection: sa.Connection, outside: Outside, world: World, act: Act) -> None:
    now = outside.clock()
    owner, _, name = world.repository.partition("/")
    pull = PullId(owner, name, world.number)
    login = act.login or world.actor
    match act.kind:
        case "recheck" | "fact" | "entry":
            _tell(connection, world, act)
        case "assign" | "unassign":
            people.assign(connection, pull, people.Assignment(login, world.actor, act.kind == "assign", now))
        case "absent":
            until = datetime.combine(act.until, time(), UTC) if act.until is not None else None
            people.set_absence(connection, login, until)
        case "back":
            people.set_absence(connection, login, None)
        case "limit":
            people.set_limit(connection, login, act.number)
        case "hold":
            people.hold(connection, pull, Hold(world.actor, act.because, now))
        case "unhold":
            people.unhold(connection, pull)


def _tell(connection: sa.Connection, world: World, act: Act) -> None:
    """The ledger is told what somebody claims, the register what they decided."""
    if act.fact is not None:
        append(connection, act.fact)
    if act.entry is not None:
        registering.append(connection, act.entry, world.directory)
