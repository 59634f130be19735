"""Whose move it is on each pull request, the moment to look again though nothing happens, and who did not answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from homebot.core.facts import PullId
from homebot.core.waits import LastTurn, Moved, Mover
from homebot.store.tables import moves, turns
from homebot.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class Due:
    """A pull request that is to be looked at again. `looks` counts how often it was before, by the passing of time."""

    pull: PullId
    due_at: datetime
    looks: int


def keep(connection: sa.Connection, pull: PullId, turn: LastTurn, due_at: datetime | None) -> None:
    """Writes down whose move it is, and when to look again; never, when `due_at` is `None`."""
    row = {"pull": str(pull), "mover": turn.mover, "since": turn.since, "due_at": due_at, "looks": 0}
    upsert(connection, turns, row, keep=("looks",))


def last(connection: sa.Connection, pull: PullId) -> LastTurn | None:
    """What was written down last."""
    row = connection.execute(sa.select(turns.c.mover, turns.c.since).where(turns.c.pull == str(pull))).first()
    return LastTurn(cast(Mover, row.mover), row.since) if row is not None else None


def due(connection: sa.Connection, until: datetime, limit: int) -> tuple[Due, ...]:
    """The first `limit` pull requests to look at again whose moment has come, the oldest moment first."""
    columns = (turns.c.pull, turns.c.due_at, turns.c.looks)
    query = sa.select(*columns).where(turns.c.due_at <= until).order_by(turns.c.due_at, turns.c.pull).limit(limit)
    return tuple(Due(_pull(pull), at, looks) for pull, at, looks in connection.execute(query))


def looked(connection: sa.Connection, one: Due) -> None:
    """The pull request was woken; whoever evaluates it writes down the next moment. One that was written down since
    stays."""
    here = (turns.c.pull == str(one.pull), turns.c.due_at == one.due_at, turns.c.looks == one.looks)
    connection.execute(sa.update(turns).where(*here).values(due_at=None, looks=turns.c.looks + 1))


def waiting(connection: sa.Connection, until: datetime) -> int:
    """How many pull requests are to be looked at again whose moment has come."""
    return connection.execute(sa.select(sa.func.count()).where(turns.c.due_at <= until)).scalar_one()


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
