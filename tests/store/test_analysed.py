from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from homebot.store import analysed
from homebot.store.analysed import Found
from homebot.store.engine import writing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FUNCTIONS = b'{"functions":[{"name":"a\\u0000\\ud800"}]}' * 20


@pytest.fixture
def connection(database: sa.Engine) -> Iterator[sa.Connection]:
    with writing(database) as connection:
        yield connection


def test_a_result_comes_back_as_it_was(connection: sa.Connection) -> None:
    analysed.put_many(connection, {"a": FUNCTIONS, "b": b"", "c": bytes(range(256))}, NOW)
    assert analysed.get_many(connection, ["a", "b", "c", "d"], NOW) == {
        "a": Found(FUNCTIONS, stale=False),
        "b": Found(b"", stale=False),
        "c": Found(bytes(range(256)), stale=False),
    }


def test_the_first_of_two_equal_keys_stays(connection: sa.Connection) -> None:
    analysed.put_many(connection, {"a": b"first"}, NOW)
    analysed.put_many(connection, {"a": b"second"}, NOW)
    assert analysed.get_many(connection, ["a"], NOW)["a"].result == b"first"


def test_thousands_are_read_and_written_at_once(connection: sa.Connection) -> None:
    many = {f"key {number}": b"%d" % number for number in range(40_000)}
    analysed.put_many(connection, many, NOW)
    found = analysed.get_many(connection, many, NOW)
    assert {key: one.result for key, one in found.items()} == many


def test_what_is_too_large_is_left_out(connection: sa.Connection) -> None:
    noise = b"".join(b"%x" % (number * number * 7919) for number in range(400_000))
    analysed.put_many(connection, {"large": noise, "small": b"1"}, NOW)
    assert set(analysed.get_many(connection, ["large", "small"], NOW)) == {"small"}


def test_a_damaged_result_is_none(connection: sa.Connection) -> None:
    analysed.put_many(connection, {"a": b"1", "b": b"2"}, NOW)
    connection.execute(sa.text("UPDATE analysed SET result = :junk WHERE key = 'a'"), {"junk": b"junk"})
    assert set(analysed.get_many(connection, ["a", "b"], NOW)) == {"b"}


def test_use_is_noted_once_a_day(connection: sa.Connection) -> None:
    analysed.put_many(connection, {"a": b"1"}, NOW)
    later = NOW + timedelta(days=2)
    assert analysed.get_many(connection, ["a"], NOW + timedelta(hours=23))["a"].stale is False
    assert analysed.get_many(connection, ["a"], later)["a"].stale is True
    analysed.touch(connection, ["a"], later)
    assert analysed.get_many(connection, ["a"], later)["a"].stale is False


def test_the_least_recently_used_are_swept_by_rows(connection: sa.Connection) -> None:
    for age in range(10):
        analysed.put_many(connection, {f"{age} days": b"1"}, NOW - timedelta(days=age))
    analysed.touch(connection, ["9 days"], NOW)
    assert analysed.sweep(connection, max_rows=4, max_bytes=1_000_000) == 6
    left = analysed.get_many(connection, [f"{age} days" for age in range(10)], NOW)
    assert set(left) == {"0 days", "1 days", "2 days", "9 days"}
    assert analysed.sweep(connection, max_rows=4, max_bytes=1_000_000) == 0


def test_the_least_recently_used_are_swept_by_bytes(connection: sa.Connection) -> None:
    for age in range(10):
        analysed.put_many(connection, {f"{age} days": bytes(range(200))}, NOW - timedelta(days=age))
    _, size = analysed.count(connection)
    assert analysed.sweep(connection, max_rows=100, max_bytes=size // 2) == 5
    assert analysed.count(connection)[1] <= size // 2


def test_one_sweep_ends_soon_and_the_next_goes_on(connection: sa.Connection) -> None:
    analysed.put_many(connection, {f"key {number}": b"1" for number in range(analysed.SWEPT + 100)}, NOW)
    assert analysed.sweep(connection, max_rows=10, max_bytes=1_000_000) == analysed.SWEPT
    assert analysed.sweep(connection, max_rows=10, max_bytes=1_000_000) == 90
    assert analysed.count(connection)[0] == 10


def test_an_empty_shelf_is_swept_in_peace(connection: sa.Connection) -> None:
    assert analysed.sweep(connection, max_rows=0, max_bytes=0) == 0
