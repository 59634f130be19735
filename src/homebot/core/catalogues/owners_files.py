"""Kubernetes-style OWNERS and OWNERS_ALIASES, as Prow reads them.

Source: Prow's `pkg/repoowners`. One OWNERS file speaks for its folder and what lies beneath; OWNERS_ALIASES lies in the
root alone.
"""

import re
from collections.abc import Callable, Iterator, Mapping
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

_LISTS = frozenset({"approvers", "reviewers", "required_reviewers", "labels"})
_UNUSED = frozenset({"emeritus_approvers", "emeritus_reviewers"})
_OPTIONS = frozenset({"no_parent_owners", "auto_approve_unowned_subfolders"})
_FILE = _LISTS | _UNUSED | {"options", "filters"}
_LOGIN = re.compile(r"[a-z0-9_-]{1,39}(?:\[bot\])?")
_ALIAS = re.compile(r"[a-z0-9_.-]{1,100}")

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
    """Whom one section of the OWNERS file in `folder` names for a path: sorted, aliases expanded."""

    folder: str
    place: Place
    owners: tuple[Owner, ...]


@dataclass(frozen=True, slots=True)
class Owned:
    """Who approves and who reviews a path: the nearest folder first, then its parents."""

    approvers: tuple[Layer, ...] = ()
    reviewers: tuple[Layer, ...] = ()


def read(documents: Documents, folder: str, compiled: Compile) -> OwnersFile:
    """What the OWNERS file of a folder says. Never raises."""
    reading = _Reading(documents)
    root = reading.root()
    if root is None:
        return OwnersFile(documents.file, folder, faults=reading.all())
    keys = reading.keys(root, _FILE)
    sections = reading.sections(root, keys, compiled)
    kept = tuple(section for section in sections if section.approvers or section.reviewers)
    return OwnersFile(documents.file, folder, kept, reading.no_parent_owners(keys.get("options")), reading.all())


def read_aliases(documents: Documents) -> Aliases:
    """What OWNERS_ALIASES says. Never raises."""
    reading = _Reading(documents)
    root = reading.root()
    keys = reading.keys(root, frozenset({"aliases"})) if root else {}
    given = keys.get("aliases")
    if given is None or not reading.is_mapping(given, "aliases"):
        return Aliases(faults=reading.all())
    if len(given.pairs) > MOST_ALIASES:
        message = f"{len(given.pairs)} aliases; the first {MOST_ALIASES} are used"
        reading.faults.add(given.pairs[MOST_ALIASES][0].place, message, "remove those nobody uses")
    members: dict[str, tuple[str, ...]] = {}
    for name, people in given.pairs[:MOST_ALIASES]:
        if name.is_scalar:
            members[_normal(name.text)] = tuple(named.name for named in reading.people(people, quoted(name.text)))
    return Aliases(members, reading.all())


def owners_of(path: str, files: Mapping[str, OwnersFile], aliases: Aliases) -> Owned:
    """Who owns `path`, `files` by their folders ("" for the root): exactly Prow's answer.

    A file with `no_parent_owners` ends the search upwards once somebody is found, approvers and reviewers each for
    themselves.
    """
    approvers, reviewers = _Role(aliases), _Role(aliases)
    for folder in _folders(path):
        file = files.get(folder)
        for section in _matching(file, path) if file else ():
            approvers.add(folder, section.approvers)
            reviewers.add(folder, section.reviewers)
        if file and file.no_parent_owners:
            approvers.end()
            reviewers.end()
    return Owned(tuple(approvers.layers), tuple(reviewers.layers))


@dataclass(slots=True)
class _Role:
    """The people of one role who were found on the way up."""

    aliases: Aliases
    layers: list[Layer] = field(default_factory=list)
    ended: bool = False

    def add(self, folder: str, named: tuple[Named, ...]) -> None:
        if named and not self.ended:
            self.layers.append(Layer(folder, named[0].place, _expanded(named, self.aliases)))

    def end(self) -> None:
        self.ended = self.ended or any(layer.owners for layer in self.layers)


def _matching(file: OwnersFile, path: str) -> Iterator[Section]:
    relative = path[len(file.folder) :].strip("/") or "."
    return (section for section in file.sections if section.search is None or section.search(relative))


def _folders(path: str) -> Iterator[str]:
    """The path itself, should it be a folder, and the folders above it up to the root."""
    current = path.removesuffix("/")
    while current:
        yield current
        current = current.rpartition("/")[0]
    yield ""


def _expanded(named: tuple[Named, ...], aliases: Aliases) -> tuple[Owner, ...]:
    logins: set[str] = set()
    for one in named:
        logins.update(aliases.members.get(one.name, (one.name,)))
    return tuple(Owner("user", login) for login in sorted(logins))


def _normal(name: str) -> str:
    """A login or alias as Prow compares it."""
    return name.lower().removeprefix("@")


def _shown(node: Node) -> str:
    return quoted(node.text) if node.kind == "text" else describe(node)


class _Reading:
    """The reading of one file, and what is wrong in it."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.faults = Faults()

    def all(self) -> tuple[Fault, ...]:
        return (*self.documents.faults, *self.faults.all())

    def root(self) -> Node | None:
        """The mapping that a file is; Prow reads its first document and no other."""
        first, *others = self.documents.roots or (None,)
        if others:
            self.faults.add(others[0].place, "a second document; only the first counts", "remove the ---")
        return first if first is not None and self.is_mapping(first, "the file") else None

    def is_mapping(self, node: Node, what: str) -> bool:
        if node.kind not in ("mapping", "nothing"):
            self.faults.add(node.place, f"{what}: expected keys and values, found {describe(node)}")
        return node.kind == "mapping"

    def keys(self, node: Node, known: frozenset[str]) -> dict[str, Node]:
        """The values by their keys, case aside as Prow has it. Of two the last counts; unknown ones are named."""
        found: dict[str, Node] = {}
        for key, value in node.pairs if self.is_mapping(node, "this") else ():
            name = key.text.lower() if key.is_scalar else ""
            if name not in known:
                self.faults.add(key.place, f"unknown key {_shown(key)}", suggestion(key.text, known))
            elif name in found:
                self.faults.add(key.place, f"{quoted(name)} is there twice; the last one counts", "keep one")
            if name in known:
                found[name] = value
        return found

    def no_parent_owners(self, options: Node | None) -> bool:
        value = self.keys(options, _OPTIONS).get("no_parent_owners") if options else None
        if value is None or value.kind == "boolean":
            return value is not None and value.text.lower() == "true"
        self.faults.add(value.place, f"no_parent_owners: expected true or false, found {describe(value)}")
        return False

    def sections(self, root: Node, keys: dict[str, Node], compiled: Compile) -> tuple[Section, ...]:
        """One section for the whole folder, or those of the filters."""
        filters = keys.get("filters")
        # Prow looks at filters only where nothing is said for the whole folder.
        if filters is not None and not any(keys[key].items for key in _LISTS & keys.keys()):
            return self.filters(filters, compiled)
        if filters is not None:
            fix = f'move what stands outside into the filter "{EVERYTHING}"'
            self.faults.add(filters.place, "filters beside approvers, reviewers or labels do not count", fix)
        return (self.section(root.place, EVERYTHING, None, keys),)

    def section(self, place: Place, pattern: str, search: Search | None, keys: dict[str, Node]) -> Section:
        lists = {key: self.people(keys[key], key) for key in ("approvers", "reviewers") if key in keys}
        return Section(place, pattern, search, lists.get("approvers", ()), lists.get("reviewers", ()))

    def filters(self, node: Node, compiled: Compile) -> tuple[Section, ...]:
        """One section for each filter whose expression can be used."""
        if not self.is_mapping(node, "filters"):
            return ()
        if len(node.pairs) > MOST_FILTERS:
            message = f"{len(node.pairs)} filters; the first {MOST_FILTERS} are used"
            self.faults.add(node.pairs[MOST_FILTERS][0].place, message, "join expressions with |")
        sections: list[Section] = []
        for pattern, value in node.pairs[:MOST_FILTERS]:
            search = None if pattern.text == EVERYTHING else compiled(pattern.text)
            if isinstance(search, str):
                message = f"the filter {quoted(pattern.text)} is no expression: {search}"
                self.faults.add(pattern.place, message, "Go's and RE2's syntax holds; the filter is left out")
                continue
            sections.append(self.section(pattern.place, pattern.text, search, self.keys(value, _LISTS | _UNUSED)))
        return tuple(sections)

    def people(self, node: Node, what: str) -> tuple[Named, ...]:
        """The logins and aliases of a list, each once."""
        if node.kind == "nothing":
            return ()
        if node.kind != "list":
            self.faults.add(node.place, f"{what}: expected a list, found {describe(node)}", "begin each line with -")
            return ()
        if len(node.items) > MOST_PEOPLE:
            message = f"{what}: {len(node.items)} names; the first {MOST_PEOPLE} are used"
            self.faults.add(node.items[MOST_PEOPLE].place, message, "name fewer people")
        found: dict[str, Named] = {}
        for item in node.items[:MOST_PEOPLE]:
            name = _normal(item.text) if item.is_scalar else ""
            if _LOGIN.fullmatch(name) or _ALIAS.fullmatch(name):
                found.setdefault(name, Named(name, item.place))
            else:
                fix = "teams are not known here; give them an alias" if "/" in name else "write a login or an alias"
                self.faults.add(item.place, f"{what}: {_shown(item)} is nobody", fix)
        return tuple(found.values())
