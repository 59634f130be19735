"""GitHub's own log of what it sent to the App, and which pull requests changed: for reconciliation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from homebot.adapters.github.client import Client
from homebot.adapters.github.reach import inside, next_page, nodes
from homebot.core.facts import PullId

PAGES = 100
PULL_PAGES = 10
CHANGED = """\
query Changed($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    diskUsage
    isArchived
    isFork
    defaultBranchRef { target { oid } }
    pullRequests(first: 100, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
      nodes { number updatedAt }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""


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


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed in a repository: `pulls`, the newest first; where its default branch stands, empty where it has
    none; how large it is, where GitHub says so, and whether it is archived or a fork."""

    pulls: tuple[ChangedPull, ...]
    tip: str = ""
    kilobytes: int | None = None
    archived: bool = False
    fork: bool = False


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


def changed(client: Client, repository: str, since: datetime) -> Changed:
    """What changed in `owner/name`: its default branch, and pull requests, open or ended, that changed since then: at
    most a thousand. Raises a `CallFailed`."""
    owner, _, name = repository.partition("/")
    pulls: list[ChangedPull] = []
    about: Mapping[str, Any] = {}
    after: str | None = None
    for _ in range(PULL_PAGES):
        data = client.query("changed pull requests", CHANGED, {"owner": owner, "name": name, "after": after})
        about = about or inside(data, "repository")
        shown = nodes(data, "repository", "pullRequests")
        found = [_pull(owner, name, node) for node in shown]
        pulls += [pull for pull in found if pull.updated_at >= since]
        after = next_page(data, "repository", "pullRequests")
        if after is None or not found or found[-1].updated_at < since:
            break
    return _changed(about, tuple(pulls))


def _pull(owner: str, name: str, node: Mapping[str, Any]) -> ChangedPull:
    return ChangedPull(PullId(owner, name, int(node["number"])), _moment(node["updatedAt"]))


def _changed(about: Mapping[str, Any], pulls: tuple[ChangedPull, ...]) -> Changed:
    size = about.get("diskUsage")
    return Changed(
        pulls=pulls,
        tip=str(inside(about, "defaultBranchRef", "target").get("oid") or ""),
        kilobytes=size if isinstance(size, int) else None,
        archived=bool(about.get("isArchived")),
        fork=bool(about.get("isFork")),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
