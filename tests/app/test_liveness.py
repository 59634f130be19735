import os
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from dbos import DBOS

from homebot.app import lanes
from homebot.app.engine import open_client
from homebot.app.lanes import Later
from homebot.app.liveness import DEAD_AFTER, Heartbeat, Process, Watch, has_ended, take_name, this_process
from homebot.app.steps import Steps, Superseded
from homebot.store import workers
from homebot.store.deliveries import Delivery
from homebot.store.engine import writing
from homebot.store.workers import Worker
from tests.app.working import clock, open_door, send, wait_for_state, wait_until, working

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE = this_process()
ELSEWHERE = Process(HERE.host, 1, "another machine of this name", "5")


def ended_process() -> Process:
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    return replace(HERE, pid=child.pid, started="1")


def test_a_process_gets_the_same_name_again_and_its_neighbour_the_next(database: sa.Engine) -> None:
    assert take_name(database, HERE, NOW) == f"{HERE.host}-1"
    assert take_name(database, HERE, NOW) == f"{HERE.host}-1"
    assert take_name(database, ELSEWHERE, NOW) == f"{HERE.host}-2"


def test_the_name_of_an_ended_process_is_free_at_once(database: sa.Engine) -> None:
    assert take_name(database, ended_process(), NOW) == f"{HERE.host}-1"
    assert take_name(database, HERE, NOW) == f"{HERE.host}-1"


def test_the_name_of_a_process_elsewhere_is_free_when_it_was_silent_for_long(database: sa.Engine) -> None:
    take_name(database, ELSEWHERE, NOW)
    assert take_name(database, HERE, NOW + DEAD_AFTER) == f"{HERE.host}-2"
    third = replace(ELSEWHERE, pid=3)
    assert take_name(database, third, NOW + DEAD_AFTER + timedelta(seconds=1)) == f"{HERE.host}-1"


def test_a_living_process_of_this_machine_keeps_its_name_however_silent(database: sa.Engine) -> None:
    parent = replace(HERE, pid=os.getppid(), started="unknown")
    take_name(database, parent, NOW)
    assert take_name(database, HERE, NOW + timedelta(days=1)) == f"{HERE.host}-2"


def test_a_process_id_that_was_given_anew_is_another_process() -> None:
    def worker(process: Process) -> Worker:
        return Worker("x", process.host, process.pid, process.boot, NOW)

    assert not has_ended(worker(HERE), HERE)
    assert has_ended(worker(replace(HERE, started="1")), HERE)
    assert not has_ended(worker(ELSEWHERE), HERE)


def test_a_watch_believes_in_movement_not_in_clocks() -> None:
    watch = Watch(HERE)
    silent = Worker("a-1", "a", 1, "m/1/1", NOW - timedelta(days=3))
    beating = Worker("b-1", "b", 1, "m/2/1", NOW + timedelta(days=3))
    assert watch.living((silent, beating), 100.0) == {"a-1", "b-1"}
    moved = replace(beating, beat_at=beating.beat_at + timedelta(seconds=3))
    assert watch.living((silent, moved), 119.0) == {"a-1", "b-1"}
    assert watch.living((silent, moved), 121.0) == {"b-1"}
    restarted = replace(silent, boot="m/1/9")
    assert watch.living((restarted, moved), 122.0) == {"a-1", "b-1"}


def test_a_heartbeat_notices_that_its_name_is_gone(database: sa.Engine) -> None:
    lost = threading.Event()
    name = take_name(database, HERE, clock())
    heartbeat = Heartbeat(database, name, HERE, clock, lost.set)
    heartbeat.start()
    with writing(database) as connection:
        workers.put(connection, Worker(name, HERE.host, 1, "somebody else", clock()))
    wait_until(lost.is_set, "the loss is noticed")
    heartbeat.stop()
    with database.connect() as connection:
        assert [worker.boot for worker in workers.every(connection)] == ["somebody else"]


def test_whoever_was_taken_over_knows_it_and_writes_nothing_more(database: sa.Engine) -> None:
    """Another worker believes this one dead in the middle of its work, and resumes the workflow."""
    written: list[str] = []
    runs: list[bool] = []

    def handle(steps: Steps, lane: str, taken: tuple[Delivery, ...]) -> Later | None:
        first = not runs
        runs.append(steps.still_mine())
        if first:
            client = open_client(database)
            workflow = DBOS.workflow_id
            assert workflow is not None
            stranger = threading.Thread(
                target=client.resume_workflow, args=(workflow,), kwargs={"queue_name": lanes.QUEUE}
            )
            stranger.start()
            stranger.join()
            runs.append(steps.still_mine())
        steps.insist()
        written.append("first" if first else "second")
        return None

    door = open_door(database)
    with working(database, handle):
        send(door, "d1")
        wait_for_state(database, "done", "d1")
    assert runs == [True, False, True]
    assert written == ["second"]


def test_superseded_is_no_error_that_a_handler_could_swallow() -> None:
    assert not issubclass(Superseded, Exception)
