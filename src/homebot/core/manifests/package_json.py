"""`package.json` of npm, pnpm and Yarn: the package itself and what it asks for.

Peers are needed at run time, whoever installs them. What is asked for by address, folder, workspace or catalogue has
no version here, but for a tag of git; an alias (`"x": "npm:@acme/y@^1"`) is the package it stands for.
"""

import re

from homebot.core.manifests import json_nodes
from homebot.core.manifests.bounds import ANY, Bound, npm
from homebot.core.manifests.found import Found, is_true
from homebot.core.manifests.manifest import Manifest, Problem
from homebot.core.manifests.npm_tables import OPTIONAL, TABLES
from homebot.core.nodes import Node

FILES = ("package.json",)
KIND = "manifest"

_ALIAS = re.compile(r"npm:(@?[^@]{1,300})(?:@(.{0,500}))?")
_RANGE = re.compile(r"[\s\d.xX*^~<>=|v+\-A-Za-z]{0,1000}")
_TAG = re.compile(r"#(?:semver:(.{1,200})|(v?\d[\w.+-]{0,100}))$")
"""What an address of git ends with: `#semver:^1.2`, `#v1.2.3`."""


def read(path: str, data: bytes) -> Manifest:
    """The package, and the packages it names."""
    found = Found("npm")
    root = json_nodes.read(data)
    if isinstance(root, Problem):
        return found.take(root)
    if not found.expect(root, "mapping", "the file"):
        return found.manifest()
    name = root.get("name")
    if name is not None and found.text(name, "name"):
        found.is_(name.text, found.text(root.get("version"), "version"), name.place.line)
    unneeded = _optional(root)
    for table, scope in TABLES:
        for key, node, value in found.pairs(root.get(table), table):
            of = "optional" if key in unneeded and scope == "runtime" else scope
            asked, bound = wanted(key, found.text(value, f"{table}.{key}"))
            found.needs(asked, bound, of, line=node.place.line)
    return found.manifest()


def wanted(name: str, text: str) -> tuple[str, Bound]:
    """The package and the bound of `"name": "text"`."""
    alias = _ALIAS.fullmatch(text)
    if alias is not None:
        return alias[1], npm(alias[2] or "")
    plain = text.removeprefix("workspace:")
    if _RANGE.fullmatch(plain):
        return name, npm(plain)
    tag = _TAG.search(text[-300:])
    if tag is None:
        return name, ANY
    return name, npm(tag[1]) if tag[1] else Bound(tag[2], tag[2])


def _optional(root: Node) -> frozenset[str]:
    """What a package of the same name in `dependencies` or among the peers is made optional by."""
    optional, peers = root.get(OPTIONAL), root.get("peerDependenciesMeta")
    names = {key.text for key, _ in optional.pairs} if optional is not None else set()
    for key, said in peers.pairs if peers is not None else ():
        if is_true(said, "optional"):
            names.add(key.text)
    return frozenset(names)
