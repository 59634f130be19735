"""What a pull request changes, read from a mirror: merge base, files with both names of a rename, commits."""

import re
from collections import Counter
from collections.abc import Sequence

from git import Repo

from homebot.adapters.git.attributes import unwritten_paths
from homebot.adapters.git.blobs import Objects
from homebot.adapters.git.command import run
from homebot.adapters.git.difference import RawEntry, parse
from homebot.adapters.git.errors import GitTimeout, MirrorCorrupt
from homebot.adapters.git.mirror import Mirror
from homebot.core.facts import Change, ChangeKind, CommitFacts, FileChange

MAX_COMMITS = 250
MAX_MESSAGE_BYTES = 64 * 1024
RENAME_LIMIT = 1000
"""Git looks for renames with edits among at most this many files on a side; exact renames are found always."""

_MAX_COMMIT_BYTES = 1024 * 1024
_SUBMODULE = "160000"
_KINDS: dict[str, ChangeKind] = {
    "A": "added",
    "M": "modified",
    "D": "deleted",
    "R": "renamed",
    "C": "copied",
    "T": "type-changed",
}
_HEADER = re.compile(rb"^(author|committer) [^<\n]*<([^>\n]*)>", re.MULTILINE)


def merge_base(repo: Repo, base: str, head: str) -> str | None:
    """The newest commit both sides have in common (the best one, where there are several), or `None`.

    Raises:
        MirrorCorrupt: when one of the two is not here.
    """
    done = run(repo, "merge-base", "--end-of-options", base, head)
    if done.status not in (0, 1):
        raise MirrorCorrupt(f"git merge-base: {done.stderr[-300:]}")
    return done.stdout.decode().strip() or None


def read_change(mirror: Mirror, base: str, head: str) -> Change:
    """Everything between the merge base of two commits and `head`, without a cap on the number of files.

    A change that cannot be read (no common history, or a difference too hard to compute in time) is
    answered with `unreadable`, not raised: trying again would not help.

    Raises:
        MirrorCorrupt: when objects are missing.
    """
    try:
        common = merge_base(mirror.repo, base, head)
        if common is None:
            return Change(None, base, head, unreadable="the head has no history in common with its base")
        files, renames_cut = _files(mirror, common, head)
        commits, commits_cut = _commits(mirror, base, head)
    except GitTimeout as error:
        return Change(None, base, head, unreadable=str(error))
    return Change(common, base, head, files, commits, commits_cut, renames_cut=renames_cut)


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


def _commits(mirror: Mirror, base: str, head: str) -> tuple[tuple[CommitFacts, ...], bool]:
    done = run(mirror.repo, "rev-list", f"--max-count={MAX_COMMITS + 1}", "--end-of-options", head, f"^{base}")
    if done.status != 0:
        raise MirrorCorrupt(f"git rev-list: {done.stderr[-300:]}")
    oids = done.stdout.decode().split()
    commits = [_commit(mirror.objects, oid) for oid in oids[:MAX_COMMITS]]
    kept = tuple(commit for commit in commits if commit is not None)
    return kept, len(kept) < len(oids)


def _commit(objects: Objects, oid: str) -> CommitFacts | None:
    """One commit, or `None` when it is so large that nobody wrote it by hand."""
    raw = objects.read(oid, _MAX_COMMIT_BYTES)
    if isinstance(raw, int):
        return None
    header, _, message = raw.partition(b"\n\n")
    mails = {kind: mail.decode("utf-8", "replace") for kind, mail in _HEADER.findall(header)}
    text = message[:MAX_MESSAGE_BYTES].decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    return CommitFacts(oid, mails.get(b"author", ""), mails.get(b"committer", ""), text)


def _text(path: bytes) -> str:
    return path.decode("utf-8", "backslashreplace")


def _present(value: str) -> str | None:
    return value if value.strip("0") else None
