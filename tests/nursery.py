"""Starts `homebot ...` again and again without importing it again: a process that has it imported, and forks.

Run as a program it reads one JSON line for each life (`arguments`, `environment`, `output`, `errors`, `wait`) and
answers with its process id, or with its exit code once it has ended.
"""

import gc
import json
import os
import re
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from homebot.sandbox.box import Box
from homebot.sandbox.contract import descriptions

PATIENCE_SECONDS = 120.0


@cache
def nursery() -> "Nursery":
    """One for all tests of this process."""
    return Nursery()


@contextmanager
def sandbox(root: Path, checked: bool = True) -> Iterator[Box]:
    """`running(root)` of the sandbox, without a second for imports."""
    root.mkdir(parents=True, exist_ok=True)
    log = root / "sandbox.log"
    pid = nursery().born(["sandbox", "--root", str(root), *([] if checked else ["--unchecked"])], os.environ, log)
    try:
        yield Box(said(log, r"the sandbox is at (\S+)\n"), pid)
    finally:
        ended(pid)


def said(log: Path, pattern: str) -> str:
    """What a life that was born says, once it does: the group of the pattern in its output."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while True:
        text = log.read_text() if log.exists() else ""
        if found := re.search(pattern, text):
            return found[1]
        assert time.monotonic() < ends, f"it did not start: {text}"
        time.sleep(0.02)


def ended(pid: int) -> None:
    """A life that was born ends at once, with all that it started."""
    with suppress(ProcessLookupError):  # before it had a group of its own
        os.killpg(pid, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class Nursery:
    """The process that forks, from the side of the test; ends with the test's process."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.nursery"]
        root = Path(__file__).parents[1]
        self._process = subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

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
    descriptions()
    gc.collect()
    gc.freeze()  # what all lives have is not looked at again with each collection of theirs
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
