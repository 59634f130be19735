"""Maven's `pom.xml`: the artifact itself, its parent and what it asks for, its profiles' too.

Properties and managed versions count where they are in the same file; a version that another file gives is not known.
What only the container or the tests bring is not of run time. Source: "POM Reference", "Introduction to the Dependency
Mechanism".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from homebot.core.manifests import xml_nodes
from homebot.core.manifests.bounds import maven
from homebot.core.manifests.found import Found
from homebot.core.manifests.manifest import Manifest, Problem, Scope
from homebot.core.nodes import Node

FILES = ("pom.xml",)
KIND = "manifest"
MOST_ROUNDS = 10
"""Of properties that name properties."""
MOST_TEXT = 1_000

_PROPERTY = re.compile(r"\$\{([^${}]{1,200})\}")
_SCOPES: dict[str, Scope] = {"test": "development", "provided": "build", "system": "build", "import": "build"}


@dataclass(slots=True)
class _Words:
    """What properties stand for."""

    values: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)

    def said(self, text: str) -> str:
        """`text` with its properties written out; those that are not known stay."""
        if text not in self.known:
            self.known[text] = self._written_out(text)
        return self.known[text]

    def _written_out(self, text: str) -> str:
        for _ in range(MOST_ROUNDS):
            replaced = _PROPERTY.sub(lambda match: self.values.get(match[1], match[0])[:MOST_TEXT], text[:MOST_TEXT])
            if replaced == text:
                break
            text = replaced
        return text[:MOST_TEXT]


def read(path: str, data: bytes) -> Manifest:
    """The artifact, and the artifacts it names."""
    found = Found("maven")
    document = xml_nodes.read(data)
    if isinstance(document, Problem):
        return found.take(document)
    name, project = document
    if name != "project":
        found.problem(f"its root is <{name}>; Maven's is <project>", project.place.line, project.place.column)
        return found.manifest()
    words = _words(project, found)
    parent = project.get("parent")
    if parent is not None:
        _artifact(parent, parent, words, found, "build", {})
    own = project.get("artifactId")
    if own is not None:
        identity = f"{words.said('${project.groupId}')}/{words.said(found.text(own, 'artifactId'))}"
        found.is_(identity, _known(words.said("${project.version}")), own.place.line)
    managed = _managed(project, words, found)
    for entry in _entries(project, "dependencies"):
        _artifact(entry, entry, words, found, _scope(entry, words, found), managed)
    for profile in _entries(project, "profiles"):
        for entry in _entries(profile, "dependencies"):
            scope = _scope(entry, words, found)
            _artifact(entry, entry, words, found, "optional" if scope == "runtime" else scope, managed)
    return found.manifest()


def _entries(node: Node | None, name: str) -> Iterator[Node]:
    """The elements in the element `name`."""
    inner = node.get(name) if node is not None else None
    return (value for key, value in (inner.pairs if inner is not None else ()) if not key.text.startswith("@"))


def _words(project: Node, found: Found) -> _Words:
    values: dict[str, str] = {}
    properties = project.get("properties")
    for key, value in properties.pairs if properties is not None else ():
        values[key.text] = value.text
    parent = project.get("parent")
    for name in ("groupId", "artifactId", "version"):
        above = parent.get(name) if parent is not None else None
        own = project.get(name) or (above if name != "artifactId" else None)
        for prefix, said in (("project.parent.", above), ("parent.", above), ("project.", own), ("pom.", own)):
            if said is not None:
                values[prefix + name] = said.text
    return _Words(values)


def _managed(project: Node, words: _Words, found: Found) -> dict[str, str]:
    """Versions by artifact, from `dependencyManagement`."""
    managed: dict[str, str] = {}
    for entry in _entries(project.get("dependencyManagement"), "dependencies"):
        version = entry.get("version")
        if version is not None:
            managed[_name(entry, words)] = version.text
    return managed


def _name(entry: Node, words: _Words) -> str:
    group, artifact = entry.get("groupId"), entry.get("artifactId")
    parts = (words.said(part.text) if part is not None else "" for part in (group, artifact))
    return "/".join(parts)


def _scope(entry: Node, words: _Words, found: Found) -> Scope:
    written = words.said(found.text(entry.get("scope"), "scope"))
    optional = words.said(found.text(entry.get("optional"), "optional"))
    scope = _SCOPES.get(written, "runtime")
    return "optional" if optional == "true" and scope == "runtime" else scope


def _artifact(entry: Node, place: Node, words: _Words, found: Found, scope: Scope, managed: dict[str, str]) -> None:
    name = _name(entry, words)
    version = found.text(entry.get("version"), f"{name}: version") or managed.get(name, "")
    found.needs(name, maven(_known(words.said(version))), scope, line=place.place.line)


def _known(text: str) -> str:
    """Nothing where a property is not known here."""
    return "" if "${" in text else text
