"""What is to be made known on GitHub, until it stands there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from homebot.core.notices import Notice
from homebot.store import json
from homebot.store.register_tables import notices
from homebot.store.upsert import insert_once


@dataclass(frozen=True, slots=True)
class Stored:
    """A notice and what became of it. `github` is the number of the issue it opened, or the id of its comment, once it
    is written; `failed_at` is when it first could not be, `given_up` why it is tried no more."""

    notice: Notice
    at: datetime
    written_at: datetime | None = None
    github: int | None = None
    given_up: str | None = None
    failed_at: datetime | None = None


_known = notices.c
_waits = sa.and_(_known.written_at.is_(None), _known.given_up.is_(None))
_lost = sa.and_(_known.written_at.is_(None), _known.given_up.is_not(None))
_columns = (_known.body, _known.at, _known.written_at, _known.github, _known.given_up, _known.failed_at)


def put(connection: sa.Connection, found: Iterable[Notice], at: datetime) -> None:
    """Remembers notices that are to be written. One whose key is there is there for ever."""
    for notice in found:
        row = {"key": notice.key, "repository": notice.repository, "body": json.encode(notice), "at": at}
        insert_once(connection, notices, row, "key")


def repositories(connection: sa.Connection) -> tuple[tuple[str, str], ...]:
    """The repositories in which something is to be written, each with the key of its newest notice and, where that
    failed before, since when."""
    query = sa.select(_known.repository, _known.key, _known.failed_at).where(_waits).order_by(_known.at, _known.key)
    rows = connection.execute(query)
    return tuple({name: key if failed is None else f"{key}@{failed.isoformat()}" for name, key, failed in rows}.items())


def waiting(connection: sa.Connection, repository: str, limit: int) -> tuple[Stored, ...]:
    """What is to be written in a repository, the oldest first."""
    query = sa.select(*_columns).where(_waits, _known.repository == repository)
    rows = connection.execute(query.order_by(_known.at, _known.key).limit(limit))
    return tuple(_stored(row) for row in rows)


def find(connection: sa.Connection, key: str) -> Stored | None:
    """The notice of that key."""
    row = connection.execute(sa.select(*_columns).where(_known.key == key)).first()
    return _stored(row) if row is not None else None


def opened(connection: sa.Connection, repository: str, number: int) -> Stored | None:
    """The notice that opened an issue of ours."""
    query = sa.select(*_columns).where(_known.repository == repository, _known.github == number)
    found = (_stored(row) for row in connection.execute(query))
    return next((one for one in found if one.notice.title), None)


def abandoned(connection: sa.Connection, limit: int) -> tuple[Stored, ...]:
    """Notices that were given up, the newest first."""
    query = sa.select(*_columns).where(_lost).order_by(_known.at.desc(), _known.key).limit(limit)
    return tuple(_stored(row) for row in connection.execute(query))


def numbers(connection: sa.Connection) -> tuple[int, int]:
    """How many are to be written, and how many were given up."""
    waits, lost = (sa.func.coalesce(sa.func.sum(sa.case((one, 1), else_=0)), 0) for one in (_waits, _lost))
    row = connection.execute(sa.select(waits, lost).where(_known.written_at.is_(None))).one()
    return int(row[0]), int(row[1])


def written(connection: sa.Connection, key: str, github: int, at: datetime) -> None:
    """It stands on GitHub: an issue's number, or a comment's id."""
    connection.execute(sa.update(notices).where(_known.key == key, _waits).values(written_at=at, github=github))


def failed(connection: sa.Connection, key: str, at: datetime) -> None:
    """It could not be written. The first time is remembered."""
    first = (_known.key == key, _known.failed_at.is_(None))
    connection.execute(sa.update(notices).where(*first).values(failed_at=at))


def take_up(connection: sa.Connection, at: datetime) -> int:
    """Everything that was given up is to be written after all; how many."""
    return connection.execute(sa.update(notices).where(_lost).values(given_up=None, failed_at=at)).rowcount


def give_up(connection: sa.Connection, key: str, reason: str) -> None:
    """It is never written, and why."""
    connection.execute(sa.update(notices).where(_known.key == key, _waits).values(given_up=reason[:500]))


def _stored(row: Any) -> Stored:
    return Stored(json.decode(row.body, Notice), row.at, row.written_at, row.github, row.given_up, row.failed_at)
