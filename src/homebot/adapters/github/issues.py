"""Issues opened, commented on, closed and reopened by homebot. Before anything is written it is looked for: an answer
that was lost, or a process that died before it remembered, doubles nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from homebot.adapters.github.client import Client
from homebot.adapters.github.reach import moment
from homebot.core.notices import Notice

PAGES = 10
"""Of a hundred issues or comments each, among which ours is looked for."""
SKEW = timedelta(minutes=10)
"""Our clock may be ahead of GitHub's."""
TITLE_CHARACTERS = 250
BODY_CHARACTERS = 60_000
CUT = "\n\n(cut: this is longer than GitHub takes)"


def marker(key: str) -> str:
    """The hidden line by which a notice is known again."""
    return f"<!-- homebot:notice:{quote(key, safe=':#@/._')} -->"


def open_issue(client: Client, notice: Notice, since: datetime) -> int:
    """Opens the issue, unless one of ours since that moment is it; its number. Raises a `CallFailed`."""
    sign = marker(notice.key)
    stands = next((node for node in _issues(client, notice.repository, since) if _is_ours(client, node, sign)), None)
    if stands is None:
        given = {"title": notice.title[:TITLE_CHARACTERS], "body": _body(sign, notice.body)}
        labels = {"labels": list(notice.labels)} if notice.labels else {}
        stands = client.write("open issue", "POST", f"/repos/{notice.repository}/issues", given | labels)
    return _number(client, stands, "number", "open issue")


def comment(client: Client, notice: Notice, number: int, since: datetime) -> int:
    """Says it on an issue or pull request, unless a comment of ours since that moment says it; the comment's id.
    Raises a `CallFailed`."""
    sign, path = marker(notice.key), f"/repos/{notice.repository}/issues/{number}/comments"
    stands = next(
        (node for node in _pages(client, path, {"since": _text(since)}) if _is_ours(client, node, sign)), None
    )
    if stands is None:
        stands = client.write("comment on issue", "POST", path, {"body": _body(sign, notice.body)})
    return _number(client, stands, "id", "comment on issue")


def set_state(client: Client, repository: str, number: int, state: str) -> None:
    """Makes an issue `open` or `closed`. Raises a `CallFailed`."""
    path = f"/repos/{repository}/issues/{number}"
    stands = client.read("issue", path)
    if not isinstance(stands, dict) or stands.get("state") != state:
        client.write("set issue's state", "PATCH", path, {"state": state})


def _issues(client: Client, repository: str, since: datetime) -> Iterator[dict[str, Any]]:
    """The issues opened since that moment, the newest first."""
    parameters = {"state": "all", "sort": "created", "direction": "desc", "since": _text(since)}
    for node in _pages(client, f"/repos/{repository}/issues", parameters):
        if moment(str(node.get("created_at") or "1970-01-01T00:00:00Z")) < since - SKEW:
            return
        yield node


def _pages(client: Client, path: str, parameters: dict[str, str]) -> Iterator[dict[str, Any]]:
    address: str | None = path
    asked: dict[str, str] = {**parameters, "per_page": "100"}
    for _ in range(PAGES):
        if address is None:
            return
        found, address = client.read_page("own notices", address, asked)
        asked = {}
        yield from (node for node in found if isinstance(node, dict))


def _is_ours(client: Client, node: dict[str, Any], sign: str) -> bool:
    """By its author as well as its marker: others may quote the marker."""
    author = str((node.get("user") or {}).get("login") or "").lower()
    return sign in str(node.get("body") or "") and author == client.identity()


def _text(since: datetime) -> str:
    return f"{(since - SKEW).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _body(sign: str, body: str) -> str:
    if len(body) <= BODY_CHARACTERS:
        return f"{sign}\n{body}"
    # At the end of a line: half a code span would let go of the mentions in it.
    return f"{sign}\n{body[:BODY_CHARACTERS].rpartition(chr(10))[0]}{CUT}"


def _number(client: Client, answer: Any, name: str, operation: str) -> int:
    """Without one nothing is known of what was made: look again later."""
    found = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(found, int):
        raise client.unreadable(operation)
    return found
