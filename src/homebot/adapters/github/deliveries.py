"""GitHub's own log of what it sent to the App, and which pull requests changed: for reconciliation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from homebot.adapters.github.client import Client
from homebot.core.facts import PullId

PAGES = 100
PULLS = 100


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    """A delivery none of whose attempts was answered well. `id` is the log's own number of the newest attempt."""

    id: int
    guid: str
    delivered_at: datetime


@dataclass(frozen=True, slots=True)
class ChangedPull:
    """A pull request and when GitHub says it last changed."""

    pull: PullId
    updated_at: datetime


def failed_deliveries(app: Client, since: datetime) -> tuple[FailedDelivery, ...]:
    """Deliveries since then that never succeeded, the oldest first. Raises a `CallFailed`."""
    newest: dict[str, FailedDelivery] = {}
    succeeded: set[str] = set()
    for entry in _entries(app, since):
        guid = str(entry["guid"])
        if 200 <= int(entry.get("status_code") or 0) < 300:
            succeeded.add(guid)
        newest.setdefault(guid, FailedDelivery(int(entry["id"]), guid, _moment(str(entry["delivered_at"]))))
    return tuple(sorted((d for g, d in newest.items() if g not in succeeded), key=lambda d: (d.delivered_at, d.id)))


def redeliver(app: Client, failed: FailedDelivery) -> None:
    """Has GitHub send it again, under the same delivery id. Raises a `CallFailed`."""
    app.write("redeliver", "POST", f"/app/hook/deliveries/{failed.id}/attempts")


def _entries(app: Client, since: datetime) -> Iterator[dict[str, Any]]:
    """The log, the newest first, back to `since`."""
    address: str | None = "/app/hook/deliveries"
    parameters: dict[str, Any] = {"per_page": "100"}
    for _ in range(PAGES):
        if address is None:
            return
        entries, address = app.read_page("delivery log", address, parameters)
        parameters = {}
        for entry in entries:
            if _moment(str(entry["delivered_at"])) < since:
                return
            yield entry


def changed_pulls(client: Client, repository: str, since: datetime) -> tuple[ChangedPull, ...]:
    """Pull requests of `owner/name`, open or ended, that changed since then: at most a hundred, the newest first.
    Raises a `CallFailed`."""
    owner, _, name = repository.partition("/")
    text = (
        "query Changed($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { "
        f"pullRequests(first: {PULLS}, orderBy: {{field: UPDATED_AT, direction: DESC}}) "
        "{ nodes { number updatedAt } } } }"
    )
    data = client.query("changed pull requests", text, {"owner": owner, "name": name})
    nodes = ((data.get("repository") or {}).get("pullRequests") or {}).get("nodes") or []
    found = (
        ChangedPull(PullId(owner, name, int(node["number"])), _moment(node["updatedAt"])) for node in nodes if node
    )
    return tuple(pull for pull in found if pull.updated_at >= since)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
