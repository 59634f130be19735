"""The configuration in force: read again when it changes, and never replaced by a broken one."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from homebot.adapters.config.load import FILES, Loaded, load, load_texts
from homebot.adapters.config.problems import Problem
from homebot.core.directory import Directory

_LOOK_EVERY = 1.0
"""Seconds between two looks at the files."""

Look = Callable[[], Loaded | None]
"""Gives what the source is now, or `None` when it is as it was at the last look. It may raise nothing."""

_Stamp = tuple[tuple[str, int, int, int], ...]


class ConfigurationError(Exception):
    """There is no configuration to work with: neither the folder nor a last good one. `problems` say why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Configuration:
    """The directory in force, from a source that is followed or from texts that stay as they are. Safe for threads.

    `source` is a folder, texts, or a look at something else that changes.
    `fallback` is the last good configuration as (name, text) pairs, for a start on a broken source.
    `clock` counts seconds. Raises ConfigurationError when neither can be read.
    """

    def __init__(
        self,
        source: Path | Sequence[tuple[str, str]] | Look,
        fallback: Sequence[tuple[str, str]] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look = _look_at(source)
        self._clock = clock
        self._lock = threading.Lock()
        self._looked = clock()
        loaded = self._look() or Loaded(None, ())
        self._problems = loaded.problems
        if loaded.directory is None and fallback is not None:
            loaded = load_texts(fallback)
        if loaded.directory is None:
            raise ConfigurationError(self._problems)
        self._directory: Directory = loaded.directory

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong in the source as it is now; empty when it is what is in force."""
        return self._problems

    def current(self) -> Directory:
        """The directory in force, after a look at the source if the last one is a second old."""
        with self._lock:
            now = self._clock()
            if now - self._looked >= _LOOK_EVERY:
                self._looked = now
                self._take(self._look())
            return self._directory

    def refresh(self) -> Directory:
        """The directory in force, after a look at the source now."""
        with self._lock:
            self._looked = self._clock()
            self._take(self._look())
            return self._directory

    def _take(self, loaded: Loaded | None) -> None:
        if loaded is not None:
            self._problems = loaded.problems
            self._directory = loaded.directory or self._directory


def _look_at(source: Path | Sequence[tuple[str, str]] | Look) -> Look:
    if isinstance(source, Path):
        return _Folder(source)
    if callable(source):
        return source
    once = iter([load_texts(source)])
    return lambda: next(once, None)


class _Folder:
    """Looks at a folder's files: read only when one of them changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: _Stamp | None = None

    def __call__(self) -> Loaded | None:
        # The stamp is taken before the reading: an edit in between is seen at the next look.
        stamp = self._stamp_now()
        if stamp == self._stamp:
            return None
        self._stamp = stamp
        return load(self._folder)

    def _stamp_now(self) -> _Stamp:
        """What tells that a file was changed or replaced; a file that is not there has no entry."""
        found: list[tuple[str, int, int, int]] = []
        for name in FILES:
            try:
                status = self._folder.joinpath(name).stat()
            except OSError:
                continue
            found.append((name, status.st_mtime_ns, status.st_size, status.st_ino))
        return tuple(found)
