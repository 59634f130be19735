"""What people said of their availability, who was asked for which review, and what holds a review back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from homebot.core.facts import PullId
from homebot.core.waits import Hold
from homebot.store.tables import asked, assignments, holds, people
from homebot.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class Availability:
    """What a person said: away until then; at most so many open reviews."""

    login: str
    absent_until: datetime | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """Reviews asked of a person by homebot: how many are open, and when the newest was asked."""

    login: str
    open_requests: int
    last_asked: datetime


@dataclass(frozen=True, slots=True)
class Assignment:
    """A person put on, or taken off, a review by command. `by` gave the command."""

    login: str
    by: str
    on: bool
    at: datetime


def set_absence(connection: sa.Connection, login: str, until: datetime | None) -> None:
    """Away until then; `None` means back."""
    upsert(connection, people, {"login": login, "absent_until": until})


def set_limit(connection: sa.Connection, login: str, limit: int | None) -> None:
    """At most so many open reviews; `None` means the configured default."""
    upsert(connection, people, {"login": login, "review_limit": limit})


def availability(connection: sa.Connection, logins: Iterable[str]) -> dict[str, Availability]:
    """What those of `logins` who said anything said."""
    rows = connection.execute(sa.select(people).where(people.c.login.in_(list(logins))))
    return {row.login: Availability(row.login, row.absent_until, row.review_limit) for row in rows}


def ask(
    connection: sa.Connection,
    pull: PullId,
    logins: Iterable[str],
    at: datetime,
    because: Mapping[str, str] | None = None,
) -> None:
    """Remembers that homebot asks these people for a review, and why it was them."""
    for login in logins:
        why = (because or {}).get(login)
        upsert(connection, asked, {"pull": str(pull), "login": login, "at": at, "done_at": None, "because": why})


def settle(connection: sa.Connection, pull: PullId, at: datetime, logins: Iterable[str] | None = None) -> None:
    """The review was given, taken back, or is not needed any more; of everybody when `logins` is `None`."""
    named = None if logins is None else list(logins)
    if named == []:
        return
    statement = sa.update(asked).where(asked.c.pull == str(pull), asked.c.done_at.is_(None)).values(done_at=at)
    if named is not None:
        statement = statement.where(asked.c.login.in_(named))
    connection.execute(statement)


def asked_on(connection: sa.Connection, pull: PullId) -> dict[str, datetime]:
    """Whom homebot asked on this pull request and still waits for, since when."""
    query = sa.select(asked.c.login, asked.c.at).where(asked.c.pull == str(pull), asked.c.done_at.is_(None))
    return {row.login: row.at for row in connection.execute(query)}


def asked_because(connection: sa.Connection, pull: PullId) -> tuple[tuple[str, str], ...]:
    """(person, why it was them) of those whom homebot asked on this pull request and still waits for."""
    query = (
        sa.select(asked.c.login, asked.c.because)
        .where(asked.c.pull == str(pull), asked.c.done_at.is_(None), asked.c.because.is_not(None))
        .order_by(asked.c.login)
    )
    return tuple((login, because) for login, because in connection.execute(query))


def loads(connection: sa.Connection, logins: Iterable[str]) -> dict[str, Load]:
    """The review load of those of `logins` who were ever asked."""
    still_open = sa.func.sum(sa.case((asked.c.done_at.is_(None), 1), else_=0))
    query = (
        sa.select(asked.c.login, still_open, sa.func.max(asked.c.at))
        .where(asked.c.login.in_(list(logins)))
        .group_by(asked.c.login)
    )
    return {login: Load(login, int(count), last) for login, count, last in connection.execute(query)}


def open_reviews(connection: sa.Connection, login: str) -> tuple[tuple[str, datetime], ...]:
    """(pull request, asked when) of the reviews homebot asked of a person and waits for; the oldest first."""
    query = (
        sa.select(asked.c.pull, asked.c.at)
        .where(asked.c.login == login, asked.c.done_at.is_(None))
        .order_by(asked.c.at, asked.c.pull)
    )
    return tuple((pull, at) for pull, at in connection.execute(query))


def hold(connection: sa.Connection, pull: PullId, word: Hold) -> None:
    """Somebody holds the review of a pull request; a second word of the same person replaces the first."""
    upsert(connection, holds, {"pull": str(pull), "by": word.by, "because": word.because, "at": word.at})


def unhold(connection: sa.Connection, pull: PullId) -> int:
    """Lifts all holds; how many there were."""
    return connection.execute(sa.delete(holds).where(holds.c.pull == str(pull))).rowcount


def holds_on(connection: sa.Connection, pull: PullId) -> tuple[Hold, ...]:
    """The holds on a pull request, the oldest first."""
    query = sa.select(holds.c.by, holds.c.because, holds.c.at).where(holds.c.pull == str(pull)).order_by(holds.c.at)
    return tuple(Hold(*row) for row in connection.execute(query))


def assign(connection: sa.Connection, pull: PullId, word: Assignment) -> None:
    """The newest word on a person counts."""
    kind = "assign" if word.on else "unassign"
    upsert(
        connection, assignments, {"pull": str(pull), "login": word.login, "by": word.by, "kind": kind, "at": word.at}
    )


def assignments_on(connection: sa.Connection, pull: PullId) -> tuple[Assignment, ...]:
    """Who was assigned or unassigned on a pull request, the oldest word first."""
    columns = (assignments.c.login, assignments.c.by, assignments.c.kind == "assign", assignments.c.at)
    query = sa.select(*columns).where(assignments.c.pull == str(pull)).order_by(assignments.c.at, assignments.c.login)
    return tuple(Assignment(login, by, bool(on), at) for login, by, on, at in connection.execute(query))


def forget_assignments(connection: sa.Connection, pull: PullId) -> None:
    """Takes back every assignment (for a reroll)."""
    connection.execute(sa.delete(assignments).where(assignments.c.pull == str(pull)))
