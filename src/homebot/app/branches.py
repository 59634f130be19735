"""What a default branch says is written down, and what follows from it: the dependency graph, the versions of what the
repository provides, first releases of contributions, and who carries them. All of it in one transaction.

Commits and clocks may go back; the graph does not: what is read last is what stands, and no line ends before it began.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from homebot.adapters.versions import in_order
from homebot.app import surface_questions
from homebot.app.branch_reading import BranchRead, Kept, kept_of, provided_in, read_branch, without_files
from homebot.app.carrying import Ground, follow_release, follow_service, ground
from homebot.app.consumers import see_pushed
from homebot.app.lanes import Later
from homebot.app.ledgering import append
from homebot.app.outside import Outside
from homebot.app.ownership import whole_catalogue
from homebot.app.steps import Steps
from homebot.core.credit.events import ContributionReleased
from homebot.core.credit.releasing import Seen, first_releases
from homebot.core.directory import Directory
from homebot.core.event import Event
from homebot.core.pushes import Pushed
from homebot.store import dependencies, json, ledger, versions
from homebot.store.dependencies import Branch

MOST_RELEASED = 2_000
"""Contributions of one package that one reading finds released; the next one finds the rest."""
GONE_DAYS = 7
"""So long a repository that GitHub does not show keeps what it depended on: it may come back."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """Why a branch is read: for which events, the newest last."""

    repository: str
    installation: int | None
    attempt: int
    published: frozenset[str]
    said: Pushed


def asked(events: Iterable[Event], attempt: int) -> Asked | None:
    """Many events of one repository are one reading of its newest state."""
    known = list(events)
    repository = next((event.repository for event in known if event.repository is not None), None)
    if repository is None:
        return None
    installations = [event.installation for event in known if event.installation is not None]
    said = [event.pushed for event in known if event.pushed is not None]
    tags = frozenset(event.tag for event in known if event.tag is not None)
    return Asked(repository, [None, *installations][-1], attempt, tags, [Pushed(), *said][-1])


def follow(outside: Outside, steps: Steps, asked: Asked) -> Later | None:
    """Reads a default branch and writes down what is new, if a service of the catalogue lives there."""
    with outside.engine.connect() as connection:
        directory = whole_catalogue(connection, outside.configuration.current(), outside.clock().date())
    if not directory.services_of_repository(asked.repository):
        return None
    with steps.outside():
        size = asked.said.kilobytes
        read = read_branch(outside, asked.repository, asked.installation, asked.attempt, asked.published, size)
    if read.gone:
        log.warning("a default branch cannot be read", repository=asked.repository, reason=read.gone)
    later = steps.transaction("record branch", record, outside, read, asked.said)
    later = later or _ask(outside, steps, directory, asked, read)
    return Later(*later) if later is not None else None


def _ask(
    outside: Outside, steps: Steps, directory: Directory, asked: Asked, read: BranchRead
) -> tuple[float, str] | None:
    """What this reading makes a question is put to the people it concerns."""
    if read.gone:
        return None
    with steps.outside():
        return surface_questions.ask(outside, steps, directory, asked.repository, asked.installation)


def record(
    connection: sa.Connection,
    outside: Outside,
    read: BranchRead,
    said: Pushed,
    made: Mapping[str, datetime] | None = None,
) -> tuple[float, str] | None:
    """Writes down one reading, and what was `said` of the repository; when to try again, where nothing was read. Twice
    is once. For a past that is replayed, `made` says when the commits of its releases were."""
    if read.later is not None:
        return read.later
    # Before the ledger is locked, as where a merge is recorded: each would wait for the other.
    _see(connection, read, said, outside.clock())
    ledger.lock(connection)
    before = dependencies.branch(connection, read.repository)
    at = outside.clock() if before is None else max(outside.clock(), before.at)
    if read.gone:
        _keep_gone(connection, read.repository, before, at)
        return None
    _keep(connection, read, at)
    _follow_up(connection, ground(connection, outside, at), read, made or {})
    return None


def _follow_up(connection: sa.Connection, here: Ground, read: BranchRead, made: Mapping[str, datetime]) -> None:
    """What follows from a reading: releases, who carries what, and questions about surfaces."""
    released = _release(connection, here, read, made)
    for service in here.directory.services_of_repository(read.repository):
        follow_service(connection, here, service.name, read.repository, read.commit)
    surface_questions.write_down(connection, read.looked, read.repository, read.commit, here.at)
    if released:
        packages = {one.package for one in released}
        follow_release(connection, here, packages, {one.of for one in released})


def _see(connection: sa.Connection, read: BranchRead, said: Pushed, now: datetime) -> None:
    if not read.gone and said.archived is not None and said.fork is not None:
        see_pushed(connection, read.repository, said.archived, said.fork, now)


def _keep(connection: sa.Connection, read: BranchRead, at: datetime) -> None:
    """What was read, without what follows from it."""
    if read.lines is not None:
        dependencies.replace(connection, read.repository, read.commit, read.lines, at)
    versions.keep(connection, read.repository, read.versions, at)
    dependencies.keep_branch(connection, Branch(read.repository, read.commit, at, json.encode(read.kept)))


def _release(
    connection: sa.Connection, here: Ground, read: BranchRead, made: Mapping[str, datetime]
) -> list[ContributionReleased]:
    """Appends the first releases that can be said by now; those that were new."""
    provides = provided_in(here.directory, read.repository)
    pairs = [(service, package) for service, packages in provides.items() for package in packages]
    left = versions.unreleased(connection, read.repository, pairs, MOST_RELEASED)
    if not left:
        return []
    by_package: dict[str, list[Seen]] = {}
    for one in versions.seen(connection, read.repository):
        by_package.setdefault(one.package, []).append(one)
    ordered = {package: _ordered(package, seen) for package, seen in by_package.items()}
    held = {oid: frozenset(merges) for oid, merges in read.held}
    found = first_releases(left, ordered, held, read.commit, here.at)
    dated = (replace(event, at=min(made.get(event.oid, event.at), event.at)) for event in found)
    return [event for event in dated if append(connection, event)]


def _ordered(package: str, seen: Iterable[Seen]) -> list[Seen]:
    """Versions from the lowest on; of one version a release on GitHub goes before a tag, and that before a manifest."""
    known: dict[str, list[Seen]] = {}
    for one in sorted(seen, key=lambda one: (("release", "tag", "manifest").index(one.how), one.name)):
        known.setdefault(one.version, []).append(one)
    return [one for version in in_order(package, known) for one in known[version]]


def _keep_gone(connection: sa.Connection, repository: str, before: Branch | None, at: datetime) -> None:
    """That GitHub shows no such repository; what it depended on ends when that has been so for days."""
    kept = without_files(kept_of(before), at)
    commit = before.commit if before is not None else ""
    if kept.gone_since is not None and at - kept.gone_since >= timedelta(days=GONE_DAYS):
        dependencies.end_all(connection, repository, at)
        kept, commit = replace(Kept(), tags=kept.tags, gone_since=kept.gone_since), ""
    dependencies.keep_branch(connection, Branch(repository, commit, at, json.encode(kept)))
