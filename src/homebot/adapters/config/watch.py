"""The configuration in force: read again when its files change, and never replaced by a broken one."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from homebot.adapters.config.load import FILES, Loaded, load, load_texts
from homebot.adapters.config.problems import Problem
from homebot.core.directory import Directory

_LOOK_EVERY = 1.0
"""Seconds between two looks at the files."""

_Stamp = tuple[tuple[str, int, int, int], ...]


class ConfigurationError(Exception):
    """There is no configuration to work with: neither the folder nor a last good one. `problems` say why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Configuration:
    """The directory in force, from a folder that is followed or from texts that stay as they are. Safe for threads.

    `fallback` is the last good configuration as (name, text) pairs, for a start on a broken folder.
    `clock` counts seconds. Raises ConfigurationError when neither can be read.
    """

    def __init__(
        self,
        source: Path | Sequence[tuple[str, str]],
        fallback: Sequence[tuple[str, str]] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = source if isinstance(source, Path) else None
        self._clock = clock
        self._lock = threading.Lock()
        self._looked = clock()
        self._stamp = self._stamp_now()
        loaded = load(source) if isinstance(source, Path) else load_texts(source)
        self._problems = loaded.problems
        if loaded.directory is None and fallback is not None:
            loaded = load_texts(fallback)
        if loaded.directory is None:
            raise ConfigurationError(self._problems)
        self._directory: Directory = loaded.directory

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong in the files as they are now; empty when they are what is in force."""
        return self._problems

    def current(self) -> Directory:
        """The directory in force, after a look at the files if the last one is a second old."""
        with self._lock:
            now = self._clock()
            if self._folder is not None and now - self._looked >= _LOOK_EVERY:
                self._looked = now
                self._look(self._folder)
            return self._directory

    def _look(self, folder: Path) -> None:
        # The stamp is taken before the reading: an edit in between is seen at the next look.
        stamp = self._stamp_now()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        loaded: Loaded = load(folder)
        self._problems = loaded.problems
        if loaded.directory is not None:
            self._directory = loaded.directory

    def _stamp_now(self) -> _Stamp:
        """What tells that a file was changed or replaced; a file that is not there has no entry."""
        found: list[tuple[str, int, int, int]] = []
        for name in FILES if self._folder is not None else ():
            try:
                status = (self._folder or Path()).joinpath(name).stat()
            except OSError:
                continue
            found.append((name, status.st_mtime_ns, status.st_size, status.st_ino))
        return tuple(found)
