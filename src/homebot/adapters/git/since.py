"""What became of a change since commits at which somebody approved it (docs/adr/0007): what stands is what bringing the
approved change onto the new base gives by itself."""

import re
from collections.abc import Sequence

from homebot.adapters.git.command import run
from homebot.adapters.git.drift import Both, Drift, difference, merge_on_trial, suspects
from homebot.adapters.git.errors import GitTimeout, MirrorCorrupt
from homebot.adapters.git.mirror import Mirror
from homebot.core.facts import Change
from homebot.core.since import Obstacle, Since

LISTED = 2_000
"""Paths that are listed for one reading; each commit has an equal share."""

_OID = re.compile(r"[0-9a-f]{40}")


def read_since(mirror: Mirror, change: Change, commits: Sequence[str]) -> tuple[Since, ...]:
    """Of each commit, what of the change at its head is not what was there then. Commits that are not here are asked
    for, and files that must be merged, each in one request.

    Raises:
        GitUnavailable: when the remote cannot be reached.
        MirrorCorrupt: when objects are missing.
    """
    common = change.merge_base
    if common is None or not commits:
        return ()
    mirror.seek([oid for oid in commits if _OID.fullmatch(oid)])
    now = difference(mirror, common, change.head)
    found = [_compared(mirror, change, now, oid) for oid in commits]
    merge_on_trial(mirror, [one for one in found if isinstance(one, Drift)])
    share = max(1, LISTED // len(commits))
    return tuple(_since(oid, one, share) for oid, one in zip(commits, found, strict=True))


def _compared(mirror: Mirror, change: Change, now: Both, oid: str) -> Drift | Obstacle:
    if not _OID.fullmatch(oid) or not mirror.objects.has(oid):
        return "gone"
    try:
        old = _merge_base(mirror, change.base, oid)
        if old is None:
            return "unrelated"
        return Drift(suspects(mirror, now, old, oid, change.head), base_moved=old != change.merge_base)
    except GitTimeout:
        return "slow"


def _since(oid: str, drift: Drift | Obstacle, share: int) -> Since:
    if not isinstance(drift, Drift):
        return Since(oid, obstacle=drift)
    differing = drift.differing
    left = len(drift.suspects) - len(drift.merged) if drift.base_moved else 0
    shown = tuple(path.decode("utf-8", "backslashreplace") for path in differing[:share])
    return Since(oid, shown, max(0, len(differing) - share), left)


def _merge_base(mirror: Mirror, base: str, commit: str) -> str | None:
    done = run(mirror.repo, "merge-base", "--end-of-options", base, commit)
    if done.status not in (0, 1):
        raise MirrorCorrupt(f"git merge-base: {done.stderr[-300:]}")
    return done.stdout.decode().strip() or None
