"""The deviations from one standard: those of the last year, and older ones that are still open."""

from datetime import timedelta

import sqlalchemy as sa

from homebot.core.register.entries import Entry, Scope
from homebot.store import register
from homebot.store.engine import writing
from tests import build


def claimed(number: int, days: int, standard: str = "size") -> Entry:
    at = build.NOW - timedelta(days=days)
    scope = Scope(service="ledgerd", standard=standard)
    return Entry(f"c{number}", number, "deviation", "claimed", at, "alice", scope=scope, until=build.NOW)


def test_those_of_a_standard_that_are_new_or_open(database: sa.Engine) -> None:
    with writing(database) as connection:
        for entry in (claimed(1, 500), claimed(2, 400), claimed(3, 30), claimed(4, 20, "tests"), claimed(5, 10)):
            register.append(connection, entry)
        register.append(connection, Entry("x", 1, "deviation", "rejected", build.NOW, "bob", because="it is not so"))
        register.append(connection, Entry("y", 5, "deviation", "rejected", build.NOW, "bob", because="it is not so"))
        since = build.NOW - timedelta(days=365)
        found = register.deviations_from(connection, "size", since)
        assert [one.number for one in found] == [2, 3, 5]
        assert register.deviations_from(connection, "docs", since) == ()


def test_what_is_owed_is_never_cut(database: sa.Engine) -> None:
    with writing(database) as connection:
        register.append(connection, claimed(1, 100))
        register.append(connection, Entry("late", 1, "deviation", "overdue", build.NOW))
        for number in range(2, register.MOST + 3):
            register.append(connection, claimed(number, 10))
        found = register.deviations_from(connection, "size", build.NOW - timedelta(days=365))
        assert len(found) == register.MOST + 1
        assert found[0].state == "overdue"
