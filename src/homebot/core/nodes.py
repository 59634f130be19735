"""Nodes of a YAML document: plain data with places, scalars typed by YAML 1.2's core schema and dates.

PyYAML types scalars by YAML 1.1, where `on` and `no` are booleans and 1:30 is a number; `on` is a key of ours.
"""

import re
from dataclasses import dataclass
from typing import Literal

from homebot.core.directory import Place
from homebot.core.ownership import Fault
from homebot.core.wording import quoted

Kind = Literal["text", "whole number", "number", "boolean", "date", "nothing", "list", "mapping"]

_PLAIN: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"(?:null|Null|NULL|~|)"), "nothing"),
    (re.compile(r"(?:true|True|TRUE|false|False|FALSE)"), "boolean"),
    (re.compile(r"[-+]?[0-9]{1,18}"), "whole number"),
    (re.compile(r"[-+]?(?:\.[0-9]{1,18}|[0-9]{1,18}(?:\.[0-9]{0,18})?)(?:[eE][-+]?[0-9]{1,2})?"), "number"),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "date"),
)


@dataclass(frozen=True, slots=True)
class Node:
    """A value in a YAML file. A scalar has `text` as written without quotes, a list `items`, a mapping `pairs`.

    `weight` counts the nodes in it and `depth` its levels, aliases written out.
    """

    kind: Kind
    place: Place
    text: str = ""
    items: tuple["Node", ...] = ()
    pairs: tuple[tuple["Node", "Node"], ...] = ()
    weight: int = 1
    depth: int = 1

    def get(self, key: str) -> "Node | None":
        """The value of the last `key` of a mapping."""
        return next((value for name, value in reversed(self.pairs) if name.is_scalar and name.text == key), None)

    @property
    def is_scalar(self) -> bool:
        return self.kind not in ("list", "mapping")


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of one YAML file in their order, empty ones left out, and why some of it was not read."""

    file: str
    roots: tuple[Node, ...] = ()
    faults: tuple[Fault, ...] = ()


def scalar(text: str, plain: bool, place: Place) -> Node:
    """A scalar's node. Only a plain one (no quotes, no block) can be anything but text."""
    if plain:
        for pattern, kind in _PLAIN:
            if pattern.fullmatch(text):
                return Node(kind, place, text)
    return Node("text", place, text)


def describe(node: Node) -> str:
    """What a node is, for "expected a date, found ..."."""
    match node.kind:
        case "text":
            return f"text {quoted(node.text)}"
        case "nothing":
            return "nothing"
        case "list" | "mapping":
            return f"a {node.kind}"
        case "boolean":
            return node.text.lower()
        case "whole number" | "number":
            return f"the number {node.text}"
        case "date":
            return f"the date {node.text}"
