"""Starts `homebot ...` again and again without importing it again: a process that has it imported, and forks.

Run as a program it reads one JSON line for each life (`arguments`, `environment`, `output`, `errors`, `wait`) and
answers with its process id, or with its exit code once it has ended.
"""

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


class Nursery:
    """The process that forks, from the side of the test; ends with the block, or with the test's process."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.nursery"]
        root = Path(__file__).parents[1]
        self._process = subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.wait(30)

    def born(self, arguments: list[str], environment: Mapping[str, str], output: Path) -> int:
        """A new `homebot ...` in a process group of its own, all its output in a file; its process id."""
        return self._ask(arguments, environment, output, output, wait=False)

    def run(self, arguments: list[str], environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
        """A `homebot ...` from its beginning to its end."""
        with TemporaryDirectory() as folder:
            output, errors = Path(folder, "output"), Path(folder, "errors")
            code = self._ask(arguments, environment, output, errors, wait=True)
            return subprocess.CompletedProcess(arguments, code, output.read_text(), errors.read_text())

    def _ask(self, arguments: list[str], environment: Mapping[str, str], output: Path, errors: Path, wait: bool) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        files = {"output": str(output), "errors": str(errors)}
        wanted = {"arguments": arguments, "environment": dict(environment), **files, "wait": wait}
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def _main() -> None:
    from homebot.cli import COMMANDS

    for load in COMMANDS.values():
        load()  # imported once, here, for all lives
    for line in sys.stdin:
        wanted = json.loads(line)
        # Those nobody waits for need no burial.
        signal.signal(signal.SIGCHLD, signal.SIG_DFL if wanted["wait"] else signal.SIG_IGN)
        pid = os.fork()
        if pid == 0:
            os._exit(_live(wanted))
        answer = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) if wanted["wait"] else pid
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        print(answer, flush=True)


def _live(wanted: dict[str, Any]) -> int:
    """A whole life, as `python -m homebot` has it; its exit code."""
    _become(wanted)
    from homebot.cli import main

    code: object = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    return code if isinstance(code, int) else 0 if code is None else 1


def _become(wanted: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.environ.clear()
    os.environ.update(wanted["environment"])
    sys.path[:0] = [place for place in os.environ.get("PYTHONPATH", "").split(os.pathsep) if place]
    sys.argv = ["homebot", *wanted["arguments"]]
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor, name in ((1, "output"), (2, "errors")):
        os.dup2(os.open(wanted[name], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), descriptor)


if __name__ == "__main__":
    _main()
