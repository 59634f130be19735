"""Notices delivered: what the register makes known in issues and comments, each once, in a lane per repository."""

import hashlib
from datetime import datetime, timedelta

import structlog

from homebot.adapters.github import issues
from homebot.adapters.github import outcomes as github
from homebot.adapters.github.client import Client
from homebot.app.lanes import Handle, Later
from homebot.app.outside import Outside
from homebot.app.receive import Door
from homebot.app.steps import Steps
from homebot.store import notices
from homebot.store.deliveries import Delivery
from homebot.store.engine import writing
from homebot.store.notices import Stored

LANE = "notices:"
MOST = 20
"""Notices that one wake writes, and as many that it fails to."""
MOST_READ = 200
MOST_REPOSITORIES = 100
"""Lanes that one look wakes."""
GRACE = timedelta(hours=1)
"""So long a repository or an issue may be missing, or homebot lack the right, before a notice is given up."""
PAUSE = 300.0
"""Seconds until what is missing is looked for again."""

log = structlog.get_logger(__name__)


def regularly(outside: Outside, door: Door, steps: Steps) -> None:
    """One look for what is to be written, as a step of the engine's scheduled workflow."""
    steps.step("wake notices", lambda: wake(outside, door))


def wake(outside: Outside, door: Door) -> int:
    """Wakes a lane for each repository where something is to be written; how many. Repeating it changes nothing."""
    now = outside.clock()
    with outside.engine.connect() as connection:
        found = notices.repositories(connection)
    return sum(_woken(outside, door, repository, key, now) for repository, key in found[:MOST_REPOSITORIES])


def _woken(outside: Outside, door: Door, repository: str, newest: str, now: datetime) -> bool:
    """As a delivery of our own, named by what is to be written and the day: what waits needs no second wake, and what
    failed is taken up the next day."""
    name = f"notices-{repository.replace('/', '-')}-{hashlib.sha256(newest.encode()).hexdigest()[:16]}-{now:%Y%m%d}"
    with writing(outside.engine) as connection:
        return door.enqueue(connection, name, "notices", f"{LANE}{repository}", repository, now)


def before(outside: Outside, handle: Handle) -> Handle:
    """A handler that does the lanes of notices here and leaves all others to `handle`."""

    def either(steps: Steps, lane: str, taken: tuple[Delivery, ...]) -> Later | None:
        if not lane.startswith(LANE):
            return handle(steps, lane, taken)
        with steps.outside():
            return deliver(outside, steps, lane)

    return either


def deliver(outside: Outside, steps: Steps, lane: str) -> Later | None:
    """Writes what waits in the lane's repository, at most `MOST`; `Later` when something is left."""
    repository = lane.removeprefix(LANE)
    with outside.engine.connect() as connection:
        found = notices.waiting(connection, repository, MOST_READ)
    if not found:
        return None
    try:
        with outside.github.job(repository) as client:
            done, held_up = _deliver(outside, steps, client, found)
    except github.Later as later:
        return Later(later.seconds, later.reason)
    except github.CallFailed as failed:
        return _unreachable(outside, found, failed)
    if done >= MOST and done + held_up < len(found):
        return Later(1.0, "there are more notices")
    return Later(PAUSE, f"{held_up} notices for {repository} cannot be written yet") if held_up else None


def _deliver(outside: Outside, steps: Steps, client: Client, found: tuple[Stored, ...]) -> tuple[int, int]:
    """How many need no more, and how many wait. What waits holds up what is said on the same issue after it: a comment
    that opens an issue again must not come after the one that closes it. It holds up nothing else."""
    done = held_up = 0
    waits: set[str] = set()
    for one in found:
        if done >= MOST or len(waits) >= MOST:
            break
        notice = one.notice
        place = notice.upon or str(notice.number or "")
        if place not in waits and _delivered(outside, steps, client, one):
            done += 1
        else:
            waits.add(place or notice.key)
            held_up += 1
    return done, held_up


def _unreachable(outside: Outside, found: tuple[Stored, ...], failed: github.CallFailed) -> Later | None:
    """homebot has no way into the repository at all."""
    left = [one for one in found if not _given_up(outside, one, failed)]
    return Later(PAUSE, str(failed)) if left else None


def _delivered(outside: Outside, steps: Steps, client: Client, stored: Stored) -> bool:
    """Whether nothing is left to do for it. Raises `Later`, after which it may stand there."""
    try:
        number = _place(outside, stored)
        if number is None:
            return False
        steps.insist()
        github_id = _write(client, stored, number)
    except github.Later:
        raise
    except github.CallFailed as failed:
        return _given_up(outside, stored, failed)
    with writing(outside.engine) as connection:
        notices.written(connection, stored.notice.key, github_id, outside.clock())
    log.info("notice written", key=stored.notice.key, repository=stored.notice.repository, github=github_id)
    return True


def _write(client: Client, stored: Stored, number: int) -> int:
    """The number of the issue it opened, or the id of its comment."""
    notice = stored.notice
    if number == 0:
        return issues.open_issue(client, notice, stored.at)
    said = issues.comment(client, notice, number, stored.at) if notice.body else number
    if notice.state:
        issues.set_state(client, notice.repository, number, notice.state)
    return said


def _place(outside: Outside, stored: Stored) -> int | None:
    """The issue to comment on, 0 for a new one, `None` while the one it is upon is not opened yet.

    Raises:
        Refused: when that never will be.
    """
    notice = stored.notice
    if not notice.upon:
        return notice.number
    with outside.engine.connect() as connection:
        before = notices.find(connection, notice.upon)
    if before is None or before.given_up is not None:
        raise github.Refused("the issue that it belongs to was never opened")
    return before.github


def _given_up(outside: Outside, stored: Stored, failed: github.CallFailed) -> bool:
    """Gives it up where GitHub said no for good; whether it did. A token that is no longer good says nothing of it."""
    now = outside.clock()
    # From its first failure, not from when it was said: homebot may have been down in between.
    over = stored.failed_at is not None and now - stored.failed_at >= GRACE
    if not (isinstance(failed, github.Refused) or over) or (
        isinstance(failed, github.Denied) and failed.unauthenticated
    ):
        log.warning("a notice waits", key=stored.notice.key, reason=str(failed))
        with writing(outside.engine) as connection:
            notices.failed(connection, stored.notice.key, now)
        return False
    log.error("a notice was given up", key=stored.notice.key, repository=stored.notice.repository, reason=str(failed))
    with writing(outside.engine) as connection:
        notices.give_up(connection, stored.notice.key, str(failed))
    return True
