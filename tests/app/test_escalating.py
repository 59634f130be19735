"""Somebody closes the issue of a question about the roadmap: with an outcome it stays so, without it is opened."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from homebot.app.escalating import issue_closed
from homebot.app.registering import append
from homebot.core.escalations.clock import reminder
from homebot.core.facts import PullId
from homebot.core.notices import Notice
from homebot.core.register.record import Record
from homebot.store import notices, register
from homebot.store.engine import writing
from tests import build
from tests.core.escalations.made import DIRECTORY, escalation

ISSUE = PullId("acme", "governance", 41)
LATER = build.NOW + timedelta(days=2)


@pytest.fixture
def asked(database: sa.Engine) -> sa.Engine:
    """R13 is asked, and its issue stands."""
    with writing(database) as connection:
        append(connection, escalation().entries[0], DIRECTORY)
        notices.written(connection, "escalation:13", ISSUE.number, build.NOW)
    return database


def question(engine: sa.Engine) -> Record:
    with engine.connect() as connection:
        found = register.find(connection, 13)
    assert found is not None
    return found


def waiting(engine: sa.Engine) -> list[Notice]:
    with engine.connect() as connection:
        return [one.notice for one in notices.waiting(connection, ISSUE.repository, 10)]


def test_closed_without_an_outcome_it_is_opened_again(asked: sa.Engine) -> None:
    with writing(asked) as connection:
        assert issue_closed(connection, ISSUE, DIRECTORY, LATER, "delivery:1")

    record = question(asked)
    assert (record.state, record.last("reminded")) == ("open", record.entries[-1])
    assert record.due == LATER + timedelta(days=14)
    (notice,) = waiting(asked)
    assert (notice.state, notice.upon) == ("open", "escalation:13")


def test_closed_with_its_outcome_it_stays_closed(asked: sa.Engine) -> None:
    with writing(asked) as connection:
        append(connection, escalation("declined").entries[-1], DIRECTORY)
        assert not issue_closed(connection, ISSUE, DIRECTORY, LATER, "delivery:1")

    assert question(asked).state == "declined"
    assert [notice.state for notice in waiting(asked)] == ["closed"]


@pytest.mark.parametrize("place", [PullId("acme", "governance", 42), PullId("acme", "ledgerd", 41)])
def test_another_issue_is_none_of_it(asked: sa.Engine, place: PullId) -> None:
    with writing(asked) as connection:
        assert not issue_closed(connection, place, DIRECTORY, LATER, "delivery:1")

    assert waiting(asked) == []


def test_a_closing_that_is_looked_at_twice_is_answered_once(asked: sa.Engine) -> None:
    """As when a command beside it could not be answered at once."""
    with writing(asked) as connection:
        assert issue_closed(connection, ISSUE, DIRECTORY, LATER, "delivery:1")
        assert not issue_closed(connection, ISSUE, DIRECTORY, LATER + timedelta(minutes=5), "delivery:1")

    assert len(waiting(asked)) == 1


def test_a_program_that_closes_it_again_and_again_is_answered_three_times_a_day(asked: sa.Engine) -> None:
    def closed(number: int, at: datetime) -> bool:
        with writing(asked) as connection:
            return issue_closed(connection, ISSUE, DIRECTORY, at, f"delivery:{number}")

    answered = [closed(number, LATER + timedelta(minutes=number)) for number in range(9)]
    assert answered == [True] * 3 + [False] * 6
    assert closed(9, LATER + timedelta(days=2))


def test_the_next_reminder_opens_what_stayed_closed(asked: sa.Engine) -> None:
    with writing(asked) as connection:
        record = register.find(connection, 13)
        assert record is not None
        append(connection, reminder(record, LATER, DIRECTORY), DIRECTORY)

    assert [notice.state for notice in waiting(asked)] == ["open"]
