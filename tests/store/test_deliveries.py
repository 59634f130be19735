from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from homebot.store import deliveries
from homebot.store.deliveries import NewDelivery
from homebot.store.engine import writing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def new(number: int, lane: str | None = "acme/a#1", state: deliveries.DeliveryState = "received") -> NewDelivery:
    return NewDelivery(f"d{number}", "pull_request", NOW, deliveries.pack(b'{"n":%d}' % number), state, lane=lane)


@pytest.fixture
def connection(database: sa.Engine) -> Iterator[sa.Connection]:
    with writing(database) as connection:
        yield connection


def test_an_id_is_stored_once(connection: sa.Connection) -> None:
    assert deliveries.insert(connection, [new(1), new(2)]) == {"d1", "d2"}
    assert deliveries.insert(connection, [new(2), new(3)]) == {"d3"}
    assert deliveries.body(connection, "d2") == b'{"n":2}'
    assert deliveries.body(connection, "d9") is None


def test_a_claim_takes_what_waits_in_its_lane_in_order(connection: sa.Connection) -> None:
    deliveries.insert(connection, [new(3), new(1), new(2), new(4, "acme/a#2"), new(5, None, "ignored")])
    taken = deliveries.claim(connection, "acme/a#1", "w1", NOW, False)
    assert [one.seq for one in taken] == sorted(one.seq for one in taken)
    assert {one.id for one in taken} == {"d1", "d2", "d3"}
    assert {(one.claimed_by, one.attempts, one.received_at) for one in taken} == {("w1", 1, NOW)}
    assert deliveries.claim(connection, "acme/a#1", "w2", NOW, False) == ()


def test_what_was_put_off_is_not_taken_before_it_is_due(connection: sa.Connection) -> None:
    deliveries.insert(connection, [new(1)])
    deliveries.claim(connection, "acme/a#1", "w1", NOW, False)
    due = NOW + timedelta(minutes=5)
    deliveries.release(connection, ["d1"], "GitHub is down", due)
    deliveries.insert(connection, [new(2)])
    assert deliveries.claim(connection, "acme/a#1", "w2", NOW, False) == ()
    alarm = deliveries.claim(connection, "acme/a#1", "w3", NOW, True)
    assert [(one.id, one.attempts) for one in alarm] == [("d1", 2), ("d2", 1)]


def test_a_lane_is_awaited_while_a_delivery_waits_there(connection: sa.Connection) -> None:
    assert deliveries.awaited(connection, ["acme/a#1"]) == frozenset()
    deliveries.insert(connection, [new(1), new(2, "acme/a#2")])
    assert deliveries.awaited(connection, ["acme/a#1", "acme/a#3"]) == {"acme/a#1"}
    deliveries.claim(connection, "acme/a#1", "w1", NOW, False)
    assert deliveries.awaited(connection, ["acme/a#1"]) == frozenset()


def test_only_what_failed_and_has_a_lane_is_reopened(connection: sa.Connection) -> None:
    deliveries.insert(connection, [new(1), new(2), new(3, None, "failed")])
    deliveries.finish(connection, ["d1"], "failed", "a bug", NOW)
    deliveries.finish(connection, ["d1"], "done", None, NOW)
    failed = deliveries.find(connection, "d1")
    assert failed is not None
    assert (failed.state, failed.reason, failed.finished_at) == ("failed", "a bug", NOW)
    reopened = deliveries.reopen(connection, "d1")
    assert reopened is not None
    assert (reopened.state, reopened.reason) == ("received", None)
    assert [deliveries.reopen(connection, one) for one in ("d2", "d3", "d9")] == [None, None, None]


def test_counting_and_listing(connection: sa.Connection) -> None:
    deliveries.insert(connection, [new(1), new(2), new(3, None, "ignored")])
    assert deliveries.waiting(connection) == (2, NOW)
    assert [one.id for one in deliveries.recent(connection, None, 2)] == ["d3", "d2"]
    assert [one.id for one in deliveries.recent(connection, "ignored", 5)] == ["d3"]
    deliveries.release(connection, ["d2"], None, NOW + timedelta(hours=1))
    assert [one.id for one in deliveries.overdue(connection, NOW + timedelta(minutes=1))] == ["d1"]
    assert deliveries.overdue(connection, NOW) == ()


def test_only_old_deliveries_that_are_finished_are_forgotten(connection: sa.Connection) -> None:
    deliveries.insert(connection, [new(1), new(2), new(3, None, "ignored")])
    deliveries.finish(connection, ["d2"], "done", None, NOW)
    assert deliveries.forget(connection, NOW) == 0
    assert deliveries.forget(connection, NOW + timedelta(seconds=1)) == 2
    assert [one.id for one in deliveries.recent(connection, None, 5)] == ["d1"]


def test_pull_requests_that_are_not_done_with(connection: sa.Connection) -> None:
    def of(number: int, pull: int | None, **more: Any) -> NewDelivery:
        about = {"repository": "acme/a", "number": pull, "lane": f"acme/a#{pull}", **more}
        return replace(new(number), **about)

    other = {"repository": "acme/b", "lane": "acme/b#9"}
    deliveries.insert(connection, [of(1, 7), of(2, 7), of(3, 8), of(4, None), of(5, 9, **other), of(6, 5)])
    deliveries.claim(connection, "acme/a#8", "w1", NOW, False)
    deliveries.finish(connection, ["d6"], "done", None, NOW)
    assert deliveries.unfinished_pulls(connection, "acme/a") == (7, 8)
