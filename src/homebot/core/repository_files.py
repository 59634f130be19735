"""What the files of a repository say of its services and of who owns them, before the catalogue has its say.

Bounded, free of any path of a change, and stored per repository: the last of it is what is known before the files are
read again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from homebot.core.catalogues.backstage import BackstageFile, Entity
from homebot.core.catalogues.codeowners import CodeownersFile
from homebot.core.catalogues.groups import Groups, groups
from homebot.core.catalogues.owners_files import Aliases, OwnersFile, owners_of
from homebot.core.directory import Lifecycle, Mode, Place
from homebot.core.ownership import Fault, Owner, Source

MOST_SERVICES = 200
"""Services of one file; the rest is left out, and a fault says so."""
MOST_MEMBERS = 1000
MOST_USES = 100
"""Of one component."""
MOST_FAULTS = 100
MOST_HINTS = 10
"""Wrong names of a repository's files for which the nearest valid one is looked for, among all there are: it takes
milliseconds each, at every evaluation."""
EVERYTHING = frozenset({"*", "**", "/**", "**/*", "/**/*"})
"""Patterns of CODEOWNERS that cover every file."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The keys of one service in `.homebot.yml`; what it does not name is `None`. `places` has each key's place."""

    place: Place
    name: str | None = None
    owner: str | None = None
    repository: str | None = None
    paths: tuple[str, ...] | None = None
    lifecycle: Lifecycle | None = None
    mode: Mode | None = None
    profile: str | None = None
    provides: tuple[str, ...] | None = None
    consumes: tuple[str, ...] | None = None
    approvals: int | None = None
    first_response: str | None = None
    warranty_days: int | None = None
    since: date | None = None
    places: tuple[tuple[str, Place], ...] = ()

    def place_of(self, key: str) -> Place:
        """Where a key's value is written, else where the service begins."""
        return dict(self.places).get(key, self.place)


@dataclass(frozen=True, slots=True)
class Use:
    """That a component needs another entity: `ref` in full (`component:default/ledgerd`), `key` is `dependsOn` or
    `consumesApis`."""

    key: Literal["dependsOn", "consumesApis"]
    ref: str
    place: Place


@dataclass(frozen=True, slots=True)
class Component:
    """A Backstage Component. `ref` and `owner` read `group:default/payments`; `source` is its
    `backstage.io/source-location`. `apis` are those it provides, in full."""

    name: str
    place: Place
    owner: str | None = None
    owner_place: Place | None = None
    lifecycle: str = ""
    source: str | None = None
    github: str | None = None
    ref: str = ""
    apis: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A Backstage Group that owns something here, or a User; `ref` in full, `members` are logins, those of the groups
    beneath it among them."""

    ref: str
    name: str
    place: Place
    members: tuple[str, ...] = ()
    github: str | None = None


@dataclass(frozen=True, slots=True)
class OwnerWord:
    """Whom CODEOWNERS (for `*`) or the root's OWNERS names for the whole repository."""

    source: Source
    place: Place
    owners: tuple[Owner, ...]


@dataclass(frozen=True, slots=True)
class RepositoryFiles:
    """All of it. Nothing found is nothing said."""

    settings: tuple[Settings, ...] = ()
    components: tuple[Component, ...] = ()
    groups: tuple[Group, ...] = ()
    words: tuple[OwnerWord, ...] = ()
    faults: tuple[Fault, ...] = ()


def said_in(
    settings: tuple[Settings, ...],
    backstage: BackstageFile | None,
    codeowners: CodeownersFile | None,
    owners: OwnersFile | None,
    aliases: Aliases,
    faults: Iterable[Fault] = (),
) -> RepositoryFiles:
    """What concerns the repository as a whole in files that are there. `faults` are those of reading them."""
    components = _components(backstage) if backstage is not None else ()
    found = [*faults]
    found += [fault for file in (backstage, codeowners, owners) if file is not None for fault in file.faults]
    found += [*aliases.faults, *_left_out(settings, "services"), *_left_out(components, "components")]
    components = components[:MOST_SERVICES]
    owning, wrong = _owning(backstage, components) if backstage is not None else ((), ())
    words = (_of_codeowners(codeowners), _of_owners(owners, aliases))
    return RepositoryFiles(
        settings=settings[:MOST_SERVICES],
        components=components,
        groups=owning,
        words=tuple(word for word in words if word is not None),
        faults=bounded((*found, *wrong), MOST_FAULTS),
    )


def bounded(faults: Iterable[Fault], most: int) -> tuple[Fault, ...]:
    """The first faults, each once. Where some are left out, the last one says how many."""
    found = list(dict.fromkeys(faults))
    if len(found) <= most:
        return tuple(found)
    more = Fault(found[most - 1].place, f"and {len(found) - most + 1} more", "homebot owners lists them")
    return (*found[: most - 1], more)


def _left_out(found: tuple[Settings, ...] | tuple[Component, ...], what: str) -> list[Fault]:
    if len(found) <= MOST_SERVICES:
        return []
    return [Fault(found[MOST_SERVICES].place, f"{len(found)} {what}; the first {MOST_SERVICES} are used")]


def _of_codeowners(file: CodeownersFile | None) -> OwnerWord | None:
    """The last rule for everything: later rules for parts of the repository say nothing of the whole."""
    rules = file.rules if file is not None else ()
    last = next((rule for rule in reversed(rules) if rule.pattern in EVERYTHING), None)
    return OwnerWord("CODEOWNERS", last.place, last.owners) if last is not None and last.owners else None


def _of_owners(file: OwnersFile | None, aliases: Aliases) -> OwnerWord | None:
    """The approvers of a file in the root by the file of the root alone."""
    if file is None:
        return None
    layers = owners_of("OWNERS", {"": file}, aliases).approvers
    owners = tuple(dict.fromkeys(owner for layer in layers for owner in layer.owners))[:MOST_MEMBERS]
    return OwnerWord("OWNERS", layers[0].place, owners) if owners else None


def _components(file: BackstageFile) -> tuple[Component, ...]:
    return tuple(
        Component(
            name=entity.name,
            place=entity.place,
            owner=str(entity.owner.ref) if entity.owner is not None else None,
            owner_place=entity.owner.place if entity.owner is not None else None,
            lifecycle=entity.lifecycle,
            source=entity.source,
            github=entity.github,
            ref=str(entity.ref),
            apis=tuple(str(named.ref) for named in entity.provides[:MOST_USES]),
            uses=_uses(entity),
        )
        for entity in file.of_kind("component")
    )


def _uses(entity: Entity) -> tuple[Use, ...]:
    """What it says that it needs, of components and APIs."""
    components = (named for named in entity.depends_on if named.ref.kind in ("component", "api"))
    found = [Use("dependsOn", str(named.ref), named.place) for named in components]
    found += [Use("consumesApis", str(named.ref), named.place) for named in entity.consumes]
    return tuple(found[:MOST_USES])


def _owning(file: BackstageFile, components: Iterable[Component]) -> tuple[tuple[Group, ...], tuple[Fault, ...]]:
    """Who owns components: groups, and users as groups of one; and what is wrong with groups."""
    wanted = {one.owner for one in components}
    known = groups((file,))
    owners = (entity for entity in (*file.of_kind("group"), *file.of_kind("user")) if str(entity.ref) in wanted)
    return tuple(_group(entity, known) for entity in owners), known.faults


def _group(entity: Entity, known: Groups) -> Group:
    if entity.ref.kind == "user":
        return Group(str(entity.ref), entity.name, entity.place, (entity.github,) if entity.github else ())
    members = known.members_of(entity.ref)[:MOST_MEMBERS]
    return Group(str(entity.ref), entity.name, entity.place, members, entity.github)


def with_settings(files: RepositoryFiles, settings: tuple[Settings, ...]) -> RepositoryFiles:
    """The same with other words of `.homebot.yml`: the last good ones, where those of today cannot be read."""
    return replace(files, settings=settings)
