"""An entry of the books held against the one that facts lead to: the first thing in which they differ, in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from itertools import zip_longest

from homebot.core.credit.entries import Draft, Entry, Line
from homebot.core.wording import printable

LONGEST_TEXT = 200


def differences(quarter: str, written: Iterable[Entry], due: Mapping[str, Draft]) -> Iterator[str]:
    """Where a quarter's entries in the books and those that facts lead to, by key, are not the same: in the order of
    the books, then what is missing from them."""
    seen: set[str] = set()
    for entry in written:
        key = entry.draft.key
        seen.add(key)
        if key not in due:
            yield f"{quarter}, entry {entry.seq} ({printable(key, LONGEST_TEXT)}): no facts lead to it"
        elif entry.draft != due[key]:
            said = difference(entry.draft, due[key])
            yield f"{quarter}, entry {entry.seq} ({printable(key, LONGEST_TEXT)}): {said}"
    for key in due:
        if key not in seen:
            lines = "; ".join(_line(line) for line in due[key].lines[:4])
            missing = f"missing from the books; facts lead to {lines or 'an entry without lines'}"
            yield f"{quarter} ({printable(key, LONGEST_TEXT)}): {missing}"


def difference(written: Draft, due: Draft) -> str:
    """The first thing in which an entry of the books differs from the one due; empty for equal ones."""
    for field in fields(Draft):
        here, there = getattr(written, field.name), getattr(due, field.name)
        if here == there:
            continue
        if not isinstance(here, tuple):
            return f"its {field.name} is {_shown(here)} in the books, and {_shown(there)} by the facts"
        number, one, other = next(
            (number, one, other)
            for number, (one, other) in enumerate(zip_longest(here, there), start=1)
            if one != other
        )
        return f"of its {field.name}, number {number} is {_shown(one)} in the books, and {_shown(other)} by the facts"
    return ""


def _shown(value: object) -> str:
    if isinstance(value, Line):
        return _line(value)
    return "nothing" if value in (None, "") else printable(str(value), LONGEST_TEXT)


def _line(line: Line) -> str:
    return printable(f"{line.account} {line.amount} by {line.team} ({line.kind}, {line.rule})", LONGEST_TEXT)
