"""Facts that only some standards ask for: what is found in a change, and what CI says of its commits."""

from dataclasses import dataclass
from typing import Literal

MatchedIn = Literal["lines", "names"]
ContextState = Literal["passed", "failed", "pending"]


@dataclass(frozen=True, slots=True)
class LicenceTags:
    """What a new file says of its licence: the SPDX expressions in its first lines, or why nobody could look."""

    path: str
    expressions: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Matches:
    """Where a regular expression matches what a change adds: its lines, or the names of the files it brings in.

    `places` are (path, line), line 0 for a name, in order, `more` lines of these files match too. `errors` are files
    that could not be looked at, each with the reason. `cut`: not every file is told of.
    """

    pattern: str
    where: MatchedIn
    places: tuple[tuple[str, int], ...] = ()
    cut: bool = False
    errors: tuple[tuple[str, str], ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """What CI says of a commit under one name: a check run or a commit status. `said` is GitHub's own word."""

    name: str
    state: ContextState
    said: str = ""
