"""What a push, a tag or a release says of a repository by the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_COMMITS = 2048
"""GitHub lists no more of one push."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """How large a repository is, and whether it is archived or a fork; `None` where that is not said."""

    kilobytes: int | None = None
    archived: bool | None = None
    fork: bool | None = None


def said_of(repository: Mapping[str, Any]) -> Pushed:
    """What the payload's `repository` says."""
    size, archived, fork = (repository.get(key) for key in ("size", "archived", "fork"))
    return Pushed(
        size if isinstance(size, int) and not isinstance(size, bool) else None,
        archived if isinstance(archived, bool) else None,
        fork if isinstance(fork, bool) else None,
    )


def changed_paths(payload: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The paths of a push; `None` where it may not name all: a forced one says nothing of what it takes away."""
    commits = payload.get("commits")
    if payload.get("forced") or not isinstance(commits, list) or not 0 < len(commits) < MOST_COMMITS:
        return None
    found: dict[str, None] = {}
    for listed in (commit.get(kind) for commit in commits for kind in ("added", "removed", "modified")):
        if not isinstance(listed, list):
            return None
        found |= dict.fromkeys(map(str, listed))
    return tuple(found)
