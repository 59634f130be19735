"""Work under an agreement goes live: with the first deployment to production that contains its merges, or, where
nothing is deployed, with its release.

Deployments are kept when they are told of, and looked at again whenever the default branch is read, as it is after each
merge: whichever of the two is recorded first, none is lost.
"""

from collections.abc import Iterable, Mapping, Sequence
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
from homebot.core.agreements.going_live import Rollout, awaited, first, live, merged_at, merges_of
from homebot.core.directory import Directory
from homebot.core.event import Event
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.store import cache, json, register, versions
from homebot.store.engine import writing

LANE = "deploy:"
KEPT = timedelta(days=180)
"""So long a deployment is remembered; whoever deployed within that time is waited for to deploy again."""
SKEW = timedelta(minutes=10)
"""By how much GitHub's clock and ours may differ."""
MOST_ROLLOUTS = 50
"""Deployments, or releases, of a repository that are looked at, the newest."""
PAUSE = 30.0

log = structlog.get_logger(__name__)


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
        if not waiting:
            return None
        deployments = _kept(connection, repository)
        released = () if deployments else _released(connection, repository, waiting)
    try:
        held = _held(outside, repository, installation, deployments or released, waiting)
    except (CallFailed, GitUnavailable, AuthFailed) as failed:
        return Later(failed.seconds if isinstance(failed, CallLater) else PAUSE, str(failed))
    except (RepositoryGone, RefGone) as gone:
        log.warning("what is live cannot be told", repository=repository, reason=str(gone))
        return None
    for one in waiting:
        entry = _deployed(one, deployments, held, now, directory) or _release(one, released, held, now, directory)
        if entry is not None:
            _write(outside, entry, directory)
    return None


def _keep(connection: sa.Connection, event: Event, now: datetime) -> None:
    assert event.deployed is not None
    prefix = _prefix(event.repository or "")
    cache.expire(connection, prefix, now - KEPT)
    key = f"{prefix}{event.deployed.oid}"
    if cache.get(connection, key, now - KEPT) is None:
        kept = Rollout(event.deployed.oid, event.deployed.environment, now)
        cache.put(connection, key, json.encode(kept), now)


def _kept(connection: sa.Connection, repository: str) -> tuple[Rollout, ...]:
    """The newest deployments, the oldest of them first."""
    texts = cache.under(connection, _prefix(repository)).values()
    found = sorted((json.decode(text, Rollout) for text in texts), key=lambda one: (one.at, one.oid))
    return tuple(found[-MOST_ROLLOUTS:])


def _released(connection: sa.Connection, repository: str, waiting: Sequence[Record]) -> tuple[Rollout, ...]:
    """The newest versions of packages that were seen since the earliest of the merges."""
    since = min(merged_at(one) for one in waiting) - SKEW
    found = versions.released_since(connection, repository, since, MOST_ROLLOUTS)
    return tuple(Rollout(oid, version, at, package) for package, version, oid, at in found)


def _prefix(repository: str) -> str:
    return f"deployed:{repository}:"


def _waiting(connection: sa.Connection, directory: Directory, repository: str) -> tuple[Record, ...]:
    services = {service.name for service in directory.services_of_repository(repository)}
    merged = register.open_of(connection, "agreement", ("merged",))
    return tuple(one for one in merged if one.scope.service in services and merges_of(one))


def _held(
    outside: Outside,
    repository: str,
    installation: int | None,
    rollouts: Sequence[Rollout],
    waiting: Sequence[Record],
) -> dict[str, frozenset[str]]:
    """Which of the merges each of these commits contains. One that no branch leads to is asked for by itself."""
    if not rollouts:
        return {}
    owner, _, name = repository.partition("/")
    oids, wanted = [one.oid for one in rollouts], {oid for one in waiting for oid in merges_of(one)}
    with outside.github.job(repository, installation) as client, outside.mirrors.open(owner, name) as mirror:
        mirror.fetch(outside.github.git_url(owner, name), client.token, [default_branch()])
        mirror.seek([*oids, *sorted(wanted)])
        return containing(mirror, oids, wanted)


def _deployed(
    agreement: Record,
    deployments: Sequence[Rollout],
    held: Mapping[str, frozenset[str]],
    now: datetime,
    directory: Directory,
) -> Entry | None:
    """Live with the first that contains all its merges; else, where one came since, another is waited for."""
    found, since = first(agreement, deployments, held), merged_at(agreement)
    if found is not None:
        return live(agreement, "deployment", max(found.at, since), now, directory, found.name)
    newest = deployments[-1] if deployments else None
    if newest is None or newest.at < since + SKEW:
        return None
    return awaited(agreement, newest.name, newest.at, now, directory)


def _release(
    agreement: Record,
    released: Sequence[Rollout],
    held: Mapping[str, frozenset[str]],
    now: datetime,
    directory: Directory,
) -> Entry | None:
    """Live with the first version of a package of its service that contains all its merges."""
    provides = directory.services[agreement.scope.service].provides
    found = first(agreement, (one for one in released if one.package in provides), held)
    if found is None:
        return None
    return live(agreement, "release", max(found.at, merged_at(agreement)), now, directory, found.name)


def _write(outside: Outside, entry: Entry, directory: Directory) -> None:
    """Then the warranty begins, which is for time to say."""
    with writing(outside.engine) as connection:
        written = registering.append(connection, entry, directory)
    if written:
        registering.lapse_due(outside)
