"""`standards.yaml`: profiles, each a set of standards with their options and strengths."""

import dataclasses
import types
from dataclasses import dataclass, fields
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from homebot.adapters.config.entries import SECTION, Entry, entries, file_fields, section
from homebot.adapters.config.reading import Reading
from homebot.adapters.config.records import Field, Shape, mapping, nested, pairs, record
from homebot.adapters.config.shapes import (
    BOOLEAN,
    EXPRESSION,
    GLOB,
    NUMBER,
    TEAM_OR_LOGIN,
    TEXT,
    choice,
    listing,
    reference,
    whole,
)
from homebot.core import standards as rules
from homebot.core.directory import Place, StandardSetting, Strength
from homebot.core.nodes import Node
from homebot.core.option_types import Expression, Glob
from homebot.core.wording import printable, quoted, suggestion

FILE = file_fields(profiles=Field(SECTION))
STRENGTH = choice("floor", "standard", "advice")
OF_ALL = {"strength": Field(STRENGTH), "owners": Field(listing(TEAM_OR_LOGIN))}
"""The keys of every standard, beside its own options."""
DEFAULT_PROFILE = "default"
MOST_EXTENDED = 16
DEFAULT_STANDARDS = ("complexity", "size", "tests", "description", "secrets")

Profiles = dict[str, tuple[StandardSetting, ...]]


@dataclass(frozen=True, slots=True)
class _Written:
    """A standard as one profile writes it, before what it extends is added."""

    strength: Strength | None
    options: dict[str, Any]
    place: Place | None
    owners: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Profile:
    """A profile as written. `place` is where the profile it extends is named, or its own name."""

    extends: str | None
    standards: dict[str, _Written]
    place: Place


def default_profiles() -> Profiles:
    """What holds when `standards.yaml` does not say otherwise."""
    return {
        DEFAULT_PROFILE: tuple(StandardSetting(standard, rules.strength_of(standard)) for standard in DEFAULT_STANDARDS)
    }


def read_profiles(root: Node, reading: Reading) -> Profiles:
    """Reads the file's root and resolves what extends what; circles are noted."""
    written = {DEFAULT_PROFILE: _built_in(Place(root.place.file, 1))}
    node = section(record(root, FILE, reading).values, "profiles")
    with reading.under("profiles"):
        for entry in entries(node, reading):
            written[entry.name] = _profile(entry, reading)
        return {name: _resolved(name, written, reading) for name in written}


def _built_in(place: Place) -> _Profile:
    return _Profile(None, {standard: _Written(None, {}, None) for standard in DEFAULT_STANDARDS}, place)


def _profile(entry: Entry, reading: Reading) -> _Profile:
    extends: str | None = None
    place = entry.place
    standards: dict[str, _Written] = {}
    for key, value in pairs(entry.node, reading):
        with reading.under(key.text):
            if key.text == "extends":
                extends, place = reference("profile").read(value, reading), value.place
            elif key.text in rules.STANDARDS:
                standards[key.text] = _standard(key, value, reading)
            else:
                hint = rules.LEFT_OUT.get(key.text) or suggestion(key.text, (*rules.STANDARDS, "extends"))
                reading.refuse(key.place, f"unknown standard {quoted(key.text)}", hint)
    return _Profile(extends, standards, place)


def _standard(key: Node, value: Node, reading: Reading) -> _Written:
    read = record(value, {**option_fields(rules.STANDARDS[key.text].Options), **OF_ALL}, reading)
    options = {name: option for name, option in read.values.items() if name not in OF_ALL}
    strength = cast(Strength | None, read.values.get("strength"))
    return _Written(strength, options, key.place, read.values.get("owners"))


def option_fields(options: type[Any]) -> dict[str, Field]:
    """The keys that a standard's frozen `Options` dataclass admits, each with the shape of its type.

    Raises TypeError for a type that YAML cannot say: that is a bug in the standard.
    """
    hints = get_type_hints(options, include_extras=True)
    return {option.name: Field(_shape(hints[option.name]), required=_needed(option)) for option in fields(options)}


def _needed(option: dataclasses.Field[Any]) -> bool:
    return option.default is dataclasses.MISSING and option.default_factory is dataclasses.MISSING


_PLAIN: dict[Any, Shape[Any]] = {
    bool: BOOLEAN,
    int: whole(0, 1_000_000_000),
    float: NUMBER,
    str: TEXT,
    Expression: EXPRESSION,
    Glob: GLOB,
}


def _shape(hint: Any) -> Shape[Any]:
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return choice(*arguments)
    if origin is tuple and arguments[1:] == (...,):
        return _many(arguments[0])
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _mapping(hint)
    return _maybe(hint)


def _mapping(kind: type[Any]) -> Shape[Any]:
    keys = option_fields(kind)
    named = ", ".join(keys)
    return nested(f"a mapping with {named}", keys, kind, f"mappings with {named}")


def _maybe(hint: Any) -> Shape[Any]:
    """Of a value that may be left out: what it is when it is there."""
    origin, arguments = get_origin(hint), get_args(hint)
    inner = [argument for argument in arguments if argument is not type(None)]
    if origin in (Union, types.UnionType) and len(inner) == 1:
        return _shape(inner[0])
    raise TypeError(f"an option cannot have the type {hint}")


def _many(hint: Any) -> Shape[Any]:
    """Several values of one type; pairs that begin with one of a few words are a mapping from them."""
    key, *value = get_args(hint) if get_origin(hint) is tuple else (None,)
    return mapping(get_args(key), _shape(value[0])) if get_origin(key) is Literal else listing(_shape(hint))


def _resolved(name: str, written: dict[str, _Profile], reading: Reading) -> tuple[StandardSetting, ...]:
    """A profile's settings: its own over those of what it extends, option by option, in the order first named."""
    merged: dict[str, _Written] = {}
    for ancestor in reversed(_line(name, written, reading)):
        for standard, own in written[ancestor].standards.items():
            base = merged.get(standard, _Written(None, {}, None))
            merged[standard] = _joined(base, own)
    with reading.under(name):
        for standard in written[name].standards:
            _check_together(standard, merged[standard], reading)
    return tuple(_setting(standard, setting) for standard, setting in merged.items())


def _joined(base: _Written, own: _Written) -> _Written:
    owners = base.owners if own.owners is None else own.owners
    return _Written(own.strength or base.strength, {**base.options, **own.options}, own.place, owners)


def _setting(standard: str, written: _Written) -> StandardSetting:
    strength = written.strength or rules.strength_of(standard)
    return StandardSetting(standard, strength, tuple(written.options.items()), written.place, written.owners or ())


def _check_together(standard: str, setting: _Written, reading: Reading) -> None:
    """What a standard itself refuses, such as two rules of one name."""
    try:
        rules.options_of(standard, setting.options.items())
    except ValueError as error:
        if setting.place is not None:
            with reading.under(standard):
                reading.refuse(setting.place, printable(str(error), 300))


def _line(name: str, written: dict[str, _Profile], reading: Reading) -> list[str]:
    """A profile and what it extends, one after the other. A circle is noted at each profile that is part of it."""
    line = [name]
    while (parent := written[line[-1]].extends) is not None and parent in written:
        if parent == name:
            with reading.under(name):
                reading.refuse(written[name].place, "extends goes in a circle", " > ".join((*line, parent)))
            break
        if parent in line:
            break
        if len(line) == MOST_EXTENDED:
            with reading.under(name):
                reading.refuse(written[name].place, f"more than {MOST_EXTENDED} profiles extend one another")
            break
        line.append(parent)
    return line
