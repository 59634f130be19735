"""What GitHub said of people, remembered for an hour, or until one of its events says that something changed.

A team of up to two hundred is known whole. Of a larger one two hundred are, and of each person who acts on the pull
request whether they are in it: nobody reads thirty pages while a pull request waits, and no approval is lost by that.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from homebot.adapters.github.client import Client
from homebot.adapters.github.outcomes import Denied, Gone
from homebot.adapters.github.people import People, read_new_name, read_people
from homebot.app.outside import Outside
from homebot.store import cache, json
from homebot.store.engine import writing

FRESH = timedelta(hours=1)
UNSEEN = timedelta(minutes=5)
"""A team that GitHub does not show is asked for again so soon: no event tells that homebot may see it now."""
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Question:
    """Whom an evaluation must know: the members of `teams` (`org/slug`), the teams of the `author`, of `experts` and,
    where a team is not known whole, of those `acting` on the pull request; who may see the `repository`."""

    repository: str
    teams: tuple[str, ...]
    author: str
    acting: tuple[str, ...]
    organisations: tuple[str, ...]
    experts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownTeam:
    """A team as it is remembered. `total` counts people, `renamed` is what the team of this name is called now."""

    members: tuple[str, ...] = ()
    total: int = 0
    visible: bool = True
    renamed: str | None = None

    @property
    def is_large(self) -> bool:
        """Not all its members are known."""
        return self.total > len(self.members)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may see a repository, and whether they are busy; `cut` when there are more."""

    logins: tuple[tuple[str, bool], ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """The answer. Those acting who are in a large team are among its `members`."""

    teams: dict[str, KnownTeam]
    teams_of: dict[str, frozenset[str]]
    access: Access

    @property
    def members(self) -> dict[str, tuple[str, ...]]:
        """Of the teams homebot may see."""
        return {name: team.members for name, team in self.teams.items() if team.visible}

    @property
    def invisible(self) -> tuple[str, ...]:
        """Teams that are gone, or that homebot may not see."""
        return tuple(name for name, team in sorted(self.teams.items()) if not team.visible and team.renamed is None)

    @property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        """Old and new name of teams that are called otherwise now."""
        return tuple((name, team.renamed) for name, team in sorted(self.teams.items()) if team.renamed is not None)

    @property
    def large(self) -> tuple[tuple[str, int], ...]:
        """Teams that are not known whole, with how many people they have."""
        return tuple((name, team.total) for name, team in sorted(self.teams.items()) if team.is_large)


@dataclass(frozen=True, slots=True)
class _Memory:
    """What is remembered of a question."""

    teams: dict[str, KnownTeam]
    teams_of: dict[str, frozenset[str]]
    access: Access | None


@dataclass(frozen=True, slots=True)
class _Lack:
    """What is not remembered of a question: teams, and who is in which team of these organisations."""

    teams: tuple[str, ...]
    logins: tuple[str, ...]
    organisations: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """The organisations to ask."""
        return frozenset([*map(_organisation, self.teams), *(self.organisations if self.logins else ())])

    def of(self, names: Collection[str]) -> "_Lack":
        """What these organisations can say of it."""
        teams = tuple(team for team in self.teams if _organisation(team) in names)
        organisations = tuple(name for name in self.organisations if name in names)
        return _Lack(teams, self.logins if organisations else (), organisations)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one organisation said. `nodes` are the ids of teams."""

    teams: dict[str, KnownTeam]
    teams_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    access: Access | None = None
    nodes: dict[str, str] = field(default_factory=dict)


def known_people(outside: Outside, client: Client, asked: Question) -> KnownPeople:
    """What is remembered, completed by one query for the rest; another for each other organisation that is asked about,
    and for each team that is not there any more under the name it had.

    Raises:
        CallFailed: when GitHub cannot be asked.
    """
    began = outside.clock()
    with outside.engine.connect() as connection:
        memory = _recall(connection, asked, began)
    lack = _Lack(
        teams=tuple(team for team in asked.teams if team not in memory.teams),
        logins=tuple(login for login in _needed(asked, memory) if login not in memory.teams_of),
        organisations=asked.organisations,
    )
    parts = list(_read(outside, client, asked, lack, with_access=memory.access is None))
    read = _Memory(
        teams={name: team for part in parts for name, team in part.teams.items()},
        teams_of={login: _all_of(login, parts) for login in lack.logins},
        access=parts[0].access,
    )
    _remember(outside, asked, read, {name: node for part in parts for name, node in part.nodes.items()}, began)
    return _joined(asked, memory, read)


def _all_of(login: str, parts: Sequence[_Part]) -> frozenset[str]:
    return frozenset(slug for part in parts for slug in part.teams_of.get(login, ()))


def _read(outside: Outside, client: Client, asked: Question, lack: _Lack, *, with_access: bool) -> Iterator[_Part]:
    """What the repository's own organisation says, then each other one, asked as the App's installation there: no other
    sees its teams. A token is the same everywhere."""
    is_app = outside.github.credentials.token is None
    others = sorted(lack.names - {_organisation(asked.repository)}) if is_app else []
    here = lack.of(lack.names.difference(others))
    yield _read_from(outside, client, asked.repository if with_access else None, here)
    for name in others:
        yield _read_there(outside, name, lack.of({name}))


def _read_there(outside: Outside, organisation: str, lack: _Lack) -> _Part:
    try:
        with outside.github.job(organisation) as client:
            return _read_from(outside, client, None, lack)
    except (Gone, Denied):
        # The App is not installed there: homebot may see none of them.
        return _Part({team: KnownTeam(visible=False) for team in lack.teams})


def _read_from(outside: Outside, client: Client, repository: str | None, lack: _Lack) -> _Part:
    fresh = read_people(client, repository, lack.teams, lack.logins, lack.organisations)
    return _Part(
        teams=_read_teams(outside, client, fresh),
        teams_of=dict(fresh.teams_of),
        access=Access(fresh.access, fresh.access_cut) if repository else None,
        nodes={team.team: team.node for team in fresh.teams if team.node},
    )


def _joined(asked: Question, memory: _Memory, read: _Memory) -> KnownPeople:
    teams_of = {**memory.teams_of, **read.teams_of}
    teams = {name: _with_acting(name, team, teams_of) for name, team in {**memory.teams, **read.teams}.items()}
    return KnownPeople(teams, teams_of, memory.access or read.access or Access())


def _read_teams(outside: Outside, client: Client, fresh: People) -> dict[str, KnownTeam]:
    shown = {team.team: KnownTeam(team.members, team.total) for team in fresh.teams}
    return shown | {team: _unseen(outside, client, team) for team in fresh.invisible}


def forget_people(connection: sa.Connection, organisation: str, now: datetime) -> None:
    """Something changed in an organisation's teams or members: nothing that was said of them counts any more, nor what
    is being read at this moment."""
    for kind in ("known-team:{}/", "team-of:{}:", "access:{}/", "access-of:{}/", "refused:{}/"):
        cache.drop(connection, kind.format(organisation))
    cache.put(connection, _changed(organisation), "", now)


def keep_said(
    connection: sa.Connection, organisations: Iterable[str], entries: Mapping[str, str], began: datetime
) -> bool:
    """Remembers what GitHub said of people of these organisations to a question that was begun then, unless one of
    their events overtook it; whether it did."""
    if cache.several(connection, map(_changed, organisations), began):
        return False
    for key, value in entries.items():
        cache.put(connection, key, value, began)
    return True


def _needed(asked: Question, memory: _Memory) -> list[str]:
    """The author, to tell guest from home, and experts, who are to be neither; others where no team's list answers."""
    whole = all(team in memory.teams and not memory.teams[team].is_large for team in asked.teams)
    return list(dict.fromkeys([asked.author, *asked.experts, *(() if whole else asked.acting)]))


def _with_acting(team: str, known: KnownTeam, teams_of: dict[str, frozenset[str]]) -> KnownTeam:
    if not known.is_large:
        return known
    acting = {login for login, teams in teams_of.items() if team in teams}
    return KnownTeam(tuple(sorted({*known.members, *acting})), known.total)


def _unseen(outside: Outside, client: Client, team: str) -> KnownTeam:
    """GitHub shows no team of this name. One that was seen before may have another name now."""
    with outside.engine.connect() as connection:
        node = cache.get(connection, f"team-node:{team}", _ALWAYS)
    renamed = read_new_name(client, node) if node else None
    return KnownTeam(visible=False, renamed=renamed if renamed != team else None)


def _recall(connection: sa.Connection, asked: Question, now: datetime) -> _Memory:
    logins = dict.fromkeys([asked.author, *asked.experts, *asked.acting])
    keys = [f"known-team:{team}" for team in asked.teams] + [f"access:{asked.repository}"]
    keys += [_team_of(organisation, login) for login in logins for organisation in asked.organisations]
    texts = cache.several(connection, keys, now - FRESH)
    teams = {team: texts[f"known-team:{team}"] for team in asked.teams if f"known-team:{team}" in texts}
    access = texts.get(f"access:{asked.repository}")
    return _Memory(
        teams={team: json.decode(text, KnownTeam) for team, text in teams.items()},
        teams_of={login: slugs for login in logins if (slugs := _slugs(texts, login, asked.organisations)) is not None},
        access=json.decode(access, Access) if access is not None else None,
    )


def _slugs(texts: dict[str, str], login: str, organisations: Sequence[str]) -> frozenset[str] | None:
    """A person's teams in all organisations; `None` unless each is remembered."""
    found = [texts.get(_team_of(organisation, login)) for organisation in organisations]
    told = [json.decode(text, tuple[str, ...]) for text in found if text is not None]
    return frozenset(slug for slugs in told for slug in slugs) if len(told) == len(found) else None


def _remember(outside: Outside, asked: Question, read: _Memory, nodes: Mapping[str, str], began: datetime) -> None:
    """Unless an event overtook the reading: what was said before it may not be what holds after it."""
    entries = _entries(asked, read) | {f"team-node:{team}": node for team, node in nodes.items()}
    organisations = {*asked.organisations, *map(_organisation, (asked.repository, *asked.teams))}
    if not entries:
        return
    with writing(outside.engine) as connection:
        if not keep_said(connection, organisations, entries, began):
            return
        for name, team in read.teams.items():
            if not team.visible:
                cache.put(connection, f"known-team:{name}", json.encode(team), began - FRESH + UNSEEN)


def _entries(asked: Question, read: _Memory) -> dict[str, str]:
    """What was read now, by key."""
    entries = {f"known-team:{team}": json.encode(known) for team, known in read.teams.items()}
    for login, slugs in read.teams_of.items():
        for organisation in asked.organisations:
            own = tuple(sorted(slug for slug in slugs if slug.startswith(f"{organisation}/")))
            entries[_team_of(organisation, login)] = json.encode(own)
    if read.access is not None:
        entries[f"access:{asked.repository}"] = json.encode(read.access)
    return entries


def _organisation(name: str) -> str:
    return name.partition("/")[0]


def _team_of(organisation: str, login: str) -> str:
    return f"team-of:{organisation}:{login}"


def _changed(organisation: str) -> str:
    return f"people changed:{organisation}"
