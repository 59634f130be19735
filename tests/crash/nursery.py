"""Starts `homebot ...` again and again without importing it again: a process that has it imported, and forks.

Run as a program it reads one JSON line for each life (`arguments`, `environment`, `output`) and answers with its pid.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


class Nursery:
    """The process that forks, from the side of the test; ends with the block."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.crash.nursery"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.wait(30)

    def born(self, arguments: list[str], environment: Mapping[str, str], output: Path) -> int:
        """A new `homebot ...` in a process group of its own, its output in a file; its process id."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        wanted = {"arguments": arguments, "environment": dict(environment), "output": str(output)}
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def _main() -> None:
    from homebot.cli import homebot  # imported once, here, for all lives

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need no burial
    while True:
        line = sys.stdin.readline()
        if not line:
            return
        wanted = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(wanted)
            homebot(wanted["arguments"])
            os._exit(0)
        print(pid, flush=True)


def _become(wanted: dict[str, object]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.environ.clear()
    os.environ.update(wanted["environment"])  # type: ignore[call-overload]
    output = os.open(str(wanted["output"]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)


if __name__ == "__main__":
    _main()
