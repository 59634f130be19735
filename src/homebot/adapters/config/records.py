"""Reading mappings by a table of fields: unknown, double and missing keys are refused in one place for all files."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from homebot.adapters.config.reading import Reading
from homebot.core.directory import Place
from homebot.core.nodes import Node, describe
from homebot.core.wording import quoted, suggestion

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shape(Generic[T]):
    """A kind of value: what one and many are called, and how one is read (None after a problem was noted)."""

    one: str
    many: str
    read: Callable[[Node, Reading], T | None]


@dataclass(frozen=True, slots=True)
class Field:
    """A key of a mapping. `attribute` is its name in the result where that differs from the key."""

    shape: Shape[Any]
    required: bool = False
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping that was read: the values of the keys that are there and good, by attribute, and all their places.

    `complete` says that no required key is missing and every value could be read.
    """

    values: dict[str, Any]
    places: dict[str, Place]
    complete: bool


def pairs(node: Node, reading: Reading) -> Iterator[tuple[Node, Node]]:
    """The pairs of a mapping, each key once; nothing at all counts as an empty mapping."""
    if node.kind not in ("mapping", "nothing"):
        reading.refuse(node.place, f"expected a mapping of keys to values, found {describe(node)}")
    seen: dict[str, Place] = {}
    for key, value in node.pairs:
        if not key.is_scalar:
            reading.refuse(key.place, f"a key must be text, found {describe(key)}")
        elif key.text == "<<":
            reading.refuse(key.place, 'merge keys ("<<") are not read', "write the keys out")
        elif key.text in seen:
            reading.refuse(key.place, f"the key {quoted(key.text)} is there twice", f"the first is at {seen[key.text]}")
        else:
            seen[key.text] = key.place
            yield key, value


def record(node: Node, fields: Mapping[str, Field], reading: Reading) -> Record:
    """Reads a mapping whose keys are `fields`."""
    before = reading.count
    found = Record({}, {}, True)
    for key, value in pairs(node, reading):
        field = fields.get(key.text)
        if field is None:
            reading.refuse(key.place, f"unknown key {quoted(key.text)}", suggestion(key.text, fields))
            continue
        attribute = field.attribute or key.text
        found.places[attribute] = value.place
        with reading.under(key.text):
            result = field.shape.read(value, reading)
        if result is not None:
            found.values[attribute] = result
    for key_name, field in fields.items() if node.kind in ("mapping", "nothing") else ():
        if field.required and (field.attribute or key_name) not in found.places:
            reading.refuse(node.place, f"the key {quoted(key_name)} is missing", f"it is {field.shape.one}")
    return Record(found.values, found.places, complete=reading.count == before)


def nested(one: str, fields: Mapping[str, Field], build: Callable[..., T], many: str = "") -> Shape[T]:
    """The shape of a mapping inside a record, built from the values of its keys when they are all good."""

    def read(node: Node, reading: Reading) -> T | None:
        found = record(node, fields, reading)
        return build(**found.values) if found.complete else None

    return Shape(one, many or one, read)


def mapping(keys: Iterable[str], shape: Shape[T]) -> Shape[tuple[tuple[str, T], ...]]:
    """The shape of a mapping from some of `keys` to values of one shape: pairs, by key."""
    fields = {key: Field(shape) for key in keys}
    one = f"a mapping to {shape.many}"

    def read(node: Node, reading: Reading) -> tuple[tuple[str, T], ...] | None:
        found = record(node, fields, reading)
        return tuple(sorted(found.values.items())) if found.complete else None

    return Shape(one, one, read)
