"""Work under an agreement goes live: with the first deployment to production that contains its merges, or, where
nothing is deployed, with its release.

Deployments are kept when they are told of, and looked at again whenever the default branch is read, as it is after each
merge: whichever of the two is recorded first, none is lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from homebot.adapters.git.errors import AuthFailed, GitUnavailable, RefGone, RepositoryGone
from homebot.adapters.git.listing import default_branch
from homebot.adapters.git.tags import containing
from homebot.adapters.github.outcomes import CallFailed
from homebot.adapters.github.outcomes import Later as CallLater
from homebot.app import registering
from homebot.app.lanes import Later
from homebot.app.outside import Outside
from homebot.app.ownership import whole_catalogue
from homebot.core.agreements.going_live import awaited, by_release, live, merged_at, merges_of
from homebot.core.directory import Directory
from homebot.core.event import Event
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.store import cache, credit_figures, json, register
from homebot.store.engine import writing

LANE = "deploy:"
KEPT = timedelta(days=180)
"""So long a deployment is remembered; whoever deployed within that time is waited for to deploy again."""
SKEW = timedelta(minutes=10)
"""By how much GitHub's clock and ours may differ."""
MOST_DEPLOYMENTS = 50
"""Of a repository that are looked at, the newest."""
PAUSE = 30.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Deployment:
    """A commit in production: in which environment, and when homebot heard of it."""

    oid: str
    environment: str
    at: datetime


def deployed(outside: Outside, events: Iterable[Event]) -> Later | None:
    """Keeps what was deployed, each commit once, and looks whether some work is live with it."""
    known = [event for event in events if event.deployed is not None and event.repository is not None]
    now = outside.clock()
    with writing(outside.engine) as connection:
        for event in known:
            _keep(connection, event, now)
    newest = known[-1] if known else None
    return look(outside, newest.repository or "", newest.installation) if newest is not None else None


def look(outside: Outside, repository: str, installation: int | None) -> Later | None:
    """Looks whether some merged work of a repository is live; once it is, it says so only once."""
    now = outside.clock()
    with outside.engine.connect() as connection:
        directory = whole_catalogue(connection, outside.configuration.current(), now.date())
        waiting = _waiting(connection, directory, repository)
        deployments = _kept(connection, repository) if waiting else ()
        released = {one.number: _released(connection, one) for one in waiting}
    if not waiting:
        return None
    try:
        held = _held(outside, repository, installation, deployments, waiting) if deployments else {}
    except (CallFailed, GitUnavailable, AuthFailed) as failed:
        return Later(failed.seconds if isinstance(failed, CallLater) else PAUSE, str(failed))
    except (RepositoryGone, RefGone) as gone:
        log.warning("what is live cannot be told", repository=repository, reason=str(gone))
        return None
    found = [_by_deployment(one, deployments, held, now, directory) for one in waiting]
    if not deployments:
        found = [by_release(one, released[one.number], now, directory) for one in waiting]
    _write(outside, [entry for entry in found if entry is not None], directory)
    return None


def _keep(connection: sa.Connection, event: Event, now: datetime) -> None:
    assert event.deployed is not None
    prefix = _prefix(event.repository or "")
    cache.expire(connection, prefix, now - KEPT)
    key = f"{prefix}{event.deployed.oid}"
    if cache.get(connection, key, now - KEPT) is None:
        kept = Deployment(event.deployed.oid, event.deployed.environment, now)
        cache.put(connection, key, json.encode(kept), now)


def _kept(connection: sa.Connection, repository: str) -> tuple[Deployment, ...]:
    """The newest deployments, the oldest of them first."""
    texts = cache.under(connection, _prefix(repository)).values()
    found = sorted((json.decode(text, Deployment) for text in texts), key=lambda one: (one.at, one.oid))
    return tuple(found[-MOST_DEPLOYMENTS:])


def _prefix(repository: str) -> str:
    return f"deployed:{repository}:"


def _waiting(connection: sa.Connection, directory: Directory, repository: str) -> tuple[Record, ...]:
    services = {service.name for service in directory.services_of_repository(repository)}
    merged = register.open_of(connection, "agreement", ("merged",))
    return tuple(one for one in merged if one.scope.service in services and merges_of(one))


def _released(connection: sa.Connection, agreement: Record) -> tuple[tuple[str, datetime, str], ...]:
    """The releases of the agreed service that the ledger knows of its pull requests, where something was released."""
    return tuple(
        (pull, one.at, one.version)
        for pull in agreement.fact("merged").split()
        for one in credit_figures.first_releases(connection, pull)
        if one.version and one.service == agreement.scope.service
    )


def _held(
    outside: Outside,
    repository: str,
    installation: int | None,
    deployments: Sequence[Deployment],
    waiting: Sequence[Record],
) -> dict[str, frozenset[str]]:
    """Which of the merges each deployed commit contains. One that no branch leads to is asked for by itself."""
    owner, _, name = repository.partition("/")
    oids, wanted = [one.oid for one in deployments], {oid for one in waiting for oid in merges_of(one)}
    with outside.github.job(repository, installation) as client, outside.mirrors.open(owner, name) as mirror:
        mirror.fetch(outside.github.git_url(owner, name), client.token, [default_branch()])
        mirror.seek([*oids, *sorted(wanted)])
        return containing(mirror, oids, wanted)


def _by_deployment(
    agreement: Record,
    deployments: Sequence[Deployment],
    held: dict[str, frozenset[str]],
    now: datetime,
    directory: Directory,
) -> Entry | None:
    """Live with the first that contains all its merges; else, where one came since, another is waited for."""
    merges, since = merges_of(agreement), merged_at(agreement)
    first = next((one for one in deployments if merges <= held.get(one.oid, frozenset())), None)
    if first is not None:
        return live(agreement, "deployment", max(first.at, since), now, directory, first.environment)
    newest = deployments[-1]
    return awaited(agreement, newest.environment, newest.at, now, directory) if newest.at >= since + SKEW else None


def _write(outside: Outside, entries: Sequence[Entry], directory: Directory) -> None:
    """Then the warranty begins, which is for time to say."""
    if not entries:
        return
    with writing(outside.engine) as connection:
        register.lock(connection)
        written = [registering.append(connection, entry, directory) for entry in entries]
    if any(written):
        registering.lapse_due(outside)
