"""Reaching into an answer of GitHub's, where any level may be null or missing."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def inside(data: Any, *keys: str) -> Mapping[str, Any]:
    """The object at the end of `keys`; an empty one where any of them leads nowhere."""
    for key in keys:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data if isinstance(data, Mapping) else {}


def nodes(data: Any, *keys: str) -> list[Mapping[str, Any]]:
    """The `nodes` of the connection at the end of `keys`; those GitHub does not show (null) are left out."""
    found = inside(data, *keys).get("nodes") or []
    return [node for node in found if node]


def next_page(data: Any, *keys: str) -> str | None:
    """Where the connection at the end of `keys` goes on; `None` at its end."""
    position = inside(data, *keys, "pageInfo")
    cursor = position.get("endCursor")
    return str(cursor) if position.get("hasNextPage") and cursor else None


def moment(text: str) -> datetime:
    """A time as GitHub writes it (ISO 8601, UTC)."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
