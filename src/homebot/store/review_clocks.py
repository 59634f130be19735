"""The review clocks: on which pull request which service's people were asked, and when the first of them answered."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from statistics import median
from typing import Any

import sqlalchemy as sa

from homebot.core.credit.debt import Reviews
from homebot.core.credit.period import Period
from homebot.core.credit.quarters import end_of, start_of
from homebot.core.credit.subject import Subject
from homebot.core.facts import PullId
from homebot.core.review_clock import ReviewClock
from homebot.store.credit_tables import review_clocks
from homebot.store.upsert import upsert

MOST = 20_000
"""Clocks that one answer looks at, the newest."""


def keep(connection: sa.Connection, pull: PullId, clocks: Iterable[ReviewClock]) -> None:
    """Writes the clocks of a pull request down, and forgets those that it has no more. When somebody was asked, and
    when an answer was due, stays as it was seen first."""
    rows = [asdict(clock) for clock in clocks]
    services = [row["service"] for row in rows]
    gone = (review_clocks.c.pull == str(pull), review_clocks.c.service.not_in(services))
    connection.execute(sa.delete(review_clocks).where(*gone, review_clocks.c.answered_at.is_(None)))
    for row in rows:
        upsert(connection, review_clocks, row, keep=("team", "asked_at", "due_at"))


def on(connection: sa.Connection, pull: str, now: datetime) -> Reviews:
    """How the people asked on one pull request answered."""
    known = review_clocks.c
    query = sa.select(known.asked_at, known.due_at, known.answered_at).where(known.pull == pull)
    return _reviews(connection.execute(query).all(), now)


def reviews(connection: sa.Connection, subject: Subject | None, period: Period, now: datetime) -> Reviews:
    """How a subject's people answered, of those asked in a period."""
    known = review_clocks.c
    query = sa.select(known.asked_at, known.due_at, known.answered_at)
    if subject is not None and subject.kind == "service":
        query = query.where(known.service == subject.name)
    elif subject is not None:
        query = query.where(known.team.in_(sorted(subject.teams)))
    if period.names is not None:
        query = query.where(known.asked_at >= start_of(period.names[0]), known.asked_at < end_of(period.names[1]))
    return _reviews(connection.execute(query.order_by(known.asked_at.desc()).limit(MOST)).all(), now)


def _reviews(found: Sequence[Any], now: datetime) -> Reviews:
    late = sum((answered or now) > due for _, due, answered in found)
    hours = [(answered - asked).total_seconds() / 3600 for asked, _, answered in found if answered is not None]
    return Reviews(late, len(found), median(hours) if hours else None)
