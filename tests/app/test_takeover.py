"""Real processes, really killed: nothing that was taken in is lost, nothing is done twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.store import deliveries, ledger
from homebot.store.engine import open_engine
from tests.app.working import open_door, send, wait_until

pytestmark = pytest.mark.crash
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.touch()
    return path


@pytest.fixture
def start(ready_url: str, notes: Path) -> Iterator[Start]:
    """Starts a worker process and waits until it is ready; kills what still runs in the end."""
    processes: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.app.worker_process", ready_url, str(notes)]
        process = subprocess.Popen(command, cwd=Path(__file__).parents[2])
        processes.append(process)
        wait_until(lambda: any(line.endswith(f" {process.pid}") for line in lines(notes, "ready")), "a worker is ready")
        return process

    yield begin
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture
def engine(ready_url: str) -> Iterator[sa.Engine]:
    engine = open_engine(ready_url)
    yield engine
    engine.dispose()


def lines(notes: Path, kind: str) -> list[str]:
    return [line for line in notes.read_text().splitlines() if line.startswith(f"{kind} ")]


def waiting(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return deliveries.waiting(connection)[0]


def effects(engine: sa.Engine) -> list[str]:
    with engine.connect() as connection:
        return sorted(event.key for event in ledger.events(connection))


def overlaps(notes: Path) -> list[str]:
    """Lanes that two processes worked on at the same time."""
    running: dict[str, str] = {}
    found = []
    for line in notes.read_text().splitlines():
        kind, lane, process = line.split(" ")
        if kind == "begin":
            if lane in running:
                found.append(f"{lane}: {running[lane]} and {process}")
            running[lane] = process
        elif kind == "end":
            running.pop(lane, None)
    return found


def test_a_worker_killed_in_the_middle_goes_on_when_it_is_back(engine: sa.Engine, notes: Path, start: Start) -> None:
    door = open_door(engine)
    ids = sorted(f"d{number:02}" for number in range(40))
    for number, one in enumerate(ids):
        send(door, one, pull=number % 20)
    for round_ in range(3):
        worker = start()
        wanted = len(lines(notes, "begin")) + 3
        wait_until(lambda wanted=wanted: len(lines(notes, "begin")) >= wanted, "work began")  # type: ignore[misc]
        worker.kill()
        worker.wait()
        send(door, f"e{round_}", pull=round_)
    start()
    wait_until(lambda: waiting(engine) == 0, "everything is done")
    assert effects(engine) == sorted([*ids, "e0", "e1", "e2"])
    assert lines(notes, "doubled") == []
    assert len({line.split()[1] for line in lines(notes, "ready")}) == 1, "a restarted worker has its old name"


def test_two_workers_share_lanes_and_one_takes_over_from_the_other(
    engine: sa.Engine, notes: Path, start: Start
) -> None:
    door = open_door(engine)
    first, second = start(), start()
    sent: list[str] = []

    def send_until(condition: Callable[[], bool], what: str) -> None:
        def send_two_and_look() -> bool:
            for pull in (len(sent) % 7, 1000 + len(sent)):
                sent.append(f"d{len(sent):05}")
                send(door, sent[-1], pull=pull)
            return condition()

        wait_until(send_two_and_look, what)

    send_until(lambda: len({line.split()[2] for line in lines(notes, "begin")}) == 2, "both work")
    wait_until(lambda: waiting(engine) == 0, "the first part is done")
    assert overlaps(notes) == []
    before = len(lines(notes, "begin"))
    send_until(
        lambda: any(line.endswith(f" {first.pid}") for line in lines(notes, "begin")[before:]), "the first works"
    )
    first.kill()
    first.wait()
    wait_until(lambda: waiting(engine) == 0, "the other took over")
    assert effects(engine) == sorted(sent)
    assert lines(notes, "doubled") == []
    assert second.poll() is None


def test_a_worker_that_is_asked_to_stop_finishes_what_it_began(engine: sa.Engine, notes: Path, start: Start) -> None:
    door = open_door(engine)
    worker = start()
    send(door, "d1")
    wait_until(lambda: lines(notes, "begin") != [], "work began")
    os.kill(worker.pid, signal.SIGTERM)
    assert worker.wait(60) == 0
    assert effects(engine) == ["d1"]
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM workers").scalar() == 0
