"""Which rule a path falls under: glob patterns in gitignore's manner, the last one that matches wins.

`*` and `?` stop at a slash, `**` does not. A pattern with a slash at its start or inside is anchored at the root;
any other matches at every depth. A pattern that names a folder covers what is in it. There is no negation.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")

_PIECES = re.compile(r"\*+|\?|[^*?]+")


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as an expression for the whole path. Runs of stars collapse, so that none of them can explode."""
    trimmed = pattern.strip("/")
    anchored = pattern.startswith("/") or "/" in trimmed
    head = "" if anchored else "(?:.*/)?"
    # A trailing slash asks for a folder: something must lie beneath it.
    tail = "/.*" if pattern.endswith("/") else "(?:/.*)?"
    return re.compile(head + _expression(trimmed) + tail, re.DOTALL)


def _expression(pattern: str) -> str:
    parts: list[str] = []
    for segment in pattern.split("/"):
        if segment == "**":
            if not parts or parts[-1] != "**":
                parts.append("**")
        else:
            parts.append("".join(_piece(piece) for piece in _PIECES.findall(segment)))
    text = ""
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if part == "**":
            text += ".*" if last else "(?:.*/)?"
        else:
            text += part if last else part + "/"
    return text


def _piece(piece: str) -> str:
    if piece[0] == "*":
        return "[^/]*"
    return "[^/]" if piece == "?" else re.escape(piece)


def matches(pattern: str, path: str) -> bool:
    """Whether the pattern covers the path."""
    return compiled(pattern).fullmatch(path) is not None


def matches_any(patterns: Sequence[str], path: str) -> bool:
    """Whether one of the patterns covers the path."""
    return any(matches(pattern, path) for pattern in patterns)


class PathTable(Generic[T]):
    """Rules in order; the last one whose pattern covers a path has the say."""

    def __init__(self, rules: Sequence[tuple[str, T]]) -> None:
        self._rules = [(compiled(pattern), value) for pattern, value in reversed(rules)]
        self._known: dict[str, T | None] = {}

    def match(self, path: str) -> T | None:
        """The value of the last rule that covers the path; `None` when none does."""
        if path not in self._known:
            found = (value for pattern, value in self._rules if pattern.fullmatch(path))
            self._known[path] = next(found, None)
        return self._known[path]
