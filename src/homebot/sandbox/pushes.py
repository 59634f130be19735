"""A push, as its webhook tells of it."""

from datetime import UTC, datetime
from typing import Any

from homebot.sandbox.git_command import git
from homebot.sandbox.objects import Commit
from homebot.sandbox.present import Present, moment
from homebot.sandbox.state import Repository

NOTHING = "0" * 40
MOST_COMMITS = 2048
_KINDS = {"A": "added", "D": "removed", "M": "modified", "T": "modified"}


def pushed(
    present: Present, repository: Repository, branch: str, before: str | None, after: str | None
) -> dict[str, Any]:
    """The parts of a `push` that are its own: where from and to, and the commits with the paths that each changed."""
    objects = repository.objects
    start = before or objects.refs[f"refs/heads/{repository.default_branch}"]
    new = objects.between(start, after) if start and after else []
    home = present.page(f"/{repository.full_name}")
    shown = [_commit(home, repository, one) for one in new[-MOST_COMMITS:]]
    head = _commit(home, repository, objects.commit(after)) if after else None
    return {
        "ref": f"refs/heads/{branch}",
        "before": before or NOTHING,
        "after": after or NOTHING,
        "base_ref": None,
        "created": before is None,
        "deleted": after is None,
        "forced": bool(before and after and not objects.contains(after, before)),
        "compare": f"{home}/compare/{(before or NOTHING)[:12]}...{(after or NOTHING)[:12]}",
        "commits": shown,
        "head_commit": head,
    }


def _commit(home: str, repository: Repository, one: Commit) -> dict[str, Any]:
    return {
        "id": one.oid,
        "tree_id": one.tree,
        "distinct": True,
        "message": one.message,
        "timestamp": moment(datetime.fromtimestamp(one.at, UTC)),
        "url": f"{home}/commit/{one.oid}",
        "author": {"name": one.author_name, "email": one.author},
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
