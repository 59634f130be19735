"""`Cargo.lock`, all versions. Crates without a source are the workspace's own; what they ask for is direct. It does not
tell development and build apart."""

from collections.abc import Iterator

from homebot.core.manifests import toml_nodes
from homebot.core.manifests.bounds import Bound
from homebot.core.manifests.found import Found
from homebot.core.manifests.manifest import Manifest, Problem
from homebot.core.nodes import Node

FILES = ("Cargo.lock",)
KIND = "lock"


def read(path: str, data: bytes) -> Manifest:
    """Every crate that is locked, with its version."""
    found = Found("cargo")
    root = toml_nodes.read(data)
    if isinstance(root, Problem):
        return found.take(root)
    crates = found.mappings(root.get("package"), "package")
    old = root.get("root")
    own = [one for one in crates if one.get("source") is None] + ([old] if old is not None else [])
    asked = {ask for one in own for ask in _asked(one, found)}
    for one in crates:
        _crate(one, asked, found)
    return found.manifest()


def _crate(crate: Node, asked: set[tuple[str, str]], found: Found) -> None:
    name = crate.get("name")
    if name is None:
        found.problem("a package without a name", crate.place.line)
        return
    version = found.text(crate.get("version"), f"{name.text}: version")
    direct = (name.text, "") in asked or (name.text, version) in asked
    if direct or crate.get("source") is not None:
        found.needs(found.text(name, "name"), Bound(version), direct=direct, line=name.place.line)


def _asked(crate: Node, found: Found) -> Iterator[tuple[str, str]]:
    """(name, version) of what a crate asks for; the version is there where several are locked."""
    for item in found.items(crate.get("dependencies"), "dependencies"):
        name, _, rest = found.text(item, "dependencies").partition(" ")
        yield name, rest.partition(" ")[0]
