"""Manifest formats, one module each. A format has

- `FILES`: patterns of file names,
- `KIND`: `manifest` (what somebody asks for), `lock` (what was resolved) or `sbom` (what was found in a build), and
- `read(path: str, data: bytes) -> Manifest`, or `read_documents(documents: Documents) -> Manifest` where the file is
  YAML, which `core` cannot read itself. Neither raises, whatever the bytes. Of the path only the last names count,
  those that `FILES` speaks of.

A new format is a new module with these names; nothing else lists it.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Literal

from homebot.core.manifests.manifest import MAX_BYTES, Manifest, too_large
from homebot.core.nodes import Documents

Kind = Literal["manifest", "lock", "sbom"]


@dataclass(frozen=True, slots=True)
class Format:
    """A manifest format: which files it reads, by pattern of their last names, and how: from bytes or from YAML."""

    name: str
    files: tuple[str, ...]
    kind: Kind
    of_bytes: Callable[[str, bytes], Manifest] | None = None
    of_documents: Callable[[Documents], Manifest] | None = None

    def reads(self, path: str) -> bool:
        """Whether the file at `path` is of this format: a pattern is compared with as many last names as it has."""
        parts = path.split("/")
        return any(fnmatchcase("/".join(parts[-1 - pattern.count("/") :]), pattern) for pattern in self.files)

    def read(self, path: str, data: bytes, documents: Callable[[str, bytes], Documents]) -> Manifest:
        """What the file at `path` says; `documents` makes nodes of YAML. Whatever the bytes, it does not raise; memory
        and time are the caller's to limit."""
        if len(data) > MAX_BYTES:
            return too_large(len(data))
        if self.of_documents is not None:
            return self.of_documents(documents(path, data))
        return self.of_bytes(path, data) if self.of_bytes is not None else Manifest()


@cache
def formats() -> tuple[Format, ...]:
    """Every format in this package, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [(name, importlib.import_module(f"{__name__}.{name}")) for name in names]
    return tuple(
        Format(name, module.FILES, module.KIND, getattr(module, "read", None), getattr(module, "read_documents", None))
        for name, module in modules
        if hasattr(module, "FILES")
    )


def format_of(path: str) -> Format | None:
    """The format of the file at `path`, or `None` where it is no manifest."""
    return next((known for known in formats() if known.reads(path)), None)
