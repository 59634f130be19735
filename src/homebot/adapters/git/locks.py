"""Locks on files: they hold between threads and between processes alike, and fall with the process that holds them."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from homebot.adapters.git.errors import GitUnavailable

_POLL_SECONDS = 0.02


@contextmanager
def held(path: Path, *, shared: bool = False, seconds: float) -> Iterator[int]:
    """Hold the lock at `path`, waiting at most `seconds`; gives its file descriptor.

    Every holder opens the file anew, so that two threads exclude each other as two processes do. A child
    that inherits the descriptor keeps the lock until it ends, even when its parent is killed before it.

    Raises:
        GitUnavailable: when somebody else keeps it too long.
    """
    descriptor = _open(path)
    try:
        deadline = time.monotonic() + seconds
        while not _take(descriptor, shared):
            if time.monotonic() > deadline:
                raise GitUnavailable(f"the mirror is in use elsewhere for more than {seconds:g} seconds")
            time.sleep(_POLL_SECONDS)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def held_if_free(path: Path) -> Iterator[bool]:
    """Hold the lock at `path` alone if nobody has it now; says whether."""
    descriptor = _open(path)
    try:
        yield _take(descriptor, shared=False)
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _take(descriptor: int, shared: bool) -> bool:
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
