"""Which service covers a path: where patterns of several meet, the last one that the catalogue lists."""

from collections.abc import Iterable

from homebot.core.directory import Service
from homebot.core.paths import PathTable


def service_table(services: Iterable[Service]) -> PathTable[Service]:
    """The services of one repository, in the order of the catalogue, ready to be asked for paths."""
    return PathTable([(pattern, service) for service in services for pattern in service.paths])
