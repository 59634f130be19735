"""A worker inside the test's own process, and sending it deliveries."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import sqlalchemy as sa

from homebot.app.engine import Engine, Work, open_client, prepare
from homebot.app.lanes import Handle
from homebot.app.liveness import this_process
from homebot.app.receive import Door, Received
from homebot.app.takeover import ROUND_SECONDS
from homebot.store import deliveries
from homebot.store.deliveries import Delivery

PATIENCE = 120.0


def clock() -> datetime:
    return datetime.now(UTC)


def nobody() -> None:
    raise AssertionError("the worker's name was taken by somebody else")


@contextmanager
def working(engine: sa.Engine, work: Work | Handle, round_seconds: float = ROUND_SECONDS) -> Iterator[str]:
    """A worker that does this work, until the block ends; its name."""
    all_of_it = work if isinstance(work, Work) else Work(work)
    worker = Engine(engine, all_of_it, this_process(), clock, nobody, round_seconds)
    name = worker.start()
    try:
        yield name
    finally:
        worker.stop(0)


def open_door(engine: sa.Engine) -> Door:
    prepare(engine)
    return Door(engine, open_client(engine))


def send(door: Door, delivery: str, pull: int = 7) -> Received:
    """A pull request was synchronized."""
    payload = {
        "action": "synchronize",
        "pull_request": {"number": pull},
        "repository": {"full_name": "acme/ledgerd"},
        "sender": {"login": "alice"},
    }
    return door.receive(delivery, "pull_request", json.dumps(payload).encode(), clock())


def find(engine: sa.Engine, delivery: str) -> Delivery:
    with engine.connect() as connection:
        found = deliveries.find(connection, delivery)
    assert found is not None
    return found


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Polls until the condition holds.

    Raises:
        AssertionError: after two minutes.
    """
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"waited two minutes for: {what}"
        time.sleep(0.02)


def wait_for_state(engine: sa.Engine, state: str, *ids: str) -> None:
    wait_until(lambda: all(find(engine, one).state == state for one in ids), f"{ids} are {state}")
