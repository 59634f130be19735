"""Which merge commits hold nothing of their own: git alone makes their tree of their parents (docs/adr/0007)."""

from collections.abc import Iterator, Sequence

import structlog

from homebot.adapters.git.command import run
from homebot.adapters.git.drift import Drift, difference, merge_on_trial, suspects
from homebot.adapters.git.errors import GitTimeout, MirrorCorrupt
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.git.remerge import SECONDS

_log = structlog.get_logger("homebot.git")


def read_clean_merges(mirror: Mirror, merges: Sequence[str]) -> tuple[str, ...]:
    """Those of the merge commits that merging their two parents makes, to the byte and without a conflict. Their
    messages and who made them tell nothing. Not among them: what nobody can tell, what has more parents, and what has
    several merge bases.

    Files that must be merged are asked for in one request. With the first commit that git needs too long for, no other
    is looked at.

    Raises:
        GitUnavailable: when the remote cannot be reached.
        MirrorCorrupt: when objects are missing.
    """
    if not merges:
        return ()
    drifts: dict[str, Drift] = {}
    try:
        for merge, parents in _parents(mirror, merges):
            base = _only_merge_base(mirror, *parents) if len(parents) == 2 else None
            if base is not None:
                drifts[merge] = _drift(mirror, merge, base, *parents)
    except GitTimeout as error:
        _log.warning(
            "merge commits were not looked into", of=len(merges), left=len(merges) - len(drifts), reason=str(error)
        )
    merge_on_trial(mirror, list(drifts.values()))
    return tuple(merge for merge, drift in drifts.items() if not drift.differing)


def _drift(mirror: Mirror, merge: str, base: str, ours: str, theirs: str) -> Drift:
    """As if our side were a change that was brought onto theirs."""
    now = difference(mirror, theirs, merge, SECONDS)
    return Drift(suspects(mirror, now, base, ours, merge, SECONDS), base_moved=True)


def _parents(mirror: Mirror, merges: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """As git itself reads them: a second look at a commit's bytes could see other ones than git."""
    command = ("rev-list", "--no-walk=unsorted", "--parents", "--end-of-options", *merges)
    for line in _said(mirror, *command).splitlines():
        merge, *parents = line.split()
        yield merge, parents


def _only_merge_base(mirror: Mirror, ours: str, theirs: str) -> str | None:
    """Where git would merge several merge bases first, one alone could bring back what was taken out since."""
    found = _said(mirror, "merge-base", "--all", "--end-of-options", ours, theirs, status=(0, 1)).split()
    return found[0] if len(found) == 1 else None


def _said(mirror: Mirror, *command: str, status: tuple[int, ...] = (0,)) -> str:
    done = run(mirror.repo, *command, seconds=SECONDS)
    if done.status not in status:
        raise MirrorCorrupt(f"git {command[0]}: {done.stderr[-300:]}")
    return done.stdout.decode()
