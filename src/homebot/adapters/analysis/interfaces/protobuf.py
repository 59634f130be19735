"""What a protobuf file promises: fields by name, number and type, values of enums, and calls of services."""

import re
from typing import Any

from .tokens import Statement, Unreadable, statements

MAX_ITEMS = 20_000
_LABELS = frozenset({"optional", "required", "repeated"})
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
        first, *rest = said.words[1:] if said.words[0] in _VISIBILITY and said.opens else said.words
        kind, owner = self.blocks[-1]
        if first in ("message", "enum", "service", "oneof", "extend") and said.opens and rest:
            self._open(first, rest[0], said.line)
        elif first == "rpc":
            self._call(said)
        elif first == "package" and rest:
            self.package = rest[0] + "."
        elif _says_nothing(kind, first, rest):
            self._skip(said)
        elif kind == "enum" and len(rest) >= 2 and rest[0] == "=":
            self._add(f"{owner}.{first}", "value of an enum", said.line, [f"number {''.join(rest[1:3])}"])
            self._skip(said)
        elif kind in ("message", "extend", "oneof"):
            self._field(said)
        else:
            raise Unreadable(f"line {said.line}: {' '.join(said.words)[:60]!r} is not understood")

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
            raise Unreadable(f"line {said.line}: {' '.join(said.words)[:60]!r} is not understood")
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
            raise Unreadable(f"line {said.line}: {' '.join(said.words)[:60]!r} is not understood")
        asks, answers = (f"{found[at] or ''}{self._type(found[at + 1])}" for at in (2, 4))
        self._add(f"{owner}.{found[1]}", "call", said.line, [f"takes {asks}", f"answers {answers}"])
        self._skip(said)

    def _add(
        self, name: str, kind: str, line: int, gives: list[str] | None = None, needs: list[str] | None = None
    ) -> None:
        self.items.append({"name": name, "kind": kind, "line": line, "gives": gives or [], "needs": needs or []})


_CALL = re.compile(r"rpc ([A-Za-z_]\w*) \( (stream )?([\w.]+) \) returns \( (stream )?([\w.]+) \)", re.ASCII)
