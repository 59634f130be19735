"""Figures of the register: one indexed query each."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from homebot.core.credit.subject import Subject
from homebot.core.register.entries import Kind
from homebot.core.register.record import Record
from homebot.store import json
from homebot.store.register_tables import register_records

Held = dict[tuple[str, str], int]


def held(connection: sa.Connection, subject: Subject | None) -> Held:
    """How many decisions of each kind are in each state, of those that something can still become of; a team's are
    its own and those of others on what it owns. Of the whole company without a subject."""
    query = _numbers(~register_records.c.final)
    return _read(connection, query if subject is None else query.where(_of(register_records.c, subject)))


def held_on(connection: sa.Connection, pull: str) -> Held:
    """The same of those that hold for one pull request, or were taken on it."""
    known = register_records.c
    return _read(connection, _numbers(~known.final).where(sa.or_(known.pull == pull, known.place == pull)))


def parties(connection: sa.Connection, kinds: Collection[Kind]) -> tuple[tuple[str, str, str], ...]:
    """Between whom decisions of these kinds are open: whose they are, whose the service, and which."""
    known = register_records.c
    # SQLite takes the index for an equality alone.
    is_open = known.final == sa.literal(False)
    query = sa.select(known.team, known.home, known.service).where(is_open, known.kind.in_(list(kinds)))
    return tuple((team, home, service) for team, home, service in connection.execute(query.distinct()))


def between(
    connection: sa.Connection, kinds: Collection[Kind], parties: tuple[str, str, str], limit: int
) -> tuple[Record, ...]:
    """The open decisions of these kinds between such parties, the oldest first."""
    known = register_records.c
    of_them = zip((known.team, known.home, known.service), parties, strict=True)
    query = sa.select(known.body).where(
        ~known.final, known.kind.in_(list(kinds)), *(column == name for column, name in of_them)
    )
    return _records(connection, query.order_by(known.number).limit(limit))


def agreements_since(connection: sa.Connection, since: datetime, limit: int) -> tuple[Record, ...]:
    """The newest agreements to which something was done since then."""
    known = register_records.c
    query = sa.select(known.body).where(known.kind == "agreement", known.changed_at >= since)
    return _records(connection, query.order_by(known.at.desc()).limit(limit))


def newest_agreement(connection: sa.Connection) -> datetime | None:
    """When something was done to an agreement last."""
    known = register_records.c
    return connection.execute(sa.select(sa.func.max(known.changed_at)).where(known.kind == "agreement")).scalar()


def _records(connection: sa.Connection, query: sa.Select[Any]) -> tuple[Record, ...]:
    return tuple(json.decode(body, Record) for body in connection.execute(query).scalars())


def _numbers(condition: sa.ColumnElement[bool]) -> sa.Select[Any]:
    known = register_records.c
    return sa.select(known.kind, known.state, sa.func.count()).where(condition).group_by(known.kind, known.state)


def _read(connection: sa.Connection, query: sa.Select[Any]) -> Held:
    return {(kind, state): number for kind, state, number in connection.execute(query)}


def _of(known: Any, subject: Subject) -> sa.ColumnElement[bool]:
    if subject.kind == "service":
        return known.service == subject.name  # type: ignore[no-any-return]
    teams = sorted(subject.teams)
    return known.team.in_(teams) | known.home.in_(teams)  # type: ignore[no-any-return]
