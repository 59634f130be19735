"""Who is in which team, who may see a repository, and who is busy: what is missing, in one GraphQL query."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from homebot.adapters.github.client import Client
from homebot.adapters.github.outcomes import Denied, Gone
from homebot.adapters.github.reach import inside, nodes

PAGE = 100
DEPTH = 5
"""How many levels of nested teams are followed upwards."""
CHUNK = 50
NAMESAKES = 50
"""GitHub looks for a login as part of logins and names; the exact one is among so many."""


@dataclass(frozen=True, slots=True)
class TeamRead:
    """A GitHub team: `team` is `org/slug`, `members` with those of its child teams, `node` its id for good. Of a team
    with more than two hundred people, `total`, the first and the last hundred by login are among `members`."""

    team: str
    members: tuple[str, ...] = ()
    total: int = 0
    node: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """Teams that were read, `invisible` ones that homebot may not see, the teams each person asked about is in
    (`teams_of`, those above a nested one included), `access` to the repository: login to whether they are busy;
    `access_cut` when there are more than were read."""

    teams: tuple[TeamRead, ...] = ()
    invisible: tuple[str, ...] = ()
    teams_of: tuple[tuple[str, tuple[str, ...]], ...] = ()
    access: tuple[tuple[str, bool], ...] = ()
    access_cut: bool = False


def read_people(
    client: Client, repository: str | None, teams: Sequence[str], logins: Sequence[str], organisations: Sequence[str]
) -> People:
    """Members of `teams` (`org/slug`), the teams that `logins` are in in `organisations`, and access to `repository`,
    in one query; none when nothing is asked.

    Raises:
        CallFailed: when GitHub cannot be asked. A team it does not show is `invisible`, not a failure.
    """
    logins = logins if organisations else ()
    text, variables = _query(repository, teams, logins, organisations)
    if text is None:
        return People()
    data = client.query("people", text, variables)
    found = {team: inside(data, f"t{index}", "team") for index, team in enumerate(teams)}
    users = ("repository", "assignableUsers")
    return People(
        teams=tuple(_team(team, shown) for team, shown in found.items() if shown),
        invisible=tuple(team for team, shown in found.items() if not shown),
        teams_of=tuple((login, _teams_of(data, index, len(organisations))) for index, login in enumerate(logins)),
        access=tuple(map(_access_of, nodes(data, *users))),
        access_cut=bool(inside(data, *users, "pageInfo").get("hasNextPage")),
    )


def read_new_name(client: Client, node: str) -> str | None:
    """What a team that had this id is called now (`org/slug`); `None` when it is gone or hidden. Raises a
    `CallFailed`."""
    text = "query Renamed($id: ID!) { node(id: $id) { ...on Team { combinedSlug } } }"
    try:
        answer = client.query("renamed team", text, {"id": node})
    except (Gone, Denied):
        return None
    return str(inside(answer, "node").get("combinedSlug") or "").lower() or None


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
    repository: str | None, teams: Sequence[str], logins: Sequence[str], organisations: Sequence[str]
) -> tuple[str | None, dict[str, Any]]:
    parts = _Parts()
    for index, team in enumerate(teams):
        organisation, _, slug = team.partition("/")
        field = f"t{index}: organization(login: $to{index}) {{ team(slug: $ts{index}) {{ ...team }} }}"
        parts.add(field, **{f"to{index}": organisation, f"ts{index}": slug})
    _add_teams_of(parts, logins, organisations)
    _add_access(parts, repository)
    if not parts.fields:
        return None, {}
    fragments = [_TEAM] if teams else []
    fragments += [_OWN] if logins else []
    head = f"query People({', '.join(parts.declared)})"
    return "\n".join([f"{head} {{", *parts.fields, "}", *fragments]), parts.variables


def _add_teams_of(parts: _Parts, logins: Sequence[str], organisations: Sequence[str]) -> None:
    own = " ".join(f"p{n}: teams(first: {PAGE}, userLogins: [$p{n}]) {{ ...own }}" for n in range(len(logins)))
    people = {f"p{n}": login for n, login in enumerate(logins)}
    for index, organisation in enumerate(organisations if logins else ()):
        parts.add(f"o{index}: organization(login: $o{index}) {{ {own} }}", **{f"o{index}": organisation}, **people)


def _add_access(parts: _Parts, repository: str | None) -> None:
    if repository is not None:
        owner, _, name = repository.partition("/")
        users = "{ nodes { login status { indicatesLimitedAvailability } } pageInfo { hasNextPage } }"
        field = f"repository(owner: $owner, name: $name) {{ assignableUsers(first: {PAGE}) {users} }}"
        parts.add(field, owner=owner, name=name)


# Members of child teams are members: GitHub's own default, said all the same. From both ends, so that one query holds
# two hundred; a larger team is nobody's to read page by page while a pull request waits.
_ORDER = "membership: ALL, orderBy: {field: LOGIN, direction: ASC}"
_TEAM = f"""fragment team on Team {{
  id
  members(first: {PAGE}, {_ORDER}) {{ totalCount nodes {{ login }} }}
  last: members(last: {PAGE}, {_ORDER}) {{ nodes {{ login }} }}
}}"""


def _above(levels: int) -> str:
    return f"combinedSlug parentTeam {{ {_above(levels - 1)} }}" if levels else "combinedSlug"


_OWN = f"fragment own on TeamConnection {{ nodes {{ {_above(DEPTH)} }} }}"


def _team(team: str, shown: Mapping[str, Any]) -> TeamRead:
    members = {str(node["login"]).lower() for node in (*nodes(shown, "members"), *nodes(shown, "last"))}
    total = inside(shown, "members").get("totalCount")
    number = total if isinstance(total, int) else len(members)
    return TeamRead(team, tuple(sorted(members)), max(number, len(members)), str(shown.get("id") or ""))


def _teams_of(data: Mapping[str, Any], person: int, organisations: int) -> tuple[str, ...]:
    """The teams of a person, and those they are nested in."""
    direct = [team for index in range(organisations) for team in nodes(data, f"o{index}", f"p{person}")]
    return tuple(sorted({slug for team in direct for slug in _upwards(team)}))


def _upwards(team: Mapping[str, Any]) -> Iterator[str]:
    while team:
        yield str(team.get("combinedSlug") or "").lower()
        team = inside(team, "parentTeam")


def _access_of(user: Mapping[str, Any]) -> tuple[str, bool]:
    return str(user["login"]).lower(), _busy(user)


def _busy(user: Mapping[str, Any]) -> bool:
    return bool(inside(user, "status").get("indicatesLimitedAvailability"))
