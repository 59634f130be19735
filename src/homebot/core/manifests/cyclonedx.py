"""CycloneDX bills of materials, JSON and XML. The component that the bill is for is what the folder provides; what that
one depends on is direct, and without a graph of dependencies nothing is known to be.

Source: CycloneDX 1.2 to 1.6. Components without a package URL are passed over.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from homebot.core.manifests import json_nodes, xml_nodes
from homebot.core.manifests.bounds import Bound
from homebot.core.manifests.found import Found
from homebot.core.manifests.manifest import Manifest, Problem, Scope
from homebot.core.nodes import Node
from homebot.core.purl import parsed
from homebot.core.wording import quoted

FILES = ("*.cdx.json", "bom.json", "sbom.json", "*.cdx.xml", "bom.xml", "sbom.xml")
KIND = "sbom"

_SCOPES: dict[str, Scope] = {"optional": "optional", "excluded": "development"}


@dataclass(frozen=True, slots=True)
class _Bill:
    """The parts of a bill, whichever syntax it is in. `asked` are the references that its component depends on."""

    component: Node | None
    components: tuple[Node, ...]
    asked: frozenset[str]
    reference: str


def read(path: str, data: bytes) -> Manifest:
    """What the bill is for, and its components."""
    found = Found("generic")
    bill = _xml(data, found) if path.endswith(".xml") else _json(data, found)
    if isinstance(bill, Problem):
        return found.take(bill)
    if bill.component is not None:
        _component(bill.component, bill, found, itself=True)
    for component in bill.components:
        _component(component, bill, found, itself=False)
    return found.manifest()


def _component(component: Node, bill: _Bill, found: Found, itself: bool) -> None:
    url = component.get("purl")
    if not found.expect(component, "mapping", "a component") or url is None or not found.text(url, "purl"):
        return
    package, in_url = parsed(url.text)
    if package is None:
        found.problem(f"{quoted(url.text)} is no package URL", url.place.line, url.place.column)
        return
    version = in_url or found.text(component.get("version"), "version")
    if itself:
        found.is_("", version, url.place.line, package=package)
        return
    scope = _SCOPES.get(found.text(component.get("scope"), "scope"), "runtime")
    reference = component.get(bill.reference)
    direct = reference is not None and reference.text in bill.asked
    found.needs("", Bound(version), scope, direct, url.place.line, package=package)


def _all(components: tuple[Node, ...], inner: str) -> Iterator[Node]:
    """Components and those inside them."""
    waiting = list(reversed(components))
    while waiting:
        one = waiting.pop()
        yield one
        nested = one.get(inner)
        if nested is not None:
            waiting += reversed(nested.items or tuple(value for key, value in nested.pairs if key.text == "component"))


def _json(data: bytes, found: Found) -> _Bill | Problem:
    root = json_nodes.read(data)
    if isinstance(root, Problem):
        return root
    name = root.get("bomFormat")
    if name is None or name.text != "CycloneDX":
        kind = "SPDX; name it *.spdx.json" if root.get("spdxVersion") is not None else "something else"
        return Problem(f"it is no CycloneDX: there is no bomFormat that says so, it is {kind}", root.place.line)
    component = _described(root)
    asked: set[str] = set()
    for one in found.mappings(root.get("dependencies"), "dependencies"):
        if _same(one.get("ref"), component, "bom-ref"):
            asked.update(item.text for item in found.items(one.get("dependsOn"), "dependsOn"))
    components = found.items(root.get("components"), "components")
    return _Bill(component, tuple(_all(components, "components")), frozenset(asked), "bom-ref")


def _xml(data: bytes, found: Found) -> _Bill | Problem:
    document = xml_nodes.read(data)
    if isinstance(document, Problem):
        return document
    name, root = document
    if name != "bom":
        return Problem(f"its root is <{name}>; CycloneDX's is <bom>", root.place.line, root.place.column)
    component = _described(root)
    asked: set[str] = set()
    for one in _inside(root.get("dependencies"), "dependency"):
        if _same(one.get("@ref"), component, "@bom-ref"):
            asked.update(inner.text for item in _inside(one, "dependency") if (inner := item.get("@ref")) is not None)
    components = _inside(root.get("components"), "component")
    return _Bill(component, tuple(_all(components, "components")), frozenset(asked), "@bom-ref")


def _described(root: Node) -> Node | None:
    """The component that the bill is for."""
    metadata = root.get("metadata")
    return metadata.get("component") if metadata is not None else None


def _same(reference: Node | None, component: Node | None, key: str) -> bool:
    own = component.get(key) if component is not None else None
    return reference is not None and own is not None and reference.text == own.text


def _inside(node: Node | None, name: str) -> tuple[Node, ...]:
    return tuple(value for key, value in (node.pairs if node is not None else ()) if key.text == name)
