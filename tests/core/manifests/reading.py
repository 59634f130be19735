"""Manifests read in this process, as the child that reads strangers' does it."""

from pathlib import Path

from homebot.adapters.config.yaml_source import Limits, documents
from homebot.core.directory import Place
from homebot.core.manifests import format_of
from homebot.core.manifests.manifest import Manifest
from homebot.core.nodes import Documents

GOLDEN = Path(__file__).with_name("golden")
"""Files that the real tools wrote; which tool and version is the name of the folder."""

NAMED = [
    ("requirements.txt", "requirements"),
    ("services/ads/requirements-dev.txt", "requirements"),
    ("lib/requirements/base.txt", "requirements"),
    ("a/b/pyproject.toml", "pyproject"),
    ("poetry.lock", "poetry_lock"),
    ("a/uv.lock", "uv_lock"),
    ("web/package.json", "package_json"),
    ("web/package-lock.json", "package_lock"),
    ("npm-shrinkwrap.json", "package_lock"),
    ("pnpm-lock.yaml", "pnpm_lock"),
    ("yarn.lock", "yarn_lock"),
    ("go.mod", "go_mod"),
    ("Cargo.toml", "cargo_toml"),
    ("Cargo.lock", "cargo_lock"),
    ("pom.xml", "pom"),
    ("Gemfile.lock", "gemfile_lock"),
    ("charts/a/Chart.yaml", "chart"),
    ("charts/a/Chart.lock", "chart_lock"),
    ("Dockerfile", "dockerfile"),
    ("docker/api.Dockerfile", "dockerfile"),
    ("Dockerfile.test", "dockerfile"),
    (".github/workflows/ci.yml", "workflow"),
    (".gitmodules", "gitmodules"),
    ("dist/bom.json", "cyclonedx"),
    ("app.cdx.xml", "cyclonedx"),
    ("app.spdx.json", "spdx"),
    ("app.spdx", "spdx"),
]
"""Paths and the formats that they are known to be of."""

Row = tuple[str, str, str, str, bool, int]


def fast(path: str, data: bytes) -> Documents:
    """YAML as the child reads it."""
    return documents(path, data, Limits(fast=True))


def read(path: str, data: bytes | str) -> Manifest:
    """What the file at `path` says."""
    found = format_of(path)
    assert found is not None, path
    return found.read(path, data.encode() if isinstance(data, str) else data, fast)


def golden(name: str) -> Manifest:
    """What a golden file says."""
    return read(name, (GOLDEN / name).read_bytes())


def rows(manifest: Manifest) -> list[Row]:
    """The dependencies for a table: package without `pkg:`, version, at_least, scope, direct, line."""
    return [
        (one.package.removeprefix("pkg:"), one.version, one.at_least, one.scope, one.direct, one.line)
        for one in manifest.dependencies
    ]


def names(manifest: Manifest) -> list[str]:
    """The names of the packages, without the type."""
    return [one.package.partition("/")[2] for one in manifest.dependencies]


def provided(manifest: Manifest) -> list[tuple[str, str, int]]:
    """What it provides: package without `pkg:`, version, line."""
    return [(one.package.removeprefix("pkg:"), one.version, one.line) for one in manifest.provides]


def problems(manifest: Manifest) -> list[tuple[int, str]]:
    """The problems as (line, text)."""
    return [(one.line, one.text) for one in manifest.problems]


def place(node_place: Place) -> tuple[int, int]:
    """Line and column."""
    return node_place.line, node_place.column
