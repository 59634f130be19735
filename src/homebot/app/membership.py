"""Team members and access to repositories, as GitHub says: what an evaluation knows of people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from homebot.adapters.github.client import Client
from homebot.adapters.github.people import CHUNK, read_access
from homebot.app.known_people import FRESH, Access, KnownPeople, Question, keep_said, known_people
from homebot.app.outside import Outside
from homebot.core.directory import Directory
from homebot.core.facts import Conversation, Person
from homebot.core.ownership import PathOwners
from homebot.core.path_owners import named
from homebot.store import cache
from homebot.store.engine import writing

NOT_TAKEN = timedelta(days=1)
MOST_NAMED = 50
"""GitHub teams that ownership files name for one change."""
MOST_PEOPLE = 500
"""People that ownership files name for one change."""
MOST_ACTING = 30
MOST_EXPERTS = 50
"""Bar raisers of whom GitHub is asked which teams they are in."""


@dataclass(frozen=True, slots=True)
class Membership:
    """`members` by team of the catalogue, what is known of each possible reviewer, and GitHub teams that are
    `invisible`, `renamed` (old and new name) or `large` (with how many people). `github_teams` are the
    members of those that ownership files name."""

    members: tuple[tuple[str, tuple[str, ...]], ...]
    invisible: tuple[str, ...]
    people: tuple[Person, ...]
    renamed: tuple[tuple[str, str], ...] = ()
    large: tuple[tuple[str, int], ...] = ()
    github_teams: tuple[tuple[str, tuple[str, ...]], ...] = ()


def read_membership(
    outside: Outside,
    client: Client,
    directory: Directory,
    repository: str,
    author: str,
    owners: Sequence[str],
    acting: Sequence[str] = (),
    named_for: Sequence[PathOwners] = (),
) -> Membership:
    """For the teams in `owners`, whoever ownership files name for paths, the author and those `acting`; at most one
    query, two where a repository has over a hundred people, and one more for each other organisation and for a team
    that was renamed. Of the teams that files name, the first fifty are read.

    Raises:
        CallFailed: when GitHub cannot be asked.
    """
    on_github = {name: team.github_team for name, team in directory.teams.items() if team.github_team}
    teams, users = named(named_for)
    teams = teams[:MOST_NAMED]
    wanted = {*teams, *(on_github[name] for name in owners if name in on_github)}
    foreign = _foreign(outside, repository, wanted | set(on_github.values()))
    organisations = tuple(sorted({slug.partition("/")[0] for slug in wanted.union(on_github.values()) - foreign}))
    experts = _experts(directory)
    question = Question(repository, tuple(sorted(wanted - foreign)), author, tuple(acting), organisations, experts)
    known = known_people(outside, client, question)
    members = _by_team(on_github, known, (author, *experts))
    github_teams = _named(teams, known)
    listed = {login for name in owners for login in _listed(directory, name)}.union(users[:MOST_PEOPLE], experts)
    candidates = listed.union(*(members.get(name, ()) for name in owners), *(people for _, people in github_teams))
    return Membership(
        members=tuple(sorted(members.items())),
        invisible=tuple(sorted({*known.invisible, *(wanted & foreign)})),
        people=_people(outside, client, repository, candidates, listed.union(acting), known.access),
        renamed=known.renamed,
        large=known.large,
        github_teams=github_teams,
    )


def _experts(directory: Directory) -> tuple[str, ...]:
    """Bar raisers: whether they are independent of the change, and see it."""
    return tuple(sorted({login for people in directory.bar_raisers.values() for login in people}))[:MOST_EXPERTS]


def _foreign(outside: Outside, repository: str, teams: Iterable[str]) -> frozenset[str]:
    """Teams of other organisations that only a repository's own files name. GitHub takes none of them for an owner, and
    that homebot may see them is no reason to show them there."""
    home = repository.partition("/")[0]
    listed = {team.github_team for team in outside.configuration.current().teams.values()}
    return frozenset(slug for slug in teams if slug.partition("/")[0] != home and slug not in listed)


def _named(teams: Iterable[str], known: KnownPeople) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The members of the teams that ownership files name."""
    return tuple((team, known.members[team]) for team in sorted(teams) if team in known.members)


def acting_on(conversation: Conversation, actors: Sequence[str]) -> tuple[str, ...]:
    """Whose membership decides something now: who gives a command, wrote a commit, reviewed (the newest first) or is
    asked to; the first thirty, without the author."""
    reviewers = (review.author for review in reversed(conversation.reviews))
    everybody = dict.fromkeys((*actors, *conversation.committers, *reviewers, *conversation.observed.requested))
    return tuple(login for login in everybody if login != conversation.author)[:MOST_ACTING]


def remember_refused(outside: Outside, repository: str, logins: Iterable[str]) -> None:
    """GitHub would not take these people as reviewers: for a day they count as having no access."""
    with writing(outside.engine) as connection:
        for login in logins:
            cache.put(connection, f"refused:{repository}:{login}", "true", outside.clock())


def _people(
    outside: Outside, client: Client, repository: str, candidates: set[str], first: set[str], seen: Access
) -> tuple[Person, ...]:
    """Of a repository with more people than one page, fifty of those who are not on it are asked about, the listed
    ones first. The others are taken to have access: should GitHub refuse one, that is remembered."""
    access: dict[str, bool | None] = dict(seen.logins)
    unknown = sorted(candidates - set(access), key=lambda login: (login not in first, login)) if seen.cut else []
    access |= dict.fromkeys(unknown[CHUNK:], False)
    access |= _asked(outside, client, repository, unknown[:CHUNK])
    refused = _refused(outside, repository, candidates)
    return tuple(
        Person(login, access.get(login) is not None and login not in refused, bool(access.get(login)))
        for login in sorted(candidates)
    )


def _asked(outside: Outside, client: Client, repository: str, logins: Sequence[str]) -> dict[str, bool | None]:
    """Whether each may see the repository (`None`: no) and is busy; asked once an hour."""
    now = outside.clock()
    keys = {login: f"access-of:{repository}:{login}" for login in logins}
    with outside.engine.connect() as connection:
        texts = cache.several(connection, keys.values(), now - FRESH)
    told: dict[str, bool | None] = {login: _SAID[texts[key]] for login, key in keys.items() if key in texts}
    missing = [login for login in logins if login not in told]
    if not missing:
        return told
    found = dict(read_access(client, repository, missing))
    entries = {keys[login]: _WORDS[found.get(login)] for login in missing}
    with writing(outside.engine) as connection:
        keep_said(connection, [repository.partition("/")[0]], entries, now)
    return told | {login: found.get(login) for login in missing}


_WORDS = {None: "none", False: "free", True: "busy"}
_SAID = {word: said for said, word in _WORDS.items()}


def _refused(outside: Outside, repository: str, logins: Iterable[str]) -> set[str]:
    since = outside.clock() - NOT_TAKEN
    keys = {f"refused:{repository}:{login}": login for login in logins}
    with outside.engine.connect() as connection:
        return {keys[key] for key in cache.several(connection, keys, since)}


def _by_team(on_github: dict[str, str], known: KnownPeople, asked: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """GitHub's members under the catalogue's names. Of a team that was not read only those who were asked about, the
    author and bar raisers, are known."""
    found: dict[str, tuple[str, ...]] = {}
    for name, slug in on_github.items():
        own = [login for login in asked if slug in known.teams_of.get(login, ())]
        people = {*own, *known.members.get(slug, ())}
        if people:
            found[name] = tuple(sorted(people))
    return found


def _listed(directory: Directory, name: str) -> tuple[str, ...]:
    team = directory.teams.get(name)
    return (*team.members, *team.owners) if team else ()
