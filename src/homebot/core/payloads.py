"""What a webhook's payload says at a place. Payloads are read with care, never trusted."""

import re
from datetime import datetime
from typing import Any

NAME = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")


class Missing(Exception):
    """A key the event cannot do without."""


def value_at(payload: Any, *path: str) -> Any:
    """The value at `path`. Raises `Missing`, naming the path, where it is absent or null."""
    current = payload
    for key in path:
        if not isinstance(current, dict) or current.get(key) is None:
            raise Missing(".".join(path))
        current = current[key]
    return current


def number_at(payload: Any, *path: str) -> int:
    """The number at `path`. Raises `Missing`."""
    value = value_at(payload, *path)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Missing(".".join(path) + " (a number)")
    return value


def text_at(payload: Any, *path: str) -> str:
    """The text at `path`. Raises `Missing`."""
    value = value_at(payload, *path)
    if not isinstance(value, str):
        raise Missing(".".join(path) + " (a text)")
    return value


def moment_at(payload: Any, *path: str) -> datetime | None:
    """The moment at `path`; `None` where it is absent or none."""
    try:
        found = datetime.fromisoformat(text_at(payload, *path))
    except (Missing, ValueError):
        return None
    return found if found.tzinfo is not None else None


def repository_of(payload: Any) -> tuple[str, str]:
    """Owner and name of the repository it is about, in lower case. Raises `Missing`."""
    owner, _, name = text_at(payload, "repository", "full_name").partition("/")
    if not NAME.fullmatch(owner) or not NAME.fullmatch(name):
        raise Missing("repository.full_name (owner/name)")
    return owner.lower(), name.lower()
