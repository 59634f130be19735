import threading
import time
from collections import defaultdict
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from homebot.app.engine import Regular, Work
from homebot.app.lanes import LONGEST_PAUSE, Later, pause_before
from homebot.app.steps import Steps
from homebot.core.facts import PullId
from homebot.core.waits import LastTurn
from homebot.store import ledger, turns
from homebot.store.deliveries import Delivery
from homebot.store.engine import writing
from homebot.store.ledger import LedgerEvent
from homebot.store.tables import deliveries
from tests.app.working import clock, find, open_door, send, wait_for_state, wait_until, working


@pytest.mark.parametrize(
    ("attempts", "seconds", "pause"),
    [(1, 2, 2), (2, 2, 4), (4, 10, 80), (30, 10, LONGEST_PAUSE), (1, 3600, 3600), (5, 3600, 3600), (1, 0, 1)],
)
def test_pauses_grow_and_never_undercut_what_was_asked(attempts: int, seconds: float, pause: float) -> None:
    assert pause_before(attempts, seconds) == pause


def test_deliveries_of_one_lane_are_handled_one_wake_at_a_time_in_order(database: sa.Engine) -> None:
    running: dict[str, int] = defaultdict(int)
    overlaps: list[str] = []
    order: dict[str, list[str]] = defaultdict(list)
    together = threading.Event()
    lock = threading.Lock()

    def handle(steps: Steps, lane: str, taken: tuple[Delivery, ...]) -> Later | None:
        def work() -> None:
            with lock:
                running[lane] += 1
                if sum(running.values()) > 1:
                    together.set()
                if running[lane] > 1:
                    overlaps.append(lane)
                order[lane].extend(one.id for one in taken)
            together.wait(20)
            time.sleep(0.03)
            with lock:
                running[lane] -= 1

        steps.step("work", work)
        return None

    door = open_door(database)
    ids = [f"d{number}-{pull}" for number in range(6) for pull in range(1, 5)]
    for one in ids[:8]:
        send(door, one, pull=int(one[-1]))
    with working(database, handle):
        for one in ids[8:]:
            send(door, one, pull=int(one[-1]))
        wait_for_state(database, "done", *ids)
    assert overlaps == []
    assert together.is_set(), "different lanes run at the same time"
    for pull in range(1, 5):
        assert order[f"acme/ledgerd#{pull}"] == [one for one in ids if one.endswith(f"-{pull}")]


def test_later_gives_the_delivery_back_and_takes_it_up_again(database: sa.Engine) -> None:
    attempts: list[tuple[str, ...]] = []

    def handle(steps: Steps, lane: str, taken: tuple[Delivery, ...]) -> Later | None:
        attempts.append(tuple(one.id for one in taken))
        return Later(1, "GitHub is down") if len(attempts) == 1 else None

    door = open_door(database)
    with working(database, handle):
        send(door, "d1")
        wait_until(lambda: find(database, "d1").due_at is not None, "d1 is put off")
        put_off = find(database, "d1")
        assert (put_off.state, put_off.reason, put_off.claimed_by) == ("received", "GitHub is down", None)
        send(door, "d2")
        wait_for_state(database, "done", "d1", "d2")
    assert attempts == [("d1",), ("d1", "d2")]
    assert find(database, "d1").attempts == 2


def test_after_three_days_it_is_given_up(database: sa.Engine) -> None:
    def handle(steps: Steps, lane: str, taken: tuple[Delivery, ...]) -> Later | None:
        return Later(1, "GitHub is down")

    door = open_door(database)
    send(door, "d1")
    with database.begin() as connection:
        old = clock() - timedelta(days=4)
        connection.execute(sa.update(deliveries).values(received_at=old))
    with working(database, handle):
        wait_for_state(database, "failed", "d1")
    assert find(database, "d1").reason == "given up after three days: GitHub is down"


def test_a_bug_fails_the_delivery_with_its_reason_and_a_retry_does_it_again(database: sa.Engine) -> None:
    def handle(steps: Steps, lane: str, taken: tuple[Delivery, ...]) -> Later | None:
        if taken[0].attempts == 1:
            raise KeyError("head")
        return None

    door = open_door(database)
    with working(database, handle):
        send(door, "d1")
        wait_for_state(database, "failed", "d1")
        assert find(database, "d1").reason == "KeyError: 'head'"
        door.retry("d1")
        wait_for_state(database, "done", "d1")


@pytest.mark.parametrize("old", [False, True])
def test_a_wake_by_time_that_fails_for_good_is_set_again(database: sa.Engine, old: bool) -> None:
    def handle(steps: Steps, lane: str, taken: tuple[Delivery, ...]) -> Later | None:
        if not old:
            raise LookupError("a bug of ours")
        return Later(1.0, "GitHub is away")

    door = open_door(database)
    with writing(database) as connection:
        for number in (7, 8):
            turns.keep(connection, PullId("acme", "ledgerd", number), LastTurn("reviewer", clock()), None)
    send(door, "wait-7", pull=7)
    send(door, "webhook-8", pull=8)
    with database.begin() as connection:
        received = clock() - timedelta(days=4 if old else 0)
        connection.execute(sa.update(deliveries).values(received_at=received))
    with working(database, handle):
        wait_for_state(database, "failed", "wait-7", "webhook-8")
    with database.connect() as connection:
        again = [one.pull.number for one in turns.due(connection, clock() + timedelta(minutes=10), 10)]
        assert again == [7], "what GitHub sent is sent again by whoever runs homebot"
        assert turns.due(connection, clock() + timedelta(minutes=5), 10) == ()


def test_steps_are_remembered_and_transactions_are_whole(database: sa.Engine) -> None:
    def append(connection: sa.Connection, key: str, fail: bool) -> str:
        ledger.append(connection, LedgerEvent(key, "test", clock(), "{}"))
        if fail:
            raise ValueError("no")
        return key.upper()

    answers: list[object] = []

    def handle(steps: Steps, lane: str, taken: tuple[Delivery, ...]) -> Later | None:
        answers.append(steps.transaction("good", append, "kept", fail=False))
        try:
            steps.transaction("bad", append, "lost", fail=True)
        except ValueError as error:
            answers.append(str(error))
        answers.append(steps.step("plain", lambda: steps.still_mine()))
        return None

    door = open_door(database)
    with working(database, handle):
        send(door, "d1")
        wait_for_state(database, "done", "d1")
    with writing(database) as connection:
        assert [event.key for event in ledger.events(connection)] == ["kept"]
    assert answers == ["KEPT", "no", True]


def test_regular_work_runs_when_a_worker_starts(database: sa.Engine) -> None:
    ran: list[datetime] = []

    def reconcile(steps: Steps, at: datetime) -> None:
        ran.append(steps.step("look", lambda: at))

    regular = Regular("reconcile", "*/15 * * * *", reconcile, at_start=True)
    with working(database, Work(lambda steps, lane, taken: None, (regular,))):
        wait_until(lambda: len(ran) == 1, "reconcile ran")


def test_work_that_fell_from_a_living_workers_hands_is_picked_up_again(database: sa.Engine) -> None:
    """The database went away while the engine wrote down how a wake ended: it stays pending, and blocks its lane."""
    seen: list[str] = []

    def handle(steps: Steps, lane: str, taken: tuple[Delivery, ...]) -> Later | None:
        steps.step("see", lambda: seen.extend(one.id for one in taken))
        return None

    door = open_door(database)
    table = "dbos.workflow_status" if database.dialect.name == "postgresql" else "workflow_status"
    with working(database, handle, round_seconds=1.0):
        send(door, "first")
        dropped = sa.text(f"UPDATE {table} SET status = 'PENDING' WHERE workflow_uuid = 'first' AND status = 'SUCCESS'")

        def drop() -> bool:
            with writing(database) as connection:
                return connection.execute(dropped).rowcount == 1

        wait_until(drop, "the first wake has ended")
        send(door, "second")
        wait_for_state(database, "done", "second")
    assert seen == ["first", "second"]
