"""One fetch for many: threads that want something of one repository at the same time are served by one of them.

GitHub's answer takes as long for twenty refs as for one, and only one process may write to a mirror at a time. Without
this, the pull requests of a busy repository would wait for one another's fetches.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ref:
    """A ref wanted from the remote. `oid` is the commit we were told it has; `None`: whatever it has now."""

    remote: str
    local: str
    oid: str | None = None


def named_once(refs: Sequence[Ref]) -> list[Ref]:
    """git refuses to write a local ref twice; whichever commit somebody was told of, it comes with the ref."""
    return list({ref.local: ref for ref in refs}.values())


class _Wish:
    """What one thread wants, and what became of it."""

    __slots__ = ("done", "error", "refs")

    def __init__(self, refs: Sequence[Ref]) -> None:
        self.refs = refs
        self.done = False
        self.error: Exception | None = None


class Crowd:
    """The threads of this process that want to fetch into one mirror."""

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._waiting: list[_Wish] = []
        self._turn = threading.Lock()

    def fetch(self, refs: Sequence[Ref], fetch_all: Callable[[Sequence[Ref]], None]) -> None:
        """Returns once `refs` have been fetched, by this thread with `fetch_all` for all who wait, or by another.

        Raises:
            Exception: whatever `fetch_all` raised, for everybody it was called for.
        """
        mine = _Wish(refs)
        with self._gate:
            self._waiting.append(mine)
        with self._turn:
            if not mine.done:
                with self._gate:
                    crowd, self._waiting = self._waiting, []
                _serve(crowd, fetch_all)
        if mine.error is not None:
            raise mine.error


def _serve(crowd: Sequence[_Wish], fetch_all: Callable[[Sequence[Ref]], None]) -> None:
    error: Exception | None = None
    try:
        fetch_all(tuple(dict.fromkeys(ref for wish in crowd for ref in wish.refs)))
    except Exception as raised:
        error = raised
    for wish in crowd:
        wish.error, wish.done = error, True
