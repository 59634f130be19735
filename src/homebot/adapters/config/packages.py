"""The shape of a package URL (purl), in its one spelling."""

import re

from homebot.adapters.config.reading import Reading
from homebot.adapters.config.records import Shape
from homebot.adapters.config.shapes import matching
from homebot.core.nodes import Node

_WRITTEN = matching(
    "a package URL",
    "package URLs",
    r"pkg:[A-Za-z][A-Za-z0-9.+-]*(?:/[A-Za-z0-9._~%+-]+)+",
    "such as pkg:pypi/acme-ledgerd-client, without a version, @ written %40",
)


def _read(node: Node, reading: Reading) -> str | None:
    value = _WRITTEN.read(node, reading)
    return None if value is None else canonical(value)


def canonical(purl: str) -> str:
    """The type in lower case, and a name on PyPI as PEP 503 compares it: `pkg:pypi/Acme_Client` is `acme-client`."""
    scheme, _, rest = purl.partition("/")
    if scheme.lower() == "pkg:pypi":
        return f"pkg:pypi/{re.sub(r'[-_.]+', '-', rest).lower()}"
    return f"{scheme.lower()}/{rest}"


PACKAGE: Shape[str] = Shape(_WRITTEN.one, _WRITTEN.many, _read)
