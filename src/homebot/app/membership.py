"""Team members and access to repositories, as GitHub says; remembered for an hour, or until a team event."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from homebot.adapters.github.client import Client
from homebot.adapters.github.people import People, read_access, read_people
from homebot.app.outside import Outside
from homebot.core.directory import Directory
from homebot.core.facts import Person
from homebot.core.ownership import PathOwners
from homebot.core.path_owners import named
from homebot.store import cache, json
from homebot.store.engine import writing

FRESH = timedelta(hours=1)
NOT_TAKEN = timedelta(days=1)
MOST_NAMED = 50
"""GitHub teams that ownership files name for one change."""
MOST_PEOPLE = 500
"""People that ownership files name for one change."""


@dataclass(frozen=True, slots=True)
class Membership:
    """`members` by team of the catalogue, `invisible` GitHub teams, what is known of each possible reviewer, and the
    members of the GitHub teams that ownership files name."""

    members: tuple[tuple[str, tuple[str, ...]], ...]
    invisible: tuple[str, ...]
    people: tuple[Person, ...]
    github_teams: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class _Access:
    logins: tuple[tuple[str, bool], ...]
    cut: bool


def read_membership(
    outside: Outside,
    client: Client,
    directory: Directory,
    repository: str,
    author: str,
    owners: Sequence[str],
    named_for: Sequence[PathOwners] = (),
) -> Membership:
    """For the teams in `owners`, whoever ownership files name for paths, and the author; at most one query, two where a
    repository has over a hundred people. Of the teams that files name, the first fifty are read.

    Raises:
        CallFailed: when GitHub cannot be asked.
    """
    on_github = {name: team.github_team for name, team in directory.teams.items() if team.github_team}
    teams, users = named(named_for)
    teams = teams[:MOST_NAMED]
    wanted = sorted({*teams, *(on_github[name] for name in owners if name in on_github)})
    organisations = sorted({slug.partition("/")[0] for slug in on_github.values()})
    found = _remembered(outside, client, repository, wanted, author, organisations)
    members = _by_team(directory, on_github, found, author)
    github_teams = tuple((team, people) for team, people in sorted(found.members) if team in teams)
    candidates = _candidates(directory, owners, members, users, github_teams)
    access = dict(found.access)
    if found.access_cut and (unknown := sorted(candidates - set(access))):
        access |= dict(read_access(client, repository, unknown))
    refused = _refused(outside, repository, candidates)
    people = tuple(
        Person(login, has_access=login in access and login not in refused, busy=access.get(login, False))
        for login in sorted(candidates)
    )
    return Membership(members, found.invisible, people, github_teams)


def _candidates(
    directory: Directory,
    owners: Sequence[str],
    members: Sequence[tuple[str, tuple[str, ...]]],
    users: Sequence[str],
    github_teams: Sequence[tuple[str, tuple[str, ...]]],
) -> set[str]:
    """Everybody who may be asked for a review: members of the owning teams, and whom ownership files name."""
    found = {login for name in owners for login in _everyone(directory, name, dict(members))}
    return found.union(users[:MOST_PEOPLE], *(people for _, people in github_teams))


def remember_refused(outside: Outside, repository: str, logins: Iterable[str]) -> None:
    """GitHub would not take these people as reviewers: for a day they count as having no access."""
    with writing(outside.engine) as connection:
        for login in logins:
            cache.put(connection, f"refused:{repository}:{login}", "true", outside.clock())


def _refused(outside: Outside, repository: str, logins: Iterable[str]) -> set[str]:
    since = outside.clock() - NOT_TAKEN
    with outside.engine.connect() as connection:
        return {login for login in logins if cache.get(connection, f"refused:{repository}:{login}", since)}


def _remembered(
    outside: Outside,
    client: Client,
    repository: str,
    teams: Sequence[str],
    author: str,
    organisations: Sequence[str],
) -> People:
    """What is remembered, completed by one query for the rest."""
    since = outside.clock() - FRESH
    with outside.engine.connect() as connection:
        known = {team: cache.get(connection, f"team:{team}", since) for team in teams}
        own = {org: cache.get(connection, f"team-of:{org}:{author}", since) for org in organisations}
        access = cache.get(connection, f"access:{repository}", since)
    missing_teams = [team for team, text in known.items() if text is None]
    missing_own = [org for org, text in own.items() if text is None]
    fresh = read_people(client, repository if access is None else None, missing_teams, author, missing_own)
    _remember(outside, repository, access is None, author, missing_own, fresh)
    seen = json.decode(access, _Access) if access is not None else _Access(fresh.access, fresh.access_cut)
    remembered = [(team, json.decode(text, tuple[str, ...])) for team, text in known.items() if text is not None]
    teams_of = [slug for text in own.values() if text is not None for slug in json.decode(text, tuple[str, ...])]
    return People(
        members=(*fresh.members, *remembered),
        invisible=fresh.invisible,
        teams=(*fresh.teams, *teams_of),
        access=seen.logins,
        access_cut=seen.cut,
    )


def _remember(
    outside: Outside, repository: str, with_access: bool, author: str, organisations: Sequence[str], fresh: People
) -> None:
    entries = {f"team:{team}": json.encode(members) for team, members in fresh.members}
    for organisation in organisations:
        own = tuple(slug for slug in fresh.teams if slug.startswith(f"{organisation}/"))
        entries[f"team-of:{organisation}:{author}"] = json.encode(own)
    if with_access:
        entries[f"access:{repository}"] = json.encode(_Access(fresh.access, fresh.access_cut))
    if entries:
        with writing(outside.engine) as connection:
            for key, value in entries.items():
                cache.put(connection, key, value, outside.clock())


def _by_team(
    directory: Directory, on_github: dict[str, str], found: People, author: str
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """GitHub's members under the catalogue's names. Of a team that was not read only the author is known."""
    members = dict(found.members)
    by_team = {}
    for name, slug in on_github.items():
        people = set(members.get(slug, ()))
        if slug in found.teams:
            people.add(author)
        if people:
            by_team[name] = tuple(sorted(people))
    return tuple(sorted(by_team.items()))


def _everyone(directory: Directory, name: str, on_github: dict[str, tuple[str, ...]]) -> set[str]:
    team = directory.teams.get(name)
    listed = (*team.members, *team.owners) if team else ()
    return {*listed, *on_github.get(name, ())}
