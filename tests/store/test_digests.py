"""What a month's digest is made from, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from homebot.core.facts import PullId
from homebot.core.overrides.digest import LateReviews
from homebot.core.overrides.months import Month
from homebot.core.register.entries import Entry, Scope
from homebot.core.review_clock import ReviewClock
from homebot.store import digests, register, review_clocks
from homebot.store.engine import writing

OCTOBER = Month(2026, 10)
PULL = PullId("acme", "ledgerd", 7)


@pytest.fixture
def connection(database: sa.Engine) -> Iterator[sa.Connection]:
    with writing(database) as connection:
        yield connection


def on(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def entry(number: int, act: str, at: datetime) -> Entry:
    return Entry(f"{number}:{act}", number, "deviation", act, at, scope=Scope(service="ledgerd", standard="size"))


def test_decisions_that_were_open_in_the_month_in_their_order(connection: sa.Connection) -> None:
    begun = {1: on(8, 1), 2: on(9, 1), 3: on(9, 2), 4: on(10, 31), 5: on(11, 1), 6: on(9, 3)}
    for number, at in begun.items():
        register.append(connection, entry(number, "claimed", at))
    for number, at in {1: on(9, 30), 2: on(10, 1), 6: on(11, 5)}.items():
        register.append(connection, entry(number, "rejected", at))
    found = digests.records(connection, OCTOBER.start, OCTOBER.end)
    assert [one.number for one in found] == [2, 3, 4, 6]


def test_first_answers_by_the_day_they_were_due(connection: sa.Connection) -> None:
    hour = timedelta(hours=1)

    def clock(service: str, due: datetime, answered: datetime | None) -> ReviewClock:
        return ReviewClock(str(PULL), service, "payments", due - hour, due, answered)

    review_clocks.keep(connection, PULL, [clock("a", on(10, 1), on(10, 1) - hour), clock("b", on(10, 2), None)])
    other = PullId("acme", "ledgerd", 8)
    later = [ReviewClock(str(other), "a", "payments", on(10, 3), on(10, 5), on(10, 6)),
             ReviewClock(str(other), "c", "payments", on(10, 30), on(11, 1), None)]  # fmt: skip
    review_clocks.keep(connection, other, later)
    found = digests.reviews(connection, OCTOBER.start, OCTOBER.end)
    assert found == (LateReviews("a", "payments", 1, 2), LateReviews("b", "payments", 1, 1))
