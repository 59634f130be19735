"""Path by path, what a commit holds that is not what bringing one side's changes to the other makes by itself.

By modes and blob ids alone, as far as they tell. Files are read only where both sides went on; then git merges them on
trial.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from homebot.adapters.git.command import READ_SECONDS, run
from homebot.adapters.git.errors import MirrorCorrupt
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.git.remerge import MODES, Entry, Sides, remerge

MOST_MERGED = 200
"""Paths that are merged on trial for one reading, of all commits together."""
MOST_BYTES = 1 << 20
"""Of a file that is merged on trial."""

_SUBMODULE = "160000"
Both = dict[bytes, tuple[Entry, Entry]]
"""By path, the two sides of a difference."""


@dataclass(slots=True)
class Drift:
    """What may be of a commit's own: paths that do not stand by their ids alone. Only where the `base_moved` can they
    stand all the same."""

    suspects: Mapping[bytes, Sides] = field(default_factory=dict)
    base_moved: bool = False
    merged: dict[bytes, bool] = field(default_factory=dict)
    """What a merge on trial said of some of them."""

    @property
    def differing(self) -> list[bytes]:
        """The paths that do not stand, or of which nobody can tell."""
        return [path for path in self.suspects if not self.merged.get(path, False)]


def suspects(
    mirror: Mirror, now: Both, old: str, approved: str, head: str, seconds: float = READ_SECONDS
) -> dict[bytes, Sides]:
    """The paths where `head` has not, by ids alone, what the change from `old` to `approved` makes of its base. `now`
    is the difference from that base to `head`.

    Raises:
        GitTimeout: when git takes longer than `seconds` for one of two differences.
        MirrorCorrupt: when commits or trees are missing.
    """
    then = difference(mirror, old, approved, seconds)
    across = difference(mirror, approved, head, seconds)
    sides = ((path, _sides(path, then, now, across)) for path in sorted(then.keys() | now.keys()))
    return {path: side for path, side in sides if not _stands(side)}


def _sides(path: bytes, then: Both, now: Both, across: Both) -> Sides:
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


def merge_on_trial(mirror: Mirror, drifts: Sequence[Drift]) -> None:
    """Merges what may stand all the same. The files it needs are asked for in one request.

    Raises:
        GitUnavailable: when the remote cannot be reached.
    """
    chosen = list(_chosen(drifts))
    # Not `require`: should the remote have lost one of these, that would fetch the whole repository anew.
    mirror.seek(oid for _, some in chosen for oid in _files(some.values()))
    for drift, some in chosen:
        small = {path: sides for path, sides in some.items() if _is_small(mirror, sides)}
        if small:
            drift.merged = dict(zip(small, remerge(mirror.path / "objects", [*small.values()]), strict=True))


def _chosen(drifts: Iterable[Drift]) -> Iterator[tuple[Drift, dict[bytes, Sides]]]:
    """What is merged on trial, up to a number of paths."""
    room = MOST_MERGED
    for drift in drifts:
        if drift.base_moved:
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


def difference(mirror: Mirror, before: str, after: str, seconds: float = READ_SECONDS) -> Both:
    """Both sides of every path that differs, renames as what comes and what goes. Raises as `suspects`."""
    command = ("diff-tree", "-r", "--raw", "-z", "--no-renames", "--end-of-options", before, after)
    done = run(mirror.repo, *command, seconds=seconds)
    if done.status != 0:
        raise MirrorCorrupt(f"git diff-tree: {done.stderr[-300:]}")
    fields = done.stdout.split(b"\0")[:-1]
    return {path: _entries(raw) for raw, path in zip(fields[0::2], fields[1::2], strict=True)}


def _entries(raw: bytes) -> tuple[Entry, Entry]:
    mode_before, mode_after, before, after, _ = raw[1:].decode().split(" ")
    return _entry(mode_before, before), _entry(mode_after, after)


def _entry(mode: str, oid: str) -> Entry:
    return Entry(mode, oid) if mode.strip("0") else Entry()
