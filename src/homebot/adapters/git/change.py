"""What a pull request changes, read from a mirror: merge base, files with both names of a rename, commits."""

from collections import Counter
from collections.abc import Sequence

from homebot.adapters.git.attributes import unwritten_paths
from homebot.adapters.git.command import run
from homebot.adapters.git.difference import RawEntry, parse
from homebot.adapters.git.errors import GitTimeout, GitUnavailable, MirrorCorrupt
from homebot.adapters.git.history import read_history
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.git.needs import Also, fetch_needs
from homebot.core.facts import Change, ChangeKind, FileChange

RENAME_LIMIT = 1000
"""Git looks for renames with edits among at most this many files on a side; exact renames are found always."""

_SUBMODULE = "160000"
_KINDS: dict[str, ChangeKind] = {
    "A": "added",
    "M": "modified",
    "D": "deleted",
    "R": "renamed",
    "C": "copied",
    "T": "type-changed",
}


def read_change(mirror: Mirror, base: str, head: str, also: Also | None = None) -> Change:
    """Everything between the merge base of two commits and `head`, without a cap on the number of files.

    A change that cannot be read (no common history, or a difference too hard to compute in time) is
    answered with `unreadable`, not raised: trying again would not help.

    What a mirror without blobs lacks of it, and `also` names, is fetched at once.

    Raises:
        GitUnavailable: when one of the two commits is not in the mirror: fetch it first; or the remote is away.
        MirrorCorrupt: when other objects are missing.
    """
    for commit in (base, head):
        if not mirror.objects.has(commit):
            raise GitUnavailable(f"commit {commit} is not in the mirror")
    try:
        history = read_history(mirror, base, head)
        common = history.merge_base
        if common is None:
            return Change(None, base, head, unreadable="the head has no history in common with its base")
        fetch_needs(mirror, common, head, also)
        files, renames_cut = _files(mirror, common, head)
    except GitTimeout as error:
        return Change(None, base, head, unreadable=str(error))
    return Change(common, base, head, files, history.commits, history.cut, renames_cut=renames_cut)


def _files(mirror: Mirror, common: str, head: str) -> tuple[tuple[FileChange, ...], bool]:
    done = run(
        mirror.repo,
        "diff-tree",
        "-r",
        "--raw",
        "--numstat",
        "-z",
        "--find-renames",
        f"-l{RENAME_LIMIT}",
        "--no-ext-diff",
        "--no-textconv",
        "--end-of-options",
        common,
        head,
    )
    if done.status != 0:
        raise MirrorCorrupt(f"git diff-tree: {done.stderr[-300:]}")
    entries, counts = parse(done.stdout)
    unwritten = unwritten_paths(mirror, common, [entry.new for entry in entries])
    files = tuple(_file_change(entry, counts.get(entry.new), entry.new in unwritten) for entry in entries)
    return files, _renames_cut(entries)


def _renames_cut(entries: Sequence[RawEntry]) -> bool:
    """Whether git gave up comparing: its warning is only for merges, but what it left unmatched tells."""
    letters = Counter(entry.letter for entry in entries)
    return letters["A"] * letters["D"] > RENAME_LIMIT**2


def _file_change(entry: RawEntry, counts: tuple[int | None, int | None] | None, generated: bool) -> FileChange:
    submodule = _SUBMODULE in (entry.mode_before, entry.mode_after)
    added, deleted = (None, None) if submodule else counts or (0, 0)
    return FileChange(
        path=_text(entry.new),
        kind=_KINDS.get(entry.letter, "modified"),
        old_path=None if entry.old is None else _text(entry.old),
        added=added,
        deleted=deleted,
        before=_present(entry.before),
        after=_present(entry.after),
        mode_before=_present(entry.mode_before),
        mode_after=_present(entry.mode_after),
        generated=generated,
    )


def _text(path: bytes) -> str:
    return path.decode("utf-8", "backslashreplace")


def _present(value: str) -> str | None:
    return value if value.strip("0") else None
