"""The shapes of values: text, names, logins, dates and so on, each with the words for "expected ... found ..."."""

import re
import zoneinfo
from datetime import date
from functools import lru_cache
from typing import TypeVar

import re2

from homebot.adapters.config.reading import NameKind, Reading
from homebot.adapters.config.records import Shape
from homebot.core import working_days
from homebot.core.nodes import Node, describe
from homebot.core.paths import fault
from homebot.core.wording import printable, quoted, suggestion

T = TypeVar("T")

_LONGEST_TEXT = 10_000


def _as_text(node: Node, reading: Reading, one: str) -> str | None:
    if node.kind == "text":
        if len(node.text) > _LONGEST_TEXT or any(not mark.isprintable() and mark not in "\n\t" for mark in node.text):
            reading.refuse(node.place, f"text that is over {_LONGEST_TEXT} characters or holds control characters")
            return None
        return node.text
    hint = "put it in quotes to make it text" if node.is_scalar and node.kind != "nothing" else ""
    reading.refuse(node.place, f"expected {one}, found {describe(node)}", hint)
    return None


def matching(one: str, many: str, pattern: str, hint: str, lower: bool = False) -> Shape[str]:
    """Text that a pattern matches whole. `hint` tells whoever wrote something else what it looks like."""
    compiled = re.compile(pattern)

    def read(node: Node, reading: Reading) -> str | None:
        value = _as_text(node, reading, one)
        if value is None:
            return None
        if compiled.fullmatch(value) is None:
            reading.refuse(node.place, f"expected {one}, found {describe(node)}", hint)
            return None
        return value.lower() if lower else value

    return Shape(one, many, read)


def _read_expression(node: Node, reading: Reading) -> str | None:
    value = _as_text(node, reading, "a regular expression")
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(value or "", options)
    except re2.error as error:
        why = str(error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else error)
        reading.refuse(node.place, f"not a regular expression of RE2: {printable(why)}", _expression_hint(why))
        return None
    return value


def _read_glob(node: Node, reading: Reading) -> str | None:
    value = _GLOB.read(node, reading)
    wrong = None if value is None else fault(value, "gitignore")
    if wrong is None:
        return value
    reading.refuse(node.place, wrong.message, wrong.fix)
    return None


def _expression_hint(why: str) -> str:
    """Most who write one know Perl's, and YAML's quotes eat a backslash."""
    if "perl operator" in why:
        return "RE2 has no look-around, so that every expression takes linear time"
    return "in YAML, write it in single quotes: they leave backslashes alone" if "escape" in why else ""


EXPRESSION: Shape[str] = Shape("a regular expression", "regular expressions", _read_expression)
TEXT: Shape[str] = Shape("text", "text", lambda node, reading: _as_text(node, reading, "text"))
NAME = matching("a name", "names", r"\w[\w.-]{0,99}", "letters, digits, dots, dashes and underscores, at most 100")
LOGIN = matching("a GitHub login", "GitHub logins", r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}", "write alice, not @alice", True)
BOT_LOGIN = matching(
    "a bot's login", "logins of bots", r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\[bot\])?", "such as renovate[bot]", True
)
_OWNER_AND_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}/[A-Za-z0-9._-]{1,100}"
REPOSITORY = matching("a repository", "repositories", _OWNER_AND_NAME, "such as acme/ledgerd", True)
GITHUB_TEAM = matching("a GitHub team", "GitHub teams", _OWNER_AND_NAME, "such as acme/payments", True)
_GLOB = matching("a path pattern", "path patterns", r"(?!/+$)[^!\s](?:[^\n]*\S)?", 'such as "src/**"; "!" is not read')
GLOB: Shape[str] = Shape(_GLOB.one, _GLOB.many, _read_glob)
DURATION = matching("a duration", "durations", working_days.PATTERN, "such as 2wd, 3d or 48h")
URL = matching("a web address", "web addresses", r"https?://[^\s<>\"'`()\[\]]+", "such as https://wiki.example/homebot")


def whole(least: int, most: int) -> Shape[int]:
    """A whole number between two bounds, both included."""
    one = f"a whole number from {least} to {most}"

    def read(node: Node, reading: Reading) -> int | None:
        if node.kind == "whole number" and least <= int(node.text) <= most:
            return int(node.text)
        reading.refuse(node.place, f"expected {one}, found {describe(node)}")
        return None

    return Shape(one, "whole numbers", read)


def _read_number(node: Node, reading: Reading) -> float | None:
    if node.kind in ("number", "whole number"):
        return float(node.text)
    reading.refuse(node.place, f"expected a number, found {describe(node)}")
    return None


def _read_boolean(node: Node, reading: Reading) -> bool | None:
    if node.kind == "boolean":
        return node.text.lower() == "true"
    reading.refuse(node.place, f"expected true or false, found {describe(node)}")
    return None


def _read_day(node: Node, reading: Reading) -> date | None:
    if node.kind not in ("date", "text") or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", node.text):
        reading.refuse(node.place, f"expected a date, found {describe(node)}", "such as 2026-07-01")
        return None
    try:
        return date.fromisoformat(node.text)
    except ValueError:
        reading.refuse(node.place, f"{node.text} is not a day of the calendar")
        return None


NUMBER: Shape[float] = Shape("a number", "numbers", _read_number)
BOOLEAN: Shape[bool] = Shape("true or false", "true or false", _read_boolean)
DAY: Shape[date] = Shape("a date", "dates", _read_day)


def choice(*values: str) -> Shape[str]:
    """One of a few words."""
    one = f"one of {', '.join(values)}"

    def read(node: Node, reading: Reading) -> str | None:
        value = _as_text(node, reading, one)
        if value is not None and value not in values:
            reading.refuse(node.place, f"expected {one}, found {quoted(value)}", suggestion(value, values))
            return None
        return value

    return Shape(one, one, read)


def reference(kind: NameKind) -> Shape[str]:
    """The name of an entity, team, service or profile that exists."""
    one = f"the name of {'an' if kind == 'entity' else 'a'} {kind}"

    def read(node: Node, reading: Reading) -> str | None:
        value = _as_text(node, reading, one)
        if value is not None and not reading.knows(kind, value):
            reading.refuse(node.place, f"unknown {kind} {quoted(value)}", reading.suggest(kind, value))
            return None
        return value

    return Shape(one, f"names of {kind.replace('kind', 'kinds') if ' ' in kind else f'{kind}s'}", read)


def _read_team_or_login(node: Node, reading: Reading) -> str | None:
    return node.text if node.kind == "text" and reading.knows("team", node.text) else LOGIN.read(node, reading)


TEAM_OR_LOGIN: Shape[str] = Shape("a team or a GitHub login", "teams or GitHub logins", _read_team_or_login)


def listing(shape: Shape[T], at_least: int = 0) -> Shape[tuple[T, ...]]:
    """A list of values of one shape, each there once."""
    one = f"a list of {shape.many}"

    def read(node: Node, reading: Reading) -> tuple[T, ...] | None:
        if node.kind != "list":
            reading.refuse(node.place, f"expected {one}, found {describe(node)}", _list_hint(node))
            return None
        if len(node.items) < at_least:
            reading.refuse(node.place, f"expected {one}, found an empty one")
            return None
        values: dict[T, None] = {}
        for item in node.items:
            value = shape.read(item, reading)
            if value is not None and value in values:
                reading.refuse(item.place, f"{quoted(item.text) if item.is_scalar else 'the same'} is listed twice")
            elif value is not None:
                values[value] = None
        return tuple(values)

    return Shape(one, one, read)


def _list_hint(node: Node) -> str:
    if node.kind == "nothing":
        return "write [] or leave the key out"
    return f"write [{node.text}]" if node.kind == "text" and node.text.isalnum() else ""


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _read_zone(node: Node, reading: Reading) -> str | None:
    value = _as_text(node, reading, "a time zone")
    if value is not None and value not in _zones():
        reading.refuse(node.place, f"unknown time zone {quoted(value)}", suggestion(value, _zones()))
        return None
    return value


TIMEZONE: Shape[str] = Shape("a time zone", "time zones", _read_zone)
