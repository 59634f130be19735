"""`pnpm-lock.yaml`, lock file versions 5 to 9. What `importers` (the project and its workspaces) ask for is direct."""

import re

from homebot.core.manifests.bounds import Bound
from homebot.core.manifests.found import Found, is_true
from homebot.core.manifests.manifest import Manifest, Scope
from homebot.core.manifests.npm_tables import TABLES
from homebot.core.nodes import Documents, Node
from homebot.core.wording import quoted

FILES = ("pnpm-lock.yaml",)
KIND = "lock"

_KEY = re.compile(r"/?(@[^/@]{1,214}/[^/@]{1,214}|[^/@]{1,214})[@/]([^/(_]{1,200})(?:[_(].*)?", re.DOTALL)
"""`/name/1.2.3_peer@1` (5), `/name@1.2.3(peer@1)` (6), `name@1.2.3` (9)."""


def read_documents(documents: Documents) -> Manifest:
    """Every package that is installed, with its version."""
    found = Found("npm")
    root = found.root(documents)
    if root is None:
        return found.manifest()
    if root.get("lockfileVersion") is None:
        found.problem("it is no lock file of pnpm: it has no lockfileVersion", root.place.line, root.place.column)
        return found.manifest()
    direct: set[tuple[str, str]] = set()
    importers = root.get("importers")
    for project in [value for _, _, value in found.pairs(importers, "importers")] if importers else [root]:
        _importer(project, found, direct)
    _packages(root.get("packages"), found, direct)
    return found.manifest()


def _importer(project: Node, found: Found, direct: set[tuple[str, str]]) -> None:
    for table, scope in TABLES:
        for name, key, value in found.pairs(project.get(table), table):
            version = value.get("version") if value.kind == "mapping" else value
            real, exact = _resolved(name, found.text(version, f"{table}.{name}: version"))
            direct.add((real, exact))
            line = version.place.line if version is not None else key.place.line
            found.needs(real, Bound(exact), scope, line=line)


def _resolved(name: str, version: str) -> tuple[str, str]:
    """The package and its version: `1.2.3(peer@1)`, another package's key for an alias; links have no version."""
    bare = re.split(r"[(_]", version, maxsplit=1)[0]
    if re.match(r"[a-z+]{1,20}:", version):
        return name, ""
    if bare[:1].isdigit():
        return name, bare
    key = _KEY.fullmatch(version)
    return (key[1], key[2]) if key is not None and key[2][:1].isdigit() else (name, "")


def _packages(packages: Node | None, found: Found, direct: set[tuple[str, str]]) -> None:
    for text, node, entry in found.pairs(packages, "packages"):
        key = _KEY.fullmatch(text)
        if key is None or not key[2][:1].isdigit():
            if ":" not in text and not text.startswith(("/", "@")):
                found.problem(f"{quoted(text)} is no package of this lock file", node.place.line, node.place.column)
            continue
        if (key[1], key[2]) not in direct:
            scope: Scope = "development" if is_true(entry, "dev") else "runtime"
            found.needs(key[1], Bound(key[2]), scope, False, node.place.line)
