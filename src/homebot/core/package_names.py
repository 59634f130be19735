"""How people write packages, beside their package URLs: `requests`, `@acme/ui`, `com.acme:ledgerd-client`."""

import re
from urllib.parse import unquote

_VERSION = re.compile(r"(?:[=<>~!^]{1,3}|\[|(?<=.)@(?![^@]*/)|:(?=v?\d)).*", re.DOTALL)
_RUNS = re.compile(r"[-_.]+")


def shown(package: str) -> str:
    """A package URL without version as people write the package's name."""
    kind, _, rest = package.removeprefix("pkg:").partition("/")
    name = unquote(rest)
    return name.replace("/", ":", 1) if kind == "maven" else name


def is_meant(written: str, package: str) -> bool:
    """Whether a name that somebody wrote is this package's: its URL, or its name in its ecosystem, with a version or
    without. Case does not count, nor do runs of dots, dashes and underscores, as PyPI compares names."""
    name = _VERSION.sub("", written.strip("`\"'<>"))
    return _folded(name) in {_folded(package), _folded(shown(package)), _folded(unquote(package))}


def _folded(name: str) -> str:
    return _RUNS.sub("-", name.casefold())
