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
    is written; `given_up` is why it never will be."""

    notice: Notice
    at: datetime
    written_at: datetime | None = None
    github: int | None = None
    given_up: str | None = None


_known = notices.c
_waits = sa.and_(_known.written_at.is_(None), _known.given_up.is_(None))
_columns = (_known.body, _known.at, _known.written_at, _known.github, _known.given_up)


def put(connection: sa.Connection, found: Iterable[Notice], at: datetime) -> None:
    """Remembers notices that are to be written. One whose key is there is there for ever."""
    for notice in found:
        row = {"key": notice.key, "repository": notice.repository, "body": json.encode(notice), "at": at}
        insert_once(connection, notices, row, "key")


def repositories(connection: sa.Connection) -> tuple[tuple[str, str], ...]:
    """The repositories in which something is to be written, each with the key of its newest notice."""
    query = sa.select(_known.repository, _known.key).where(_waits).order_by(_known.at, _known.key)
    return tuple({row.repository: row.key for row in connection.execute(query)}.items())


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
    query = sa.select(*_columns).where(_known.given_up.is_not(None)).order_by(_known.at.desc(), _known.key).limit(limit)
    return tuple(_stored(row) for row in connection.execute(query))


def written(connection: sa.Connection, key: str, github: int, at: datetime) -> None:
    """It stands on GitHub: an issue's number, or a comment's id."""
    connection.execute(sa.update(notices).where(_known.key == key, _waits).values(written_at=at, github=github))


def give_up(connection: sa.Connection, key: str, reason: str) -> None:
    """It is never written, and why."""
    connection.execute(sa.update(notices).where(_known.key == key, _waits).values(given_up=reason[:500]))


def _stored(row: Any) -> Stored:
    return Stored(json.decode(row.body, Notice), row.at, row.written_at, row.github, row.given_up)
