"""Organisations and teams of the GraphQL API: nested, secret, large."""

from collections.abc import Callable, Sequence
from typing import Any

from graphql import GraphQLError

from homebot.sandbox.graph_pages import Node, NotFound, connection
from homebot.sandbox.nesting import children_of, parent_of
from homebot.sandbox.signing_in import Caller
from homebot.sandbox.state import Team, User
from homebot.sandbox.world import World


class Teams:
    """One query's view of them. `actor` shows a person. An organisation's teams are for its people, and for an App's
    installation there."""

    def __init__(self, world: World, who: Caller, actor: Callable[[User], Node]) -> None:
        self._world = world
        self._who = who
        self._actor = actor

    def _sees(self, team: Team) -> bool:
        """The secret ones are left out, as for an App that may not see them."""
        if team.secret:
            return False
        if self._who.installation is not None:
            return self._world.installations.get(self._who.installation) == team.organisation
        return self._who.user.login.lower() in self._world.organisations.get(team.organisation, ())

    def organisation(self, login: str) -> Node | None:
        """An organisation with the teams that the caller may see."""
        if login.lower() not in self._world.organisations:
            raise NotFound(f"Could not resolve to an Organization with the login of '{login}'.")
        teams = [t for t in self._world.teams.values() if t.organisation == login.lower() and self._sees(t)]

        def listed(
            userLogins: Sequence[str] | None = None,  # noqa: N803  GitHub's own name
            rootTeamsOnly: bool = False,  # noqa: N803
            **page: Any,
        ) -> Node:
            wanted = {name.lower() for name in userLogins or []}
            found = [team for team in teams if not wanted or wanted & team.members]
            return connection([team for team in found if not (rootTeamsOnly and team.parent)], self.team, **_page(page))

        by_slug = {team.slug: team for team in teams}
        return {
            "__typename": "Organization",
            "login": login,
            "id": f"O_{self._world.add_user(login, 'Organization').id}",
            "team": lambda slug: self.team(by_slug[slug.lower()]) if slug.lower() in by_slug else None,
            "teams": listed,
        }

    def team(self, team: Team) -> Node:
        """A team. Who is in one of its child teams is a member of it, unless only its own members are asked for."""
        parent = parent_of(self._world, team)

        def members(
            membership: str = "ALL",
            query: str | None = None,
            orderBy: dict[str, str] | None = None,  # noqa: N803
            **page: Any,
        ) -> Node:
            people = self._people(team, membership)
            found = [user for user in people if query is None or query.lower() in user.login.lower()]
            return connection(_ordered(found, orderBy), self._actor, **_page(page))

        def children(immediateOnly: bool = True, **page: Any) -> Node:  # noqa: N803
            return connection(children_of(self._world, team, immediate=immediateOnly), self.team, **_page(page))

        return {
            "__typename": "Team",
            "id": f"T_{team.id}",
            "databaseId": team.id,
            "name": team.slug,
            "slug": team.slug,
            "combinedSlug": f"{team.organisation}/{team.slug}",
            "privacy": "SECRET" if team.secret else "VISIBLE",
            "parentTeam": lambda: self.team(parent) if parent is not None else None,
            "childTeams": children,
            "members": members,
        }

    def by_id(self, number: int) -> Node | None:
        """The team of that global id, if the caller may see it."""
        found = (team for team in self._world.teams.values() if team.id == number and self._sees(team))
        return next((self.team(team) for team in found), None)

    def _people(self, team: Team, membership: str) -> list[User]:
        below = {login for child in children_of(self._world, team) for login in child.members}
        wanted = {"ALL": team.members | below, "IMMEDIATE": team.members, "CHILD_TEAM": below}[membership]
        return [self._world.users[login] for login in sorted(wanted)]


def _ordered(people: list[User], order: dict[str, str] | None) -> list[User]:
    """By login; or as long as they are here, which for the stand-in is the order of their numbers."""
    by_age = order is not None and order["field"] == "CREATED_AT"
    ordered = sorted(people, key=lambda user: user.id if by_age else user.login.lower())
    return ordered[::-1] if order is not None and order["direction"] == "DESC" else ordered


def _page(arguments: dict[str, Any]) -> dict[str, Any]:
    """What is left of a list's arguments must be its page: nothing is passed over unheard."""
    unknown = set(arguments) - {"first", "last", "after", "before"}
    if unknown:
        raise GraphQLError(f"the stand-in does not know the arguments {', '.join(sorted(unknown))}")
    return arguments
