"""The engine: DBOS on homebot's own database, started and stopped.

What DBOS leaves to its user is beside it: names for worker processes (`app.liveness`), and taking over the work of
one that died (`app.takeover`). Only DBOS's MIT part is used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from dbos import DBOS, DBOSClient, DBOSConfig

from homebot.app import credit_views, lanes
from homebot.app.lanes import Handle, Lanes
from homebot.app.liveness import Heartbeat, Process, take_name
from homebot.app.running import Running
from homebot.app.steps import Steps
from homebot.app.takeover import ROUND_SECONDS, Takeover
from homebot.store import migrations
from homebot.store.engine import writing

APPLICATION = "homebot"
SHAPE = "3"
"""The version of the workflows' *shape*: which steps, in which order. Whoever changes that changes this; work begun
under another shape starts anew once its worker is gone. A release that keeps the shape goes on where the last stopped.
"""
UPKEEP = "upkeep"
WORKER_THREADS = 16
POLLING_SECONDS = 0.1
UPKEEP_SECONDS = 1.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Regular:
    """Work that comes again and again on one of the workers: `work(steps, scheduled time)`, a sequence of steps.

    `cron` has five fields, in UTC. `at_start` also runs it when a worker starts.
    """

    name: str
    cron: str
    work: Callable[[Steps, datetime], None]
    at_start: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker does: with the deliveries of a lane, and regularly."""

    handle: Handle
    regular: tuple[Regular, ...] = ()


def prepare(engine: sa.Engine) -> None:
    """Creates or upgrades all tables, homebot's and the workflow engine's. Safe while other processes do the same.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: when the database cannot be reached or changed.
    """
    migrations.upgrade(engine)
    with writing(engine) as connection:
        credit_views.rebuild_if_missing(connection)
    DBOS.migrate(engine.url.render_as_string(hide_password=False))


def open_client(engine: sa.Engine) -> DBOSClient:
    """Enqueues work without running any. A database that is down is an error at once, not a long wait."""
    return DBOSClient(
        system_database_engine=engine, application_name=APPLICATION, lazy=True, retry_connection_errors=False
    )


def _register_queues(client: DBOSClient, upkeep_seconds: float) -> None:
    """Before the launch: to what is there the engine listens at once, to what comes later a second later."""
    client.register_queue(
        lanes.QUEUE,
        partition_concurrency=1,
        worker_concurrency=WORKER_THREADS,
        polling_interval_sec=POLLING_SECONDS,
    )
    client.register_queue(UPKEEP, global_concurrency=1, polling_interval_sec=upkeep_seconds)


class Engine:
    """One worker in this process: takes up deliveries, runs regular work. There can be only one per process."""

    def __init__(
        self,
        engine: sa.Engine,
        work: Work,
        here: Process,
        clock: Callable[[], datetime],
        lost: Callable[[], None],
        round_seconds: float = ROUND_SECONDS,
        upkeep_seconds: float = UPKEEP_SECONDS,
    ) -> None:
        """`lost` is called, from a thread, when this process was silent for so long that another has its name.
        `round_seconds` lie between two looks for work that somebody left, `upkeep_seconds` between two pieces of
        regular work."""
        self._engine = engine
        self._work = work
        self._here = here
        self._clock = clock
        self._lost = lost
        self._round_seconds = round_seconds
        self._upkeep_seconds = upkeep_seconds
        self._heartbeat: Heartbeat | None = None
        self._takeover: Takeover | None = None
        self._running = Running()

    def start(self) -> str:
        """Upgrades the tables, takes a name, recovers what this name left unfinished, starts working; the name."""
        prepare(self._engine)
        name = take_name(self._engine, self._here, self._clock())
        self._heartbeat = Heartbeat(self._engine, name, self._here, self._clock, self._lost)
        self._heartbeat.start()
        DBOS(config=self._configuration(name))
        client = open_client(self._engine)
        steps = Steps(self._engine)
        empty = Lanes(steps, client, self._work.handle, self._clock)

        def wake(lane: str, alarm: bool) -> str:
            with self._running.at(DBOS.workflow_id):
                return empty.wake(lane, alarm)

        DBOS.workflow(name=lanes.WAKE, max_recovery_attempts=1000)(wake)
        schedules = [self._register(steps, one) for one in self._work.regular]
        _register_queues(client, self._upkeep_seconds)
        DBOS.launch()
        DBOS.apply_schedules(schedules)
        self._run_at_start(client)
        self._takeover = Takeover(
            self._engine, client, name, self._here, SHAPE, self._clock, self._running, self._round_seconds
        )
        self._takeover.start()
        log.info("worker started", worker=name)
        return name

    def stop(self, seconds: int) -> None:
        """Takes nothing new, lets running work finish for `seconds`; what is left is recovered at the next start."""
        if self._takeover is not None:
            self._takeover.stop()
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=seconds)
        if self._heartbeat is not None:
            self._heartbeat.stop()
        log.info("worker stopped")

    def _configuration(self, name: str) -> DBOSConfig:
        return DBOSConfig(
            name=APPLICATION,
            system_database_engine=self._engine,
            application_version=SHAPE,
            executor_id=name,
            log_level="WARNING",
            use_listen_notify=False,
            enable_otlp=False,
            run_migrations=False,
            notification_listener_polling_interval_sec=POLLING_SECONDS,  # it hears nothing, but the end
            scheduler_polling_interval_sec=5.0,
        )

    def _register(self, steps: Steps, one: Regular) -> Any:
        def run(scheduled: datetime, context: Any) -> None:
            with self._running.at(DBOS.workflow_id):
                one.work(steps, scheduled)

        workflow = DBOS.workflow(name=f"regular:{one.name}")(run)
        return {"schedule_name": one.name, "workflow_fn": workflow, "schedule": one.cron, "queue_name": UPKEEP}

    def _run_at_start(self, client: DBOSClient) -> None:
        """Once a minute at most, so that several workers that start together do it once."""
        now = self._clock()
        for one in self._work.regular:
            if one.at_start:
                workflow = f"start:{one.name}@{now:%Y-%m-%dT%H:%M}"
                client.enqueue(
                    {"workflow_name": f"regular:{one.name}", "queue_name": UPKEEP, "workflow_id": workflow}, now, None
                )
