"""Taking over what dead workers left, and making sure that no delivery is forgotten.

Every few seconds each worker looks for unfinished workflows of workers that are dead and resumes them: the work goes on
behind the last step that was remembered. Should the dead one live after all, its next checkpoint is refused. It also
picks up work of its own that fell from its hands.
"""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from dbos import DBOS, DBOSClient, WorkflowStatus

from homebot.app import lanes
from homebot.app.liveness import Process, Watch
from homebot.app.running import Running
from homebot.store import deliveries, workers
from homebot.store.deliveries import Delivery
from homebot.store.engine import writing

ROUND_SECONDS = 5.0
SWEEP_ROUNDS = 12
KEPT_FOR = timedelta(days=7)
TIDY_LIMIT = 500
FORGOTTEN_AFTER = timedelta(minutes=10)
ALIVE = ("ENQUEUED", "DELAYED", "PENDING")

log = structlog.get_logger(__name__)


class Takeover:
    """A thread of a worker."""

    def __init__(
        self,
        engine: sa.Engine,
        client: DBOSClient,
        name: str,
        here: Process,
        shape: str,
        clock: Callable[[], datetime],
        running: Running,
        round_seconds: float,
    ) -> None:
        self._engine = engine
        self._client = client
        self._name = name
        self._here = here
        self._shape = shape
        self._clock = clock
        self._running = running
        self._round_seconds = round_seconds
        self._idle: frozenset[str] = frozenset()
        self._watch = Watch(here)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="takeover", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(timeout=ROUND_SECONDS)

    def _run(self) -> None:
        rounds = 0
        while not self._stopped.is_set():
            try:
                self._take_over()
                if rounds % SWEEP_ROUNDS == 0:
                    self._sweep()
                    self._tidy()
            except Exception:
                log.exception("looking for the work of dead workers failed; the next round tries again")
            rounds += 1
            self._stopped.wait(self._round_seconds)

    def _take_over(self) -> None:
        pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        with self._engine.connect() as connection:
            known = workers.every(connection)
        living = self._watch.living(known, time.monotonic()) | {self._name}
        for workflow in pending:
            if workflow.app_version != self._shape:
                self._abandon(workflow, living)
            elif workflow.executor_id not in living:
                DBOS.resume_workflow(workflow.workflow_id, queue_name=workflow.queue_name)
                log.warning("took over", workflow=workflow.workflow_id, worker=workflow.executor_id)
        self._pick_up(pending)
        for worker in known:
            if worker.name not in living:
                with writing(self._engine) as connection:
                    workers.forget(connection, worker.name, worker.boot)

    def _pick_up(self, pending: Sequence[WorkflowStatus]) -> None:
        """Work of this very worker that it is not at, in two rounds running: the database went away while the engine
        wrote down how it ended, and it would wait, and its lane with it, until the next start."""
        ours = (one for one in pending if one.executor_id == self._name and one.app_version == self._shape)
        queues = {one.workflow_id: one.queue_name for one in ours}
        idle = frozenset(queues) - self._running.now()
        for workflow in sorted(idle & self._idle):
            DBOS.resume_workflow(workflow, queue_name=queues[workflow])
            log.warning("picked up again", workflow=workflow)
        self._idle = idle - self._idle

    def _abandon(self, workflow: WorkflowStatus, living: frozenset[str]) -> None:
        """Work that another version began and whose steps are not ours: the sweep begins it anew."""
        if workflow.executor_id == self._name or workflow.executor_id not in living:
            DBOS.cancel_workflow(workflow.workflow_id)
            log.warning("abandoned, of another shape", workflow=workflow.workflow_id, shape=workflow.app_version)

    def _sweep(self) -> None:
        """Wakes the lanes of deliveries that nobody holds and nobody will wake: it should find none, ever."""
        with self._engine.connect() as connection:
            overdue = deliveries.overdue(connection, self._clock() - FORGOTTEN_AFTER)
        holders = [one.claimed_by for one in overdue if one.claimed_by]
        found = DBOS.list_workflows(workflow_ids=holders, load_input=False, load_output=False) if holders else []
        alive = {workflow.workflow_id for workflow in found if workflow.status in ALIVE}
        for one in overdue:
            if one.claimed_by not in alive:
                self._wake_again(one)

    def _tidy(self) -> None:
        """Drops what the engine remembers of workflows that ended long ago; ours is in `deliveries`."""
        before = (self._clock() - KEPT_FOR).isoformat()
        ended = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=before,
            limit=TIDY_LIMIT,
            load_input=False,
            load_output=False,
        )
        if ended:
            DBOS.delete_workflows([workflow.workflow_id for workflow in ended])

    def _wake_again(self, forgotten: Delivery) -> None:
        assert forgotten.lane is not None
        with writing(self._engine) as connection:
            if forgotten.claimed_by is not None:
                deliveries.release(connection, [forgotten.id], "its workflow ended without it", None)
            workflow = f"sweep:{forgotten.lane}@{self._clock():%Y-%m-%dT%H:%M}"
            lanes.enqueue(self._client, connection, forgotten.lane, workflow, alarm=True)
        log.warning("a delivery was forgotten; its lane is woken", delivery=forgotten.id, lane=forgotten.lane)
