"""Versions of packages, each compared by the rules of its own ecosystem: by univers, the purl people's library.

A package is a package URL without version. Whatever is not a version there is `None`, never an exception.
"""

import re
from collections.abc import Iterable
from functools import cmp_to_key, lru_cache
from typing import Any

from univers.version_range import RANGE_CLASS_BY_SCHEMES
from univers.versions import (
    GolangVersion,
    InvalidVersion,
    MavenVersion,
    PypiVersion,
    RubygemsVersion,
    SemverVersion,
    Version,
)

LONGEST = 100
"""Characters: some ecosystems' comparisons take long for long texts."""
_TYPES: dict[str, type[Version]] = {
    "pypi": PypiVersion,
    "gem": RubygemsVersion,
    "maven": MavenVersion,
    "golang": GolangVersion,
    # Their tags are versions by custom only; most are semantic ones.
    "docker": SemverVersion,
    "oci": SemverVersion,
    "helm": SemverVersion,
    "githubactions": SemverVersion,
}
_OF_IMAGES = frozenset({"docker", "oci"})
_NUMBER = re.compile(r"[vV]?\d[0-9A-Za-z.+_~!:-]*")
_SEMANTIC = re.compile(r"[vV=]?\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
"""univers makes a version of nearly any text here, of a commit's id too."""
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LONG_NUMBER = re.compile(r"\d{19}")
_FLAVOUR = re.compile(r"^([vV]?\d+(?:\.\d+)*)-(?!(?:alpha|beta|rc|pre|dev|snapshot|m)[.\d-]*(?:$|-))[A-Za-z].*$", re.I)


def at_least(package: str, version: str, release: str) -> bool | None:
    """Whether `version` of a package is `release` or a later one; `None` where one of them is no version of it. An
    empty `release` is one without any number: every version holds it."""
    if not release:
        return True
    ours, theirs = _parsed(_type_of(package), version), _parsed(_type_of(package), release)
    return None if ours is None or theirs is None else _compare(ours, theirs) >= 0


def is_version(package: str, text: str) -> bool:
    """Whether a text is a version of the package."""
    return _parsed(_type_of(package), text) is not None


def in_order(package: str, versions: Iterable[str]) -> tuple[str, ...]:
    """Those of the texts that are versions of the package, each once, the lowest first."""
    kind = _type_of(package)
    known = {text: found for text in dict.fromkeys(versions) if (found := _parsed(kind, text)) is not None}

    def order(one: tuple[str, Version], other: tuple[str, Version]) -> int:
        return _compare(one[1], other[1])

    return tuple(text for text, _ in sorted(sorted(known.items()), key=cmp_to_key(order)))


def _type_of(package: str) -> str:
    return package.removeprefix("pkg:").partition("/")[0].lower()


@lru_cache(maxsize=20_000)
def _parsed(kind: str, text: str) -> Version | None:
    """The version that a text is. Libraries that read what strangers write raise many things; none is a version."""
    stripped = text.strip()
    if len(stripped) > LONGEST or not _NUMBER.fullmatch(stripped) or _LONG_NUMBER.search(stripped):
        return None
    if kind in _OF_IMAGES and (flavour := _FLAVOUR.match(stripped)):
        stripped = flavour[1]
    made_of = _class_of(kind)
    if _COMMIT.fullmatch(stripped) or (issubclass(made_of, SemverVersion) and not _SEMANTIC.fullmatch(stripped)):
        return None
    try:
        return made_of(stripped)
    except (InvalidVersion, ValueError, TypeError, IndexError, AttributeError, OverflowError):
        return None


def _class_of(kind: str) -> type[Version]:
    found: Any = _TYPES.get(kind)
    if found is None:
        ranges: Any = RANGE_CLASS_BY_SCHEMES.get(kind)
        found = ranges.version_class if ranges is not None else None
    return found or SemverVersion


def _compare(one: Version, other: Version) -> int:
    """-1, 0 or 1."""
    if one < other:
        return -1
    return 1 if one > other else 0
