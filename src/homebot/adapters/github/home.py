"""What the conversation's query says of the repository that a pull request is for."""

from collections.abc import Iterator, Mapping
from typing import Any

from homebot.core.found import RepositoryFacts

OWNERSHIP_FILES = ("own", "yaml", "yml", "codeowners", "root", "docs", "owners")
"""As the query names them."""


def home(repository: Mapping[str, Any], files: bool) -> dict[str, Any]:
    """Fields of a conversation. `files`: it was asked which ownership files there are."""
    default = repository.get("defaultBranchRef") or {}
    return {
        "default_branch": str(default.get("name") or ""),
        "default_oid": str((default.get("target") or {}).get("oid") or ""),
        "carries_files": not files or any(repository.get(name) for name in OWNERSHIP_FILES),
        "repository_kilobytes": repository.get("diskUsage"),
        "repository": RepositoryFacts(
            archived=bool(repository.get("isArchived")),
            fork=bool(repository.get("isFork")),
            forked_from=tuple(_ancestors(repository)),
        ),
    }


def _ancestors(repository: Mapping[str, Any]) -> Iterator[str]:
    """Those it was forked from, as far as they are asked for and shown."""
    above = repository.get("parent")
    while above:
        yield str(above.get("nameWithOwner") or "").lower()
        above = above.get("parent")
