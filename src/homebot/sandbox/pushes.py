"""A push, as its webhook tells of it."""

from datetime import UTC, datetime
from typing import Any

from homebot.sandbox.git_command import git
from homebot.sandbox.objects import Commit
from homebot.sandbox.present import Present, moment
from homebot.sandbox.state import Repository, User

NOTHING = "0" * 40
MOST_COMMITS = 2048
_KINDS = {"A": "added", "D": "removed", "M": "modified", "T": "modified"}


def pushed(
    present: Present, repository: Repository, ref: str, before: str | None, after: str | None, who: User
) -> dict[str, Any]:
    """The parts of a `push` that are its own: where from and to, and the commits with the paths that each changed. Of
    an annotated tag, where from and to are the tags, as on GitHub."""
    objects = repository.objects
    start = before or objects.refs[f"refs/heads/{repository.default_branch}"]
    ends = (_peeled(repository, start), _peeled(repository, after))
    new = objects.between(*ends) if ends[0] and ends[1] else []
    home = present.page(f"/{repository.full_name}")
    shown = [_commit(home, repository, one) for one in new[-MOST_COMMITS:]]
    head = _commit(home, repository, objects.commit(ends[1])) if ends[1] else None
    return {
        "ref": ref,
        "before": before or NOTHING,
        "after": after or NOTHING,
        "base_ref": None,
        "created": before is None,
        "deleted": after is None,
        "forced": bool(before and after and not objects.contains(ends[1], ends[0])),
        "compare": f"{home}/compare/{(before or NOTHING)[:12]}...{(after or NOTHING)[:12]}",
        "commits": shown,
        "head_commit": head,
        "pusher": {"name": who.login, "email": f"{who.login}@example.com"},
    }


def _peeled(repository: Repository, oid: str | None) -> str:
    """The commit that an object is or leads to."""
    if not oid:
        return ""
    kind, _ = repository.objects.read(oid)
    return oid if kind == "commit" else git(repository.path, "rev-parse", f"{oid}^{{commit}}").decode().strip()


def _commit(home: str, repository: Repository, one: Commit) -> dict[str, Any]:
    return {
        "id": one.oid,
        "tree_id": one.tree,
        "distinct": True,
        "message": one.message,
        "timestamp": moment(datetime.fromtimestamp(one.at, UTC)),
        "url": f"{home}/commit/{one.oid}",
        "author": {"name": one.author_name, "email": one.author},
        "committer": {"name": one.author_name, "email": one.committer},
        **_paths(repository, one.oid),
    }


def _paths(repository: Repository, oid: str) -> dict[str, list[str]]:
    """What a commit changed; a merge, what it brought to its first parent."""
    flags = ("-r", "-z", "--root", "-m", "--first-parent", "--no-commit-id", "--name-status", "--no-renames")
    fields = git(repository.path, "diff-tree", *flags, oid).decode(errors="replace").split("\0")[:-1]
    found: dict[str, list[str]] = {"added": [], "removed": [], "modified": []}
    for letter, path in zip(fields[0::2], fields[1::2], strict=True):
        found[_KINDS[letter]].append(path)
    return found
