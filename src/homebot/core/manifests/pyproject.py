"""`pyproject.toml`: the project itself, PEP 621 dependencies and extras, PEP 735 dependency groups, Poetry's tables and
uv's own place for development. What builds the project (`build-system.requires`) is of that scope."""

import re

from homebot.core.manifests import toml_nodes
from homebot.core.manifests.bounds import Bound, poetry
from homebot.core.manifests.found import Found, is_true
from homebot.core.manifests.manifest import Manifest, Problem, Scope
from homebot.core.manifests.pep508 import requirement
from homebot.core.nodes import Node
from homebot.core.wording import quoted

FILES = ("pyproject.toml",)
KIND = "manifest"

_ADDRESS = re.compile(r"[^\s]{0,500}(?:://|/|\\)")


def read(path: str, data: bytes) -> Manifest:
    """The project, and the packages it depends on by name."""
    found = Found("pypi")
    root = toml_nodes.read(data)
    if isinstance(root, Problem):
        return found.take(root)
    project = _table(root, found, "project")
    poetry_table = _table(root, found, "tool", "poetry")
    _itself(project or poetry_table, found)
    _project(project, found)
    for _, _, group in found.pairs(root.get("dependency-groups"), "dependency-groups"):
        _requirements(group, "dependency-groups", found, "development")
    build = _table(root, found, "build-system")
    _requirements(build.get("requires") if build else None, "build-system.requires", found, "build")
    uv = _table(root, found, "tool", "uv")
    _requirements(uv.get("dev-dependencies") if uv else None, "tool.uv.dev-dependencies", found, "development")
    _poetry(poetry_table, found)
    return found.manifest()


def _table(node: Node, found: Found, *path: str) -> Node | None:
    """The table at `path`, or `None` where there is none."""
    current: Node | None = node
    for depth, key in enumerate(path, 1):
        current = current.get(key) if current is not None else None
        if current is not None and not found.expect(current, "mapping", ".".join(path[:depth])):
            return None
    return current


def _itself(table: Node | None, found: Found) -> None:
    name = table.get("name") if table else None
    if table is not None and name is not None and found.text(name, "name"):
        found.is_(name.text, found.text(table.get("version"), "version"), name.place.line)


def _project(project: Node | None, found: Found) -> None:
    if project is None:
        return
    _requirements(project.get("dependencies"), "project.dependencies", found, "runtime")
    for name, _, extra in found.pairs(project.get("optional-dependencies"), "project.optional-dependencies"):
        _requirements(extra, f"project.optional-dependencies.{name}", found, "optional")


def _requirements(node: Node | None, what: str, found: Found, scope: Scope) -> None:
    for item in found.items(node, what):
        if item.kind == "mapping" and item.get("include-group") is not None:
            continue
        named = requirement(item.text) if found.expect(item, "text", what) else None
        if named is not None:
            _needs(named, scope, item.place.line, found)
        elif item.kind == "text" and not _ADDRESS.match(item.text):
            found.problem(f"{quoted(item.text)} is no requirement", item.place.line, item.place.column)


def _needs(named: tuple[str, Bound], scope: Scope, line: int, found: Found) -> None:
    """An extra may name the project itself, for another of its extras (`acme[all]`): that is no dependency."""
    if not (scope in ("optional", "development") and found.names_itself(named[0])):
        found.needs(named[0], named[1], scope, line=line)


def _poetry(table: Node | None, found: Found) -> None:
    if table is None:
        return
    _constraints(table.get("dependencies"), found, "runtime")
    _constraints(table.get("dev-dependencies"), found, "development")
    for name, _, group in found.pairs(table.get("group"), "tool.poetry.group"):
        if found.expect(group, "mapping", f"tool.poetry.group.{name}"):
            _constraints(group.get("dependencies"), found, "runtime" if name == "main" else "development")


def _constraints(node: Node | None, found: Found, scope: Scope) -> None:
    """Names with a version, a table that has one, or a list of such tables for several platforms."""
    for name, key, value in found.pairs(node, "tool.poetry dependencies"):
        if name.lower() == "python":
            continue
        for one in value.items if value.kind == "list" else (value,):
            version = one.get("version") if one.kind == "mapping" else one
            of = "optional" if is_true(one, "optional") and scope == "runtime" else scope
            text, tag = found.text(version, name), found.text(one.get("tag"), f"{name}.tag")
            found.needs(name, poetry(text) if text or not tag else Bound(tag, tag), of, line=key.place.line)
