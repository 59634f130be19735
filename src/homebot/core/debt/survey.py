"""What a service's whole code is like today: how many functions are above the limit, by how much, and its hotspots.

A *hotspot* is complex and often changed: its complexity times the commits that changed its file lately. Nobody is
named: who wrote a function, or changed it, is not counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest

from homebot.core.debt.limit import Limit
from homebot.core.found import AnalysisError

WINDOW = timedelta(days=90)
"""How far back changes count."""
MOST = 20
"""Functions and files that are named."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function as it stands on the default branch. `changes` are commits of the last 90 days that changed its file:
    a merge is one, whatever it brought."""

    path: str
    name: str
    line: int
    complexity: int
    changes: int = 0

    @property
    def heat(self) -> int:
        return self.complexity * self.changes


@dataclass(frozen=True, slots=True)
class Survey:
    """A service's code on one commit of its default branch.

    `over` functions are above the limit, `complexity` is the sum of theirs and `excess` what of it is above. `worst`
    and `hotspots` are at most `MOST` each. `unread` counts files that could not be analysed, of which `errors` names
    some; `cuts` say what was left out, and then every figure is a lower bound.
    """

    commit: str
    at: datetime
    files: int = 0
    functions: int = 0
    over: int = 0
    complexity: int = 0
    excess: int = 0
    worst: tuple[Function, ...] = ()
    hotspots: tuple[Function, ...] = ()
    unread: int = 0
    errors: tuple[AnalysisError, ...] = ()
    cuts: tuple[str, ...] = ()


class Tally:
    """Counts functions as they come, so that a large service needs no room."""

    def __init__(self, limit: Limit, changes: Mapping[str, int]) -> None:
        self._limit = limit
        self._changes = changes
        self._counts = dict.fromkeys(("files", "functions", "over", "complexity", "excess", "unread"), 0)
        self._worst: list[Function] = []
        self._hot: list[Function] = []
        self._errors: list[AnalysisError] = []

    def add(self, path: str, functions: Iterable[tuple[str, int, int]]) -> None:
        """One file's functions, each as name, line and complexity."""
        changes, most = self._changes.get(path, 0), self._limit.of(path)
        found = [Function(path, *function, changes) for function in functions]
        over = [function for function in found if function.complexity > most]
        self._count(files=1, functions=len(found), over=len(over))
        self._count(complexity=sum(one.complexity for one in over))
        self._count(excess=sum(one.complexity - most for one in over))
        self._worst = nlargest(MOST, [*self._worst, *over], key=_by_complexity)
        self._hot = nlargest(MOST, [*self._hot, *(one for one in found if one.heat)], key=_by_heat)

    def miss(self, error: AnalysisError) -> None:
        """One file that could not be analysed."""
        self._count(files=1, unread=1)
        if len(self._errors) < MOST:
            self._errors.append(error)

    def survey(self, commit: str, at: datetime, cuts: tuple[str, ...]) -> Survey:
        """What was counted."""
        return Survey(
            commit,
            at,
            **self._counts,
            worst=tuple(self._worst),
            hotspots=tuple(self._hot),
            errors=tuple(self._errors),
            cuts=cuts,
        )

    def _count(self, **more: int) -> None:
        for name, number in more.items():
            self._counts[name] += number


def _by_complexity(one: Function) -> tuple[int, int, str, int]:
    """Equal ones in a fixed order, so that equal facts read alike."""
    return one.complexity, one.changes, one.path, one.line


def _by_heat(one: Function) -> tuple[int, int, str, int]:
    return one.heat, one.complexity, one.path, one.line
