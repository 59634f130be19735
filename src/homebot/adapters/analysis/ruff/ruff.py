"""Running ruff over a folder that holds nothing but what we put there, under limits and knowing nothing else."""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec
from ruff import find_ruff_bin

SECONDS = 10.0
"""Of wall time for one question, however many runs it takes, and one more for each MiB."""
SHORTEST_SECONDS = 1.0
MEMORY_BYTES = 2 * 1024 * 1024 * 1024
CPU_SECONDS = 3
"""And one more for each MiB: what needs that much longer than others is hostile, or as good as that."""
MOST_OUTPUT = 32 * 1024 * 1024
_LAUNCHER = Path(__file__).with_name("launcher.py")
_ARGUMENTS = (
    "check", "--no-cache", "--no-fix", "--no-fix-only", "--no-unsafe-fixes", "--no-show-fixes", "--ignore-noqa",
    "--no-respect-gitignore", "--output-format=json", "--extend-select=E902", ".",
)  # fmt: skip


class RuffFailed(Exception):
    """ruff gave no findings; the text says how it ended. `late`: it ran out of its wall time."""

    def __init__(self, how: str, late: bool = False) -> None:
        super().__init__(how)
        self.late = late


class _Place(msgspec.Struct):
    row: int
    column: int


class _Finding(msgspec.Struct):
    filename: str
    message: str
    location: _Place
    end_location: _Place
    code: str | None = None


@dataclass(slots=True)
class Budget:
    """Seconds of wall time that ruff may still run for one question. Waiting for a turn costs nothing."""

    left: float

    @property
    def share(self) -> float:
        """What the next run gets: half of it, so that the files beside one that hangs have their turn too."""
        return min(self.left, max(self.left / 2, SHORTEST_SECONDS))


@dataclass(frozen=True, slots=True)
class RuffFinding:
    """What ruff says of a file: rows as ruff counts them, from 1, and the last row that the finding reaches into.

    `is_error`: the file could not be read as Python.
    """

    path: str
    row: int
    end_row: int
    code: str
    message: str
    is_error: bool = False


class Ruff:
    """At most `size` runs of ruff at once, for any number of threads."""

    def __init__(self, size: int) -> None:
        self._turns = threading.BoundedSemaphore(size)

    def check(self, folder: Path, size: int, budget: Budget) -> list[RuffFinding]:
        """All findings in the files below `folder/tree`, of `size` bytes; ruff's output goes to files beside that. What
        the run takes is taken off the budget.

        Raises:
            RuffFailed: when it crashed, took too long, said too much, or refused its configuration.
        """
        output, complaints = folder / "output", folder / "complaints"
        with self._turns, output.open("wb") as out, complaints.open("wb") as err:
            started = time.monotonic()
            try:
                status = self._run(folder, out.fileno(), err.fileno(), CPU_SECONDS + (size >> 20), budget.share)
            finally:
                budget.left -= time.monotonic() - started
        if status not in (0, 1):
            with complaints.open("rb") as said:
                raise RuffFailed(_epitaph(status, said.read(4096).decode("utf-8", "replace"), folder))
        try:
            findings = msgspec.json.decode(output.read_bytes(), type=list[_Finding])
        except msgspec.MsgspecError as error:
            raise RuffFailed("ruff answered nonsense") from error
        tree = f"{folder / 'tree'}/"
        return [_found(finding, finding.filename.removeprefix(tree)) for finding in findings]

    def _run(self, folder: Path, out: int, err: int, processor: int, seconds: float) -> int:
        # Whoever holds the other end is alive: to be told of the end at once, where `wait` would ask now and then.
        alive, held = os.pipe()
        try:
            process = _started(folder, out, err, held, processor)
        except OSError as error:
            os.close(alive)
            raise RuffFailed(f"ruff cannot be started: {error.strerror}") from error
        finally:
            os.close(held)
        try:
            poll = select.poll()
            poll.register(alive, select.POLLHUP)
            if not poll.poll(seconds * 1000):
                raise RuffFailed(f"ruff took longer than {seconds:.2g} seconds", late=True)
            return process.wait()
        finally:
            os.close(alive)
            process.kill()
            process.wait()


def _started(folder: Path, out: int, err: int, held: int, seconds: int) -> subprocess.Popen[bytes]:
    limits = (str(MEMORY_BYTES), str(seconds), str(MOST_OUTPUT))
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", str(_LAUNCHER), *limits, find_ruff_bin(), *_ARGUMENTS],
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=err,
        cwd=folder / "tree",
        env={"HOME": str(folder / "home"), "TMPDIR": str(folder / "home"), "RAYON_NUM_THREADS": "1"},
        pass_fds=(held,),
        start_new_session=True,
    )


def _found(finding: _Finding, path: str) -> RuffFinding:
    first, last = finding.location.row, finding.end_location.row
    if finding.end_location.column == 1 and last > first:
        last -= 1
    code = finding.code or "invalid-syntax"
    is_error = code in ("invalid-syntax", "E902")
    return RuffFinding(path, first, last, code, finding.message, is_error)


def _epitaph(status: int, said: str, folder: Path) -> str:
    if status == -signal.SIGXCPU or status == -signal.SIGKILL:
        return "ruff needed too much processor time"
    if status == -signal.SIGXFSZ:
        return "ruff finds more than can be read"
    if status < 0:
        return f"ruff crashed (signal {-status})"
    words = said.replace(f"{folder / 'tree'}/", "").replace(str(folder), "").split()
    return " ".join(words)[:500] or f"ruff ended with status {status}"
