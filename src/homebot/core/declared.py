"""Declared edges between services, that no manifest shows: `consumes:` in the catalogue or in `.homebot.yml`, and
Backstage's `dependsOn` and `consumesApis`. They are shown with their place; nobody is credited for them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from homebot.core.directory import Directory, Place, Service
from homebot.core.repository_files import Component, RepositoryFiles

How = Literal["consumes", "dependsOn", "consumesApis"]


@dataclass(frozen=True, slots=True)
class Edge:
    """The service `consumer` says that it uses `provider`; `repository` has the file, empty for the catalogue's own."""

    consumer: str
    provider: str
    how: How
    place: Place | None
    repository: str = ""


def edges(directory: Directory, files: Mapping[str, RepositoryFiles]) -> tuple[Edge, ...]:
    """Every edge, by provider and consumer. `directory` is the whole catalogue, `files` what each repository says."""
    found = [*_consumes(directory, files), *_components(directory, files)]
    return tuple(sorted(dict.fromkeys(found), key=lambda edge: (edge.provider, edge.consumer, edge.how)))


def _consumes(directory: Directory, files: Mapping[str, RepositoryFiles]) -> Iterator[Edge]:
    for service in directory.services.values():
        place, repository = service.place, ""
        for settings in files.get(service.repository, RepositoryFiles()).settings:
            if settings.consumes is not None and settings.name in (None, service.name):
                place, repository = settings.place_of("consumes"), service.repository
        for provider in service.consumes:
            yield Edge(service.name, provider, "consumes", place, repository)


def _components(directory: Directory, files: Mapping[str, RepositoryFiles]) -> Iterator[Edge]:
    """A component is the service of its name, or the only one of its repository."""
    placed = [
        (component, found.name, repository)
        for repository, said in files.items()
        for component in said.components
        if (found := _service(directory, component, repository, len(said.components) == 1)) is not None
    ]
    named = dict(_called((component, name) for component, name, _ in placed))
    for component, name, repository in placed:
        for use in component.uses:
            if (provider := named.get(use.ref, name)) != name:
                yield Edge(name, provider, use.key, use.place, repository)


def _called(placed: Iterable[tuple[Component, str]]) -> Iterator[tuple[str, str]]:
    """By which references a service is meant: its component's and those of the APIs it provides."""
    for component, name in placed:
        yield component.ref, name
        yield from ((api, name) for api in component.apis)


def _service(directory: Directory, component: Component, repository: str, alone: bool) -> Service | None:
    services = directory.services_of_repository(repository)
    name = component.name.casefold()
    found = next((one for one in services if one.name.rpartition(":")[2].casefold() == name), None)
    return services[0] if found is None and alone and len(services) == 1 else found
