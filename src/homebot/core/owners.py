"""Who owns a path, and which file and line says so."""

from dataclasses import dataclass
from datetime import date

from homebot.core.directory import Directory, Place
from homebot.core.paths import PathTable


@dataclass(frozen=True, slots=True)
class OwnerAnswer:
    """The owner of a path that day. `service` is `None` for a path nobody owns; `places` say where each fact is."""

    path: str
    service: str | None
    team: str | None
    reviewers: tuple[str, ...]
    github_team: str | None
    places: tuple[Place, ...]


def explain(path: str, repository: str, directory: Directory, day: date) -> OwnerAnswer:
    """Service, team and reviewers of `path` in `owner/name`, by the catalogue of `day`."""
    services = directory.services_of_repository(repository)
    table = PathTable([(pattern, service) for service in services for pattern in service.paths])
    service = table.match(path.lstrip("/"))
    if service is None:
        return OwnerAnswer(path, None, None, (), None, ())
    owner = directory.owner_on(service, day)
    team = directory.teams.get(owner)
    passed_on = (step.place for step in directory.successions_of(service, day))
    places = (service.place, team.place if team else None, *passed_on)
    return OwnerAnswer(
        path=path,
        service=service.name,
        team=owner,
        reviewers=tuple(dict.fromkeys((*team.members, *team.owners))) if team else (),
        github_team=team.github_team if team else None,
        places=tuple(place for place in places if place is not None),
    )
