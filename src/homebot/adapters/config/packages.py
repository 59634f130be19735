"""The shape of a package URL (purl), in its one spelling."""

from homebot.adapters.config.reading import Reading
from homebot.adapters.config.records import Shape
from homebot.adapters.config.shapes import matching
from homebot.core.nodes import Node
from homebot.core.purl import canonical

_WRITTEN = matching(
    "a package URL",
    "package URLs",
    r"pkg:[A-Za-z][A-Za-z0-9.+-]*(?:/[A-Za-z0-9._~%+-]+)+",
    "such as pkg:pypi/acme-ledgerd-client, without a version, @ written %40",
)


def _read(node: Node, reading: Reading) -> str | None:
    value = _WRITTEN.read(node, reading)
    return None if value is None else canonical(value) or value


PACKAGE: Shape[str] = Shape(_WRITTEN.one, _WRITTEN.many, _read)
