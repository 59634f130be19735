"""What a merge did to the debt of the services it touched, told from the functions it added, changed and removed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from homebot.core.debt.limit import Limit, limit_of
from homebot.core.decision import Recognition, ServiceStanding
from homebot.core.directory import Directory
from homebot.core.facts import Change, Snapshot

Sides = tuple[str, int | None, int | None]
"""A function's file, and its complexity before and after: `None` where it did not exist."""


@dataclass(frozen=True, slots=True)
class MergeDebt:
    """What one merge did to one service. `over`, `excess` and `complexity` are differences: functions above the limit,
    the sum of what they are above it, and the complexity of everything the change touched.

    `limit` is the one of that day. `unread` files could not be analysed, and the differences lack them.
    """

    service: str
    pull: str
    at: datetime
    limit: int
    over: int
    excess: int
    complexity: int
    unread: int = 0

    @property
    def key(self) -> str:
        """Names the row once and for all."""
        return f"merged:{self.pull}:{self.service}"


def merge_debts(snapshot: Snapshot, recognition: Recognition, directory: Directory) -> tuple[MergeDebt, ...]:
    """A row for each service that a merge to the default branch touched; none for anything else, or for a change that
    could not be read."""
    said = snapshot.conversation
    if said.state != "merged" or said.merged_at is None or said.base_ref != said.default_branch:
        return ()
    if snapshot.change.unreadable is not None:
        return ()
    at = said.merged_at
    return tuple(_of(standing, snapshot, directory, at) for standing in recognition.standings)


def touched(change: Change, paths: Iterable[str]) -> list[Sides]:
    """The functions of these files that a change adds, changes or removes, generated files left out."""
    mine = set(paths) - {file.path for file in change.files if file.generated}
    return [
        *((one.path, one.before, one.after) for one in change.functions if one.path in mine),
        *((one.path, one.complexity, None) for one in change.removed if one.path in mine),
    ]


def unread(change: Change, paths: Iterable[str]) -> int:
    """How many of these files could not be analysed, generated ones left out."""
    mine = set(paths) - {file.path for file in change.files if file.generated}
    return sum(error.path in mine for error in change.errors)


def net(sides: Iterable[Sides]) -> int:
    """The complexity that came, less what went."""
    return sum((after or 0) - (before or 0) for _, before, after in sides)


def _of(standing: ServiceStanding, snapshot: Snapshot, directory: Directory, at: datetime) -> MergeDebt:
    limit = limit_of(directory, standing.profile)
    sides = touched(snapshot.change, standing.paths)
    before = _excesses(((path, value) for path, value, _ in sides), limit)
    after = _excesses(((path, value) for path, _, value in sides), limit)
    return MergeDebt(
        service=standing.service,
        pull=str(snapshot.pull),
        at=at,
        limit=limit.max,
        over=len(after) - len(before),
        excess=sum(after) - sum(before),
        complexity=net(sides),
        unread=unread(snapshot.change, standing.paths),
    )


def _excesses(side: Iterable[tuple[str, int | None]], limit: Limit) -> list[int]:
    """By how much each function above the limit is above it."""
    return [value - limit.of(path) for path, value in side if value is not None and value > limit.of(path)]
