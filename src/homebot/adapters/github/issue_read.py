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
    """The issue as GitHub has it; `None` where it shows none of that number. Raises a `CallFailed` of another kind."""
    path = f"/repos/{issue.owner}/{issue.name}/issues/{issue.number}"
    try:
        data = client.read("issue", path)
    except Gone:
        return None
    found: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
    if not isinstance(found.get("created_at"), str):
        return None
    assigned = (inside(one).get("login") for one in found.get("assignees") or [])
    names = (one.get("name") if isinstance(one, Mapping) else one for one in found.get("labels") or [])
    return Issue(
        id=issue,
        title=str(found.get("title") or ""),
        body=str(found.get("body") or "")[:MOST_TEXT],
        author=str(inside(found, "user").get("login") or "ghost").lower(),
        state=str(found.get("state") or "open"),
        created_at=moment(found["created_at"]),
        labels=tuple(name.lower() for name in names if isinstance(name, str)),
        assignees=tuple(login.lower() for login in assigned if isinstance(login, str)),
    )
