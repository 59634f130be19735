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


@dataclass(frozen=True, slots=True)
class AnalysisError:
    """A file that could not be analysed and why; it never counts as a pass."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Maintainability:
    """Radon's maintainability index of one touched Python file, from 0 to 100; `before` is `None` for a new one."""

    path: str
    before: float | None
    after: float


@dataclass(frozen=True, slots=True)
class SecretFound:
    """An added line that holds a credential of some kind. What it says is in no fact: only where it stands."""

    path: str
    line: int
    kind: str


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the search for credentials found in added lines, and the files it did not search to their end."""

    found: tuple[SecretFound, ...] = ()
    errors: tuple[AnalysisError, ...] = ()


@dataclass(frozen=True, slots=True)
class LintFound:
    """What a linter says of an added line, and did not say of the base. `code` is the rule's, as in `F401`."""

    path: str
    line: int
    end_line: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Lint:
    """New findings of the linter on added lines, and files it could not read. `refused`: why it read none at all."""

    found: tuple[LintFound, ...] = ()
    errors: tuple[AnalysisError, ...] = ()
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class RemovedFunction:
    """A function the change takes away, with the complexity that goes with it. `path` is its file by the name it has at
    the head, or had when the file goes too."""

    path: str
    name: str
    complexity: int


@dataclass(frozen=True, slots=True)
class RepositoryFacts:
    """What GitHub says of a repository. `forked_from` are those it comes from, the nearest first, as far as they are
    shown."""

    archived: bool = False
    fork: bool = False
    forked_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SurfaceFound:
    """`consumer_service` gained a line of code with `word`, of the surface of the part of `of` in `service`, which was
    `home`'s that day; `away` did the work, `None`: home itself. The line is one of the head."""

    of: str
    service: str
    home: str
    away: str | None
    consumer_service: str
    path: str
    line: int
    word: str


@dataclass(frozen=True, slots=True)
class Surfaces:
    """What a merge to the default branch means to surfaces: which words of its own the home code held before (`old`)
    or is not known to have gained (`unproven`), and which words of others it uses. `cut`: not all could be looked
    for, and why."""

    old: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()
    found: tuple[SurfaceFound, ...] = ()
    cut: str = ""


@dataclass(frozen=True, slots=True)
class ManifestChange:
    """A changed manifest: the packages (package URLs without version), each with its line (0: not known), that it asks
    for directly at run time and did not before; `before` is what it asked for at the base of all that changed manifests
    add now. `old_path` is its name there, empty where it was not."""

    path: str
    old_path: str = ""
    added: tuple[tuple[str, int], ...] = ()
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What changed manifests ask for, and what in them could not be read. `cut`: not every package is told of.
    `providers` are (package, services that provide it) of what is new, as every repository's own files say it."""

    files: tuple[ManifestChange, ...] = ()
    errors: tuple[AnalysisError, ...] = ()
    cut: bool = False
    providers: tuple[tuple[str, tuple[str, ...]], ...] = ()
