"""The paths of a service that a trigger is about."""

from collections.abc import Sequence

from homebot.core.bar_raisers.part import Part
from homebot.core.paths import matches_any
from homebot.core.render.escape import span

NAMED = 2
"""Paths that a reason names; of the others it says that there are more, and not how many: it reads the same while a
change grows."""


def touched(part: Part, paths: Sequence[str], but_not: Sequence[str]) -> tuple[str, ...]:
    """The paths a service's part of the change touches, both names of a rename, that are in `paths` and not in
    `but_not`."""
    return tuple(path for path in part.paths if matches_any(paths, path) and not matches_any(but_not, path))


def named(found: Sequence[str]) -> str:
    """The first of them: `a.sql`, `b.sql` and more."""
    shown = [span(path, 120) for path in found[:NAMED]]
    return f"{', '.join(shown)}{' and more' if len(found) > NAMED else ''}"
