"""Which worker processes live, under which names.

A worker's name is a slot, `HOST-1`, `HOST-2`, ...: a process that restarts takes its old name and therefore recovers
its own unfinished work at once. The work of a process that does not come back is taken over by the others
(`app.engine`). Whoever is thought dead and is not loses nothing but time: its next checkpoint is refused.
"""

import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
import structlog

from homebot.store import workers
from homebot.store.engine import writing
from homebot.store.workers import Worker

BEAT_SECONDS = 3.0
DEAD_AFTER = timedelta(seconds=20)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Process:
    """One start of one process. Where process ids mean the same thing, `machine` is the same."""

    host: str
    pid: int
    machine: str
    started: str

    @property
    def boot(self) -> str:
        return f"{self.machine}/{self.pid}/{self.started}"


def this_process() -> Process:
    """The running process: host, id, machine (kernel start and process id namespace) and its own start."""
    pid = os.getpid()
    return Process(socket.gethostname(), pid, _machine(), _started(pid) or "unknown")


def _machine() -> str:
    try:
        kernel = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{kernel}:{os.readlink('/proc/self/ns/pid')}"
    except OSError:  # not Linux: there are no process id namespaces, the host's name tells machines apart
        return socket.gethostname()


def _started(pid: int) -> str | None:
    """When a process started, in the kernel's ticks; `None` when it is gone or ended and not yet collected."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in ("Z", "X") else fields[19]


def has_ended(worker: Worker, here: Process) -> bool:
    """Whether this worker's process certainly ended: known only for processes of the same machine."""
    if not worker.boot.startswith(f"{here.machine}/"):
        return False
    started = worker.boot.rpartition("/")[2]
    if started != "unknown":
        return _started(worker.pid) != started
    try:
        os.kill(worker.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def take_name(engine: sa.Engine, here: Process, now: datetime) -> str:
    """The lowest name of this host that no living process has, made this process's own."""
    with writing(engine) as connection:
        workers.lock(connection)
        taken = {worker.name: worker for worker in workers.every(connection)}
        number = 1
        while not _is_free(taken.get(f"{here.host}-{number}"), here, now):
            number += 1
        name = f"{here.host}-{number}"
        workers.put(connection, Worker(name, here.host, here.pid, here.boot, now))
    return name


def _is_free(worker: Worker | None, here: Process, now: datetime) -> bool:
    if worker is None or worker.boot == here.boot or has_ended(worker, here):
        return True
    elsewhere = not worker.boot.startswith(f"{here.machine}/")
    return elsewhere and now - worker.beat_at > DEAD_AFTER


class Heartbeat:
    """A thread that says every three seconds that this worker lives.

    `lost` is called once when the name was given away: the process was silent for too long and must stop.
    """

    def __init__(
        self, engine: sa.Engine, name: str, here: Process, clock: Callable[[], datetime], lost: Callable[[], None]
    ) -> None:
        self._engine = engine
        self._name = name
        self._here = here
        self._clock = clock
        self._lost = lost
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and gives the name back."""
        self._stopped.set()
        self._thread.join(timeout=BEAT_SECONDS + 2)
        with writing(self._engine) as connection:
            workers.forget(connection, self._name, self._here.boot)

    def _run(self) -> None:
        while not self._stopped.wait(BEAT_SECONDS):
            try:
                with writing(self._engine) as connection:
                    mine = workers.beat(connection, self._name, self._here.boot, self._clock())
            except sa.exc.SQLAlchemyError as error:
                log.warning("heartbeat failed", worker=self._name, error=str(error.__cause__ or error))
                continue
            if not mine:
                log.error("another process has this worker's name; stopping", worker=self._name)
                self._lost()
                return


class Watch:
    """Judges which workers are dead by whether their heartbeat moved, by this process's own clock: the clocks of
    several hosts are never compared. Nobody is called dead before they were watched for long enough."""

    def __init__(self, here: Process) -> None:
        self._here = here
        self._seen: dict[str, tuple[str, datetime, float]] = {}

    def living(self, known: tuple[Worker, ...], seconds: float) -> frozenset[str]:
        """The names that live. `seconds` is this process's monotonic clock."""
        alive = []
        for worker in known:
            boot, beat, since = self._seen.get(worker.name, ("", worker.beat_at, seconds))
            if (boot, beat) != (worker.boot, worker.beat_at):
                since = seconds
            self._seen[worker.name] = (worker.boot, worker.beat_at, since)
            if not has_ended(worker, self._here) and seconds - since < DEAD_AFTER.total_seconds():
                alive.append(worker.name)
        return frozenset(alive)
