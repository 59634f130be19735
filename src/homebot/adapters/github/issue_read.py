"""Reading one issue."""

from collections.abc import Mapping
from typing import Any

from homebot.adapters.github.client import Client
from homebot.adapters.github.outcomes import Gone
from homebot.adapters.github.reach import inside, moment
from homebot.core.facts import PullId
from homebot.core.issues import Issue

MOST_TEXT = 100_000


def read_issue(client: Client, issue: PullId) -> Issue | None:
    """The issue as GitHub has it; `None` where it shows none of that number, as one that was moved to another
    repository, whose address leads to what it is there. Raises a `CallFailed` of another kind."""
    path = f"/repos/{issue.owner}/{issue.name}/issues/{issue.number}"
    try:
        found = client.read("issue", path)
    except Gone:
        return None
    readable = isinstance(found, Mapping) and isinstance(found.get("created_at"), str)
    return _issue(issue, found) if readable and found.get("number") == issue.number else None


def _issue(issue: PullId, found: Mapping[str, Any]) -> Issue:
    return Issue(
        id=issue,
        title=str(found.get("title") or ""),
        body=str(found.get("body") or "")[:MOST_TEXT],
        author=str(inside(found, "user").get("login") or "ghost").lower(),
        state=str(found.get("state") or "open"),
        created_at=moment(found["created_at"]),
        labels=_names(found.get("labels"), "name"),
        assignees=_names(found.get("assignees"), "login"),
    )


def _names(listed: Any, key: str) -> tuple[str, ...]:
    """In lower case. An old answer holds names where a newer one has objects."""
    named = (one.get(key) if isinstance(one, Mapping) else one for one in listed or ())
    return tuple(name.lower() for name in named if isinstance(name, str))
