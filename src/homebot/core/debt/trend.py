"""The trend of a service's debt: what its merges did to it, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from homebot.core.debt.merge import MergeDebt

MOST_MERGES = 1_000
"""Merges that are read for a trend."""
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Trend:
    """The sums over all merges since the window's start, and the newest merges that changed anything, newest first.

    `unread` counts merges with files that could not be analysed, `cut` says that there were more merges than are read.
    """

    merges: int = 0
    over: int = 0
    excess: int = 0
    complexity: int = 0
    unread: int = 0
    newest: tuple[MergeDebt, ...] = ()
    cut: bool = False


def trend(merges: Sequence[MergeDebt], most: int = MOST_MERGES) -> Trend:
    """Sums up merges, given by time."""
    moving = [one for one in merges if one.over or one.excess or one.complexity]
    return Trend(
        merges=len(merges),
        over=sum(one.over for one in merges),
        excess=sum(one.excess for one in merges),
        complexity=sum(one.complexity for one in merges),
        unread=sum(one.unread > 0 for one in merges),
        newest=tuple(moving[: -SHOWN - 1 : -1]),
        cut=len(merges) >= most,
    )
