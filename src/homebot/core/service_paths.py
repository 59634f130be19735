"""Which services a path concerns: where patterns of several meet, the last one that the catalogue lists; and
`.homebot.yml` every service that it speaks of, wherever it lies."""

from collections.abc import Iterable, Sequence

from homebot.core.directory import Service
from homebot.core.facts import Change
from homebot.core.ownership_places import OWN
from homebot.core.paths import PathTable


def service_table(services: Iterable[Service]) -> PathTable[Service]:
    """The services of one repository, in the order of the catalogue, ready to be asked for paths."""
    return PathTable([(pattern, service) for service in services for pattern in service.paths])


class Concern:
    """The services of one repository, ready to be asked whom a path of a change concerns."""

    def __init__(self, services: Sequence[Service], change: Change) -> None:
        self._table = service_table(services)
        self._configured = tuple(service for service in services if service.name in change.configures)

    def of(self, path: str) -> tuple[Service, ...]:
        """The service that covers a path, and of `.homebot.yml` all that it sets: it changes how they are judged."""
        covering = self._table.match(path)
        found = () if covering is None else (covering,)
        return tuple(dict.fromkeys((*found, *self._configured))) if path == OWN else found


def touched(
    services: Sequence[Service], change: Change
) -> tuple[list[tuple[Service, tuple[str, ...]]], tuple[str, ...]]:
    """The services that a change concerns, in the order of the catalogue, with their paths; and the paths of none."""
    concern = Concern(services, change)
    of_service: dict[str, list[str]] = {}
    unowned = []
    for path in change.paths:
        concerned = concern.of(path)
        for service in concerned:
            of_service.setdefault(service.name, []).append(path)
        if not concerned:
            unowned.append(path)
    found = [(service, tuple(of_service[service.name])) for service in services if service.name in of_service]
    return found, tuple(unowned)
