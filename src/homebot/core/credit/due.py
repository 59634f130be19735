"""Which quarter is to be closed next, and when: the oldest that is open, once its days of grace are over (SPEC 10)."""

from collections.abc import Sequence
from datetime import datetime

from homebot.core.credit.clock import closes_at, parameters_of
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.quarters import after, quarter_of

Setting = tuple[datetime, Parameters]
"""Parameters, and since when they are set."""


def open_quarter(closed: Sequence[str], settings: Sequence[Setting]) -> str | None:
    """The oldest quarter that is not closed. The first ever is the one in which parameters were first set; before that
    there is none."""
    if closed:
        return after(max(closed))
    return quarter_of(min(at for at, _ in settings)) if settings else None


def due(closed: Sequence[str], settings: Sequence[Setting], now: datetime) -> str | None:
    """The open quarter, if it can be closed now."""
    quarter = open_quarter(closed, settings)
    if quarter is None or now < closes_at(quarter, parameters_of(quarter, settings)):
        return None
    return quarter
