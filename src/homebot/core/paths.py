"""Which rule a path falls under: glob patterns in gitignore's manner, the last one that matches wins.

`*` and `?` stop at a slash, `**` does not. A pattern with a slash at its start or inside is anchored at the root;
any other matches at every depth. A pattern that names a folder covers what is in it. There is no negation.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")

_STARS = re.compile(r"\*+")


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as an expression for the whole path. Its work grows with the lengths, not with the stars."""
    trimmed = pattern.strip("/")
    anchored = pattern.startswith("/") or "/" in trimmed
    head = "" if anchored else "(?:.*/)?"
    # A trailing slash asks for a folder: something must lie beneath it.
    tail = "/.*" if pattern.endswith("/") else "(?:/.*)?"
    return re.compile(head + _expression(trimmed) + tail, re.DOTALL)


def _expression(pattern: str) -> str:
    """Between two `**` the first place that fits is as good as any later one, and between two stars of a segment too:
    atomic groups say so, and no pattern of many stars is tried in every combination."""
    chunks: list[list[str]] = [[]]
    for segment in pattern.split("/"):
        if segment != "**":
            chunks[-1].append(_segment(segment))
        elif chunks[-1] or len(chunks) == 1:
            chunks.append([])
    first, *rest = ("/".join(chunk) for chunk in chunks)
    if not rest:
        return first
    middle = "".join(f"(?>(?:[^/]*/)*?{chunk}/)" for chunk in rest[:-1])
    return (f"{first}/" if first else "") + middle + (f"(?:.*/)?{rest[-1]}" if rest[-1] else ".*")


def _segment(segment: str) -> str:
    first, *rest = ("".join(map(_character, part)) for part in _STARS.split(segment))
    middle = "".join(f"(?>[^/]*?{part})" for part in rest[:-1])
    return first + middle + (f"[^/]*{rest[-1]}" if rest else "")


def _character(character: str) -> str:
    return "[^/]" if character == "?" else re.escape(character)


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
