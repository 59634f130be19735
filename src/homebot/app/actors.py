"""In which of GitHub's teams the people are who speak on an issue: of a pull request its snapshot tells."""

from collections.abc import Sequence

from homebot.adapters.github.client import Client
from homebot.app.known_people import Question, known_people
from homebot.app.outside import Outside

MOST = 10
"""People asked about for one wake. What GitHub said is remembered for an hour."""


def teams_of(
    outside: Outside, client: Client, repository: str, logins: Sequence[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The teams of the catalogue that are teams on GitHub, each with those of these people who are in it; one query for
    each person, none where the catalogue names no team of GitHub's.

    Raises:
        CallFailed: when GitHub cannot be asked.
    """
    teams = outside.configuration.current().teams.values()
    on_github = {team.name: team.github_team for team in teams if team.github_team}
    organisations = tuple(sorted({slug.partition("/")[0] for slug in on_github.values()}))
    found: dict[str, list[str]] = {}
    for login in tuple(dict.fromkeys(logins))[:MOST] if on_github else ():
        known = known_people(outside, client, Question(repository, (), login, (), organisations))
        for name, slug in on_github.items():
            if slug in known.teams_of.get(login, ()):
                found.setdefault(name, []).append(login)
    return tuple((name, tuple(people)) for name, people in sorted(found.items()))
