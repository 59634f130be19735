"""Backstage's `catalog-info.yaml`: components and who owns them, groups, users, systems and APIs.

Source: Backstage's "Descriptor Format of Catalog Entities" and "Well-known Annotations". Names are compared without
regard to case, as Backstage does; an entity is known by its kind, namespace and name. Locations are not followed.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from homebot.core.catalogues.faults import Faults
from homebot.core.directory import Place
from homebot.core.nodes import Documents, Node, describe
from homebot.core.ownership import Fault
from homebot.core.wording import nearest, quoted

FILES = ("catalog-info.yaml", "catalog-info.yml")
MOST_NAMES = 1000
"""In one list of an entity: members, dependencies, APIs."""

Kind = Literal["component", "system", "api", "group", "user"]
_KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
_OTHER_KINDS = frozenset({"location", "domain", "resource", "template"})
_REFERENCE = re.compile(r"(?:([^:/]{1,63}):)?(?:([^:/]{1,63})/)?([^:/]{1,63})")
_LONGEST = 500
_SHAPE = "give apiVersion, kind and metadata.name"
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
    team (`github.com/team-slug`) or a user's login (`github.com/user-login`, else the entity's name if it
    can be one), in lower case. `source` is `backstage.io/source-location` as written.
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
    reading = _Reading(documents.file)
    for root in documents.roots:
        reading.document(root)
    entities = tuple(reading.entities.values())
    return BackstageFile(documents.file, entities, reading.passed_over, (*documents.faults, *reading.faults.all()))


def reference(text: str, kind: str, namespace: str = "default") -> Ref | None:
    """The entity that `[kind:][namespace/]name` names, with these defaults; `None` where it is no reference.

    Without a kind in `text`, and with none to default to (`kind` is empty), it is none.
    """
    found = _REFERENCE.fullmatch(text)
    if found is None or not (found[1] or kind) or not _NAME.fullmatch(found[3]):
        return None
    return Ref((found[1] or kind).lower(), (found[2] or namespace).lower(), found[3].lower())


def login_of(user: Ref) -> str | None:
    """The login that a user's name may be; `None` where it cannot be one."""
    return user.name if _LOGIN.fullmatch(user.name) else None


@dataclass(slots=True)
class _Reading:
    """What is read of a file so far; the first entity of a name counts, as in Backstage."""

    file: str
    entities: dict[Ref, Entity] = field(default_factory=dict)
    passed_over: int = 0
    faults: Faults = field(default_factory=Faults)

    def document(self, root: Node) -> None:
        if root.kind != "mapping":
            self.faults.add(root.place, f"expected an entity, found {describe(root)}", _SHAPE)
            return
        kind = self.kind(root)
        ref = self.name(root, kind) if kind else None
        if kind is None or ref is None:
            return
        if first := self.entities.get(ref):
            fix = f"the one on line {first.place.line} counts"
            self.faults.add(root.place, f"{quoted(str(ref))} is there twice", fix)
            return
        self.entities[ref] = self.entity(root, ref)

    def kind(self, root: Node) -> Kind | None:
        """The kind of an entity; `None` for those homebot has no use for, and for what is no entity."""
        written, version = _text(root, "kind"), _text(root, "apiVersion")
        if written is None:
            self.faults.add(root.place, "a document without a kind", _SHAPE)
            return None
        kind = written.text.lower()
        foreign = kind in _OTHER_KINDS or (version is not None and not version.text.startswith("backstage.io/"))
        if foreign:
            self.passed_over += 1
        elif kind not in _KINDS:
            near = nearest(kind, _KINDS)
            # Companies have kinds of their own: only what looks like a slip is one.
            self.passed_over += near is None
            if near:
                spelt = "API" if near == "api" else near.capitalize()
                self.faults.add(written.place, f"unknown kind {quoted(written.text)}", f"did you mean {quoted(spelt)}?")
        return None if foreign else _KINDS.get(kind)

    def name(self, root: Node, kind: Kind) -> Ref | None:
        metadata = root.get("metadata")
        name = _text(metadata, "name")
        if metadata is None or name is None or not _NAME.fullmatch(name.text):
            shown = f"{quoted(name.text)} is no name of an entity" if name else f"a {kind} without metadata.name"
            fix = "letters, digits and - _ . between them, at most 63"
            self.faults.add((name or metadata or root).place, shown, fix)
            return None
        namespace = _text(metadata, "namespace")
        return Ref(kind, (namespace.text if namespace else "default").lower(), name.text.lower())

    def entity(self, root: Node, ref: Ref) -> Entity:
        """One entity. What a kind does not have is not looked for."""
        metadata, spec = root.get("metadata"), root.get("spec")
        name, notes = _text(metadata, "name"), metadata.get("annotations") if metadata else None
        entity = Entity(ref, name.text if name else ref.name, name.place if name else root.place)
        if ref.kind == "user":
            key = "github.com/user-login"
            login = self.annotation(notes, key, _LOGIN) if _text(notes, key) else login_of(ref)
            return replace(entity, github=login, member_of=self.names(spec, "memberOf", "group", ref))
        if ref.kind == "group":
            return replace(
                entity,
                github=self.annotation(notes, "github.com/team-slug", _SLUG),
                parent=self.one(spec, "parent", "group", ref),
                children=self.names(spec, "children", "group", ref),
                members=self.names(spec, "members", "user", ref),
            )
        owned = self.owned(entity, spec, notes)
        return self.component(owned, spec) if ref.kind == "component" else owned

    def owned(self, entity: Entity, spec: Node | None, notes: Node | None) -> Entity:
        """What components, systems and APIs have alike."""
        lifecycle, source = _text(spec, "lifecycle"), _text(notes, "backstage.io/source-location")
        owner = self.one(spec, "owner", "group", entity.ref)
        if owner is None:
            self.faults.add(entity.place, f"{quoted(str(entity.ref))} has no owner", "name a group in spec.owner")
        return replace(
            entity,
            owner=owner,
            system=self.one(spec, "system", "system", entity.ref),
            lifecycle=lifecycle.text[:_LONGEST] if lifecycle else "",
            github=self.annotation(notes, "github.com/project-slug", _SLUG),
            source=source.text[:_LONGEST] if source else None,
        )

    def component(self, entity: Entity, spec: Node | None) -> Entity:
        return replace(
            entity,
            provides=self.names(spec, "providesApis", "api", entity.ref),
            consumes=self.names(spec, "consumesApis", "api", entity.ref),
            depends_on=self.names(spec, "dependsOn", "", entity.ref),
        )

    def annotation(self, notes: Node | None, key: str, shape: re.Pattern[str]) -> str | None:
        """An annotation's value in lower case; `None` where there is none, or one that cannot be right."""
        value = _text(notes, key)
        if value is None or shape.fullmatch(value.text):
            return value.text.lower() if value else None
        self.faults.add(value.place, f"{quoted(value.text)} is no value of {key}", "the annotation is left out")
        return None

    def one(self, spec: Node | None, key: str, kind: str, of: Ref) -> Named | None:
        """The entity that `spec.key` names."""
        node = spec.get(key) if spec else None
        return self.named(node, key, kind, of) if node is not None and node.kind != "nothing" else None

    def names(self, spec: Node | None, key: str, kind: str, of: Ref) -> tuple[Named, ...]:
        """The entities that the list `spec.key` names, each once."""
        node = spec.get(key) if spec else None
        if node is None or node.kind == "nothing":
            return ()
        if node.kind != "list":
            message = f"spec.{key} of {of}: expected a list, found {describe(node)}"
            self.faults.add(node.place, message, "begin each line with -")
            return ()
        if len(node.items) > MOST_NAMES:
            message = f"spec.{key} of {of} names {len(node.items)}; the first {MOST_NAMES} are used"
            self.faults.add(node.place, message, "use child groups")
        found: dict[Ref, Named] = {}
        for item in node.items[:MOST_NAMES]:
            if named := self.named(item, key, kind, of):
                found.setdefault(named.ref, named)
        return tuple(found.values())

    def named(self, node: Node, key: str, kind: str, of: Ref) -> Named | None:
        ref = reference(node.text, kind, of.namespace) if node.is_scalar else None
        if ref is None:
            fix = "write [kind:][namespace/]name" if kind else "write kind:[namespace/]name"
            self.faults.add(node.place, f"spec.{key} of {of}: {describe(node)} names no entity", fix)
            return None
        return Named(ref, node.place)


def _text(node: Node | None, key: str) -> Node | None:
    """The scalar at `key`; `None` where there is nothing, or something else."""
    value = node.get(key) if node else None
    return value if value is not None and value.is_scalar and value.kind != "nothing" else None
