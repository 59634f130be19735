"""The paths of a service that a trigger is about."""

from collections.abc import Sequence
from functools import lru_cache

from homebot.core.bar_raisers.part import Part
from homebot.core.paths import PathTable
from homebot.core.render.escape import span

NAMED = 2
"""Paths that a reason names; of the others it says that there are more, and not how many: it reads the same while a
change grows."""


def touched(part: Part, paths: Sequence[str], but_not: Sequence[str]) -> tuple[str, ...]:
    """The paths a service's part of the change touches, both names of a rename, that are in `paths` and not in
    `but_not`."""
    found = _table(tuple(paths), tuple(but_not)).match_all(part.paths)
    return tuple(path for path, is_one in zip(part.paths, found, strict=True) if is_one)


@lru_cache(maxsize=8)
def _table(paths: tuple[str, ...], but_not: tuple[str, ...]) -> PathTable[bool]:
    """The last pattern that covers a path has the say, so that those of `but_not` come last."""
    rules = [*((pattern, True) for pattern in paths), *((pattern, False) for pattern in but_not)]
    return PathTable(rules)


def named(found: Sequence[str]) -> str:
    """The first of them: `a.sql`, `b.sql` and more."""
    shown = [span(path, 120) for path in found[:NAMED]]
    return f"{', '.join(shown)}{' and more' if len(found) > NAMED else ''}"
