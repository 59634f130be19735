"""A repository's own files joined with the catalogue (SPEC 3): its services, and whose each of them is.

For whose a service is, the order is `services.yaml`, `.homebot.yml`, Backstage, CODEOWNERS for `*`, the root's OWNERS.
The first that names somebody is used, and where another names somebody else both are kept, as drift.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from homebot.core.directory import Directory, Place, Service, Team
from homebot.core.own_services import OwnServices
from homebot.core.ownership import Drift, Fault, RepositoryCatalogue, Said, Source
from homebot.core.owning_teams import OwningTeams
from homebot.core.repository_files import MOST_HINTS, Component, RepositoryFiles, Settings, bounded
from homebot.core.team_life.orphans import orphan
from homebot.core.wording import quoted, suggestion

MOST_FAULTS = 200

_Word = tuple[Said, tuple[Team, ...]]
"""What a source says, with all the teams that it names."""


def join(directory: Directory, files: RepositoryFiles, repository: str, day: date) -> RepositoryCatalogue:
    """What the files of `owner/name` make of the catalogue, whose services are those of `day`."""
    own = OwnServices(directory, files, repository)
    owners = _Owners(directory, files, repository, day, several=len(own.services) > 1)
    services: list[Service] = []
    said: list[tuple[str, Said]] = []
    drift: list[Drift] = []
    for service in own.services:
        winner, others = owners.of(service, own.settings_of(service.name))
        owner = service.owner or winner.team
        services.append(replace(service, owner=owner))
        lost = orphan(directory, services[-1], winner.place, day)
        owners.faults += [lost] if lost is not None else []
        said.append((service.name, winner))
        if others:
            drift.append(Drift(service.name, winner, others))
    return RepositoryCatalogue(
        services=tuple(one for one in services if one != directory.services.get(one.name)),
        teams=tuple(owners.new.values()),
        said=tuple(said),
        drift=tuple(drift),
        faults=bounded((*own.faults, *owners.faults, *files.faults), MOST_FAULTS),
    )


def in_force(directory: Directory, found: RepositoryCatalogue) -> Directory:
    """The catalogue with what a repository's own files add. New services come first: where patterns meet, the last one
    counts, and `services.yaml` has the say; so has `org.yaml` of a team that it lists by now. Twice is once."""
    if not found.services and not found.teams:
        return directory
    new = {one.name: one for one in found.services if one.name not in directory.services}
    set_otherwise = {one.name: one for one in found.services}
    return replace(
        directory,
        services={**new, **directory.services, **set_otherwise},
        teams={**directory.teams, **{one.name: one for one in found.teams if one.name not in directory.teams}},
    )


class _Owners:
    """Whose the services of one repository are, by every source."""

    def __init__(self, directory: Directory, files: RepositoryFiles, repository: str, day: date, several: bool) -> None:
        self._directory, self._files, self._day = directory, files, day
        self._teams = OwningTeams(directory, files.groups, repository)
        self._components = {one.name.casefold(): one for one in reversed(files.components)}
        self._several = several
        self.new: dict[str, Team] = {}
        self.faults: list[Fault] = []

    def of(self, service: Service, settings: Settings | None) -> tuple[Said, tuple[Said, ...]]:
        """Who has the say, and who says otherwise."""
        words = [*self._words(service, settings)]
        if service.owner:
            place = service.place
            assert place is not None
            called = self._directory.owner_on(service, self._day)
            winner, others = Said("services.yaml", called, place), words
        elif words:
            (first, teams), *others = words
            called, winner = first.team, replace(first, team=self._keep(teams[0]))
        else:
            return self._nobody(service, settings), ()
        people = self._people(winner.team)
        return winner, tuple(one for one, teams in others if not self._agree(called, people, teams))

    def _keep(self, team: Team) -> str:
        """What the team is called here: of several that the files describe under one name, each has its own."""
        listed = self._directory.teams
        if listed.get(team.name) == team:
            return team.name
        name, number = team.name, 1
        while name in listed or not _same_people(self.new.setdefault(name, replace(team, name=name)), team):
            number += 1
            name = f"{team.name}-{number}"
        return name

    def _nobody(self, service: Service, settings: Settings | None) -> Said:
        """The name that was written and that nobody knows, else the repository's."""
        component = self._component(service)
        place = service.place
        assert place is not None
        source: Source = "Backstage" if settings is None else ".homebot.yml"
        name = settings.owner if settings is not None else None
        if name is None and component is not None and component.owner:
            name = component.owner.partition("/")[2]
        if name is None:
            name = f"{service.name}-owners"
            self.faults.append(Fault(place, f"nobody is named as owner of {quoted(service.name)}", "name one: owner"))
        return Said(source, self._keep(self._teams.nobody(name, place)), place, name)

    def _words(self, service: Service, settings: Settings | None) -> Iterator[_Word]:
        """What each file says, in the order of their precedence, with all the teams it names."""
        named = [*self._of_settings(settings), *self._of_component(self._component(service))]
        yield from named
        # Whom a file names for everything it names for what nobody else is named for.
        if not (self._several and (service.owner or named) and "**" not in service.paths):
            yield from self._of_everything()

    def _of_settings(self, settings: Settings | None) -> Iterator[_Word]:
        if settings is None or not settings.owner:
            return
        place = settings.place_of("owner")
        team = self._teams.called(settings.owner)
        if team is None:
            self._unknown(settings.owner, place, "owner")
        else:
            yield Said(".homebot.yml", team.name, place, settings.owner), (team,)

    def _of_component(self, component: Component | None) -> Iterator[_Word]:
        if component is None or not component.owner:
            return
        place = component.owner_place or component.place
        team = self._teams.of_reference(component.owner, place)
        if team is None:
            self._unknown(component.owner.partition("/")[2], place, "spec.owner")
        else:
            yield Said("Backstage", team.name, place, component.owner), (team,)

    def _of_everything(self) -> Iterator[_Word]:
        for word in self._files.words:
            teams = self._teams.of_owners(word.owners, word.place)
            if teams:
                words = " ".join(str(owner) for owner in word.owners[:10])
                yield Said(word.source, teams[0].name, word.place, words), teams

    def _component(self, service: Service) -> Component | None:
        """The component of that name; where each is alone, they are the same."""
        named = self._components.get(service.name.rpartition(":")[2].casefold())
        if named is None and not self._several and len(self._files.components) == 1:
            return self._files.components[0]
        return named

    def _unknown(self, name: str, place: Place, key: str) -> None:
        hint = suggestion(name, self._teams.names) if len(self.faults) < MOST_HINTS else ""
        self.faults.append(Fault(place, f"{key}: unknown team {quoted(name)}", hint))

    def _people(self, team: str) -> frozenset[str] | None:
        """Everybody in a team; `None` where GitHub alone knows."""
        found = self._directory.teams.get(team) or self.new.get(team)
        return None if found is None or found.github_team else frozenset((*found.members, *found.owners))

    def _agree(self, winner: str, people: frozenset[str] | None, teams: Iterable[Team]) -> bool:
        """Whether a source names the winning team too, or people of it."""
        return any(
            team.name == winner or (team.name not in self._directory.teams and self._belongs(team, people))
            for team in teams
        )

    def _belongs(self, team: Team, people: frozenset[str] | None) -> bool:
        """People without a team may be of the winning one."""
        return team.github_team is None and bool(team.owners) and (people is None or not people.isdisjoint(team.owners))


def _same_people(one: Team, other: Team) -> bool:
    """Whether two teams are the same but for where they are written."""
    return (one.members, one.owners, one.github_team) == (other.members, other.owners, other.github_team)
