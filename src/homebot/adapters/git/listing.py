"""What stands on a branch: its files, and how often each was changed lately. Both bounded, and both say so."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from git.exc import GitCommandError

from homebot.adapters.git.command import READ_SECONDS
from homebot.adapters.git.crowd import Ref
from homebot.adapters.git.errors import GitTimeout, MirrorCorrupt
from homebot.adapters.git.mirror import Mirror

MAX_BYTES = 64 * 2**20
"""Of a listing: more than half a million files, or changes of a file."""
MAX_COMMITS = 5_000

_REGULAR = (b"100644 blob ", b"100755 blob ")
_COMMIT = b"\x01"


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A regular file of a commit. `name` is its path as git has it, `path` the same as text."""

    name: bytes
    oid: str

    @property
    def path(self) -> str:
        return self.name.decode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
class Tree:
    """The regular files of a commit by path; `cut` when there are more than were read."""

    files: tuple[TreeFile, ...]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Churn:
    """How many commits changed a path, by its name today; `cut` when not all of them were looked at."""

    changes: Counter[str]
    commits: int
    cut: bool = False


def default_branch() -> Ref:
    """Whatever the remote's default branch is, as it is now."""
    return Ref("HEAD", "refs/homebot/default")


def read_tree(mirror: Mirror, commit: str, max_bytes: int = MAX_BYTES) -> Tree:
    """The regular files of a commit: no links, no submodules.

    Raises:
        MirrorCorrupt: when git cannot list it.
    """
    output, cut = output_of(mirror, max_bytes, "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit)
    entries = output.split(b"\0")[:-1]
    found = (entry.split(b"\t", 1) for entry in entries if entry.startswith(_REGULAR))
    return Tree(tuple(TreeFile(name, head[12:].decode()) for head, name in found), cut)


def read_churn(
    mirror: Mirror, commit: str, since: datetime, max_commits: int = MAX_COMMITS, max_bytes: int = MAX_BYTES
) -> Churn:
    """How often each path was changed on the branch that ends in `commit`: a merge counts once, whatever it brought.

    A file that was moved as it was keeps its count.

    Raises:
        MirrorCorrupt: when git cannot tell.
    """
    output, cut = output_of(
        mirror,
        max_bytes,
        *("log", "--first-parent", "-m", f"--max-count={max_commits + 1}", f"--since=@{int(since.timestamp())}"),
        *("-z", "--name-status", "--find-renames=100%", "--no-ext-diff", "--no-textconv", "--format=%x01%H"),
        *("--end-of-options", commit),
    )
    changes: Counter[str] = Counter()
    today: dict[bytes, bytes] = {}
    commits = 0
    for entry in _entries(output.split(b"\0")[:-1]):
        commits += entry is None
        if commits > max_commits:
            return Churn(changes, max_commits, cut=True)
        if entry is not None:
            old, new = entry
            name = today.get(new, new)
            today[old] = name
            changes[name.decode("utf-8", "backslashreplace")] += 1
    return Churn(changes, commits, cut)


def _entries(tokens: list[bytes]) -> Iterator[tuple[bytes, bytes] | None]:
    """`None` for each commit, then (name before, name after) of each of its changes. No name can be mistaken for a
    commit: names follow a status only."""
    rest = iter(tokens)
    for token in rest:
        if token.startswith(_COMMIT):
            yield None
        elif status := token.strip():
            old = next(rest, b"")
            new = next(rest, b"") if status[:1] in (b"R", b"C") else old
            # A copy leaves its source where it was.
            yield (new if status[:1] == b"C" else old), new


def output_of(mirror: Mirror, max_bytes: int, *arguments: str) -> tuple[bytes, bool]:
    """What git writes, up to a limit, and whether that cut it.

    Raises:
        GitTimeout: when it takes too long: the mirror is whole, and larger than can be read so.
        MirrorCorrupt: when git cannot tell.
    """
    git = mirror.repo.git
    command = ["timeout", "--signal=KILL", f"{READ_SECONDS:g}", git.GIT_PYTHON_GIT_EXECUTABLE, *arguments]
    process = git.execute(command, as_process=True)
    stream: IO[bytes] = process.stdout
    output = stream.read(max_bytes + 1)
    if len(output) > max_bytes:
        process.terminate()
        return output[: output.rfind(b"\0") + 1], True
    try:
        process.wait()
    except GitCommandError as error:
        if error.status in (-9, 137):
            raise GitTimeout(f"git {arguments[0]} took longer than {READ_SECONDS:g} seconds and was stopped") from error
        raise MirrorCorrupt(f"git {arguments[0]}: {str(error.stderr)[-300:]}") from error
    return output, False
