"""The debt line, read: what changes left behind, what the register holds, and how reviews were answered."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from homebot.core.credit.debt import DebtLine, with_decisions
from homebot.core.credit.period import Period
from homebot.core.credit.subject import Subject
from homebot.store import credit_figures, register_figures, review_clocks


def debt_line(connection: sa.Connection, subject: Subject | None, period: Period, now: datetime) -> DebtLine:
    """Of a subject, or of the whole company. Decisions count as they are open now, the rest is of the period."""
    left = with_decisions(credit_figures.debt(connection, subject, period), register_figures.held(connection, subject))
    return replace(left, reviews=review_clocks.reviews(connection, subject, period, now))


def debt_line_of(connection: sa.Connection, pull: str, now: datetime) -> DebtLine:
    """Of one pull request."""
    left = with_decisions(
        credit_figures.debt_of_contribution(connection, pull), register_figures.held_on(connection, pull)
    )
    return replace(left, reviews=review_clocks.on(connection, pull, now))
