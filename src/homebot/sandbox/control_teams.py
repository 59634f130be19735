"""Teams come and go: set up, filled, nested, renamed and deleted, each with the webhooks that GitHub sends."""

from collections.abc import Callable
from typing import Any

from homebot.sandbox.company import Company
from homebot.sandbox.errors import ApiError, invalid
from homebot.sandbox.nesting import children_of, parent_of
from homebot.sandbox.state import Team, User

Act = Callable[[dict[str, Any]], Any]


def team_acts(company: Company) -> dict[str, Act]:
    """Acts of the control API. Called with the world's lock held."""
    teams = _Teams(company)
    return {
        "team": teams.set_up,
        "rename-team": teams.rename,
        "delete-team": teams.delete,
        "leave-organisation": teams.leave,
    }


class _Teams:
    def __init__(self, company: Company) -> None:
        self._company = company
        self._world = company.world

    def set_up(self, given: dict[str, Any]) -> None:
        """A team and its members, all of them, perhaps in a `parent`. Of a new team nothing is told; of one that is
        known each change is."""
        key = f"{given['organisation']}/{given['slug']}".lower()
        known = self._world.teams.get(key)
        organisation, slug = key.split("/")
        made = known or Team(self._world.next_id(), organisation, slug)
        before, was = set(made.members), (made.secret, made.parent)
        parent = given.get("parent")
        self._check_parent(given, organisation, parent)
        made.members = {self._world.add_user(login).login.lower() for login in given.get("members", [])}
        self._world.organisations.setdefault(organisation, set()).update(made.members)
        made.secret, made.parent = given.get("secret", False), parent.lower() if parent else None
        self._world.teams[key] = made
        if known is not None:
            self._tell(made, before, was)

    def _check_parent(self, given: dict[str, Any], organisation: str, parent: str | None) -> None:
        """As GitHub: secret teams are not nested, and no team is above itself."""
        if parent is None:
            return
        above = self._world.teams.get(f"{organisation}/{parent}".lower())
        if above is None or above.secret or given.get("secret"):
            raise invalid("", resource="Team", field="parent_team_id", code="invalid")
        while above is not None:
            if above.slug == given["slug"].lower():
                raise invalid("", resource="Team", field="parent_team_id", code="invalid")
            above = parent_of(self._world, above)

    def _tell(self, team: Team, before: set[str], was: tuple[bool, str | None]) -> None:
        for action, logins in (("added", team.members - before), ("removed", before - team.members)):
            for login in sorted(logins):
                member = self._company.present.user(self._world.users[login])
                self._send("membership", action, team, scope="team", member=member)
        if (team.secret, team.parent) != was:
            changes = {"privacy": {"from": "secret" if was[0] else "closed"}} if team.secret != was[0] else {}
            self._send("team", "edited", team, changes=changes)

    def rename(self, given: dict[str, Any]) -> None:
        """Another name, and with it another slug. The old one leads nowhere."""
        team = self._found(given)
        del self._world.teams[f"{team.organisation}/{team.slug}"]
        before, team.slug = team.slug, given["to"].lower()
        self._world.teams[f"{team.organisation}/{team.slug}"] = team
        for child in self._world.teams.values():
            if child.organisation == team.organisation and child.parent == before:
                child.parent = team.slug
        self._send("team", "edited", team, changes={"name": {"from": before}})

    def delete(self, given: dict[str, Any]) -> None:
        """A team is gone, and its child teams with it."""
        team = self._found(given)
        for gone in (*children_of(self._world, team), team):
            del self._world.teams[f"{gone.organisation}/{gone.slug}"]
            self._send("team", "deleted", gone)

    def leave(self, given: dict[str, Any]) -> None:
        """Somebody is no member of the organisation any more, nor of its teams."""
        organisation, login = given["organisation"].lower(), given["login"].lower()
        self._world.organisations[organisation].discard(login)
        for team in self._world.teams.values():
            if team.organisation == organisation:
                team.members.discard(login)
        user = self._world.users[login]
        shown = {"user": self._company.present.user(user), "role": "member", "state": "active"}
        self._company.webhooks.send_organisation("organization", "member_removed", organisation, user, membership=shown)

    def _found(self, given: dict[str, Any]) -> Team:
        team = self._world.teams.get(f"{given['organisation']}/{given['slug']}".lower())
        if team is None:
            raise ApiError(404, "Not Found")
        return team

    def _send(self, event: str, action: str, team: Team, **parts: Any) -> None:
        shown = self._company.present.team(team, parent_of(self._world, team))
        self._company.webhooks.send_organisation(event, action, team.organisation, self._sender(), team=shown, **parts)

    def _sender(self) -> User:
        return self._world.add_user("root")
