from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from homebot.store import debt
from homebot.store.debt import Row
from homebot.store.engine import writing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def connection(database: sa.Engine) -> Iterator[sa.Connection]:
    with writing(database) as connection:
        yield connection


def row(number: int, service: str = "ledgerd", days_ago: int = 0) -> Row:
    return Row(f"merged:{number}:{service}", service, NOW - timedelta(days=days_ago), f'{{"number":{number}}}')


def test_a_merge_is_written_once(connection: sa.Connection) -> None:
    assert debt.append(connection, row(1))
    assert not debt.append(connection, Row(row(1).key, "ledgerd", NOW, "{}"))
    assert debt.append(connection, row(1, "player"))
    assert debt.of_service(connection, "ledgerd", NOW, 10) == (row(1),)


def test_the_newest_are_read_the_oldest_first_and_none_before_that_day(connection: sa.Connection) -> None:
    rows = [row(number, days_ago=number) for number in range(10)]
    for one in rows:
        debt.append(connection, one)
    assert debt.of_service(connection, "ledgerd", NOW - timedelta(days=4), 10) == tuple(rows[4::-1])
    assert debt.of_service(connection, "ledgerd", NOW - timedelta(days=4), 2) == tuple(rows[1::-1])
    assert debt.of_service(connection, "player", NOW - timedelta(days=99), 10) == ()
