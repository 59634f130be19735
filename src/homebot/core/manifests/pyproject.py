"""`pyproject.toml`: PEP 621 dependencies and extras, PEP 735 dependency groups, and Poetry's tables."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from homebot.core.manifests.manifest import Manifest, bounded, pypi, requirement, too_large

FILES = ("pyproject.toml",)
# tomllib takes quadratic time over the parts of one dotted key (7 s for one line of 200 KB); a key ends with its line.
MAX_LINE = 8 * 1024


def packages(data: bytes) -> Manifest:
    """The packages the project depends on by name. A broken file names none, with the reason."""
    if large := too_large(data):
        return large
    if any(len(line) > MAX_LINE for line in data.splitlines()):
        return Manifest(problem=f"a line is longer than {MAX_LINE} bytes")
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return Manifest(problem=f"it is not UTF-8 (byte {error.start})")
    except tomllib.TOMLDecodeError as error:
        return Manifest(problem=f"it is not TOML: {error}"[:200])
    except RecursionError:
        return Manifest(problem="it is nested too deeply")
    except ValueError as error:
        # tomllib lets Python's own limits (a number of 5,000 digits, a date in month 13) through.
        return Manifest(problem=f"it holds a value that cannot be read: {error}"[:200])
    named = (requirement(text) for text in _requirements(document))
    return bounded({package for package in named if package is not None} | set(_poetry(document)))


def _table(value: Any, *path: str) -> Mapping[str, Any]:
    """The table at `path`, or an empty one where there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _texts(value: Any) -> Iterator[str]:
    yield from (item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _requirements(document: Mapping[str, Any]) -> Iterator[str]:
    project = _table(document, "project")
    yield from _texts(project.get("dependencies"))
    for extra in _table(project, "optional-dependencies").values():
        yield from _texts(extra)
    for group in _table(document, "dependency-groups").values():
        yield from _texts(group)


def _poetry(document: Mapping[str, Any]) -> Iterator[str]:
    poetry = _table(document, "tool", "poetry")
    tables = [_table(poetry, "dependencies"), _table(poetry, "dev-dependencies")]
    tables += [_table(group, "dependencies") for group in _table(poetry, "group").values()]
    for table in tables:
        yield from (pypi(name) for name in table if requirement(name) and name.lower() != "python")
