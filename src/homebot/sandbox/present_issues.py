"""Issues as webhooks show them."""

from typing import Any

REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


def told(shown: dict[str, Any]) -> dict[str, Any]:
    """An issue as the API shows it, with how people reacted to it: which here nobody does."""
    reactions = {"url": f"{shown['url']}/reactions", "total_count": 0, **dict.fromkeys(REACTIONS, 0)}
    return shown | {"reactions": reactions}
