"""`uv.lock`. Packages whose source is a folder are the project and its workspace; what they ask for is direct."""

from collections.abc import Iterator

from homebot.core.manifests import toml_nodes
from homebot.core.manifests.bounds import Bound
from homebot.core.manifests.found import Found
from homebot.core.manifests.manifest import Manifest, Problem, Scope
from homebot.core.nodes import Node
from homebot.core.purl import pypi

FILES = ("uv.lock",)
KIND = "lock"

_OURS = frozenset({"virtual", "editable", "directory"})


def read(path: str, data: bytes) -> Manifest:
    """Every package that is locked, with its version."""
    found = Found("pypi")
    root = toml_nodes.read(data)
    if isinstance(root, Problem):
        return found.take(root)
    packages = found.mappings(root.get("package"), "package")
    asked: dict[str, Scope] = {}
    for ours in packages:
        if _is_ours(ours):
            # What counts for less first, so that the stronger scope stays.
            for scope, item in reversed(list(_asked(ours, found))):
                asked[pypi(item.text)] = scope
    for one in packages:
        _package(one, asked, found)
    return found.manifest()


def _package(package: Node, asked: dict[str, Scope], found: Found) -> None:
    name = package.get("name")
    if name is None:
        found.problem("a package without a name", package.place.line)
        return
    version = found.text(package.get("version"), f"{name.text}: version")
    direct = pypi(name.text) in asked
    if direct or not _is_ours(package):
        scope = asked.get(pypi(name.text), "runtime")
        found.needs(found.text(name, "name"), Bound(version), scope, direct, name.place.line)


def _is_ours(package: Node) -> bool:
    source = package.get("source")
    return source is not None and any(key.text in _OURS for key, _ in source.pairs)


def _asked(package: Node, found: Found) -> Iterator[tuple[Scope, Node]]:
    """The names that a package of ours asks for, what counts most first."""
    yield from (("runtime", name) for name in _names(package.get("dependencies"), found))
    for _, _, extra in found.pairs(package.get("optional-dependencies"), "optional-dependencies"):
        yield from (("optional", name) for name in _names(extra, found))
    for table in ("dev-dependencies", "dependency-groups"):
        for _, _, group in found.pairs(package.get(table), table):
            yield from (("development", name) for name in _names(group, found))


def _names(items: Node | None, found: Found) -> Iterator[Node]:
    for item in found.items(items, "dependencies"):
        name = item.get("name")
        if name is not None and found.expect(name, "text", "name"):
            yield name
