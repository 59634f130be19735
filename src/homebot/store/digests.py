"""What a month's digest is made from: the decisions that were open in it, and the first answers that were due."""

from datetime import datetime

import sqlalchemy as sa

from homebot.core.overrides.digest import LateReviews
from homebot.core.register.record import Record
from homebot.store import json
from homebot.store.credit_tables import review_clocks
from homebot.store.register_tables import register_records

MOST = 10_000
"""Decisions that one digest looks at, the newest."""


def records(connection: sa.Connection, start: datetime, end: datetime) -> tuple[Record, ...]:
    """The decisions that were open at any time between two moments, in the order of their numbers."""
    known = register_records.c
    there = sa.and_(known.at < end, sa.or_(~known.final, known.changed_at >= start))
    query = sa.select(known.body).where(there).order_by(known.number.desc()).limit(MOST)
    found = [json.decode(body, Record) for body in connection.execute(query).scalars()]
    return tuple(reversed(found))


def reviews(connection: sa.Connection, start: datetime, end: datetime) -> tuple[LateReviews, ...]:
    """Of each service the first answers that were due between two moments: late is what came after it was due, or had
    not come by the end."""
    known = review_clocks.c
    late = sa.case((sa.or_(known.answered_at.is_(None), known.answered_at > known.due_at), 1), else_=0)
    query = sa.select(known.service, known.team, sa.func.sum(late), sa.func.count())
    query = query.where(known.due_at >= start, known.due_at < end).group_by(known.service, known.team)
    rows = connection.execute(query.order_by(known.service, known.team))
    return tuple(LateReviews(service, team, int(late), of) for service, team, late, of in rows)
