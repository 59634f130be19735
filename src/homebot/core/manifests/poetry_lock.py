"""`poetry.lock`. It does not say what the project asks for: what no other package asks for is direct.

Groups (or, in old files, the category) tell development apart; `optional` is what only an extra installs.
"""

from homebot.core.manifests import toml_nodes
from homebot.core.manifests.bounds import Bound
from homebot.core.manifests.found import Found, is_true
from homebot.core.manifests.manifest import Manifest, Problem, Scope
from homebot.core.nodes import Node
from homebot.core.purl import pypi

FILES = ("poetry.lock",)
KIND = "lock"


def read(path: str, data: bytes) -> Manifest:
    """Every package that is locked, with its version."""
    found = Found("pypi")
    root = toml_nodes.read(data)
    if isinstance(root, Problem):
        return found.take(root)
    packages = found.mappings(root.get("package"), "package")
    asked = {pypi(name) for one in packages for name, _, _ in found.pairs(one.get("dependencies"), "dependencies")}
    for one in packages:
        name = one.get("name")
        if name is None:
            found.problem("a package without a name", one.place.line)
            continue
        version = found.text(one.get("version"), f"{name.text}: version")
        direct = pypi(name.text) not in asked
        found.needs(found.text(name, "name"), Bound(version), _scope(one, found), direct, name.place.line)
    return found.manifest()


def _scope(package: Node, found: Found) -> Scope:
    groups = package.get("groups")
    category = found.text(package.get("category"), "category") or "main"
    named = {found.text(one, "groups") for one in found.items(groups, "groups")} if groups else {category}
    if "main" not in named:
        return "development"
    return "optional" if is_true(package, "optional") else "runtime"
