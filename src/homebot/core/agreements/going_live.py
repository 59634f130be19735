"""What brings an agreement from its merge into production: a deployment, else a release, else fourteen days without
either (SPEC 9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from homebot.core.directory import Directory
from homebot.core.register.entries import Entry
from homebot.core.register.further import further
from homebot.core.register.record import Record

How = Literal["deployment", "release", "merge"]
WAIT = timedelta(days=14)
"""So long after its merge, or after a deployment without it, work is waited for in production."""


@dataclass(frozen=True, slots=True)
class Rollout:
    """A commit that was deployed or released: the environment's or the version's `name`, and when homebot heard of it.
    `package` is the released one."""

    oid: str
    name: str
    at: datetime
    package: str = ""


def live(agreement: Record, how: How, at: datetime, now: datetime, directory: Directory, where: str = "") -> Entry:
    """The work is in production since `at`; `where` names the environment or the version. The warranty begins with the
    next look at it, which is due now."""
    said = (("live-by", how), ("live-at", at.isoformat()), ("live-in", where))
    return further(agreement, "live", now, directory, due=now, said=said)


def by_merge(agreement: Record, now: datetime, directory: Directory) -> Entry | None:
    """Fourteen days brought neither a deployment nor a release: it counts from its merge. `None` while they may."""
    if agreement.state != "merged" or agreement.due is None or now < agreement.due:
        return None
    return live(agreement, "merge", merged_at(agreement), now, directory)


def awaited(agreement: Record, environment: str, at: datetime, now: datetime, directory: Directory) -> Entry | None:
    """A deployment to production came without the work: the service deploys, so the work is waited for anew. `None`
    where that would change little."""
    due = at + WAIT
    if agreement.due is None or due - agreement.due < timedelta(days=1):
        return None
    return further(agreement, "awaited", now, directory, due=due, said=(("deployed-without", environment),))


def merged_at(agreement: Record) -> datetime:
    """When the last of its pull requests was merged."""
    said = agreement.fact("merged-at")
    return datetime.fromisoformat(said) if said else agreement.changed_at


def merges_of(agreement: Record) -> frozenset[str]:
    """The merge commits of its pull requests."""
    return frozenset(agreement.fact("merge-oids").split())


def first(agreement: Record, rollouts: Iterable[Rollout], held: Mapping[str, frozenset[str]]) -> Rollout | None:
    """The earliest that contains all merges of the agreement; `held` says which merges each commit contains."""
    merges = merges_of(agreement)
    found = [one for one in rollouts if merges and merges <= held.get(one.oid, frozenset())]
    return min(found, key=lambda one: (one.at, one.name), default=None)
