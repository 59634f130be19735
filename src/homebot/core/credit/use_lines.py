"""Adoptions written by hand, one JSON object a line, for `homebot credit simulate` (SPEC 10):

    {"consumer": "ads", "service": "ledgerd", "home": "payments", "contribution": "i15", "away": "video",
     "level": "observed"}

`contribution` is null for what is only carried, `away` is null for the home team's own work.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from homebot.core.credit.settle import Level, Use
from homebot.core.directory import Place
from homebot.core.ownership import Fault
from homebot.core.wording import quoted, suggestion

LEVELS: tuple[Level, ...] = ("carried", "observed", "attested")
KEYS = ("consumer", "service", "home", "contribution", "away", "level")
MAY_BE_NULL = ("contribution", "away")
LONGEST_LINE = 20_000
"""Bytes of a line."""
LONGEST_NAME = 200
_WHOLE = "write one whole JSON object a line"
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class UseLine:
    """What a line says, and where."""

    place: Place
    use: Use


@dataclass(frozen=True, slots=True)
class _Member:
    """A key and its value, and the columns they begin at, counted from 1."""

    key: str
    at: int
    value: Any
    value_at: int


class _Wrong(ValueError):
    """What is wrong with a line, from which column on, and what to do."""

    def __init__(self, column: int, message: str, fix: str) -> None:
        super().__init__(message)
        self.column, self.message, self.fix = column, message, fix


def read_lines(lines: Iterable[bytes], name: str) -> Iterator[UseLine | Fault]:
    """Reads line by line; a bad line yields a fault and the next one is read. Empty lines say nothing."""
    for number, raw in enumerate(lines, 1):
        try:
            text = _text(raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw)
            if _space(text, 0) < len(text):
                yield UseLine(Place(name, number), _use(_members(text)))
        except _Wrong as wrong:
            yield Fault(Place(name, number, wrong.column), wrong.message, wrong.fix)


def contradictions(lines: Iterable[UseLine]) -> Iterator[Fault]:
    """Lines that say of a contribution to a service another home or away team than the first line about it does: it
    has one of each, from the day of its merge."""
    first: dict[tuple[str | None, str], UseLine] = {}
    for line in lines:
        use = line.use
        before = first.setdefault((use.contribution, use.service), line)
        if use.contribution is not None and (use.home, use.away) != (before.use.home, before.use.away):
            what = f"{quoted(use.contribution)} in {quoted(use.service)}"
            message = f"{what} has another home or away team here than in line {before.place.line}"
            yield Fault(line.place, message, "both lines count as they are written")


def _text(raw: bytes) -> str:
    if len(raw) > LONGEST_LINE:
        raise _Wrong(LONGEST_LINE + 1, f"the line is over {LONGEST_LINE} bytes", "write one adoption a line")
    try:
        return raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        column = len(raw[: error.start].decode("utf-8")) + 1
        raise _Wrong(column, "this is not UTF-8", "save the file as UTF-8") from error


def _members(text: str) -> list[_Member]:
    """The members of the one object that a line holds."""
    at = _mark(text, 0, "{")
    found: list[_Member] = []
    while not found or text[at - 1] == ",":
        member, at = _member(text, _space(text, at))
        found.append(member)
        at = _mark(text, at, ",}")
    end = _space(text, at)
    if end < len(text):
        raise _Wrong(end + 1, "more follows after the object", "write one adoption a line, and nothing else on it")
    return found


def _member(text: str, at: int) -> tuple[_Member, int]:
    """The key and the value from `at` on, and where they end."""
    if text[at : at + 1] != '"':
        raise _Wrong(at + 1, f"expected a key in double quotes, {_found(text, at)}", f"the keys are {', '.join(KEYS)}")
    key, end = _value(text, at)
    value_at = _space(text, _mark(text, end, ":"))
    value, end = _value(text, value_at)
    return _Member(key, at + 1, value, value_at + 1), end


def _space(text: str, at: int) -> int:
    """Where the white space from `at` on ends."""
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _mark(text: str, at: int, marks: str) -> int:
    """Where the mark ends that has to come next, one of `marks`."""
    at = _space(text, at)
    if at == len(text) or text[at] not in marks:
        expected = " or ".join(f'"{mark}"' for mark in marks)
        raise _Wrong(at + 1, f"expected {expected}, {_found(text, at)}", _WHOLE)
    return at + 1


def _found(text: str, at: int) -> str:
    return f"found {quoted(text[at : at + 20].rstrip())}" if _space(text, at) < len(text) else "the line ends"


def _value(text: str, at: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _Wrong(error.pos + 1, f"not JSON: {error.msg}", _WHOLE) from error
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits; brackets in thousands of brackets.
        raise _Wrong(at + 1, "this value is too large", "names are text in double quotes, or null") from error


def _use(members: list[_Member]) -> Use:
    """The adoption that the members of an object tell of."""
    found: dict[str, _Member] = {}
    for member in members:
        if member.key not in KEYS:
            raise _Wrong(member.at, f"unknown key {quoted(member.key)}", suggestion(member.key, KEYS))
        if member.key in found:
            raise _Wrong(member.at, f'the key "{member.key}" is here twice', "leave one of them")
        found[member.key] = member
    for key in KEYS:
        if key not in found:
            null = ", null where there is none" if key in MAY_BE_NULL else ""
            raise _Wrong(1, f'the key "{key}" is missing', f"write all of {', '.join(KEYS)}{null}")
    level = _level(found["level"])
    contribution = _name_or_null(found["contribution"])
    if level != "carried" and contribution is None:
        message = f'"contribution" is null, and the level is {level}'
        raise _Wrong(found["contribution"].value_at, message, "name what is used; only what is carried may be null")
    return Use(
        consumer=_name(found["consumer"]),
        service=_name(found["service"]),
        home=_name(found["home"]),
        contribution=contribution,
        away=_name_or_null(found["away"]),
        level=level,
    )


def _name_or_null(member: _Member) -> str | None:
    return None if member.value is None else _name(member)


def _name(member: _Member) -> str:
    value, null = member.value, " or null" if member.key in MAY_BE_NULL else ""
    if isinstance(value, str) and value.strip() and len(value) <= LONGEST_NAME:
        return value
    message = f'"{member.key}" is {_kind(value)}'
    raise _Wrong(member.value_at, message, f"write a name of 1 to {LONGEST_NAME} characters{null}")


def _level(member: _Member) -> Level:
    for level in LEVELS:
        if member.value == level:
            return level
    if isinstance(member.value, str):
        raise _Wrong(member.value_at, f"unknown level {quoted(member.value)}", suggestion(member.value, LEVELS))
    raise _Wrong(member.value_at, f'"level" is {_kind(member.value)}', f"write one of {', '.join(LEVELS)}")


def _kind(value: Any) -> str:
    """What a value is that is no good name."""
    if isinstance(value, str):
        return "text that is too long" if value.strip() else "empty text"
    kinds: dict[type, str] = {list: "a list", dict: "an object", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")
