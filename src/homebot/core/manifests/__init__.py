"""Manifest formats: one module each with `FILES` (patterns of file names) and `packages(data) -> Manifest`.

A new format is a new module with these two names; nothing else lists it.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from homebot.core.manifests.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Format:
    """A manifest format: which files it reads, by pattern of their last names, and how."""

    name: str
    files: tuple[str, ...]
    packages: Callable[[bytes], Manifest]

    def reads(self, path: str) -> bool:
        """Whether the file at `path` is of this format: a pattern is compared with as many last names as it has."""
        parts = path.split("/")
        return any(fnmatchcase("/".join(parts[-1 - pattern.count("/") :]), pattern) for pattern in self.files)


@cache
def formats() -> tuple[Format, ...]:
    """Every format in this package, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [(name, importlib.import_module(f"{__name__}.{name}")) for name in names]
    return tuple(Format(name, module.FILES, module.packages) for name, module in modules if hasattr(module, "FILES"))


def format_of(path: str) -> Format | None:
    """The format of the file at `path`, or `None` where it is no manifest."""
    return next((known for known in formats() if known.reads(path)), None)
