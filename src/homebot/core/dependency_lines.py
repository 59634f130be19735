"""The lines of the dependency graph: what the manifests of one tree say, each file by the service it belongs to."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from homebot.core.manifests import format_of
from homebot.core.manifests.manifest import Dependency, Manifest, Scope

MOST_LINES = 10_000
"""Of one repository; those that are resolved at run time come first."""
_FOREIGN = frozenset(
    {"node_modules", "bower_components", "vendor", "vendored", "third_party", "site-packages", ".venv", "venv"}
    | {"testdata", "fixtures", "__fixtures__"}
)
"""Folders of other people's code, or of examples: what stands there is not what the service needs."""


@dataclass(frozen=True, slots=True, order=True)
class Trouble:
    """What could not be read, and where; `line` is 0 where that is not known."""

    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A package that a service names, and where. `direct` is false for what only another package needs."""

    service: str
    path: str
    line: int
    package: str
    version: str
    at_least: str
    scope: Scope
    direct: bool


def is_own(path: str) -> bool:
    """Whether a manifest at that path speaks for the service it lies in."""
    return _FOREIGN.isdisjoint(path.split("/")[:-1])


def declares(path: str) -> bool:
    """Whether a file of that name says what somebody wants: a manifest of the service's own, no lock file, no SBOM."""
    return is_own(path) and (known := format_of(path)) is not None and known.kind == "manifest"


def lines(
    manifests: Mapping[str, Manifest],
    resolved: Iterable[tuple[str, Dependency]],
    service_of: Callable[[str], str | None],
    provided: Collection[str],
) -> tuple[tuple[Line, ...], int]:
    """The lines of a tree, and how many were left out: what is needed at run time as it is `resolved`, then whatever
    else is named directly, then of what comes along only packages that some service provides. Files without a service
    name nothing."""
    found: dict[Line, None] = {}
    services = {path: service for path in manifests if (service := service_of(path)) is not None}
    for path, one in (*resolved, *_others(manifests, provided)):
        if path in services:
            found.setdefault(_line(services[path], path, one))
    kept = tuple(found)[:MOST_LINES]
    return kept, len(found) - len(kept)


def _others(manifests: Mapping[str, Manifest], provided: Collection[str]) -> Iterator[tuple[str, Dependency]]:
    for path in sorted(manifests):
        for one in manifests[path].dependencies:
            if one.direct and one.scope != "runtime":
                yield path, one
    for path in sorted(manifests):
        for one in manifests[path].dependencies:
            if not one.direct and one.package in provided:
                yield path, one


def _line(service: str, path: str, one: Dependency) -> Line:
    return Line(service, path, one.line, one.package, one.version, one.at_least, one.scope, one.direct)


def troubles(manifests: Mapping[str, Manifest]) -> tuple[Trouble, ...]:
    """What is wrong in the files, by path and line."""
    found = (Trouble(path, one.line, one.text) for path in manifests for one in manifests[path].problems)
    return tuple(sorted(found))


def said_versions(
    manifests: Mapping[str, Manifest], service_of: Callable[[str], str | None], provides: Mapping[str, Collection[str]]
) -> tuple[tuple[str, str, str], ...]:
    """(package, version, path) of what manifests say of packages that their own service provides."""
    return tuple(
        (one.package, one.version, path)
        for path in sorted(manifests)
        for one in manifests[path].provides
        if one.package in provides.get(service_of(path) or "", ())
    )
