"""A few persistent children that analyse sources; one that dies takes down only the source it was given."""

import hashlib
import os
import queue
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import msgspec
import radon

WALL_SECONDS = 10.0
_MAX_ANSWER = 64 * 1024 * 1024
_CACHED_SOURCES = 2048
_WORKER = Path(__file__).with_name("worker.py")


@dataclass(frozen=True, slots=True)
class MeasuredFunction:
    """One function of a source. `text` and `shape` are digests of its dedented text, with and without its name."""

    name: str
    line: int
    end_line: int
    complexity: int
    text: str
    shape: str


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is known of one source; with `error` it has no functions. `died`: the child did not survive it."""

    functions: tuple[MeasuredFunction, ...] = ()
    error: str | None = None
    spent: bool = False
    died: bool = False


class _Death(Exception):
    """The child is gone; the text says how."""


class _Child:
    def __init__(self, python: str) -> None:
        home = str(Path(radon.__file__).parent.parent)
        try:
            self._process = subprocess.Popen(
                [python, "-I", "-S", "-B", "-W", "ignore", str(_WORKER), home],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                cwd="/",
                env={},
                start_new_session=True,
            )
        except OSError as error:
            raise _Death(f"the analysis interpreter {python} cannot be started: {error.strerror}") from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in = self._process.stdin.fileno()
        self._out = self._process.stdout.fileno()
        os.set_blocking(self._in, False)
        self.served = 0

    def ask(self, source: bytes, seconds: float) -> SourceFacts:
        """Have one source analysed; raises `_Death` when the child ends, hangs, or talks nonsense."""
        deadline = time.monotonic() + seconds
        self.served += 1
        try:
            self._send(struct.pack("!I", len(source)) + source, deadline)
            (size,) = struct.unpack("!I", self._receive(4, deadline))
            if size > _MAX_ANSWER:
                raise _Death("its analysis answered too much")
            return msgspec.json.decode(self._receive(size, deadline), type=SourceFacts)
        except TimeoutError as error:
            raise _Death(f"its analysis took longer than {seconds:g} seconds") from error
        except (BrokenPipeError, EOFError) as error:
            raise _Death(_epitaph(self._process.wait())) from error
        except msgspec.MsgspecError as error:
            raise _Death("its analysis answered nonsense") from error

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


class AnalysisPool:
    """At most `size` children, started when first needed; for any number of threads.

    `python` is the interpreter that reads the sources: what is newer than it cannot be analysed.
    """

    def __init__(self, size: int, python: str = sys.executable, seconds: float = WALL_SECONDS) -> None:
        self._size = size
        self._python = python
        self._seconds = seconds
        self._slots: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(size):
            self._slots.put(None)
        self._cache: OrderedDict[bytes, SourceFacts] = OrderedDict()
        self._lock = threading.Lock()

    def __enter__(self) -> "AnalysisPool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all children, waiting for those at work. The pool can be used again."""
        for child in [self._slots.get() for _ in range(self._size)]:
            if child is not None:
                child.end()
            self._slots.put(None)

    def analyse(self, source: bytes) -> SourceFacts:
        """The functions of one Python source, or why not; the same source is read once."""
        key = hashlib.blake2b(source, digest_size=20).digest()
        with self._lock:
            known = self._cache.get(key)
            if known is not None:
                self._cache.move_to_end(key)
                return known
        facts = self._ask(source)
        if not facts.died:
            with self._lock:
                self._cache[key] = facts
                if len(self._cache) > _CACHED_SOURCES:
                    self._cache.popitem(last=False)
        return facts

    def analyse_all(self, sources: Sequence[bytes]) -> list[SourceFacts]:
        """`analyse` of each, in order, by all children at once."""
        if self._size == 1 or len(sources) < 4:
            return [self.analyse(source) for source in sources]
        with ThreadPoolExecutor(self._size) as threads:
            return list(threads.map(self.analyse, sources))

    def _ask(self, source: bytes) -> SourceFacts:
        child = self._slots.get()
        try:
            while True:
                try:
                    child = child or _Child(self._python)
                    facts = child.ask(source, self._seconds)
                except _Death as death:
                    child, used = self._bury(child)
                    # A child that has worked before may have died of that: the source gets a fresh one.
                    if not used:
                        return SourceFacts(error=str(death), died=True)
                    continue
                if facts.spent:
                    child, _ = self._bury(child)
                return facts
        finally:
            self._slots.put(child)

    def _bury(self, child: _Child | None) -> tuple[None, bool]:
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
    if status < 0:
        return f"its analysis crashed (signal {-status})"
    return f"the analysis process ended with status {status}: is HOMEBOT_ANALYSIS_PYTHON a Python 3.11 or newer?"
