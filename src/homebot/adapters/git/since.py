"""What became of a change since commits at which somebody approved it (docs/adr/0007).

Path by path, by modes and blob ids: what stands is what bringing the approved change onto the new base gives by itself.
Files are read only where both the change and its base went on; then git merges them on trial.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from homebot.adapters.git.command import run
from homebot.adapters.git.errors import GitTimeout, MirrorCorrupt
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.git.remerge import MODES, Entry, Sides, remerge
from homebot.core.facts import Change
from homebot.core.since import Obstacle, Since

MOST_MERGED = 200
"""Paths that are merged on trial for one reading, of all commits together."""
MOST_BYTES = 1 << 20
"""Of a file that is merged on trial."""
LISTED = 2_000
"""Paths that are listed for one reading; each commit has an equal share."""

_SUBMODULE = "160000"
_OID = re.compile(r"[0-9a-f]{40}")
_Both = dict[bytes, tuple[Entry, Entry]]
"""By path, the two sides of a difference."""


@dataclass(slots=True)
class _Drift:
    """One approved commit: the paths that do not stand by their ids alone, and whether the base went on since."""

    oid: str
    suspects: Mapping[bytes, Sides] = field(default_factory=dict)
    is_rebased: bool = False
    obstacle: Obstacle | None = None
    merged: dict[bytes, bool] = field(default_factory=dict)
    """What a merge on trial said of some of them."""


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
    now = _difference(mirror, common, change.head)
    drifts = [_drift(mirror, change, now, oid) for oid in commits]
    _merge_on_trial(mirror, drifts)
    share = max(1, LISTED // len(commits))
    return tuple(_since(drift, share) for drift in drifts)


def _drift(mirror: Mirror, change: Change, now: _Both, oid: str) -> _Drift:
    if not _OID.fullmatch(oid) or not mirror.objects.has(oid):
        return _Drift(oid, obstacle="gone")
    try:
        old = _merge_base(mirror, change.base, oid)
        if old is None:
            return _Drift(oid, obstacle="unrelated")
        then = _difference(mirror, old, oid)
        across = _difference(mirror, oid, change.head)
    except GitTimeout:
        return _Drift(oid, obstacle="slow")
    sides = ((path, _sides(path, then, now, across)) for path in sorted(then.keys() | now.keys()))
    suspects = {path: side for path, side in sides if not _stands(side)}
    return _Drift(oid, suspects, is_rebased=old != change.merge_base)


def _sides(path: bytes, then: _Both, now: _Both, across: _Both) -> Sides:
    """A path that one of the two changes does not touch is the same where that change begins and ends."""
    if path in then and path in now:
        return Sides(*then[path], *now[path])
    if path in then:
        old, approved = then[path]
        _, head = across.get(path, (approved, approved))
        return Sides(old, approved, head, head)
    base, head = now[path]
    approved, _ = across.get(path, (head, head))
    return Sides(approved, approved, base, head)


def _stands(sides: Sides) -> bool:
    """Whether ids alone say that the head has what it should."""
    if sides.approved == sides.old:
        return sides.head == sides.base
    untouched = sides.old == sides.base
    return sides.head == sides.approved and (untouched or sides.approved == sides.base)


def _merge_on_trial(mirror: Mirror, drifts: Sequence[_Drift]) -> None:
    """Merges what may stand all the same: only where the base went on can that be."""
    chosen = list(_chosen(drifts))
    # Not `require`: should the remote have lost one of these, that would fetch the whole repository anew.
    mirror.seek(oid for _, some in chosen for oid in _files(some.values()))
    for drift, some in chosen:
        small = {path: sides for path, sides in some.items() if _is_small(mirror, sides)}
        if small:
            drift.merged = dict(zip(small, remerge(mirror.path / "objects", [*small.values()]), strict=True))


def _chosen(drifts: Iterable[_Drift]) -> Iterator[tuple[_Drift, dict[bytes, Sides]]]:
    """What is merged on trial, up to a number of paths."""
    room = MOST_MERGED
    for drift in drifts:
        if drift.is_rebased:
            fit = [(path, sides) for path, sides in drift.suspects.items() if _is_known(sides)][:room]
            room -= len(fit)
            yield drift, dict(fit)


def _is_known(sides: Sides) -> bool:
    return all(entry.mode in MODES for entry in sides.merged if entry.mode)


def _files(many: Iterable[Sides]) -> Iterator[str]:
    for sides in many:
        yield from (entry.oid for entry in sides.merged if entry.mode not in ("", _SUBMODULE))


def _is_small(mirror: Mirror, sides: Sides) -> bool:
    found = (mirror.objects.info(oid) for oid in _files([sides]))
    return all(one is not None and one.size <= MOST_BYTES for one in found)


def _since(drift: _Drift, share: int) -> Since:
    differing = [path for path in drift.suspects if not drift.merged.get(path, False)]
    left = len(drift.suspects) - len(drift.merged) if drift.is_rebased else 0
    shown = tuple(path.decode("utf-8", "backslashreplace") for path in differing[:share])
    return Since(drift.oid, shown, max(0, len(differing) - share), left, drift.obstacle)


def _merge_base(mirror: Mirror, base: str, commit: str) -> str | None:
    done = run(mirror.repo, "merge-base", "--end-of-options", base, commit)
    if done.status not in (0, 1):
        raise MirrorCorrupt(f"git merge-base: {done.stderr[-300:]}")
    return done.stdout.decode().strip() or None


def _difference(mirror: Mirror, before: str, after: str) -> _Both:
    """Both sides of every path that differs, renames as what comes and what goes."""
    done = run(mirror.repo, "diff-tree", "-r", "--raw", "-z", "--no-renames", "--end-of-options", before, after)
    if done.status != 0:
        raise MirrorCorrupt(f"git diff-tree: {done.stderr[-300:]}")
    fields = done.stdout.split(b"\0")[:-1]
    return {path: _entries(raw) for raw, path in zip(fields[0::2], fields[1::2], strict=True)}


def _entries(raw: bytes) -> tuple[Entry, Entry]:
    mode_before, mode_after, before, after, _ = raw[1:].decode().split(" ")
    return _entry(mode_before, before), _entry(mode_after, after)


def _entry(mode: str, oid: str) -> Entry:
    return Entry(mode, oid) if mode.strip("0") else Entry()
