"""SPDX documents of version 2, JSON and tag-value. What the document describes is what the folder provides; what that
depends on, by the document's relationships, is direct.

Source: SPDX 2.2 and 2.3. Packages without a package URL are passed over.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from homebot.core.manifests import json_nodes
from homebot.core.manifests.bounds import Bound
from homebot.core.manifests.found import Found, text_of
from homebot.core.manifests.manifest import Manifest, Problem, Scope
from homebot.core.nodes import Node
from homebot.core.purl import parsed
from homebot.core.wording import quoted

FILES = ("*.spdx.json", "*.spdx")
KIND = "sbom"

_NEEDS: dict[str, Scope] = {"DEPENDS_ON": "runtime"}
_NEEDED: dict[str, Scope] = {
    "DEPENDENCY_OF": "runtime",
    "RUNTIME_DEPENDENCY_OF": "runtime",
    "OPTIONAL_DEPENDENCY_OF": "optional",
    "PROVIDED_DEPENDENCY_OF": "build",
    "BUILD_DEPENDENCY_OF": "build",
    "BUILD_TOOL_OF": "build",
    "DEV_DEPENDENCY_OF": "development",
    "DEV_TOOL_OF": "development",
    "TEST_DEPENDENCY_OF": "development",
    "TEST_TOOL_OF": "development",
}
"""Relationships of a dependency to what needs it."""


@dataclass(slots=True)
class _Package:
    id: str = ""
    version: str = ""
    url: str = ""
    url_line: int = 0


@dataclass(slots=True)
class _Document:
    """The parts of a document, whichever syntax it is in; relationships as (one, relationship, other)."""

    packages: list[_Package] = field(default_factory=list)
    relationships: list[tuple[str, str, str]] = field(default_factory=list)
    described: set[str] = field(default_factory=set)


def read(path: str, data: bytes) -> Manifest:
    """What the document describes, and the packages in it."""
    found = Found("generic")
    document = _json(data, found) if path.endswith(".json") else _tags(data, found)
    if isinstance(document, Problem):
        return found.take(document)
    roots = document.described | {
        other for one, how, other in document.relationships if how == "DESCRIBES" and one == "SPDXRef-DOCUMENT"
    }
    roots |= {one for one, how, other in document.relationships if how == "DESCRIBED_BY"}
    asked = dict(_asked(document, roots))
    for package in document.packages:
        _package(package, roots, asked, found)
    return found.manifest()


def _asked(document: _Document, roots: set[str]) -> Iterator[tuple[str, Scope]]:
    """What the described packages need; the strongest scope last."""
    for wanted in ("development", "build", "optional", "runtime"):
        for one, how, other in document.relationships:
            if one in roots and _NEEDS.get(how) == wanted:
                yield other, _NEEDS[how]
            if other in roots and _NEEDED.get(how) == wanted:
                yield one, _NEEDED[how]


def _package(package: _Package, roots: set[str], asked: dict[str, Scope], found: Found) -> None:
    if not package.url:
        return
    name, in_url = parsed(package.url)
    line = package.url_line
    version = in_url or ("" if package.version in ("NOASSERTION", "NONE") else package.version)
    if name is None:
        found.problem(f"{quoted(package.url)} is no package URL", line)
    elif package.id in roots:
        found.is_("", version, line, package=name)
    else:
        found.needs("", Bound(version), asked.get(package.id, "runtime"), package.id in asked, line, package=name)


def _json(data: bytes, found: Found) -> _Document | Problem:
    root = json_nodes.read(data)
    if isinstance(root, Problem):
        return root
    if root.get("spdxVersion") is None:
        return Problem("it is no SPDX of version 2: it has no spdxVersion", root.place.line, root.place.column)
    document = _Document()
    document.described = {item.text for item in found.items(root.get("documentDescribes"), "documentDescribes")}
    document.packages = [_described(one, found) for one in found.mappings(root.get("packages"), "packages")]
    for one in found.mappings(root.get("relationships"), "relationships"):
        parts = [one.get(key) for key in ("spdxElementId", "relationshipType", "relatedSpdxElement")]
        first, how, other = (found.text(part, "relationships") for part in parts)
        document.relationships.append((first, how, other))
    return document


def _described(node: Node, found: Found) -> _Package:
    package = _Package(found.text(node.get("SPDXID"), "SPDXID"), found.text(node.get("versionInfo"), "versionInfo"))
    for reference in found.mappings(node.get("externalRefs"), "externalRefs"):
        kind, url = reference.get("referenceType"), reference.get("referenceLocator")
        if kind is not None and kind.text == "purl" and url is not None and not package.url:
            package.url, package.url_line = found.text(url, "referenceLocator"), url.place.line
    return package


def _tags(data: bytes, found: Found) -> _Document | Problem:
    text = text_of(data)
    if isinstance(text, Problem):
        return text
    document = _Document()
    version = False
    for number, tag, value in _pairs(text, found):
        version = version or tag == "SPDXVersion"
        if tag == "PackageName":
            document.packages.append(_Package())
        elif tag == "Relationship":
            one, how, other, *_ = (*value.split()[:3], "", "", "")
            document.relationships.append((one, how, other))
        elif document.packages:
            _tag(document.packages[-1], tag, value, number)
    return document if version else Problem("it is no SPDX of version 2: it has no SPDXVersion", 1)


def _tag(package: _Package, tag: str, value: str, number: int) -> None:
    """Takes what is said of a package; of several identities (a file's follow) the first is its own."""
    if tag == "SPDXID":
        package.id = package.id or value
    elif tag == "PackageVersion":
        package.version = package.version or value
    elif tag == "ExternalRef" and not package.url:
        words = value.split()
        if len(words) == 3 and words[1] == "purl":
            package.url, package.url_line = words[2], number


def _pairs(text: str, found: Found) -> Iterator[tuple[int, str, str]]:
    """Tags and values by line; text in `<text>` may go over several and is left out."""
    inside = False
    for number, line in found.lines(text):
        if inside:
            inside = "</text>" not in line
            continue
        tag, colon, value = line.partition(":")
        if "<text>" in value:
            inside = "</text>" not in value
        elif colon and not line.startswith("#"):
            yield number, tag.strip(), value.strip()
        elif line.strip() and not line.startswith("#"):
            found.problem(f"{quoted(line)} is no tag with a value", number)
