"""Who owns a path, who reviews it, and which file and line says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from homebot.core.directory import Directory, Place
from homebot.core.ownership import NOTHING_ADDED, Drift, PathOwners, RepositoryCatalogue, Said
from homebot.core.paths import PathTable


@dataclass(frozen=True, slots=True)
class OwnerAnswer:
    """The owner of a path that day. `service` is `None` for a path nobody owns; `places` say where each fact is.

    `said` is the source that has the say on the team, `drift` who says otherwise, and `path_owners` whom CODEOWNERS or
    OWNERS name for this very path.
    """

    path: str
    service: str | None
    team: str | None
    reviewers: tuple[str, ...]
    github_team: str | None
    places: tuple[Place, ...]
    said: Said | None = None
    path_owners: PathOwners | None = None
    drift: Drift | None = None


def explain(
    path: str,
    repository: str,
    directory: Directory,
    day: date,
    catalogue: RepositoryCatalogue = NOTHING_ADDED,
    path_owners: Iterable[PathOwners] = (),
) -> OwnerAnswer:
    """Service, team and reviewers of `path` in `owner/name`, by the catalogue of `day`, in which `catalogue`, what the
    repository's own files add, is in force; `path_owners` are whom those name for paths."""
    services = directory.services_of_repository(repository)
    table = PathTable([(pattern, service) for service in services for pattern in service.paths])
    bare = path.lstrip("/")
    named = next((one for one in path_owners if bare in one.paths), None)
    service = table.match(bare)
    if service is None:
        places = (named.place,) if named is not None else ()
        return OwnerAnswer(path, None, None, (), None, places, path_owners=named)
    owner = directory.owner_on(service, day)
    team = directory.teams.get(owner)
    said = dict(catalogue.said).get(service.name)
    passed_on = (step.place for step in directory.successions_of(service, day))
    found = (service.place, said.place if said else None, team.place if team else None, *passed_on)
    return OwnerAnswer(
        path=path,
        service=service.name,
        team=owner,
        reviewers=tuple(dict.fromkeys((*team.members, *team.owners))) if team else (),
        github_team=team.github_team if team else None,
        places=tuple(dict.fromkeys(place for place in (*found, named.place if named else None) if place is not None)),
        said=said,
        path_owners=named,
        drift=next((one for one in catalogue.drift if one.service == service.name), None),
    )
