"""The past of a repository as git tells it, made into contributions: what each merge says it was, whose work it was by
the catalogue of its day, and what later commits undid.

Git knows less than GitHub: who opened a pull request is not in it, only who wrote its commits. An away team is named
only when every author is known and all of them share a team; in doubt the work counts as home's own.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from homebot.core.credit.events import Beneficiary, ContributionMerged, ContributionVoided, Part
from homebot.core.credit.merges import MAX_CONSUMERS, declared_consumers, surface
from homebot.core.credit.past_authors import Authors, Identities, authors
from homebot.core.credit.reverts import commits_named, pulls_named
from homebot.core.credit.undone import parts_in, standing
from homebot.core.decision import Result
from homebot.core.directory import Directory
from homebot.core.recognise import away_team

_MERGE = re.compile(r"Merge pull request #([1-9]\d{0,8}) from \S+")
_SQUASH = re.compile(r"(.*\S) \(#([1-9]\d{0,8})\)")
LONGEST_TITLE = 256

NO_PULL = "of services without a pull request's number: pushed, or merged by rebasing"
IN_FUTURE = "dated after today"
TWICE = "with a number that an older merge has"
NO_SERVICE = "touching no service"


@dataclass(frozen=True, slots=True)
class PastCommit:
    """A first-parent commit. `head` is the newest commit that it brought, `mails` are the addresses (lower case) of who
    wrote what it brought, `paths` what it changed, `brought` the messages of commits that say they revert others."""

    oid: str
    parent: str | None
    head: str
    at: datetime
    mails: tuple[str, ...]
    message: str
    paths: tuple[str, ...]
    brought: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a merge's message says: which pull request it was, and its words."""

    number: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """One repository's past: contributions in the order of the history, with the commit before each, and what undid
    some of them. `skipped` counts first-parent commits by why they are none, `doubts` counts contributions without an
    away team by why; `cuts` say what was not looked at."""

    repository: str
    contributions: tuple[ContributionMerged, ...] = ()
    voids: tuple[ContributionVoided, ...] = ()
    parents: Mapping[str, str | None] = field(default_factory=dict)
    skipped: tuple[tuple[str, int], ...] = ()
    doubts: tuple[tuple[str, int], ...] = ()
    cuts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Before:
    """The contributions so far, by pull request and by merge, and what undid some of them."""

    repository: str
    found: dict[str, ContributionMerged] = field(default_factory=dict)
    by_oid: dict[str, str] = field(default_factory=dict)
    voids: list[ContributionVoided] = field(default_factory=list)

    def standing(self, event: ContributionMerged) -> frozenset[str]:
        """The services in which nothing has undone a contribution."""
        return frozenset(part.service for part in standing(event, self.voids))


def said(message: str) -> Said | None:
    """The pull request that a merge commit or a squashed one names in GitHub's own form; `None` where it names none."""
    first, _, rest = message.replace("\r\n", "\n").strip().partition("\n")
    rest = rest.strip()
    if found := _MERGE.match(first):
        title, _, body = rest.partition("\n")
        return Said(int(found[1]), title.strip(), body.strip() or rest)
    if found := _SQUASH.fullmatch(first.rstrip()):
        return Said(int(found[2]), found[1], rest)
    return None


def replay(
    repository: str,
    commits: Iterable[PastCommit],
    service_of: Callable[[str], str | None],
    directory: Directory,
    known: Identities,
    now: datetime,
) -> Replayed:
    """The contributions of a repository's commits, which come the oldest first. `service_of` says whose a path is."""
    before = _Before(repository)
    found = before.found
    parents: dict[str, str | None] = {}
    skipped, doubts = Counter[str](), Counter[str]()
    for commit in commits:
        words = said(commit.message)
        services = tuple(dict.fromkeys(filter(None, map(service_of, commit.paths))))
        pull = f"{repository}#{words.number}" if words is not None else ""
        before.voids += [*_undone(commit, words, pull, services, before)]
        why_not = _why_not(commit, words, services, pull in found, now)
        if words is None or why_not:
            skipped[why_not] += 1
            continue
        event, doubt = _contribution(commit, words, pull, services, directory, known)
        found[pull], before.by_oid[commit.oid], parents[pull] = event, pull, commit.parent
        doubts.update([doubt] if doubt else [])
    return Replayed(
        repository,
        tuple(found.values()),
        tuple(before.voids),
        parents,
        tuple(sorted(skipped.items())),
        tuple(sorted(doubts.items())),
    )


def name_of(since: date, contributions: Iterable[ContributionMerged]) -> str:
    """The name of a batch: that of what it holds, so that one which somebody confirmed can never hold more."""
    text = "\n".join(sorted(f"{event.key} {event.merge_oid}" for event in contributions))
    return f"{since:%Y-%m-%d}-{sha256(text.encode()).hexdigest()[:10]}"


def _why_not(commit: PastCommit, words: Said | None, services: Sequence[str], is_known: bool, now: datetime) -> str:
    if words is None:
        return NO_PULL if services else NO_SERVICE
    if commit.at > now:
        return IN_FUTURE
    if is_known:
        return TWICE
    return "" if services else NO_SERVICE


def _undone(
    commit: PastCommit, said: Said | None, pull: str, services: Sequence[str], before: "_Before"
) -> Iterator[ContributionVoided]:
    """What this commit undoes of what came before it: as `reverts` says, in the same repository and service."""
    pulls = pulls_named(said.title, said.body, before.repository) if said is not None else frozenset()
    oids = commits_named((commit.message, *commit.brought))
    by = pull or f"{before.repository}@{commit.oid[:12]}"
    for name in sorted({*pulls, *(before.by_oid.get(oid, "") for oid in oids)} - {pull}):
        event = before.found.get(name)
        where = before.standing(event).intersection(services) if event is not None else ()
        if event is not None and where:
            because = "its description says so" if name in pulls else f"it reverts {(event.merge_oid or '')[:7]}"
            at = max(commit.at, event.merged_at)
            yield ContributionVoided(f"voided:{name}:by:{by}", name, by, because, at, services=parts_in(event, where))


def _contribution(
    commit: PastCommit, words: Said, pull: str, services: Sequence[str], directory: Directory, known: Identities
) -> tuple[ContributionMerged, str]:
    """The contribution, and why it has no away team where git does not tell enough."""
    day = commit.at.date()
    owners = {name: directory.owner_on(directory.services[name], day) for name in services}
    by = authors(commit.mails, directory, known, day)
    homes = by.at_home & set(owners.values())
    away = away_team(words.body, by.teams, homes) if by.teams else None
    parts = tuple(Part(name, owner, None if owner in homes else away, owner in homes) for name, owner in owners.items())
    event = ContributionMerged(
        key=f"merged:{pull}",
        pull=pull,
        title=words.title[:LONGEST_TITLE],
        result=_result(parts, by),
        parts=parts,
        merged_at=commit.at,
        merge_oid=commit.oid,
        head_oid=commit.head,
        consumers=_consumers(owners, directory, day),
        configuration=directory.digest,
        unproven_surface=surface(words.body),
    )
    return event, "" if homes == set(owners.values()) else by.doubt


def _consumers(owners: Mapping[str, str], directory: Directory, day: date) -> tuple[Beneficiary, ...]:
    declared = (one for name in owners for one in declared_consumers(name, directory, day))
    return tuple(one for one in declared if one.team != owners[one.of])[:MAX_CONSUMERS]


def _result(parts: Sequence[Part], by: Authors) -> Result:
    homes = sum(part.home for part in parts)
    if homes == len(parts):
        return "home"
    if by.bot:
        return "bot"
    if not by.teams:
        return "outsider"
    return "mixed" if homes else "away"
