"""Lanes: the deliveries of one pull request are handled one wake at a time, in the order they came.

Every delivery has a wake of its lane, its own or one that waits already. A wake takes all deliveries that wait there.
What cannot be done now (`Later`) is given back, and an alarm is set: no worker sleeps meanwhile.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
import structlog
from dbos import DBOS, DBOSClient, EnqueueOptions
from dbos._error import DBOSUnexpectedStepError  # no public door; DBOS is pinned

from homebot.app import metrics
from homebot.app.steps import Steps
from homebot.store import deliveries, json, turns
from homebot.store.deliveries import Delivery

QUEUE = "lanes"
WAKE = "wake"
GIVE_UP_AFTER = timedelta(days=3)
"""As long as GitHub keeps its own log of deliveries."""
LONGEST_PAUSE = 900.0
DATABASE_PAUSE = 15.0
WAIT = "wait-"
"""How the names of deliveries begin by which the passing of time wakes a pull request (`app.timers`)."""
AFTER_FAILURE = timedelta(minutes=8)
"""When a wake by time failed for good nothing else comes by itself: then it is woken again, with the rhythm of sweeps
within a quarter of an hour."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Later:
    """The outside cannot be used now: try again in `seconds` or later, for the reason given."""

    seconds: float
    reason: str


Handle = Callable[[Steps, str, tuple[Delivery, ...]], Later | None]
"""What is done with the deliveries of a lane: a sequence of steps. An exception from it is a bug."""


def wake_options(lane: str, workflow: str, pause: float | None = None) -> EnqueueOptions:
    """How the wake of a lane is enqueued, `pause` seconds from now."""
    options = EnqueueOptions(workflow_name=WAKE, queue_name=QUEUE, workflow_id=workflow, queue_partition_key=lane)
    if pause is not None:
        options["delay_seconds"] = pause
    return options


def enqueue(
    client: DBOSClient, connection: sa.Connection, lane: str, workflow: str, alarm: bool = False, pause: float = 0.0
) -> None:
    """Enqueues a wake in the caller's transaction; the same workflow id again changes nothing.

    An `alarm` also takes deliveries that were put off.
    """
    client.enqueue_in_transaction(connection, wake_options(lane, workflow, pause or None), lane, alarm)


def pause_before(attempts: int, seconds: float) -> float:
    """Seconds until the next attempt: as asked for, doubled with each attempt up to a quarter of an hour or what was
    asked for."""
    asked = max(seconds, 1.0)
    return min(asked * 2.0 ** min(attempts - 1, 10), max(asked, LONGEST_PAUSE))


class Lanes:
    """The workflow that empties a lane with `handle`."""

    def __init__(self, steps: Steps, client: DBOSClient, handle: Handle, clock: Callable[[], datetime]) -> None:
        self._steps = steps
        self._client = client
        self._handle = handle
        self._clock = clock

    def wake(self, lane: str, alarm: bool) -> str:
        """One wake of a lane; says what became of it."""
        with self._steps.at_work():
            return self._wake(lane, alarm)

    def _wake(self, lane: str, alarm: bool) -> str:
        taken = json.decode(self._steps.transaction("claim", self._claim, lane, alarm), tuple[Delivery, ...])
        if not taken:
            return "nothing waits"
        with structlog.contextvars.bound_contextvars(lane=lane, delivery=taken[-1].id), metrics.wake_seconds.time():
            outcome = self._work(lane, taken)
        metrics.wakes.labels(outcome.partition(" ")[0]).inc()
        return outcome

    def _claim(self, connection: sa.Connection, lane: str, alarm: bool) -> str:
        workflow = DBOS.workflow_id
        assert workflow is not None
        return json.encode(deliveries.claim(connection, lane, workflow, self._clock(), alarm))

    def _work(self, lane: str, taken: tuple[Delivery, ...]) -> str:
        later, failure = None, None
        try:
            later = self._handle(self._steps, lane, taken)
        except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError) as error:
            later = Later(DATABASE_PAUSE, f"the database did not answer ({type(error).__name__})")
        except DBOSUnexpectedStepError:
            # Recovered, and the world led another way than before. The sweep wakes the lane anew.
            raise
        except Exception as error:
            log.exception("a delivery could not be handled; homebot deliveries retry does it again")
            failure = f"{type(error).__name__}: {error}"
        if later is not None:
            log.warning("later", seconds=later.seconds, reason=later.reason)
        return self._steps.transaction("finish", self._finish, lane, taken, later, failure)

    def _finish(
        self,
        connection: sa.Connection,
        lane: str,
        taken: tuple[Delivery, ...],
        later: Later | None,
        failure: str | None,
    ) -> str:
        if later is not None:
            return self._put_off(connection, lane, taken, later)
        if failure is not None:
            self._fail(connection, lane, [one.id for one in taken], failure)
            return "failed"
        deliveries.finish(connection, (one.id for one in taken), "done", None, self._clock())
        return "done"

    def _fail(self, connection: sa.Connection, lane: str, ids: list[str], reason: str) -> None:
        now = self._clock()
        deliveries.finish(connection, ids, "failed", reason, now)
        if any(one.startswith(WAIT) for one in ids):
            turns.once_more(connection, lane, now + AFTER_FAILURE)

    def _put_off(self, connection: sa.Connection, lane: str, taken: tuple[Delivery, ...], later: Later) -> str:
        now = self._clock()
        old = [one.id for one in taken if now - one.received_at > GIVE_UP_AFTER]
        self._fail(connection, lane, old, f"given up after three days: {later.reason}")
        young = [one for one in taken if one.id not in old]
        if not young:
            return "given up"
        pause = pause_before(max(one.attempts for one in young), later.seconds)
        # Rounded up, so that several wakes of one lane that all find the outside down share one alarm.
        grid = min(pause, 60.0)
        due = math.ceil((now.timestamp() + pause) / grid) * grid
        due_at = datetime.fromtimestamp(due, UTC)
        deliveries.release(connection, [one.id for one in young], later.reason, due_at)
        enqueue(self._client, connection, lane, f"alarm:{lane}@{due:.0f}", True, due - now.timestamp())
        return f"again at {due_at.isoformat()}"
