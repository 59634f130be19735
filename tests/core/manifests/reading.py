"""Manifests read in this process, as the child that reads strangers' does it."""

from homebot.adapters.config.yaml_source import documents
from homebot.core.manifests import format_of
from homebot.core.manifests.manifest import Dependency, Manifest


def read(path: str, data: bytes | str) -> Manifest:
    """What the file at `path` says."""
    found = format_of(path)
    assert found is not None, path
    return found.read(path, data.encode() if isinstance(data, str) else data, documents)


def rows(manifest: Manifest) -> list[tuple[str, str, str, str, bool, int]]:
    """The dependencies as rows for a table: package, version, at_least, scope, direct, line."""
    return [_row(one) for one in manifest.dependencies]


def _row(one: Dependency) -> tuple[str, str, str, str, bool, int]:
    return one.package.removeprefix("pkg:"), one.version, one.at_least, one.scope, one.direct, one.line


def problems(manifest: Manifest) -> list[tuple[int, str]]:
    """The problems as (line, text)."""
    return [(one.line, one.text) for one in manifest.problems]
