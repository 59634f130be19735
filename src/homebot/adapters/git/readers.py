"""Processes that read objects, kept from one opening of a mirror to the next: a start costs more than most reading.

git looks again at the packs when it does not find an object, so a process sees what was fetched after it began.
"""

import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from subprocess import PIPE

from git import Git, Repo
from git.exc import GitCommandError

MOST_IDLE = 32
IDLE_SECONDS = 120.0
"""A process holds the files of its mirror, also those that were deleted since: it may not do so for long."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A process that waits for a question, and the mirror it was started for: its path and its folder's inode."""

    mirror: tuple[str, int]
    process: Git.AutoInterrupt
    kept: bool = False
    """It served an earlier opening: what happened to the mirror's files meanwhile may have killed it."""


@dataclass(frozen=True, slots=True)
class _Idle:
    reader: Reader
    since: float


class Readers:
    """Lends each thread a `git cat-file --batch-command` of its own, one that waits if there is one. At most so many
    wait, and none for longer than so many seconds."""

    def __init__(self, most_idle: int = MOST_IDLE, idle_seconds: float = IDLE_SECONDS) -> None:
        self._most_idle = most_idle
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._idle: list[_Idle] = []

    def lend(self, repo: Repo, kept: bool = True) -> Reader:
        """One that reads the mirror that stands there now; one of the same name that was replaced is another. It may be
        a `kept` one, or a new one is started."""
        mirror = _identity(repo)
        with self._lock:
            fit = (one for one in reversed(self._idle) if kept and one.reader.mirror == mirror)
            waiting = next(fit, None)
            if waiting is not None:
                self._idle.remove(waiting)
        if waiting is not None and waiting.reader.process.poll() is None:
            return waiting.reader
        return Reader(mirror, repo.git.cat_file("--batch-command", istream=PIPE, as_process=True))

    def take_back(self, reader: Reader, fit: bool) -> None:
        """Keep one that is `fit` for the next question, end it otherwise; and end those that waited for too long."""
        now = time.monotonic()
        with self._lock:
            if fit:
                self._idle.append(_Idle(replace(reader, kept=True), now))
            fresh = [one for one in self._idle if now - one.since <= self._idle_seconds][-self._most_idle :]
            over = [one.reader for one in self._idle if one not in fresh]
            self._idle = fresh
        for ended in over if fit else (reader, *over):
            _end(ended.process)


def _identity(repo: Repo) -> tuple[str, int]:
    path = str(repo.git_dir)
    try:
        return path, os.stat(path).st_ino
    except FileNotFoundError:
        return path, 0


def _end(process: Git.AutoInterrupt) -> None:
    # One that died is as good as ended; who asked it was told so.
    with suppress(BrokenPipeError):
        process.stdin.close()
    process.stdout.close()
    with suppress(GitCommandError):
        process.wait()
