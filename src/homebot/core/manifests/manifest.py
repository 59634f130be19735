"""What a manifest format gives: what a file depends on and what it provides, as package URLs without a version."""

from dataclasses import dataclass
from typing import Literal

MAX_BYTES = 32 * 1024 * 1024
"""Of one file that is read; a larger one is a problem with its place."""
MAX_DEPENDENCIES = 20_000
MAX_PROBLEMS = 50

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
class Problem:
    """Why a file, or the part of it at `line` and `column` (one-based, 0: not known), was not read."""

    text: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a file says, in its order. Where it has problems, the rest of it counts.

    Lists have limits; a problem says where one was cut.
    """

    dependencies: tuple[Dependency, ...] = ()
    provides: tuple[Provided, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def packages(self) -> frozenset[str]:
        """The packages that it depends on, whatever the version and the scope."""
        return frozenset(dependency.package for dependency in self.dependencies)


def too_large(size: int, most: int = MAX_BYTES) -> Manifest:
    """The answer for a file of `size` bytes, which is over the `most` that are read."""
    return Manifest(problems=(Problem(f"it has {size} bytes and is not read; at most {most} are", 1),))
