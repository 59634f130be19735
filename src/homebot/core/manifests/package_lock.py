"""npm's `package-lock.json` (and `npm-shrinkwrap.json`), versions 1 to 3.

From version 2 on the file says where each package lies in `node_modules`, and what the project and its workspaces ask
for: that is direct. Version 1 does not; what nothing else requires is direct there.
"""

from collections.abc import Iterator

from homebot.core.manifests import json_nodes
from homebot.core.manifests.bounds import Bound
from homebot.core.manifests.found import Found, is_true
from homebot.core.manifests.manifest import Manifest, Problem, Scope
from homebot.core.manifests.npm_tables import TABLES
from homebot.core.nodes import Node

FILES = ("package-lock.json", "npm-shrinkwrap.json")
KIND = "lock"

_MODULES = "node_modules/"


def read(path: str, data: bytes) -> Manifest:
    """Every package that is installed, with its version."""
    found = Found("npm")
    root = json_nodes.read(data)
    if isinstance(root, Problem):
        return found.take(root)
    if not found.expect(root, "mapping", "the file"):
        return found.manifest()
    packages, nested = root.get("packages"), root.get("dependencies")
    if packages is not None:
        _placed(packages, found)
    elif nested is not None:
        _nested(nested, found)
    elif root.get("lockfileVersion") is None:
        found.problem("it is no lock file of npm: it has no lockfileVersion", root.place.line, root.place.column)
    return found.manifest()


def _placed(packages: Node, found: Found) -> None:
    """Versions 2 and 3: packages by the folder they lie in."""
    places = {folder: (key, entry) for folder, key, entry in found.pairs(packages, "packages")}
    asked = _asked({folder: entry for folder, (_, entry) in places.items()})
    for folder, (key, entry) in places.items():
        _, inside, name = folder.rpartition(_MODULES)
        if not inside or not found.expect(entry, "mapping", folder):
            continue
        if is_true(entry, "link"):
            _, entry = places.get(found.text(entry.get("resolved"), "resolved"), (key, entry))
        real = found.text(entry.get("name"), "name") or name
        bound = Bound(found.text(entry.get("version"), f"{folder}: version"))
        found.needs(real, bound, asked.get(folder) or _scope(entry), folder in asked, key.place.line)


def _asked(entries: dict[str, Node]) -> dict[str, Scope]:
    """The folders of packages that the project or a workspace asks for, with the strongest scope."""
    asked: dict[str, Scope] = {}
    for folder, entry in entries.items():
        if _MODULES in folder:
            continue
        for name, scope in _names(entry):
            own = f"{folder}/{_MODULES}{name}"
            place = own if own in entries else _MODULES + name
            if asked.get(place) != "runtime":
                asked[place] = scope
    return asked


def _names(entry: Node) -> Iterator[tuple[str, Scope]]:
    """What an entry asks for, what counts for less first."""
    for table, scope in reversed(TABLES):
        names = entry.get(table)
        yield from ((key.text, scope) for key, _ in names.pairs) if names is not None else ()


def _scope(entry: Node) -> Scope:
    flags = {key.text for key, value in entry.pairs if value.text == "true"}
    if "dev" in flags:
        return "development"
    return "optional" if flags & {"optional", "devOptional"} else "runtime"


def _nested(root: Node, found: Found) -> None:
    """Version 1: packages in the packages they are installed for."""
    required: set[str] = set()
    entries: list[tuple[str, Node, Node, bool]] = []
    waiting = [(root, True)]
    while waiting:
        table, top = waiting.pop()
        for name, key, entry in found.pairs(table, "dependencies"):
            if not found.expect(entry, "mapping", name):
                continue
            entries.append((name, key, entry, top))
            requires, inner = entry.get("requires"), entry.get("dependencies")
            required.update(one.text for one, _ in (requires.pairs if requires is not None else ()))
            waiting += [(inner, False)] if inner is not None else []
    for name, key, entry, top in entries:
        alias = found.text(entry.get("version"), f"{name}: version")
        real, version = _alias(name, alias)
        found.needs(real, Bound(version), _scope(entry), top and name not in required, key.place.line)


def _alias(name: str, version: str) -> tuple[str, str]:
    """`npm:other@1.2.3`; an address or a folder is no version."""
    if version.startswith("npm:"):
        real, _, version = version.removeprefix("npm:").rpartition("@")
        return real, version
    return name, "" if ":" in version else version
