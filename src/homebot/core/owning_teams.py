"""Which team is meant where a repository's files name owners: one of `org.yaml` by its name or its GitHub team, else
one that the files themselves describe."""

from collections.abc import Iterable

from homebot.core.catalogues.backstage import login_of, reference
from homebot.core.directory import Directory, Place, Team
from homebot.core.ownership import Owner
from homebot.core.repository_files import Group


class OwningTeams:
    """The teams that may be meant in the files of one repository (`owner/name`)."""

    def __init__(self, directory: Directory, groups: Iterable[Group], repository: str) -> None:
        self._directory = directory
        self._groups = {group.ref: group for group in groups}
        self._organisation, _, self._name = repository.partition("/")
        self._root = next((one.name for one in directory.entities.values() if one.parent is None), "")
        self._folded = {name.casefold(): team for name, team in directory.teams.items()}
        self._on_github = {team.github_team: team for team in directory.teams.values() if team.github_team}

    @property
    def names(self) -> Iterable[str]:
        """The teams that `org.yaml` lists."""
        return self._directory.teams

    def called(self, name: str) -> Team | None:
        """The team of `org.yaml` with this name, case aside, or with this GitHub team."""
        return self._folded.get(name.casefold()) or self._on_github.get(name.lower())

    def of_reference(self, ref: str, place: Place) -> Team | None:
        """The team that an owner in Backstage stands for, such as `group:default/payments`; `None` for one that
        nobody describes."""
        group = self._groups.get(ref)
        if ref.startswith("user:"):
            return self._of_user(ref, group, place)
        name = ref.rpartition("/")[2]
        found = self.called(name) or (self._on_github.get(group.github) if group and group.github else None)
        if found is not None or group is None:
            return found
        return self._new(group.name, group.place, members=group.members, github_team=group.github)

    def _of_user(self, ref: str, user: Group | None, place: Place) -> Team | None:
        """The person whom a User stands for by its login; one that no file describes has the login that it is called
        by. `None` where there is no login."""
        named = reference(ref, "user")
        login = login_of(named) if user is None and named is not None else None
        people = user.members if user is not None else (login,) if login is not None else ()
        return self.of_people(people, place) if people else None

    def of_owners(self, owners: Iterable[Owner], place: Place) -> tuple[Team, ...]:
        """The teams among the owners; without any, the people among them as one team of this repository's name. E-mail
        addresses are nobody that can be known."""
        named = tuple(owners)
        teams = tuple(self._of_github(owner.name, place) for owner in named if owner.kind == "team")
        people = tuple(owner.name for owner in named if owner.kind == "user")
        if teams or not people:
            return teams
        return (self.of_people(people, place),)

    def of_people(self, people: tuple[str, ...], place: Place) -> Team:
        """People without a team of their own, all of them accountable."""
        return self._new(f"{self._name}-owners", place, members=people, owners=people)

    def nobody(self, name: str, place: Place) -> Team:
        """A team without anybody: a service has an owner, even where nobody can be found."""
        return self._new(name, place)

    def _of_github(self, slug: str, place: Place) -> Team:
        """GitHub lets a repository name teams of its own organisation; a team of that name without a GitHub team of its
        own in `org.yaml` is taken for it."""
        found = self._on_github.get(slug)
        if found is not None:
            return found
        organisation, _, name = slug.partition("/")
        listed = self._folded.get(name)
        if listed is not None and listed.github_team is None and organisation == self._organisation:
            return listed
        return self._new(name, place, github_team=slug, full=slug)

    def _new(
        self,
        name: str,
        place: Place,
        members: tuple[str, ...] = (),
        owners: tuple[str, ...] = (),
        github_team: str | None = None,
        full: str = "",
    ) -> Team:
        """A team on the books of the root. Where another team has its name, it gets a longer one."""
        taken = name.casefold() in self._folded
        return Team(
            name=(full or f"{self._organisation}/{name}") if taken else name,
            entity=self._root,
            members=members,
            owners=owners,
            github_team=github_team,
            place=place,
        )
