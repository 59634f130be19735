"""Reconciliation: what GitHub sent and we missed is sent again, and what changed unseen is looked at again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
import structlog

from homebot.adapters.config.repository import SourceUnavailable
from homebot.adapters.github.deliveries import Changed, ChangedPull, changed, failed_deliveries, redeliver
from homebot.adapters.github.outcomes import CallFailed
from homebot.app import carrying
from homebot.app.knowledge import AUTHORS, KEPT, LEARNT, LOGINS
from homebot.app.known_people import FRESH
from homebot.app.membership import NOT_TAKEN
from homebot.app.outside import Outside
from homebot.app.ownership import known_repositories
from homebot.app.receive import Door
from homebot.app.steps import Steps
from homebot.core.pushes import Pushed
from homebot.store import cache, coverage, deliveries, dependencies, evaluations

LOOK_BACK = timedelta(days=3)
"""As long as GitHub keeps its log of deliveries."""
KEEP_DELIVERIES = timedelta(days=30)
KEEP_COVERAGE = timedelta(days=90)
"""After the last evaluation that looked at a report."""
MOST_BRANCHES = 100
"""Default branches that are read anew for one reconciliation, those first that were never read; the rest comes with the
next one. A catalogue of two thousand repositories is read within five hours of the first start."""
READ_AGAIN = timedelta(days=1)
"""Tags move without a word, and a repository may have been gone for a while."""
MOST_REDELIVERIES = 500
"""At a time, the oldest first; GitHub counts each against the App's hour."""
REMEMBERED = {
    **dict.fromkeys(("known-team:", "team-of:", "access:", "access-of:"), FRESH),
    "refused:": NOT_TAKEN,
    AUTHORS: KEPT,
    LOGINS: LEARNT,
}
"""For how long what begins so in the cache is of use to anybody."""
SKEW = timedelta(minutes=2)
"""Our clock and GitHub's may differ by so much."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What one reconciliation did: deliveries sent again, those left for the next time, pull requests looked at again,
    repositories out of reach, default branches read anew."""

    redelivered: int
    left: int
    woken: int
    unreachable: tuple[str, ...]
    branches: int = 0


def reconcile(outside: Outside, door: Door) -> Reconciled:
    """Reads a configuration that lies in a repository anew; asks GitHub for deliveries that failed in the last three
    days and has them sent again; wakes pull requests that changed after they were last read. Repeating it changes
    nothing: the ids are the same."""
    since = outside.clock() - LOOK_BACK
    unreachable = _follow(outside)
    try:
        redelivered, left = _redeliver(outside, since)
    except CallFailed as failed:
        redelivered = left = 0
        unreachable.append("the delivery log")
        log.warning("the delivery log cannot be read", reason=str(failed))
    woken = branches = 0
    for repository in _repositories(outside):
        try:
            found, installation = _changed(outside, repository, since)
            if branches < MOST_BRANCHES:
                branches += _wake_branch(outside, door, repository, found)
            woken += _wake(outside, door, repository, found, installation)
        except CallFailed as failed:
            unreachable.append(repository)
            log.warning("a repository cannot be reconciled", repository=repository, reason=str(failed))
    log.info("reconciled", redelivered=redelivered, left=left, woken=woken, unreachable=len(unreachable))
    return Reconciled(redelivered, left, woken, tuple(unreachable), branches)


def _repositories(outside: Outside) -> list[str]:
    """Those that the catalogue lists, and those whose own files say something; first those whose default branch was
    never read, then those where that is longest ago."""
    listed = {service.repository for service in outside.configuration.current().services.values()}
    with outside.engine.connect() as connection:
        known = known_repositories(connection)
        read = {name: branch.at for name, branch in dependencies.read_branches(connection).items()}
    own = {name for name, files in known.items() if files.settings or files.components or files.words}
    return sorted(listed | own, key=lambda name: (read.get(name, _NEVER), name))


def _follow(outside: Outside) -> list[str]:
    """The push may have been missed. Gives the source, where it cannot be read."""
    if outside.following is None:
        return []
    try:
        outside.following.reread()
    except SourceUnavailable as unavailable:
        log.warning("the configuration cannot be read anew", reason=str(unavailable))
        return [str(outside.following.place)]
    outside.configuration.refresh()
    return []


def regularly(outside: Outside, door: Door, steps: Steps, scheduled: datetime) -> None:
    """The same, as steps of the engine's scheduled workflow; and what was kept long enough is forgotten."""
    steps.step("reconcile", lambda: reconcile(outside, door).woken)
    carrying.regularly(outside, steps, scheduled)
    steps.transaction("forget", forget_old, outside)


def forget_old(connection: sa.Connection, outside: Outside) -> int:
    """Deliveries go once GitHub has forgotten them too, evaluations after `retention_days`, coverage reports when
    nobody looked at them for so long, and what was remembered of people for too long; how many went."""
    now = outside.clock()
    kept = timedelta(days=outside.configuration.current().settings.retention_days)
    gone = deliveries.forget(connection, now - min(kept, KEEP_DELIVERIES)) + evaluations.forget(connection, now - kept)
    gone += sum(cache.expire(connection, kind, now - age) for kind, age in REMEMBERED.items())
    return gone + coverage.forget(connection, now - min(kept, KEEP_COVERAGE))


def _redeliver(outside: Outside, since: datetime) -> tuple[int, int]:
    if outside.github.credentials.token is not None:
        return 0, 0  # Only an App has a delivery log.
    app = outside.github.as_app()
    failed = failed_deliveries(app, since)
    with outside.engine.connect() as connection:
        missing = [one for one in failed if deliveries.find(connection, one.guid) is None]
    now = missing[:MOST_REDELIVERIES]
    for one in now:
        redeliver(app, one)
    return len(now), len(missing) - len(now)


def _changed(outside: Outside, repository: str, since: datetime) -> tuple[Changed, int | None]:
    with outside.github.job(repository) as client:
        return changed(client, repository, since), client.installation


def _wake_branch(outside: Outside, door: Door, repository: str, found: Changed) -> bool:
    """Where a push was missed, or nothing was read for a day: a delivery of our own, named by commit and day."""
    now = outside.clock()
    with outside.engine.connect() as connection:
        read = dependencies.branch(connection, repository)
    if not found.tip or (read is not None and read.commit == found.tip and now - read.at < READ_AGAIN):
        return False
    name = f"branch-{repository.replace('/', '-')}-{found.tip[:12]}-{now:%Y%m%d}"
    said = Pushed(found.kilobytes, found.archived, found.fork)
    return door.read_branch(name, repository, said, now).status == "new"


def _wake(outside: Outside, door: Door, repository: str, found: Changed, installation: int | None) -> int:
    with outside.engine.begin() as connection:
        read = evaluations.last_looked(connection, repository)
        # What waits is looked at in its turn.
        waiting = deliveries.awaited(connection, [str(one.pull) for one in found.pulls])
    unread = [one for one in found.pulls if str(one.pull) not in waiting]
    stale = [one for one in unread if one.updated_at > read.get(one.pull.number, _NEVER) - SKEW]
    return sum(_wake_one(outside, door, one, installation) for one in stale)


def _wake_one(outside: Outside, door: Door, found: ChangedPull, installation: int | None) -> bool:
    """As a delivery of our own, named by what GitHub says of the pull request: the same change wakes it once."""
    pull = found.pull
    name = f"reconcile-{pull.owner}-{pull.name}-{pull.number}-{found.updated_at:%Y%m%dT%H%M%S}"
    return door.look_again(name, pull, installation, outside.clock()).status == "new"


_NEVER = datetime(1970, 1, 2, tzinfo=UTC)
