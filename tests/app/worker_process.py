"""A worker in a process of its own, for tests that kill it: `python -m tests.app.worker_process DATABASE NOTES`.

Appends to NOTES, a line each: `ready NAME PID`, `begin LANE PID`, `effect DELIVERY PID`, `end LANE PID`. An effect is
noted in a transaction's step, so each delivery must have exactly one that counts (see `store.ledger` too).
"""

import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime

import sqlalchemy as sa

from homebot.app.engine import Engine, Work
from homebot.app.lanes import Later
from homebot.app.liveness import this_process
from homebot.app.steps import Steps
from homebot.store import ledger
from homebot.store.deliveries import Delivery
from homebot.store.engine import open_engine
from homebot.store.ledger import LedgerEvent


def main(database: str, notes: str) -> None:
    file = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(*words: object) -> None:
        os.write(file, (" ".join(map(str, words)) + "\n").encode())

    def look(lane: str) -> str:
        note("begin", lane, os.getpid())
        time.sleep(0.05)
        note("end", lane, os.getpid())
        return lane

    def record(connection: sa.Connection, ids: list[str]) -> list[bool]:
        now = datetime.now(UTC)
        return [ledger.append(connection, LedgerEvent(one, "effect", now, "{}")) for one in ids]

    def handle(steps: Steps, lane: str, taken: tuple[Delivery, ...]) -> Later | None:
        steps.step("look", look, lane)
        new = steps.transaction("record", record, [one.id for one in taken])
        if not all(new):
            note("doubled", lane, os.getpid())
        return None

    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    worker = Engine(open_engine(database), Work(handle), this_process(), lambda: datetime.now(UTC), ended.set, 1.0)
    note("ready", worker.start(), os.getpid())
    ended.wait()
    worker.stop(5)


if __name__ == "__main__":
    main(*sys.argv[1:])
