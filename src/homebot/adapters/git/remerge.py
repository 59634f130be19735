"""Merging a few files on trial, as `git merge` and `git rebase` would, in a repository of its own that is thrown away.

It borrows the mirror's objects and writes none there. Its trees are flat and its names are numbers: no stranger's name,
`.gitattributes` or folder reaches git, while a file that one side renamed is still found by its content.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from homebot.adapters.git.command import opened, run
from homebot.adapters.git.errors import GitTimeout

SECONDS = 20.0
MODES = frozenset({"100644", "100755", "120000", "160000"})
_DIGITS = 6
_log = structlog.get_logger("homebot.git")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a tree has at a path: git's mode and object id, both empty where it has nothing."""

    mode: str = ""
    oid: str = ""


@dataclass(frozen=True, slots=True)
class Sides:
    """One path in four trees: where the approved change began and ended, where the change now begins and ends."""

    old: Entry
    approved: Entry
    base: Entry
    head: Entry

    @property
    def merged(self) -> tuple[Entry, Entry, Entry]:
        """The three that a merge looks at."""
        return self.old, self.approved, self.base


def remerge(objects: Path, sides: Sequence[Sides]) -> tuple[bool, ...]:
    """Of each path, whether merging the approved change with the new base gives what the head has, without conflict.

    `objects` is the mirror's folder of objects, where all files that are merged must be present. A merge that git
    cannot do in time gives nothing what the head has.
    """
    with tempfile.TemporaryDirectory(prefix="homebot-merge-") as folder:
        try:
            merged = _merged(_borrowing(Path(folder), objects), sides)
        except GitTimeout as error:
            _log.warning("a merge on trial took too long", paths=len(sides), reason=str(error))
            merged = None
    if merged is None:
        return (False,) * len(sides)
    return tuple(merged.get(number, Entry()) == side.head for number, side in enumerate(sides))


def _borrowing(folder: Path, objects: Path) -> Path:
    """An empty repository that also sees other objects. `git init` would take longer than the merge."""
    (folder / "objects" / "info").mkdir(parents=True)
    (folder / "refs").mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/none\n")
    (folder / "objects" / "info" / "alternates").write_text(f"{objects}\n")
    return folder


def _merged(folder: Path, sides: Sequence[Sides]) -> dict[int, Entry] | None:
    """What a merge makes of each path, by its number; a path in conflict has an entry that no tree can have."""
    with opened(folder) as repo, tempfile.TemporaryFile() as stream:
        stream.writelines(_stream(sides))
        stream.seek(0)
        made = run(repo, "fast-import", "--quiet", seconds=SECONDS, stdin=stream)
        if made.status != 0:
            _log.warning("a merge on trial failed", reason=made.stderr[-300:])
            return None
        done = run(repo, *("merge-tree", "--write-tree", "-z", "--no-messages", _ref(1), _ref(2)), seconds=SECONDS)
        if done.status not in (0, 1):
            _log.warning("a merge on trial failed", reason=done.stderr[-300:])
            return None
        tree, *conflicts = done.stdout.rstrip(b"\0").split(b"\0")
        listed = run(repo, "ls-tree", "-z", tree.decode(), seconds=SECONDS)
    found = {number: Entry(mode, oid) for mode, oid, number in map(_listed, listed.stdout.split(b"\0")[:-1])}
    return found | {int(conflict.partition(b"\t")[2][:_DIGITS]): Entry("conflict") for conflict in conflicts}


def _ref(side: int) -> str:
    return f"refs/heads/{side}"


def _stream(sides: Sequence[Sides]) -> Iterator[bytes]:
    """Three commits for `git fast-import`: the old one, and on top of it the approved change and the new base."""
    for side in range(3):
        yield f"commit {_ref(side)}\ncommitter homebot <homebot> 0 +0000\ndata 0\n".encode()
        yield f"from {_ref(0)}\ndeleteall\n".encode() if side else b""
        for number, one in enumerate(sides):
            entry = one.merged[side]
            if entry.mode:
                yield f"M {entry.mode} {entry.oid} {number:0{_DIGITS}}\n".encode()
        yield b"\n"


def _listed(entry: bytes) -> tuple[str, str, int]:
    what, _, name = entry.partition(b"\t")
    mode, _, oid = what.decode().split(" ")
    # What git sets aside beside a conflict is named `NUMBER~SIDE`; the conflict itself is listed too.
    return mode, oid, int(name[:_DIGITS])
