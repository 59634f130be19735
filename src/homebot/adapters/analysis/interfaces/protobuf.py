"""What a protobuf file promises: fields by name, number and type, values of enums, and calls of services."""

import re
from typing import Any

from homebot.core.public_surface.items import MAX_NAME

from .tokens import Statement, Unreadable, statements

MAX_ITEMS = 20_000
_LABELS = frozenset({"optional", "required", "repeated"})
_BLOCKS = frozenset({"message", "enum", "service", "oneof", "extend"})
_VISIBILITY = frozenset({"export", "local"})
_NOTED = frozenset({"import", "reserved", "extensions"})
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)

Item = dict[str, Any]


def surface(data: bytes) -> list[Item]:
    """The items of a file, in order.

    Raises:
        ValueError: when it cannot be understood, with the line.
    """
    file = _File()
    for statement in statements(data.decode("utf-8-sig")):
        file.take(statement)
        if len(file.items) > MAX_ITEMS:
            raise Unreadable(f"it has more than {MAX_ITEMS} names")
    return file.items


def _says_nothing(kind: str, first: str, rest: list[str]) -> bool:
    """Whether a statement is about the file or its compiler; a field or value may have such a word as its name."""
    if first == "option":
        return rest[:1] != ["="]
    return (
        (kind == "file" and first in ("syntax", "edition"))
        or (first in _NOTED and "=" not in rest)
        or kind == "skipped"
    )


def _bare(said: Statement) -> tuple[str, ...]:
    """Its words without what says who may see the block that follows."""
    return said.words[1:] if said.opens and said.words[0] in _VISIBILITY and said.words[1:] else said.words


def _odd(said: Statement) -> Unreadable:
    return Unreadable(f"line {said.line}: {' '.join(said.words)[:60]!r} is not understood")


class _File:
    """The items so far, and the open blocks: each its kind and its name in full."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.package = ""
        self.blocks: list[tuple[str, str]] = [("file", "")]

    def take(self, said: Statement) -> None:
        """One statement, or the end of a block."""
        if not said.words:
            self.blocks.pop()
            return
        first, *rest = _bare(said)
        kind = self.blocks[-1][0]
        if first in _BLOCKS and said.opens and rest:
            self._open(first, rest[0], said.line)
        elif first == "package" and kind == "file" and rest:
            self.package = rest[0] + "."
        elif _says_nothing(kind, first, rest):
            self._skip(said)
        else:
            self._promise(kind, said)

    def _promise(self, kind: str, said: Statement) -> None:
        """A field, a value of an enum or a call, by the block it stands in."""
        if kind == "enum":
            self._value(said)
        elif kind == "service":
            self._call(said)
        elif kind == "file":
            raise _odd(said)
        else:
            self._field(said)

    def _value(self, said: Statement) -> None:
        name, *rest = said.words
        if rest[:1] != ["="] or len(rest) < 2:
            raise _odd(said)
        self._add(f"{self.blocks[-1][1]}.{name}", "value of an enum", said.line, [f"number {''.join(rest[1:3])}"])

    def _skip(self, said: Statement) -> None:
        if said.opens:
            self.blocks.append(("skipped", ""))

    def _open(self, kind: str, name: str, line: int) -> None:
        _, owner = self.blocks[-1]
        if kind == "oneof":
            self.blocks.append((kind, owner))
            return
        full = f"{owner}.{name}" if owner else self.package + name
        if kind != "extend":
            self._add(full, kind, line)
        self.blocks.append((kind, f"extension of {name}" if kind == "extend" else full))

    def _field(self, said: Statement) -> None:
        kind, owner = self.blocks[-1]
        words = list(said.words)
        label = words.pop(0) if words[0] in _LABELS else ""
        if "=" not in words or words.index("=") < 2 or words.index("=") + 1 >= len(words):
            raise _odd(said)
        *of, name = words[: words.index("=")]
        if not _NAME.fullmatch(name):
            raise Unreadable(f"line {said.line}: {name[:60]!r} is no name")
        gives = [f"number {words[words.index('=') + 1]}", f"type {''.join(map(self._type, of))}"]
        gives += ["repeated" if label == "repeated" else "single", "in a oneof" if kind == "oneof" else "in no oneof"]
        needs = ["a value"] if label == "required" else []
        self._add(f"{owner}.{name}", "field", said.line, gives, needs)
        if said.opens:
            self.blocks.append(("message", f"{owner}.{name}"))

    def _type(self, written: str) -> str:
        """The name of a type as the file itself would write it."""
        return written.removeprefix(".").removeprefix(self.package)

    def _call(self, said: Statement) -> None:
        _, owner = self.blocks[-1]
        found = _CALL.fullmatch(" ".join(said.words))
        if found is None:
            raise _odd(said)
        asks, answers = (f"{found[at] or ''}{self._type(found[at + 1])}" for at in (2, 4))
        self._add(f"{owner}.{found[1]}", "call", said.line, [f"takes {asks}", f"answers {answers}"])
        self._skip(said)

    def _add(
        self, name: str, kind: str, line: int, gives: list[str] | None = None, needs: list[str] | None = None
    ) -> None:
        if len(name) > MAX_NAME:
            raise Unreadable(f"line {line}: it has a name of more than {MAX_NAME} characters")
        self.items.append({"name": name, "kind": kind, "line": line, "gives": gives or [], "needs": needs or []})


_CALL = re.compile(r"rpc ([A-Za-z_]\w*) \( (stream )?([\w.]+) \) returns \( (stream )?([\w.]+) \)", re.ASCII)
