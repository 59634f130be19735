"""Figures of the register: one indexed query each."""

from typing import Any

import sqlalchemy as sa

from homebot.core.credit.subject import Subject
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
