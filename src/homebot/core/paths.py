"""Which rule a path falls under: path patterns in one of two dialects, the last one that matches wins.

`core.patterns.dialects` says how a pattern is read. Rules are taken apart into segments once; a folder is resolved the
first time a path lies in it, and a name the first time it is met in folders that are alike to the rules. Paths are text
with slashes, from the repository's root, as the adapters write them (bytes that are not UTF-8 as `\\xff`).
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Generic, TypeVar

from homebot.core.patterns.dialects import MAX_PATTERN, Dialect, Unusable, fault, shape
from homebot.core.patterns.survey import Survey, survey
from homebot.core.patterns.tree import planted
from homebot.core.patterns.walk import Walk

__all__ = ["MAX_PATTERN", "Dialect", "PathTable", "Survey", "Unusable", "fault", "matches", "matches_any"]

T = TypeVar("T")
R = TypeVar("R")

REMEMBERED = 1 << 18
"""Folders, names and open places that a table keeps, some tens of megabytes; then it forgets them and starts anew."""
_FEW = 1 << 10


class PathTable(Generic[T]):
    """Rules in order; the last one whose pattern covers a path has the say. A pattern with a `fault` covers nothing,
    but for CODEOWNERS' `[ ]`."""

    def __init__(
        self, rules: Sequence[tuple[str, T]], dialect: Dialect = "gitignore", remembered: int = REMEMBERED
    ) -> None:
        self._shapes = [shape(pattern, dialect) for pattern, _ in rules]
        self._root, self._ends = planted(self._shapes)
        self._walk = Walk(self._root, remembered)
        # The last one answers for -1, no rule.
        self._values: list[T | None] = [*(value for _, value in rules), None]
        self._numbers: list[int | None] = [*range(len(rules)), None]

    def match(self, path: str) -> T | None:
        """The value of the last rule that covers the path; `None` when none does."""
        return self.match_all((path,))[0]

    def match_all(self, paths: Iterable[str]) -> list[T | None]:
        """`match` for each path, in the same order: the quick way for many."""
        return self._looked_up(paths, self._values)

    def index(self, path: str) -> int | None:
        """Which rule that is, counted from 0; `None` when none covers the path."""
        (number,) = self._looked_up((path,), self._numbers)
        return number

    def survey(self, paths: Sequence[str]) -> Survey:
        """Which rules cover none of the paths, and which cover some and never have the last word."""
        rules = [
            None if form is None or place is None else (form, place)
            for form, place in zip(self._shapes, self._ends, strict=True)
        ]
        winners = {number for number in self._looked_up(paths, self._numbers) if number is not None}
        return survey(self._root, rules, winners, paths)

    def _looked_up(self, paths: Iterable[str], answers: list[R]) -> list[R]:
        walk, known, found = self._walk, self._walk.folders.get, list[R]()
        for path in paths:
            folder, _, name = path.rpartition("/")
            below, names, state = known(folder) or walk.folder(folder)
            number = names.get(name)
            if number is None:
                number = walk.name(state, name)
            found.append(answers[number if number > below else below])
        return found


def matches(pattern: str, path: str, dialect: Dialect = "gitignore") -> bool:
    """Whether the pattern covers the path."""
    return matches_any((pattern,), path, dialect)


def matches_any(patterns: Sequence[str], path: str, dialect: Dialect = "gitignore") -> bool:
    """Whether one of the patterns covers the path."""
    return _table(tuple(patterns), dialect).match(path) is not None


@lru_cache(maxsize=512)
def _table(patterns: tuple[str, ...], dialect: Dialect) -> PathTable[bool]:
    return PathTable([(pattern, True) for pattern in patterns], dialect, _FEW)
