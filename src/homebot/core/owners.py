"""Who owns a path, who reviews it, and which file and line says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from homebot.core.directory import Directory, Place, Service, Succession, Team
from homebot.core.ownership import NOTHING_ADDED, Drift, PathOwners, RepositoryCatalogue, Said
from homebot.core.service_paths import service_table


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
    service_place: Place | None = None
    team_place: Place | None = None


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
    table = service_table(services)
    bare = path.lstrip("/")
    named = next((one for one in path_owners if bare in one.paths), None)
    service = table.match(bare)
    if service is None:
        return OwnerAnswer(path, None, None, (), None, _places(named), path_owners=named)
    team = directory.teams.get(directory.owner_on(service, day))
    said = dict(catalogue.said).get(service.name)
    return OwnerAnswer(
        path=path,
        service=service.name,
        team=directory.owner_on(service, day),
        reviewers=_people(team),
        github_team=team.github_team if team else None,
        places=_places(service, said, team, *directory.successions_of(service, day), named),
        said=said,
        path_owners=named,
        drift=next((one for one in catalogue.drift if one.service == service.name), None),
        service_place=service.place,
        team_place=team.place if team else None,
    )


def _people(team: Team | None) -> tuple[str, ...]:
    return () if team is None else tuple(dict.fromkeys((*team.members, *team.owners)))


def _places(*facts: Service | Said | Team | Succession | PathOwners | None) -> tuple[Place, ...]:
    """Where the facts are written, each place once."""
    return tuple(dict.fromkeys(fact.place for fact in facts if fact is not None and fact.place is not None))
