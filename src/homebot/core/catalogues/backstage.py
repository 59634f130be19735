"""Backstage's `catalog-info.yaml`: components and who owns them, groups, users, systems and APIs.

Source: Backstage's "Descriptor Format of Catalog Entities" and "Well-known Annotations". Names are compared without
regard to case, as Backstage does; an entity is known by its kind, namespace and name. Locations are not followed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from homebot.core.catalogues.faults import Faults
from homebot.core.directory import Place
from homebot.core.nodes import Documents, Node, describe
from homebot.core.ownership import Fault
from homebot.core.wording import quoted, suggestion

FILES = ("catalog-info.yaml", "catalog-info.yml")
MOST_NAMES = 1000
"""In one list of an entity: members, dependencies, APIs."""

Kind = Literal["component", "system", "api", "group", "user"]
_KINDS: dict[str, Kind] = {
    "component": "component",
    "system": "system",
    "api": "api",
    "group": "group",
    "user": "user",
}
_OTHER_KINDS = frozenset({"location", "domain", "resource", "template"})
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")
_LOGIN = re.compile(r"[A-Za-z0-9_-]{1,39}")
_SLUG = re.compile(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,255}")


@dataclass(frozen=True, slots=True)
class Ref:
    """An entity's name in full, in lower case. It reads `group:default/payments`."""

    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.namespace}/{self.name}"


@dataclass(frozen=True, slots=True)
class Named:
    """A reference and where it is written."""

    ref: Ref
    place: Place


@dataclass(frozen=True, slots=True)
class Entity:
    """What homebot reads of an entity; what its kind does not have is empty.

    `owner` of a component, system or API; `parent`, `children`, `members` of a group; `member_of` of a user.
    `github` is `owner/name` of a component's repository (`github.com/project-slug`), `org/slug` of a group's GitHub
    team (`github.com/team-slug`) or a user's login (`github.com/user-login`, else the entity's name where it can be
    one), in lower case. `source` is `backstage.io/source-location` as written.
    """

    ref: Ref
    name: str
    place: Place
    owner: Named | None = None
    system: Named | None = None
    lifecycle: str = ""
    github: str | None = None
    source: str | None = None
    provides: tuple[Named, ...] = ()
    consumes: tuple[Named, ...] = ()
    depends_on: tuple[Named, ...] = ()
    parent: Named | None = None
    children: tuple[Named, ...] = ()
    members: tuple[Named, ...] = ()
    member_of: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class BackstageFile:
    """The entities of a file in its order. `passed_over` counts documents of other kinds, Locations among them."""

    file: str
    entities: tuple[Entity, ...] = ()
    passed_over: int = 0
    faults: tuple[Fault, ...] = ()

    def of_kind(self, kind: Kind) -> tuple[Entity, ...]:
        """The entities of one kind."""
        return tuple(entity for entity in self.entities if entity.ref.kind == kind)


def read(documents: Documents) -> BackstageFile:
    """The entities that the documents of one file describe. Never raises."""
    raise NotImplementedError


def reference(text: str, kind: str, namespace: str = "default") -> Ref | None:
    """The entity that `[kind:][namespace/]name` names, with these defaults; `None` where it is no reference."""
    raise NotImplementedError
