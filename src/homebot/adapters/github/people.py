"""Who is in which team, who may see a repository, and who is busy: what is missing, in one GraphQL query."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from homebot.adapters.github.client import Client
from homebot.adapters.github.outcomes import Denied, Gone
from homebot.adapters.github.reach import inside, next_page, nodes

PAGE = 100
PAGES = 40
"""A team of 4,000 is read whole; nobody beyond is known."""
CHUNK = 50
NAMESAKES = 50
"""GitHub looks for a login as part of logins and names; the exact one is among so many."""


@dataclass(frozen=True, slots=True)
class People:
    """`members` by GitHub team (`org/slug`), `invisible` teams homebot may not see, `teams` the author is in,
    `access` to the repository: login to whether they are busy; `access_cut` when there are more than were read."""

    members: tuple[tuple[str, tuple[str, ...]], ...] = ()
    invisible: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    access: tuple[tuple[str, bool], ...] = ()
    access_cut: bool = False


def read_people(
    client: Client, repository: str | None, teams: Sequence[str], author: str | None, organisations: Sequence[str]
) -> People:
    """Members of `teams` (`org/slug`), the teams of `author` in `organisations`, and access to `repository`.

    Raises:
        CallFailed: when GitHub cannot be asked. A team it does not show is `invisible`, not a failure.
    """
    text, variables = _query(repository, teams, author, organisations)
    if text is None:
        return People()
    data = client.query("people", text, variables)
    found = {team: inside(data, f"t{index}", "team") for index, team in enumerate(teams)}
    shown = [team for team in teams if found[team]]
    members = ((team, tuple(sorted(_members(client, team, inside(found[team], "members"))))) for team in shown)
    own = (node for index in range(len(organisations)) for node in nodes(data, f"o{index}", "teams"))
    users = ("repository", "assignableUsers")
    return People(
        members=tuple(members),
        invisible=tuple(team for team in teams if team not in shown),
        teams=tuple(sorted(str(node["combinedSlug"]).lower() for node in own)),
        access=tuple(map(_access_of, nodes(data, *users))),
        access_cut=bool(inside(data, *users, "pageInfo").get("hasNextPage")),
    )


def read_access(client: Client, repository: str, logins: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Which of `logins` may see the repository, and whether each is busy: for repositories with more people than one
    page. Fifty at a time. Raises a `CallFailed`."""
    found: dict[str, bool] = {}
    for start in range(0, len(logins), CHUNK):
        found |= _access(client, repository, logins[start : start + CHUNK])
    return tuple(sorted(found.items()))


def _access(client: Client, repository: str, logins: Sequence[str]) -> dict[str, bool]:
    owner, _, name = repository.partition("/")
    users = "{ nodes { login status { indicatesLimitedAvailability } } }"
    numbers = range(len(logins))
    fields = "\n".join(f"u{i}: assignableUsers(query: $q{i}, first: {NAMESAKES}) {users}" for i in numbers)
    names = ", ".join(f"$q{i}: String!" for i in numbers)
    head = f"query Access($owner: String!, $name: String!, {names})"
    text = f"{head} {{ repository(owner: $owner, name: $name) {{\n{fields}\n}} }}"
    variables = {"owner": owner, "name": name, **{f"q{i}": login for i, login in enumerate(logins)}}
    answer = inside(client.query("access", text, variables), "repository")
    namesakes = ((login, user) for i, login in enumerate(logins) for user in nodes(answer, f"u{i}"))
    return {login: _busy(user) for login, user in namesakes if str(user["login"]).lower() == login}


def is_org_member(client: Client, organisation: str, login: str) -> bool:
    """Whether GitHub counts the person among the organisation's members. Raises a `CallFailed`.

    GitHub answers 204 for a member, 404 for others, and sends an App that may not see members elsewhere (302): then
    nobody is known to be one.
    """
    try:
        client.read("org member", f"/orgs/{quote(organisation, safe='')}/members/{quote(login, safe='')}")
    except (Gone, Denied):
        return False
    return True


class _Parts:
    """The pieces of one query: declared variables, fields, values."""

    def __init__(self) -> None:
        self.declared: list[str] = []
        self.fields: list[str] = []
        self.variables: dict[str, Any] = {}

    def add(self, field: str, **variables: str) -> None:
        """A field and the text variables it uses."""
        self.declared += [f"${name}: String!" for name in variables if name not in self.variables]
        self.variables |= variables
        self.fields.append(field)


def _query(
    repository: str | None, teams: Sequence[str], author: str | None, organisations: Sequence[str]
) -> tuple[str | None, dict[str, Any]]:
    parts = _Parts()
    for index, team in enumerate(teams):
        organisation, _, slug = team.partition("/")
        members = f"members(first: {PAGE}) {{ nodes {{ login }} pageInfo {{ hasNextPage endCursor }} }}"
        field = f"t{index}: organization(login: $to{index}) {{ team(slug: $ts{index}) {{ {members} }} }}"
        parts.add(field, **{f"to{index}": organisation, f"ts{index}": slug})
    for index, organisation in enumerate(organisations if author is not None else ()):
        own = "teams(first: 100, userLogins: [$author]) { nodes { combinedSlug } }"
        field = f"o{index}: organization(login: $o{index}) {{ {own} }}"
        parts.add(field, **{f"o{index}": organisation, "author": str(author)})
    if repository is not None:
        owner, _, name = repository.partition("/")
        users = "{ nodes { login status { indicatesLimitedAvailability } } pageInfo { hasNextPage } }"
        field = f"repository(owner: $owner, name: $name) {{ assignableUsers(first: {PAGE}) {users} }}"
        parts.add(field, owner=owner, name=name)
    if not parts.fields:
        return None, {}
    return f"query People({', '.join(parts.declared)}) {{\n" + "\n".join(parts.fields) + "\n}", parts.variables


def _members(client: Client, team: str, page: Mapping[str, Any]) -> Iterator[str]:
    organisation, _, slug = team.partition("/")
    text = (
        "query Members($org: String!, $slug: String!, $after: String) { organization(login: $org) { team(slug: $slug) "
        f"{{ members(first: {PAGE}, after: $after) "
        "{ nodes { login } pageInfo { hasNextPage endCursor } } } } }"
    )
    for _ in range(PAGES):
        yield from [str(node["login"]).lower() for node in nodes(page)]
        after = next_page(page)
        if after is None:
            return
        answer = client.query("team members", text, {"org": organisation, "slug": slug, "after": after})
        page = inside(answer, "organization", "team", "members")


def _access_of(user: Mapping[str, Any]) -> tuple[str, bool]:
    return str(user["login"]).lower(), _busy(user)


def _busy(user: Mapping[str, Any]) -> bool:
    return bool(inside(user, "status").get("indicatesLimitedAvailability"))
