"""Named entries: the mappings from a name to a record that the files of a configuration are made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from homebot.adapters.config.reading import Reading
from homebot.adapters.config.records import Field, Shape, pairs
from homebot.adapters.config.shapes import NAME
from homebot.core.directory import Place
from homebot.core.nodes import Node, describe


@dataclass(frozen=True, slots=True)
class Entry:
    """A name, where it is written, and what it names."""

    name: str
    place: Place
    node: Node


def entries(node: Node, reading: Reading) -> Iterator[Entry]:
    """The entries of a mapping whose keys are names; while one is yielded, problems name it."""
    for key, value in pairs(node, reading):
        with reading.under(key.text):
            # A key is text however it is written: a team may be called 42 or null.
            if NAME.read(Node("text", key.place, key.text), reading) is not None:
                yield Entry(key.text, key.place, value)


def names_in(root: Node | None, key: str) -> frozenset[str] | None:
    """The names that the mapping under `key` gives, or None where there is no such mapping to read."""
    found = root.get(key) if root is not None else None
    if found is None or found.kind not in ("mapping", "nothing"):
        return None
    return frozenset(name.text for name, _ in found.pairs if name.is_scalar)


def _keep(node: Node, reading: Reading) -> Node:
    return node


SECTION: Shape[Node] = Shape("a mapping of names", "mappings of names", _keep)
"""A part of a file that is read entry by entry, after its keys are known to be good."""


def _read_version(node: Node, reading: Reading) -> int | None:
    if node.kind == "whole number" and int(node.text) == 1:
        return 1
    reading.refuse(node.place, f"expected 1, found {describe(node)}", "this homebot reads version 1 only")
    return None


VERSION = Field(Shape("the number 1", "versions", _read_version), required=True)
FileFields = dict[str, Field]


def file_fields(**fields: Field) -> FileFields:
    """The fields of a whole file: its version and `fields`."""
    return {"version": VERSION, **fields}


def section(values: dict[str, Any], key: str) -> Node:
    """The node of a part, or an empty mapping when the file leaves it out."""
    return values.get(key) or Node("mapping", Place("", 1))
