"""Package URLs in their one spelling, without version and qualifiers.

Source: the Package URL specification (ECMA-427) and its rules for each type; for PyPI also PEP 503, as PyPI compares
names. An image's registry is the beginning of its namespace (`pkg:docker/ghcr.io/acme/base`), which the specification
allows, so that two registries' images are two packages without a qualifier; Docker Hub is the one not written.
"""

import re
from urllib.parse import parse_qsl, quote, unquote

_URL = re.compile(r"pkg:/{0,2}([A-Za-z][A-Za-z0-9.+-]{0,30})/([^?#]{1,1000})(?:\?([^#]{0,1000}))?(?:#.{0,1000})?")
_PART = re.compile(r"[A-Za-z0-9_~@][A-Za-z0-9._~@+:-]{0,213}")
_PYPI = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,198}[A-Za-z0-9])?")
_LOWER = frozenset(
    {"alpm", "apk", "bitbucket", "bitnami", "composer", "docker", "github", "githubactions", "gitlab", "golang"}
    | {"hex", "luarocks", "npm", "oci", "pub"}
)
_HUB = frozenset({"docker.io", "index.docker.io", "registry-1.docker.io", "hub.docker.com"})
_PARTS = {**dict.fromkeys(("cargo", "gem", "helm"), 1), **dict.fromkeys(("maven", "github", "githubactions"), 2)}
"""How many parts a name has, where that is settled; npm's has two where the first begins with @."""

MOST_PARTS = 20


def purl(kind: str, path: str) -> str | None:
    """The package URL of a package by its type (`npm`) and its namespace and name, divided by slashes and not encoded
    (`@acme/ledgerd`); `None` where that can be no name."""
    parts = path.split("/")
    if kind == "pypi":
        return pypi(path) if _PYPI.fullmatch(path) else None
    if kind == "docker":
        parts = _image(parts)
    wanted = 1 + path.startswith("@") if kind == "npm" else _PARTS.get(kind, len(parts))
    if len(parts) != wanted or len(parts) > MOST_PARTS or not all(map(_PART.fullmatch, parts)):
        return None
    encoded = "/".join(quote(part, safe="~+") for part in parts)
    return f"pkg:{kind}/" + (_lower(encoded) if kind in _LOWER else encoded)


def _lower(encoded: str) -> str:
    """In lower case, but for the encoded characters."""
    return re.sub(r"%[0-9a-f]{2}", lambda match: match[0].upper(), encoded.lower())


def pypi(name: str) -> str:
    """The package URL of a Python package, its name normalised as PEP 503 says."""
    return "pkg:pypi/" + re.sub(r"[-_.]+", "-", name).lower()


def canonical(url: str) -> str | None:
    """A package URL as a stranger wrote it, in the spelling that `purl` gives it; `None` where it is none."""
    return parsed(url)[0]


def parsed(url: str) -> tuple[str | None, str]:
    """A package URL as a stranger wrote it: in the spelling of `purl`, and its version, empty where it has none."""
    match = _URL.fullmatch(url.strip())
    if match is None:
        return None, ""
    kind, rest, qualifiers = match[1].lower(), match[2].strip("/"), match[3]
    # An unencoded @ before a scope is no version: `pkg:npm/@acme/x@1`.
    name, at, version = rest.rpartition("@")
    if not at or not name or "/" in version:
        name, version = rest, ""
    path = unquote(name)
    registry = dict(parse_qsl(qualifiers or "")).get("repository_url", "") if qualifiers else ""
    if kind == "docker" and registry:
        path = f"{registry.partition('://')[2] or registry}/{path}".replace("//", "/")
    return purl(kind, path), unquote(version)


def _image(parts: list[str]) -> list[str]:
    if len(parts) > 1 and parts[0].lower() in _HUB:
        parts = parts[1:]
    return parts[1:] if len(parts) == 2 and parts[0] == "library" else parts
