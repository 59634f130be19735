"""Merge groups: which pull requests a commit of GitHub's merge queue holds, and what both checks say of it.

A group is a commit on a temporary branch: the base branch, every pull request ahead in the queue, and its own. GitHub
may merge a whole row of groups when only the last one passes ("Only merge non-failing pull requests" switched off), so
a group answers for everything it holds. A queue must not hang: what would wait on a pull request is a failure here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from homebot.core.decision import Conclusion, Decision
from homebot.core.facts import Observed, Snapshot
from homebot.core.render.situation import situation
from homebot.core.render.titles import review_state, review_title, standards_state, standards_title

QUEUE_REF = re.compile(
    r"(?:refs/heads/)?gh-readonly-queue/(?P<branch>.+)/pr-(?P<number>[1-9][0-9]{0,9})-[0-9a-f]{40,64}"
)
"""The name of a group's temporary branch. Only GitHub itself can make one of that prefix."""

HIDDEN = "GitHub does not show homebot the queue"

Check = Literal["standards", "review"]


@dataclass(frozen=True, slots=True)
class MergeGroup:
    """A group as its event names it: the commits it ends with and stands on, the branch it is for, and the pull request
    its temporary branch is named after. Empty or `None` is what the event does not say."""

    head: str
    base: str
    branch: str
    number: int | None
    destroyed: bool = False


def named(head: str, base_ref: str, about: Mapping[str, Any], destroyed: bool) -> MergeGroup:
    """A group from the `merge_group` of its event. Its commit is `head_sha`: GitHub's own example has another one as
    `head_commit`."""
    ref = QUEUE_REF.fullmatch(str(about.get("head_ref") or ""))
    base, number = str(about.get("base_sha") or ""), int(ref["number"]) if ref else None
    return MergeGroup(head, base, base_ref.removeprefix("refs/heads/"), number, destroyed)


def rerun(about: Mapping[str, Any]) -> MergeGroup | None:
    """The group whose check somebody wants to run again, from a check run or a suite: neither names a pull request of
    a group, only its branch. `None` for a commit of another branch."""
    suite = about.get("check_suite") or about
    ref = QUEUE_REF.fullmatch(str(suite.get("head_branch") or ""))
    return MergeGroup(str(about.get("head_sha") or ""), "", ref["branch"], int(ref["number"])) if ref else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A pull request in the queue: its place, its head, and its group's commit where one was made."""

    position: int
    number: int
    pull_head: str
    group_head: str | None


@dataclass(frozen=True, slots=True)
class QueueView:
    """A branch's queue as GitHub shows it. `entries` is `None` where homebot may not see it, or there is none; `tip` is
    where the branch stands; `observed` are homebot's checks at the group's commit."""

    entries: tuple[Entry, ...] | None
    tip: str | None
    observed: Observed


@dataclass(frozen=True, slots=True)
class Holding:
    """The pull requests a group answers for: number, and head commit where it is known. `listed` when GitHub's queue
    says so; otherwise `gap` says why nobody can tell what else is in it, and is empty where nothing else can be."""

    pulls: tuple[tuple[int, str | None], ...]
    listed: bool
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """One pull request of a group and the evaluation its verdict rests on. Without one `missing` says why, and
    `waiting` whether it is still to come."""

    number: int
    snapshot: Snapshot | None = None
    decision: Decision | None = None
    missing: str = ""
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What one pull request means for one check of its group; no conclusion while its evaluation is to come."""

    number: int
    conclusion: Conclusion | None
    why: str
    deviated: bool = False
    """A standard that binds it is deviated from: no pass."""


def holding(group: MergeGroup, view: QueueView) -> Holding:
    """What a group holds: in GitHub's queue, its own pull request and all those ahead of it.

    Where the queue does not list the group, the name of its branch says whose it is. It holds nothing else when it
    stands on the tip of the branch; otherwise nobody can tell.
    """
    entries = view.entries or ()
    listed = next((one for one in entries if one.group_head == group.head), None)
    if listed is not None:
        ahead = sorted((one.position, one.number, one.pull_head) for one in entries if one.position <= listed.position)
        return Holding(tuple((number, head) for _, number, head in ahead), listed=True)
    pulls = _own(group, entries)
    return Holding(pulls, listed=False, gap="" if pulls and _is_alone(group, view) else _gap(view))


def _own(group: MergeGroup, entries: tuple[Entry, ...]) -> tuple[tuple[int, str | None], ...]:
    """The pull request a group's branch is named after."""
    heads = {one.number: one.pull_head for one in entries}
    return () if group.number is None else ((group.number, heads.get(group.number)),)


def _is_alone(group: MergeGroup, view: QueueView) -> bool:
    """Whether a group stands on the branch itself, so that it holds one pull request and nothing else."""
    return bool(group.base) and group.base == view.tip


def _gap(view: QueueView) -> str:
    seen = HIDDEN if view.entries is None else "GitHub's queue does not list it"
    return f"{seen}, so nobody can tell what else this group holds"


def parts(check: Check, held: tuple[Held, ...], enforced: bool) -> tuple[Part, ...]:
    """What each pull request means for a check. What was never evaluated blocks only where a service of the repository
    is in mode `enforce` (`enforced`)."""
    return tuple(_part(check, one, "failure" if enforced else "neutral") for one in held)


def _part(check: Check, held: Held, otherwise: Conclusion) -> Part:
    if held.snapshot is None or held.decision is None:
        return Part(held.number, None if held.waiting else otherwise, held.missing)
    now = situation(held.snapshot, held.decision)
    if check == "standards":
        conclusion = held.decision.standards_conclusion
        title = standards_title(held.decision, now) if conclusion != "success" else standards_state(now)
    else:
        conclusion = held.decision.review_conclusion
        title = review_title(held.decision, now) if conclusion != "success" else review_state(now)
    deviated = check == "standards" and any(one.excused for one in held.decision.judgements)
    return Part(held.number, conclusion or "failure", title, deviated)


def verdict(found: tuple[Part, ...], enforced: bool, gap: str = "") -> Conclusion | None:
    """The worst of the parts. One failure decides; otherwise all must have been evaluated; neutral is where no pull
    request of the group is held to it. With a `gap`, or nothing in it, an `enforced` group does not pass."""
    conclusions = {part.conclusion for part in found}
    if "failure" in conclusions:
        return "failure"
    if None in conclusions:
        return None
    if gap or not found:
        return "failure" if enforced else "neutral"
    passes = "success" in conclusions and not any(part.deviated for part in found)
    return "success" if passes else "neutral"
