"""Notices in the database, until they are written or given up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from homebot.core.notices import Notice
from homebot.store import notices
from homebot.store.engine import writing
from homebot.store.notices import Stored

NOW = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)
ISSUE = Notice("O9:overridden:0", "acme/governance", "Why", "Override O9", labels=("homebot-override",))
COMMENT = Notice("O9:held:1", "acme/governance", "It held.", upon=ISSUE.key)
ELSEWHERE = Notice("A12:thanked", "acme/ledgerd", "Thank you.", number=7)


@pytest.fixture
def connection(database: sa.Engine) -> Iterator[sa.Connection]:
    with writing(database) as connection:
        yield connection


def test_what_waits_is_read_by_repository_the_oldest_first(connection: sa.Connection) -> None:
    notices.put(connection, [COMMENT], NOW + timedelta(days=1))
    notices.put(connection, [ISSUE, ELSEWHERE], NOW)
    notices.put(connection, [replace(ISSUE, body="otherwise")], NOW + timedelta(days=9))
    assert notices.waiting(connection, "acme/governance", 5) == (
        Stored(ISSUE, NOW), Stored(COMMENT, NOW + timedelta(days=1)),
    )  # fmt: skip
    assert notices.waiting(connection, "acme/governance", 1) == (Stored(ISSUE, NOW),)
    assert dict(notices.repositories(connection)) == {"acme/governance": COMMENT.key, "acme/ledgerd": ELSEWHERE.key}


def test_what_is_written_or_given_up_waits_no_more_and_stays_so(connection: sa.Connection) -> None:
    notices.put(connection, [ISSUE, ELSEWHERE], NOW)
    notices.written(connection, ISSUE.key, 31, NOW)
    notices.give_up(connection, ELSEWHERE.key, "GitHub answered 410")
    notices.written(connection, ELSEWHERE.key, 32, NOW)
    notices.give_up(connection, ISSUE.key, "never")
    assert notices.repositories(connection) == ()
    assert notices.find(connection, ISSUE.key) == Stored(ISSUE, NOW, NOW, 31)
    assert notices.abandoned(connection, 5) == (Stored(ELSEWHERE, NOW, given_up="GitHub answered 410"),)


def test_the_notice_that_opened_an_issue_is_found_by_it(connection: sa.Connection) -> None:
    notices.put(connection, [ISSUE, COMMENT], NOW)
    notices.written(connection, ISSUE.key, 31, NOW)
    notices.written(connection, COMMENT.key, 30_000_000_001, NOW)
    found = notices.opened(connection, "acme/governance", 31)
    assert found is not None
    assert found.notice == ISSUE
    assert notices.opened(connection, "acme/governance", 30_000_000_001) is None
    assert notices.opened(connection, "acme/ledgerd", 31) is None
    assert notices.find(connection, "nothing") is None
