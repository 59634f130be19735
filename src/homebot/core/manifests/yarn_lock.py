"""`yarn.lock`: version 1, which is no YAML, and Yarn Berry's, which is written in the same shape.

Berry's names the workspaces, and what they ask for is direct. Version 1 does not; what no other package asks for is
direct there. Neither tells development apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from homebot.core.manifests.bounds import Bound
from homebot.core.manifests.found import Found, text_of
from homebot.core.manifests.manifest import Manifest, Problem
from homebot.core.wording import quoted

FILES = ("yarn.lock",)
KIND = "lock"

_HEADER = re.compile(r"[^\s#].{0,20000}:\s*")
_FIELD = re.compile(r'  "?([A-Za-z]{1,40})"?:?(?:\s+(.{0,2000}))?')
_ASKED = re.compile(r'    "?((?:@[^/@"\s]{1,214}/)?[^/@"\s:]{1,214})"?:?\s+(.{1,1000})')
_DESCRIPTOR = re.compile(r"((?:@[^/@]{1,214}/)?[^/@]{1,214})@(.{0,1000})")
_TABLES = frozenset({"dependencies", "optionalDependencies"})


@dataclass(slots=True)
class _Entry:
    """A package: who asked for it (`name@range`), and what it is and asks for itself."""

    line: int
    descriptors: tuple[str, ...]
    fields: dict[str, str] = field(default_factory=dict)
    asks: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_project(self) -> bool:
        return "@workspace:" in self.fields.get("resolution", "")

    def wishes(self) -> Iterator[str]:
        """The descriptors of what it asks for, in both spellings."""
        for name, wanted in self.asks:
            yield f"{name}@{wanted}"
            yield f"{name}@npm:{wanted}"


def read(path: str, data: bytes) -> Manifest:
    """Every package that is installed, with its version."""
    found = Found("npm")
    text = text_of(data)
    if isinstance(text, Problem):
        return found.take(text)
    entries = [entry for entry in _entries(text, found) if entry.descriptors[0] != "__metadata"]
    projects = [entry for entry in entries if entry.is_project]
    asked = set(chain.from_iterable(entry.wishes() for entry in projects or entries))
    for entry in entries:
        if not entry.is_project:
            _package(entry, asked.isdisjoint(entry.descriptors) != bool(projects), found)
    return found.manifest()


def _package(entry: _Entry, direct: bool, found: Found) -> None:
    """One package. Its own name is in `resolution` of Berry's, or behind `npm:` where version 1 has an alias."""
    descriptor = _DESCRIPTOR.fullmatch(entry.descriptors[0])
    if descriptor is None:
        found.problem(f"{quoted(entry.descriptors[0])} asks for no package", entry.line)
        return
    version = entry.fields.get("version", "")
    resolution = _DESCRIPTOR.fullmatch(entry.fields.get("resolution", ""))
    alias = _DESCRIPTOR.fullmatch(descriptor[2].removeprefix("npm:")) if "npm:" in descriptor[2] else None
    name = (resolution or alias or descriptor)[1]
    if not version:
        found.problem(f"{quoted(name)} has no version", entry.line)
    found.needs(name, Bound(version), direct=direct, line=entry.line)


def _entries(text: str, found: Found) -> Iterator[_Entry]:
    entry: _Entry | None = None
    table = ""
    for number, line in found.lines(text):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if _HEADER.fullmatch(line):
            if entry is not None:
                yield entry
            names = re.split(r"\s*,\s*", line.rstrip().removesuffix(":").replace('"', ""))
            entry = _Entry(number, tuple(names))
        elif entry is None or not _inner(line, table, entry):
            found.problem(f"{quoted(line)} is nothing of a lock file", number)
        if (one := _FIELD.fullmatch(line)) is not None:
            table = one[1]
    if entry is not None:
        yield entry


def _inner(line: str, table: str, entry: _Entry) -> bool:
    """Takes a line inside an entry; whether it can be one."""
    if (one := _FIELD.fullmatch(line)) is not None:
        entry.fields.setdefault(one[1], (one[2] or "").strip().strip('"'))
    elif table in _TABLES and (ask := _ASKED.fullmatch(line)) is not None:
        entry.asks.append((ask[1], ask[2].strip().strip('"')))
    return line.startswith("  ")
