"""Kubernetes-style OWNERS and OWNERS_ALIASES, as Prow reads them.

Source: Prow's `pkg/repoowners`. One OWNERS file speaks for its folder and what lies beneath; OWNERS_ALIASES lies in the
root alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from homebot.core.catalogues.faults import Faults
from homebot.core.directory import Place
from homebot.core.nodes import Documents, Node, describe
from homebot.core.ownership import Fault, Owner
from homebot.core.wording import quoted, suggestion

NAME = "OWNERS"
ALIASES = "OWNERS_ALIASES"
MOST_PEOPLE = 1000
"""In one list."""
MOST_FILTERS = 200
MOST_ALIASES = 5000
EVERYTHING = ".*"

Search = Callable[[str], bool]
"""Whether an expression is found anywhere in a path that is written from the OWNERS file's folder on."""
Compile = Callable[[str], Search | str]
"""An expression made ready, or why it cannot be; it must take time in proportion to the path (RE2), never more."""


@dataclass(frozen=True, slots=True)
class Named:
    """A login or an alias as an OWNERS file has it, in lower case and without @, and where."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Section:
    """Approvers and reviewers of the paths that `search` finds something in; of all paths where it is `None`."""

    place: Place
    pattern: str = EVERYTHING
    search: Search | None = None
    approvers: tuple[Named, ...] = ()
    reviewers: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnersFile:
    """What one OWNERS file says of its `folder` ("" for the root): one section, or one for each filter."""

    file: str
    folder: str = ""
    sections: tuple[Section, ...] = ()
    no_parent_owners: bool = False
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Aliases:
    """OWNERS_ALIASES: names that stand for several logins. An alias in an alias is taken for a login, as Prow does."""

    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """Whom one OWNERS file names for a path, aliases expanded."""

    place: Place
    owners: tuple[Owner, ...]


@dataclass(frozen=True, slots=True)
class Owned:
    """Who approves and who reviews a path: the nearest folder first, then its parents."""

    approvers: tuple[Layer, ...] = ()
    reviewers: tuple[Layer, ...] = ()


def read(documents: Documents, folder: str, compiled: Compile) -> OwnersFile:
    """What the OWNERS file of a folder says. Never raises."""
    raise NotImplementedError


def read_aliases(documents: Documents) -> Aliases:
    """What OWNERS_ALIASES says. Never raises."""
    raise NotImplementedError


def owners_of(path: str, files: Mapping[str, OwnersFile], aliases: Aliases) -> Owned:
    """Who owns `path`, `files` by their folders ("" for the root): exactly Prow's answer."""
    raise NotImplementedError
