"""A few persistent child processes with limits; one that dies takes down only the question it was asked.

A child runs `child.py`, which gives up what analysis does not need and then lets one *analyser*, a script of ours
beside it, answer questions: bytes in, bytes out. What a stranger wrote is read in there and nowhere else.
"""

import os
import queue
import select
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import radon

from homebot.adapters.analysis.child import OUT_OF_MEMORY

WALL_SECONDS = 10.0
_MAX_ANSWER = 64 * 1024 * 1024
_HARNESS = Path(__file__).with_name("child.py")
_LIBRARIES = Path(radon.__file__).parent.parent


class Died(Exception):
    """A child did not survive its question, could not be started, or talked nonsense; the text says how.

    `of_this`: it was this question, whatever the child had done before. `late`: the question ran out of its wall time,
    and is not asked again.
    """

    def __init__(self, how: str, of_this: bool = False, late: bool = False) -> None:
        super().__init__(how)
        self.of_this = of_this or late
        self.late = late


class _Child:
    def __init__(self, python: str, analyser: Path) -> None:
        try:
            self._process = subprocess.Popen(
                [python, "-I", "-S", "-B", "-W", "ignore", str(_HARNESS), str(_LIBRARIES), str(analyser)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                cwd="/",
                env={},
                start_new_session=True,
            )
        except OSError as error:
            raise Died(f"the analysis interpreter {python} cannot be started: {error.strerror}") from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in = self._process.stdin.fileno()
        self._out = self._process.stdout.fileno()
        os.set_blocking(self._in, False)
        self.served = 0

    def ask(self, question: bytes, seconds: float) -> tuple[bool, bytes]:
        """The answer, and whether the child asks to be replaced; raises `Died`."""
        deadline = time.monotonic() + seconds
        self.served += 1
        try:
            self._send(struct.pack("!I", len(question)) + question, deadline)
            size, spent = struct.unpack("!I?", self._receive(5, deadline))
            if size > _MAX_ANSWER:
                raise Died("its analysis answered too much", of_this=True)
            return spent, self._receive(size, deadline)
        except TimeoutError as error:
            raise Died(f"its analysis took longer than {seconds:g} seconds", late=True) from error
        except (BrokenPipeError, EOFError) as error:
            status = self._process.wait()
            # Time is counted anew for each question; memory is not.
            raise Died(_epitaph(status), of_this=status == -signal.SIGXCPU) from error

    def end(self) -> None:
        """Kill the child and wait for it."""
        self._process.kill()
        with self._process:
            pass

    def _send(self, message: bytes, deadline: float) -> None:
        rest = memoryview(message)
        while rest:
            _wait(self._in, select.POLLOUT, deadline)
            rest = rest[os.write(self._in, rest) :]

    def _receive(self, size: int, deadline: float) -> bytes:
        message = bytearray()
        while len(message) < size:
            _wait(self._out, select.POLLIN, deadline)
            part = os.read(self._out, size - len(message))
            if not part:
                raise EOFError
            message += part
        return bytes(message)


class Children:
    """At most `size` children of one analyser, started when first needed; for any number of threads.

    `python` is the interpreter they run; `seconds` of wall time are given to a question.
    """

    def __init__(self, analyser: Path, size: int, python: str = sys.executable, seconds: float = WALL_SECONDS) -> None:
        self.size = size
        self._analyser = analyser
        self._python = python
        self._seconds = seconds
        self._slots: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(size):
            self._slots.put(None)

    def __enter__(self) -> "Children":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all children, waiting for those at work. They can be asked again afterwards."""
        for child in [self._slots.get() for _ in range(self.size)]:
            if child is not None:
                child.end()
            self._slots.put(None)

    def ask(self, question: bytes) -> bytes:
        """What the analyser answers to a question.

        Raises:
            Died: when a child that had not worked before did not survive it. One that had may have died of that,
                unless it ran out of time.
        """
        child = self._slots.get()
        try:
            while True:
                try:
                    child = child or _Child(self._python, self._analyser)
                    spent, answer = child.ask(question, self._seconds)
                except Died as death:
                    child, used = _bury(child)
                    if death.of_this or not used:
                        raise
                    continue
                if spent:
                    child, _ = _bury(child)
                return answer
        finally:
            self._slots.put(child)


def _bury(child: _Child | None) -> tuple[None, bool]:
    if child is None:
        return None, False
    child.end()
    return None, child.served > 1


def _wait(descriptor: int, event: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(descriptor, event)
    left = deadline - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise TimeoutError


def _epitaph(status: int) -> str:
    if status == -signal.SIGXCPU:
        return "its analysis needed too much processor time"
    if status == OUT_OF_MEMORY:
        return "its analysis needed too much memory"
    if status < 0:
        return f"its analysis crashed (signal {-status})"
    return f"the analysis process ended with status {status}: is HOMEBOT_ANALYSIS_PYTHON a Python 3.11 or newer?"
