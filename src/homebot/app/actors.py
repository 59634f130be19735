"""In which of GitHub's teams the people are who speak on an issue: of a pull request its snapshot tells."""

from collections.abc import Sequence

from homebot.adapters.github.client import Client
from homebot.app.known_people import KnownPeople, Question, known_people
from homebot.app.outside import Outside

MOST = 10
"""People asked about for one wake. What GitHub said is remembered for an hour."""


def teams_of(
    outside: Outside, client: Client, repository: str, logins: Sequence[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The teams of the catalogue that are teams on GitHub, each with those of these people who are in it; one query
    for all, none where the catalogue names no team of GitHub's.

    Raises:
        CallFailed: when GitHub cannot be asked.
    """
    teams = outside.configuration.current().teams.values()
    on_github = {team.name: team.github_team for team in teams if team.github_team}
    people = tuple(dict.fromkeys(logins))[:MOST]
    if not on_github or not people:
        return ()
    organisations = tuple(sorted({slug.partition("/")[0] for slug in on_github.values()}))
    known = known_people(outside, client, Question(repository, (), people[0], (), organisations, people[1:]))
    found = ((name, _members(known, slug, people)) for name, slug in sorted(on_github.items()))
    return tuple((name, members) for name, members in found if members)


def _members(known: KnownPeople, slug: str, people: Sequence[str]) -> tuple[str, ...]:
    return tuple(login for login in people if slug in known.teams_of.get(login, ()))
