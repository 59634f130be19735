"""What each folder of a tree depends on, directly and at run time, and in which version, by all manifests of the tree.

An exact version is that one, whatever else is written. Of what the manifest leaves open a lock file of the folder, or
of the nearest one above that has one for such packages (a workspace's), gives the version. Where it holds several
versions of a package, the lowest that the requirement admits counts: a lower one was not wanted, and a higher one is
another's. Without a lock nothing is known but `at_least`. A lock file whose folder has no manifest for such packages
counts by itself, with what it knows to be direct; so does an SBOM where there is neither.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from homebot.core.manifests import Kind, format_of
from homebot.core.manifests.bounds import order
from homebot.core.manifests.manifest import Dependency, Manifest

_Place = tuple[str, str]
"""A folder, and a type of package (`pkg:npm`)."""


def resolve(manifests: Mapping[str, Manifest]) -> tuple[tuple[str, Dependency], ...]:
    """(path of the file that names it, what is depended on), by path and in each file's order; in one file each package
    once, with the lowest of its versions. `manifests` are those of one tree by path; those of folders that do not
    matter may be left out, but not those above one that does."""
    paths = _by_kind(manifests)
    locks = _locks(manifests, paths["lock"])
    found = [(path, _resolved(one, path, locks)) for path, one in _wanted(manifests, paths["manifest"])]
    said: set[_Place] = {place for path in paths["manifest"] for place in _places(path, manifests[path])}
    for kind in ("lock", "sbom"):
        alone = list(_wanted(manifests, paths[kind]))
        found += [(path, one) for path, one in alone if _place(path, one) not in said]
        said |= {_place(path, one) for path, one in alone}
    return tuple(sorted(_each_once(found), key=lambda one: one[0]))


def _by_kind(paths: Iterable[str]) -> dict[Kind, list[str]]:
    found: dict[Kind, list[str]] = {"manifest": [], "lock": [], "sbom": []}
    for path in sorted(paths):
        if (known := format_of(path)) is not None:
            found[known.kind].append(path)
    return found


def _wanted(manifests: Mapping[str, Manifest], paths: Iterable[str]) -> Iterator[tuple[str, Dependency]]:
    for path in paths:
        yield from ((path, one) for one in manifests[path].dependencies if one.direct and one.scope == "runtime")


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _place(path: str, one: Dependency) -> _Place:
    return _folder(path), one.package.partition("/")[0]


def _places(path: str, manifest: Manifest) -> Iterator[_Place]:
    """What a manifest speaks for, be it that it names no package at all."""
    packages = manifest.packages | {provided.package for provided in manifest.provides}
    return ((_folder(path), package.partition("/")[0]) for package in packages)


def _locks(manifests: Mapping[str, Manifest], paths: Iterable[str]) -> dict[_Place, dict[str, list[Dependency]]]:
    """What the locks of each folder hold, by package."""
    found: dict[_Place, dict[str, list[Dependency]]] = {}
    for path in paths:
        for one in manifests[path].dependencies:
            found.setdefault(_place(path, one), {}).setdefault(one.package, []).append(one)
    return found


def _resolved(one: Dependency, path: str, locks: Mapping[_Place, Mapping[str, list[Dependency]]]) -> Dependency:
    if one.version:
        return one
    folder, kind = _place(path, one)
    while (folder, kind) not in locks and folder:
        folder = _folder(folder)
    held = locks.get((folder, kind), {}).get(one.package, [])
    versions = {candidate.version for candidate in held if candidate.version}
    admitted = [version for version in versions if not one.at_least or order(version) >= order(one.at_least)]
    if not admitted:
        return one
    return replace(one, version=min(admitted, key=lambda version: (order(version), version)))


def _each_once(found: Iterable[tuple[str, Dependency]]) -> list[tuple[str, Dependency]]:
    once: dict[tuple[str, str], Dependency] = {}
    for path, one in found:
        known = once.setdefault((path, one.package), one)
        if order(one.version or one.at_least) < order(known.version or known.at_least):
            once[path, one.package] = one
    return [(path, one) for (path, _), one in once.items()]
