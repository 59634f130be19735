"""What a manifest format gives: the packages a file names, as package URLs without a version."""

import re
from dataclasses import dataclass
from typing import Literal

MAX_BYTES = 256 * 1024
MAX_PACKAGES = 5_000

_SEPARATORS = re.compile(r"[-_.]+")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,198}[A-Za-z0-9])?(?![A-Za-z0-9._-])")
_AFTER_NAME = re.compile(r"\s*(?:\[[^\]]{0,400}\])?\s*(?:$|[;<>=!~@(,]|--)")


Scope = Literal["runtime", "development", "optional", "build"]


@dataclass(frozen=True, slots=True, order=True)
class Dependency:
    """A package (a package URL without version) that a file names on `line` (one-based, 0: the format has none).

    `version` is the one that is resolved, `at_least` the lowest that the requirement admits; empty where nothing says
    so. `direct` is false for what only another package needs.
    """

    package: str
    version: str = ""
    at_least: str = ""
    scope: Scope = "runtime"
    direct: bool = True
    line: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Provided:
    """A package that the folder of the file itself is, and its version, empty where the file does not say."""

    package: str
    version: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """The packages a manifest names (`pkg:pypi/name`), and why it could not be read, or not whole, else `None`."""

    packages: frozenset[str] = frozenset()
    problem: str | None = None


def pypi(name: str) -> str:
    """The package URL of a Python package, its name normalised as PEP 503 says."""
    return "pkg:pypi/" + _SEPARATORS.sub("-", name).lower()


def requirement(text: str) -> str | None:
    """The package URL a PEP 508 requirement names; `None` for a bare address, a path or anything else."""
    stripped = text.strip()
    name = _NAME.match(stripped)
    if name is None or not _AFTER_NAME.match(stripped, name.end()):
        return None
    return pypi(name[0])


def bounded(packages: set[str], problem: str | None = None) -> Manifest:
    """A manifest of at most `MAX_PACKAGES` packages; it says so where it was cut."""
    if len(packages) <= MAX_PACKAGES:
        return Manifest(frozenset(packages), problem)
    kept = frozenset(sorted(packages)[:MAX_PACKAGES])
    return Manifest(kept, f"it names {len(packages)} packages; the first {MAX_PACKAGES} are used")


def too_large(data: bytes) -> Manifest | None:
    """The answer for a file over `MAX_BYTES`, else `None`."""
    if len(data) <= MAX_BYTES:
        return None
    return Manifest(problem=f"it has {len(data)} bytes; at most {MAX_BYTES} are read")
