"""What a file exports, in one form for every language, and what a change does to it."""

from dataclasses import dataclass
from typing import Literal

from homebot.core.found import AnalysisError

MAX_DOCUMENT = 4 * 1024 * 1024
"""Bytes of an interface document that is read."""

MAX_NAME = 500
"""Characters of a name; a file that has a longer one is not read."""

How = Literal["removed", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Exported:
    """Something others may use, on `line` (one-based). A member's name begins with its owner's and a dot.

    `gives` is what a user may count on, `needs` what a user has to bring: whoever loses one of the first or has to
    bring more of the second is broken. `text` shows it, where that is more than its name.
    """

    name: str
    kind: str
    line: int
    gives: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class SurfaceChange:
    """Something that is `removed` or `changed`, or a whole file that is `gone`. `path` and `line` are those of the head
    for what is changed, of the base for the others. `detail` says what of it."""

    path: str
    line: int
    name: str
    kind: str
    how: How
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ImportFound:
    """A module that a Python file imports, with dots; of a `relative` import counted from the repository's root. `was`:
    the file did so before the change."""

    path: str
    line: int
    module: str
    relative: bool = False
    was: bool = False


@dataclass(frozen=True, slots=True)
class PublicSurface:
    """What a change does to public files, which modules its files import that some edge forbids, and the files that
    could not be read. `cut`: not everything is told of."""

    changes: tuple[SurfaceChange, ...] = ()
    imports: tuple[ImportFound, ...] = ()
    errors: tuple[AnalysisError, ...] = ()
    cut: bool = False
