"""Whose move it is on each pull request, the moment to look again though nothing happens, and who did not answer."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from homebot.core.facts import PullId
from homebot.core.waits import LastTurn, Moved, Mover
from homebot.store.tables import moves, turns
from homebot.store.upsert import upsert

BATCH = 500
"""A statement takes only so many values."""


@dataclass(frozen=True, slots=True)
class Due:
    """A pull request that is to be looked at again. `looks` counts how often it was before, by the passing of time."""

    pull: PullId
    due_at: datetime
    looks: int


def keep(
    connection: sa.Connection,
    pull: PullId,
    turn: LastTurn,
    due_at: datetime | None,
    meanwhile: tuple[datetime, datetime] | None = None,
) -> None:
    """Writes down whose move it is, and when to look again; never, when `due_at` is `None`. Nothing is kept of what has
    ended. It is no longer hastened, unless that was between the two of `meanwhile`: while the pull request was read."""
    if turn.mover == "ended":
        forget(connection, pull)
        return
    row = {"pull": str(pull), "mover": turn.mover, "since": turn.since, "due_at": due_at, "looks": 0}
    upsert(connection, turns, row, keep=("looks",))
    answered = sa.true() if meanwhile is None else ~turns.c.hastened_at.between(*meanwhile)
    connection.execute(sa.update(turns).where(turns.c.pull == str(pull), answered).values(hastened_at=None))


def hasten(connection: sa.Connection, at: datetime, repositories: Collection[str] | None = None) -> int:
    """What is open in these repositories (`owner/name`), or anywhere, is to be looked at again at that moment, if not
    sooner anyway; of how many this is new."""
    later = _later(at)
    found = connection.execute(sa.select(turns.c.pull).where(*later)).scalars()
    pulls = [pull for pull in found if repositories is None or pull.rpartition("#")[0] in repositories]
    for start in range(0, len(pulls), BATCH):
        some = pulls[start : start + BATCH]
        connection.execute(sa.update(turns).where(turns.c.pull.in_(some), *later).values(hastened_at=at))
    return len(pulls)


def once_more(connection: sa.Connection, pull: str, at: datetime) -> None:
    """What is open (`owner/name#7`) is to be looked at again at that moment, if not sooner anyway."""
    connection.execute(sa.update(turns).where(turns.c.pull == pull, *_later(at)).values(hastened_at=at))


def _later(at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    moments = (turns.c.due_at, turns.c.hastened_at)
    return turns.c.mover != "ended", *(sa.or_(one.is_(None), one > at) for one in moments)


def forget(connection: sa.Connection, pull: PullId) -> None:
    """Nobody is to move there any more, and there is nothing to look at."""
    connection.execute(sa.delete(turns).where(turns.c.pull == str(pull)))


def last(connection: sa.Connection, pull: PullId) -> LastTurn | None:
    """What was written down last."""
    row = connection.execute(sa.select(turns.c.mover, turns.c.since).where(turns.c.pull == str(pull))).first()
    return LastTurn(cast(Mover, row.mover), row.since) if row is not None else None


def due(connection: sa.Connection, until: datetime, limit: int) -> tuple[Due, ...]:
    """The first `limit` pull requests to look at again whose moment has come, the oldest moment first. Those whose wait
    is over go before those that are only hastened, of which there may be thousands."""
    waited = turns.c.due_at <= until
    moment = sa.case((waited, turns.c.due_at), else_=turns.c.hastened_at)
    query = sa.select(turns.c.pull, moment, turns.c.looks).where(_has_come(until))
    query = query.order_by(sa.case((waited, 0), else_=1), moment, turns.c.pull).limit(limit)
    return tuple(Due(_pull(pull), at, looks) for pull, at, looks in connection.execute(query))


def _has_come(until: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(turns.c.due_at <= until, turns.c.hastened_at <= until)


def looked(connection: sa.Connection, one: Due) -> None:
    """The pull request was woken; whoever evaluates it writes down the next moment. One that was written down since
    stays."""
    moments = (turns.c.due_at, turns.c.hastened_at)
    here = (turns.c.pull == str(one.pull), turns.c.looks == one.looks, sa.or_(*(at == one.due_at for at in moments)))
    others = {at.name: sa.func.nullif(at, one.due_at) for at in moments}
    connection.execute(sa.update(turns).where(*here).values(looks=turns.c.looks + 1, **others))


def waiting(connection: sa.Connection, until: datetime) -> int:
    """How many pull requests are to be looked at again whose moment has come."""
    return connection.execute(sa.select(sa.func.count()).where(_has_come(until))).scalar_one()


def move(connection: sa.Connection, pull: PullId, people: Iterable[tuple[str, datetime]], at: datetime) -> None:
    """The review moves on from these people, each with the moment they were asked."""
    for login, since in people:
        upsert(connection, moves, {"pull": str(pull), "login": login, "since": since, "at": at})


def moved_on(connection: sa.Connection, pull: PullId) -> tuple[Moved, ...]:
    """From whom the review of a pull request moved on, in the order it did."""
    query = sa.select(moves.c.login, moves.c.since, moves.c.at).where(moves.c.pull == str(pull))
    return tuple(Moved(*row) for row in connection.execute(query.order_by(moves.c.at, moves.c.login)))


def _pull(text: str) -> PullId:
    repository, _, number = text.rpartition("#")
    owner, _, name = repository.partition("/")
    return PullId(owner, name, int(number))
