"""Reading `git diff-tree --raw --numstat -z`: first all raw entries, then all counts, every name as bytes."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One raw entry. Modes and ids are git's text, all zeros where a side does not exist.

    `old` is the source of a rename.
    """

    letter: str
    mode_before: str
    mode_after: str
    before: str
    after: str
    new: bytes
    old: bytes | None


Counts = dict[bytes, tuple[int | None, int | None]]
"""Added and deleted lines by new name; `None` for a binary file."""


def parse(output: bytes) -> tuple[list[RawEntry], Counts]:
    """Entries and counts of one `diff-tree` answer. No name can be mistaken: none of them holds a NUL."""
    tokens = iter(output.split(b"\0"))
    entries: list[RawEntry] = []
    counts: Counts = {}
    for token in tokens:
        if token.startswith(b":"):
            entries.append(_entry(token, tokens))
        elif token:
            added, deleted, name = token.split(b"\t", 2)
            if not name:
                next(tokens)
                name = next(tokens)
            counts[name] = (_count(added), _count(deleted))
    return entries, counts


def _entry(token: bytes, tokens: Iterator[bytes]) -> RawEntry:
    mode_before, mode_after, before, after, status = token[1:].decode("ascii").split(" ")
    first = next(tokens)
    letter = status[0]
    old, new = (first, next(tokens)) if letter in "RC" else (None, first)
    return RawEntry(letter, mode_before, mode_after, before, after, new, old)


def _count(digits: bytes) -> int | None:
    return None if digits == b"-" else int(digits)
