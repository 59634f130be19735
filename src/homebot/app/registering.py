"""The register's door: what people, time and evaluations say to it, and what follows from that."""

from datetime import datetime, timedelta
from itertools import count

import sqlalchemy as sa
import structlog

from homebot.app.outside import Outside
from homebot.app.owned import owned
from homebot.app.ownership import known_files
from homebot.app.steps import Steps
from homebot.app.thanking import thanks_for
from homebot.core.commands.parse import Call, Refusal
from homebot.core.decision import Decision
from homebot.core.deviations.subject import standard_asked
from homebot.core.deviations.terms import ALIKE_DAYS, PULLS
from homebot.core.directory import Directory
from homebot.core.facts import PullId, Snapshot
from homebot.core.register.clocks import lapsed
from homebot.core.register.entries import Entry
from homebot.core.register.facts import RegisterFacts
from homebot.core.register.follow import followed
from homebot.core.register.names import number_in
from homebot.core.register.notices import notices as told_elsewhere
from homebot.core.register.record import Impossible, Record
from homebot.store import evaluations, notices, register, turns
from homebot.store.engine import writing

MOST_LAPSES = 200
"""Decisions that a sweep reads at a time."""
ROUNDS = 5
"""Acts of time on one decision in one sweep: it may be late for several."""
MOST_NAMED = 20
"""Decisions that one command can name."""

log = structlog.get_logger(__name__)


def append(connection: sa.Connection, entry: Entry, directory: Directory) -> bool:
    """Adds an entry. False, and nothing happens, when it is there or its decision has moved on in between. The pull
    requests it holds for are looked at again."""
    try:
        record = register.append(connection, entry)
    except Impossible as impossible:
        log.warning("the register takes no such entry", key=entry.key, reason=str(impossible))
        return False
    if record is None:
        return False
    for place in {record.scope.pull, record.place, *record.fact(PULLS).split()} - {""}:
        turns.once_more(connection, place, entry.at)
    notices.put(connection, told_elsewhere(record, entry, directory), entry.at)
    thanks = thanks_for(connection, record, entry, directory)
    if thanks is not None:
        append(connection, thanks, directory)
    return True


def says_more(snapshot: Snapshot, decision: Decision, directory: Directory) -> bool:
    """Whether an evaluation says anything to the register that is not there."""
    return bool(followed(snapshot, decision, directory, count(1)))


def follow(connection: sa.Connection, snapshot: Snapshot, decision: Decision, directory: Directory) -> bool:
    """Writes down what an evaluation says to the register; whether there was anything."""
    numbers = count(register.next_number(connection))
    entries = followed(snapshot, decision, directory, numbers)
    written = [append(connection, entry, directory) for entry in entries]
    return any(written)


def facts(
    connection: sa.Connection, said: Call | Refusal, place: PullId, directory: Directory, at: datetime
) -> RegisterFacts:
    """What a command may know of the register; it is the only writer until the transaction ends."""
    following = register.next_number(connection)
    services = [service.name for service in directory.services_of_repository(place.repository)]
    found = {one.number: one for one in register.concerning(connection, [str(place)], services)}
    for named in register.numbered(connection, _numbers(said)):
        found |= {one.number: one for one in (named, *register.related(connection, named))}
    for one in tuple(found.values()):
        if one.scope.of and one.scope.of not in found:
            found |= {other.number: other for other in register.numbered(connection, [one.scope.of])}
    return RegisterFacts(tuple(found[number] for number in sorted(found)), following, _same(connection, said, at))


def shown(
    connection: sa.Connection, known: RegisterFacts, said: Call | Refusal, place: PullId, at: datetime | None
) -> str:
    """`World.shown` of a command that was given `at` that second."""
    named = known.find(said.words[0]) if isinstance(said, Call) and said.words else None
    pull = named.scope.pull if named is not None else ""
    return evaluations.head_shown(connection, pull or str(place), at) if at is not None else ""


def _same(connection: sa.Connection, said: Call | Refusal, at: datetime) -> tuple[Record, ...]:
    """Who else deviates from the standard that a claim is about."""
    standard = standard_asked(said)
    return register.deviations_from(connection, standard, at - timedelta(days=ALIKE_DAYS)) if standard else ()


def _numbers(said: Call | Refusal) -> set[int]:
    """The decisions that a command names."""
    words = said.words[:MOST_NAMED] if isinstance(said, Call) else ()
    return {named[1] for word in words if (named := number_in(word)) is not None}


def regularly(outside: Outside, steps: Steps) -> None:
    """One sweep over the decisions whose moment has come."""
    steps.step("lapse", lambda: lapse_due(outside))


def lapse_due(outside: Outside) -> int:
    """Writes down what time did; how many entries. Repeating it changes nothing. One decision that cannot be looked at,
    or that waits though its moment has come, holds up none of the others."""
    now, beyond, written = outside.clock(), None, 0
    while found := _due(outside, now, beyond):
        for one in found:
            written += _lapsed_alone(outside, one.number)
        beyond = found[-1].wakes_at or now, found[-1].number
    if written:
        log.info("time passed in the register", entries=written)
    return written


def _due(outside: Outside, now: datetime, beyond: tuple[datetime, int] | None) -> tuple[Record, ...]:
    with outside.engine.connect() as connection:
        return register.due(connection, now, MOST_LAPSES, beyond)


def _lapsed_alone(outside: Outside, number: int) -> int:
    """One decision in a transaction of its own: a bug that one of them meets is logged whole, and stops no other."""
    try:
        with writing(outside.engine) as connection:
            return _lapse(connection, number, outside)
    except sa.exc.SQLAlchemyError:
        raise  # the database is away, for all of them
    except Exception:
        log.exception("time could not pass for a decision; the next sweep tries again", number=number)
        return 0


def _lapse(connection: sa.Connection, number: int, outside: Outside) -> int:
    for written in range(ROUNDS):
        register.lock(connection)
        record = register.find(connection, number)
        if record is None:
            return written
        directory = _in_force(connection, record, outside)
        entry = lapsed(record, register.related(connection, record), outside.clock(), directory)
        if entry is None or not append(connection, entry, directory):
            return written
    return ROUNDS


def _in_force(connection: sa.Connection, record: Record, outside: Outside) -> Directory:
    """The catalogue where it was decided: a service may be known to its own repository alone."""
    repository = record.place.rpartition("#")[0]
    files = known_files(connection, repository)
    return owned(outside.configuration.current(), files, repository, outside.clock().date()).directory
