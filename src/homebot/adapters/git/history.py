"""The commits of a pull request and where they left the base."""

import re
from dataclasses import dataclass

from homebot.adapters.git.blobs import Objects
from homebot.adapters.git.command import run
from homebot.adapters.git.errors import MirrorCorrupt
from homebot.adapters.git.mirror import Mirror
from homebot.core.facts import CommitFacts

MAX_COMMITS = 250
MAX_MESSAGE_BYTES = 64 * 1024

_MAX_COMMIT_BYTES = 1024 * 1024
_SHORT = 12
_HEADER = re.compile(rb"^(author|committer) [^<\n]*<([^>\n]*)>", re.MULTILINE)
_PARENT = re.compile(rb"^parent ([0-9a-f]{40})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class History:
    """Commits from newest to oldest, `cut` when there are more; `merge_base` is `None` without a common past."""

    merge_base: str | None
    commits: tuple[CommitFacts, ...] = ()
    cut: bool = False


def read_history(mirror: Mirror, base: str, head: str) -> History:
    """The commits of `head` that are not in `base`, and the best commit both have in common.

    Raises:
        MirrorCorrupt: when commits are missing.
        GitTimeout: when the histories are too large to compare in time.
    """
    short = _short_history(mirror.objects, base, head)
    if short is not None:
        return short
    common = _merge_base(mirror, base, head)
    if common is None:
        return History(None)
    done = run(mirror.repo, "rev-list", f"--max-count={MAX_COMMITS + 1}", "--end-of-options", head, f"^{base}")
    if done.status != 0:
        raise MirrorCorrupt(f"git rev-list: {done.stderr[-300:]}")
    oids = done.stdout.decode().split()
    raws = {oid: mirror.objects.read(oid, _MAX_COMMIT_BYTES) for oid in oids[:MAX_COMMITS]}
    # A commit of more than a mebibyte was not written by hand; it counts as cut.
    commits = tuple(_facts(oid, raw) for oid, raw in raws.items() if isinstance(raw, bytes))
    return History(common, commits, cut=len(commits) < len(oids))


def _short_history(objects: Objects, base: str, head: str) -> History | None:
    """The usual case, a few commits in a row on top of the base, read without starting a process."""
    commits: list[CommitFacts] = []
    at = head
    while at != base:
        raw = objects.read(at, _MAX_COMMIT_BYTES)
        if isinstance(raw, int) or len(commits) == _SHORT:
            return None
        parents = _PARENT.findall(raw.partition(b"\n\n")[0])
        if len(parents) != 1:
            return None
        commits.append(_facts(at, raw))
        at = parents[0].decode()
    return History(base, tuple(commits))


def _merge_base(mirror: Mirror, base: str, head: str) -> str | None:
    done = run(mirror.repo, "merge-base", "--end-of-options", base, head)
    if done.status not in (0, 1):
        raise MirrorCorrupt(f"git merge-base: {done.stderr[-300:]}")
    return done.stdout.decode().strip() or None


def _facts(oid: str, raw: bytes) -> CommitFacts:
    header, _, message = raw.partition(b"\n\n")
    mails = {kind: mail.decode("utf-8", "replace") for kind, mail in _HEADER.findall(header)}
    text = message[:MAX_MESSAGE_BYTES].decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    merge = len(_PARENT.findall(header)) > 1
    return CommitFacts(oid, mails.get(b"author", ""), mails.get(b"committer", ""), text, merge)
