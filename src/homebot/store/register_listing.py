"""Decisions listed for whoever asks: by team, service, state and kind, what is due soonest first."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from homebot.core.register.question import Asked
from homebot.core.register.record import Record
from homebot.store import json
from homebot.store.register_tables import register_records

BATCH = 500
_known = register_records.c


def listed(connection: sa.Connection, asked: Asked, most: int) -> tuple[tuple[Record, ...], int]:
    """The first `most` decisions of those asked for, and how many more there are."""
    which = _which(asked)
    number = connection.execute(sa.select(sa.func.count()).select_from(register_records).where(which)).scalar_one()
    query = _ordered(sa.select(_known.body).where(which)).limit(most)
    found = tuple(json.decode(body, Record) for body in connection.execute(query).scalars())
    return found, max(0, number - len(found))


def every(connection: sa.Connection, asked: Asked) -> Iterator[Record]:
    """All of them, read as they are needed."""
    query = _ordered(sa.select(_known.body).where(_which(asked))).execution_options(yield_per=BATCH)
    for body in connection.execute(query).scalars():
        yield json.decode(body, Record)


def _ordered(query: sa.Select[Any]) -> sa.Select[Any]:
    """What time changes soonest, then the newest."""
    return query.order_by(_known.wakes_at.is_(None), _known.wakes_at, _known.number.desc())


def _which(asked: Asked) -> sa.ColumnElement[bool]:
    terms: list[sa.ColumnElement[bool]] = []
    if asked.number:
        terms.append(_known.number == asked.number)
    if asked.kind is not None:
        terms.append(_known.kind == asked.kind)
    if asked.state == "open":
        terms.append(~_known.final)
    elif asked.state != "all":
        terms.append(_known.state == asked.state)
    subject = asked.subject
    if subject is not None and subject.kind == "service":
        terms.append(_known.service == subject.name)
    elif subject is not None:
        teams = sorted(subject.teams)
        terms.append(sa.or_(_known.team.in_(teams), _known.home.in_(teams)))
    return sa.and_(sa.true(), *terms)
