"""`Cargo.toml`: the crate itself and what it asks for, for all targets. What a workspace's root sets for its members
(`x.workspace = true`) has no version here; the lock file has."""

from collections.abc import Iterator

from homebot.core.manifests import toml_nodes
from homebot.core.manifests.bounds import Bound, cargo
from homebot.core.manifests.found import Found, is_true
from homebot.core.manifests.manifest import Manifest, Problem, Scope
from homebot.core.nodes import Node

FILES = ("Cargo.toml",)
KIND = "manifest"

_TABLES: tuple[tuple[str, Scope], ...] = (
    ("dependencies", "runtime"),
    ("dev-dependencies", "development"),
    ("dev_dependencies", "development"),
    ("build-dependencies", "build"),
    ("build_dependencies", "build"),
)


def read(path: str, data: bytes) -> Manifest:
    """The crate, and the crates it names."""
    found = Found("cargo")
    root = toml_nodes.read(data)
    if isinstance(root, Problem):
        return found.take(root)
    package = root.get("package")
    if package is not None and found.expect(package, "mapping", "package") and (name := package.get("name")):
        version = package.get("version")
        inherited = version is not None and version.kind == "mapping"
        text = "" if inherited else found.text(version, "package.version")
        found.is_(found.text(name, "package.name"), text, name.place.line)
    for place in _places(root, found):
        for table, scope in _TABLES:
            _crates(place.get(table), table, scope, found)
    return found.manifest()


def _places(root: Node, found: Found) -> Iterator[Node]:
    """The file itself and its targets."""
    yield root
    for name, _, target in found.pairs(root.get("target"), "target"):
        if found.expect(target, "mapping", f"target.{name}"):
            yield target


def _crates(table: Node | None, what: str, scope: Scope, found: Found) -> None:
    for name, key, value in found.pairs(table, what):
        of, tag = scope, ""
        version: Node | None = value
        if value.kind == "mapping":
            name = found.text(value.get("package"), f"{what}.{name}.package") or name
            version, tag = value.get("version"), found.text(value.get("tag"), f"{what}.{name}.tag")
            of = "optional" if is_true(value, "optional") and scope == "runtime" else scope
        text = found.text(version, f"{what}.{name}")
        found.needs(name, cargo(text) if text or not tag else Bound(tag, tag), of, line=key.place.line)
