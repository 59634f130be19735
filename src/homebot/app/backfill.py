"""The past of the services' repositories brought into the ledger: first looked at, then written as one batch that waits
for a human's word.

A pull request that is in the ledger already is left alone. Adoptions of the past are not invented: what the dependency
graph shows today is carried from today on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import groupby

import sqlalchemy as sa

from homebot.adapters.git.errors import GitError
from homebot.adapters.git.listing import default_branch
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.git.past import Past, commit_times, read_past
from homebot.adapters.github.outcomes import CallFailed
from homebot.adapters.github.people import People, read_people
from homebot.app.branch_reading import read_branch
from homebot.app.branches import record
from homebot.app.knowledge import logins_of
from homebot.app.ledgering import append
from homebot.app.outside import Outside
from homebot.app.ownership import whole_catalogue
from homebot.app.surfaces import own_words, services_by_path
from homebot.core.credit.events import BatchConfirmed, ContributionMerged, ContributionVoided
from homebot.core.credit.past import Replayed, name_of, replay
from homebot.core.credit.past_authors import Identities
from homebot.core.directory import Directory
from homebot.core.pushes import Pushed
from homebot.store import contributions, ledger, versions
from homebot.store.engine import writing

AT_ONCE = 500
"""Contributions that are written in one transaction."""
MOST_SURFACES = 500
"""Merges of a repository whose declared words are looked for in the code, the newest."""
TEAMS_AT_ONCE = 50
MOST_READINGS = 20
"""Of a repository, for its releases: each finds some thousands."""
MOST_CONTRIBUTIONS = 100_000
"""In one batch; no further repository is begun then."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a backfill would write. `known` counts merges that the ledger has already; `unread` says of repositories and
    teams why they could not be read."""

    batch: str
    repositories: tuple[Replayed, ...]
    known: int
    unread: tuple[tuple[str, str], ...] = ()

    @property
    def contributions(self) -> tuple[ContributionMerged, ...]:
        """All that would be written."""
        return tuple(event for one in self.repositories for event in one.contributions)


@dataclass(frozen=True, slots=True)
class Written:
    """What a backfill wrote, and why some repositories' releases could not be read now."""

    merged: int
    voided: int
    released: int
    unread: tuple[tuple[str, str], ...] = ()


def catalogue(outside: Outside) -> Directory:
    """The catalogue of today, with what is known of repositories' own files."""
    with outside.engine.connect() as connection:
        return whole_catalogue(connection, outside.configuration.current(), outside.clock().date())


def plan(outside: Outside, directory: Directory, since: date, repositories: Iterable[str]) -> Plan:
    """Reads the past of repositories (`owner/name`) since a day. Nothing is written."""
    wanted = tuple(dict.fromkeys(repositories))
    members, unread = _members(outside, directory, wanted)
    found: list[Replayed] = []
    known = 0
    for repository in wanted:
        if sum(len(one.contributions) for one in found) > MOST_CONTRIBUTIONS:
            unread.append((repository, f"one batch holds about {MOST_CONTRIBUTIONS:,} contributions; run it again"))
            continue
        try:
            one = _replayed(outside, directory, since, repository, members)
        except (CallFailed, GitError) as failed:
            unread.append((repository, str(failed)))
            continue
        new = _new(outside, one)
        known += len(one.contributions) - len(new.contributions)
        found.append(new)
    batch = name_of(since, (event for one in found for event in one.contributions))
    return Plan(batch, tuple(found), known, tuple(unread))


def write(outside: Outside, planned: Plan) -> Written:
    """Writes the facts of a plan, then the releases, by what the tags say now. Twice is once."""
    merged = voided = 0
    for one in planned.repositories:
        undone = {of: tuple(voids) for of, voids in groupby(sorted(one.voids, key=_of), key=_of)}
        for start in range(0, len(one.contributions), AT_ONCE):
            with writing(outside.engine) as connection:
                for event in one.contributions[start : start + AT_ONCE]:
                    if append(connection, replace(event, batch=planned.batch)):
                        merged += 1
                        voids = [append(connection, void) for void in undone.get(event.pull, ())]
                        voided += any(voids)
    released, unread = _release(outside, [one.repository for one in planned.repositories if one.contributions])
    return Written(merged, voided, released, tuple(unread))


def _of(event: ContributionVoided) -> str:
    return event.of


def confirm(engine: sa.Engine, batch: str, now: datetime) -> bool:
    """A human confirmed a batch; false where that was done before."""
    with writing(engine) as connection:
        return append(connection, BatchConfirmed(f"confirmed:{batch}", batch, now))


def _replayed(
    outside: Outside, directory: Directory, since: date, repository: str, members: dict[str, frozenset[str]]
) -> Replayed:
    owner, _, name = repository.partition("/")
    service_of = services_by_path(directory, repository)
    with outside.mirrors.open(owner, name) as mirror:
        with outside.github.job(repository) as client:
            (head,) = mirror.fetch(outside.github.git_url(owner, name), client.token, [default_branch()])
        past = read_past(mirror, head.oid, datetime.combine(since, time(), UTC))
        people = Identities(logins_of(outside, sorted({mail for one in past.commits for mail in one.mails})), members)
        found = replay(repository, past.commits, service_of, directory, people, outside.clock())
        return replace(_with_surfaces(outside, directory, mirror, found), cuts=_cuts(past, found))


def _cuts(past: Past, found: Replayed) -> tuple[str, ...]:
    declared = sum(bool(event.unproven_surface) for event in found.contributions)
    if declared <= MOST_SURFACES:
        return past.cuts
    return (*past.cuts, f"declared words were looked for in the newest {MOST_SURFACES} of {declared:,} merges only")


def _with_surfaces(outside: Outside, directory: Directory, mirror: Mirror, found: Replayed) -> Replayed:
    """The declared words held against the code before and after each merge, as at any merge."""
    service_of = services_by_path(directory, found.repository)
    declared = [event.pull for event in found.contributions if event.unproven_surface]
    looked_at = set(declared[-MOST_SURFACES:])

    def proven(event: ContributionMerged) -> ContributionMerged:
        if event.pull not in looked_at or event.merge_oid is None:
            return event
        touched = {part.service for part in event.parts}
        words, before = event.unproven_surface, found.parents[event.pull]
        old, unproven = own_words(
            mirror, before, event.merge_oid, lambda path: service_of(path) in touched, words, outside.analysis.words
        )
        kept = tuple(word for word in words if word not in unproven)
        return replace(event, surface=kept, old_surface=old, unproven_surface=unproven)

    return replace(found, contributions=tuple(map(proven, found.contributions)))


def _new(outside: Outside, one: Replayed) -> Replayed:
    """Without what the ledger has already."""
    with outside.engine.connect() as connection:
        new = tuple(event for event in one.contributions if not ledger.holds(connection, event.key))
    names = {event.pull for event in new}
    return replace(one, contributions=new, voids=tuple(event for event in one.voids if event.of in names))


def _members(
    outside: Outside, directory: Directory, repositories: Sequence[str]
) -> tuple[dict[str, frozenset[str]], list[tuple[str, str]]]:
    """The people of each team as they are today, and why some teams are not known."""
    on_github = {team.github_team: name for name, team in directory.teams.items() if team.github_team}
    found = {name: frozenset((*team.members, *team.owners)) for name, team in directory.teams.items()}
    unread: list[tuple[str, str]] = []
    for some in _together(on_github if repositories else ()):
        organisation = some[0].partition("/")[0]
        try:
            with outside.github.job(organisation) as client:
                read = read_people(client, None, some, (), ())
        except CallFailed as failed:
            unread.append((f"{len(some)} teams of {organisation}", str(failed)))
            continue
        for team in read.teams:
            found[on_github[team.team]] |= set(team.members)
        unread += _not_whole(read)
    return found, unread


def _together(slugs: Iterable[str]) -> Iterator[list[str]]:
    """Teams that are asked about at a time: of one organisation, for one installation sees its own."""
    for _, own in groupby(sorted(slugs), key=lambda slug: slug.partition("/")[0]):
        some = list(own)
        yield from (some[start : start + TEAMS_AT_ONCE] for start in range(0, len(some), TEAMS_AT_ONCE))


def _not_whole(read: People) -> Iterator[tuple[str, str]]:
    for team in read.teams:
        if team.total > len(team.members):
            yield team.team, f"only {len(team.members):,} of its {team.total:,} people were read"
    yield from ((slug, "GitHub shows no such team") for slug in read.invisible)


def _release(outside: Outside, repositories: Iterable[str]) -> tuple[int, list[tuple[str, str]]]:
    """Reads each default branch until it says nothing new: first releases by the tags, on the days of their commits,
    and who carries them from now on."""
    count = 0
    unread: list[tuple[str, str]] = []
    for repository in repositories:
        for _ in range(MOST_READINGS):
            read = read_branch(outside, repository, None)
            if read.later is not None or read.gone:
                unread.append((repository, read.gone or (read.later or (0, ""))[1]))
                break
            owner, _, name = repository.partition("/")
            with outside.engine.connect() as connection:
                seen = versions.seen(connection, repository)
            with outside.mirrors.open(owner, name) as mirror:
                made = commit_times(mirror, [one.oid for one in (*seen, *read.versions) if one.oid])
            with writing(outside.engine) as connection:
                before = contributions.releases_in(connection, repository)
                record(connection, outside, read, Pushed(), made)
                new = contributions.releases_in(connection, repository) - before
            count += new
            if not new:
                break
    return count, unread
