"""Coverage reports on their way from CI to a verdict: taken in by the web, read by a worker, which then wakes the pull
requests whose head they are about."""

import json
import zlib
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
import structlog
from dbos import DBOSClient

from homebot.adapters.analysis.coverage.coverage import CoverageReader, Named, Report, Reports, decoded
from homebot.app import metrics
from homebot.app.lanes import Handle, Later
from homebot.app.receive import take_in
from homebot.app.steps import Steps
from homebot.core.facts import Snapshot
from homebot.store import coverage, deliveries, evaluations
from homebot.store.coverage import Offered, Reading, Upload
from homebot.store.deliveries import Delivery, NewDelivery
from homebot.store.engine import writing

LANE = "coverage:"
PACKED = (b"\x1f\x8b", b"\x78\x01", b"\x78\x9c")

log = structlog.get_logger(__name__)


class ReportDoor:
    """Takes reports in. One per process; any number of threads may call it."""

    def __init__(self, engine: sa.Engine, client: DBOSClient) -> None:
        self._engine = engine
        self._client = client

    def receive(self, repository: str, oid: str, name: str, body: bytes, now: datetime) -> Offered:
        """Stores a report, as it is, with the delivery that has it read; returns when both are on disk.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: when the database cannot take it; nothing was stored.
        """
        packed = body if body.startswith(PACKED) else zlib.compress(body, 1)
        upload = Upload(repository, oid, name, packed, now)
        about = {"repository": {"full_name": repository}, "commit": oid, "name": name}
        delivery = NewDelivery(
            id=f"coverage-{oid[:12]}-{upload.digest[:12]}-{now:%Y%m%dT%H%M%S%f}",
            event="coverage",
            received_at=now,
            payload=deliveries.pack(json.dumps(about).encode()),
            state="received",
            action=name,
            lane=f"{LANE}{repository}@{oid}",
            repository=repository,
        )
        with writing(self._engine) as connection:
            became = coverage.offer(connection, upload)
            if became == "new":
                take_in(connection, self._client, [delivery])
        return became


class ReportDesk:
    """Reads what was taken in. Any number of threads may call it."""

    def __init__(
        self, engine: sa.Engine, client: DBOSClient, reader: CoverageReader, clock: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._client = client
        self._reader = reader
        self._clock = clock

    def before(self, handle: Handle) -> Handle:
        """A handler that does the lanes of reports here and leaves all others to `handle`."""

        def either(steps: Steps, lane: str, taken: tuple[Delivery, ...]) -> Later | None:
            if not lane.startswith(LANE):
                return handle(steps, lane, taken)
            self._read(steps, *lane.removeprefix(LANE).rsplit("@", 1))
            return None

        return either

    def _read(self, steps: Steps, repository: str, oid: str) -> None:
        with self._engine.connect() as connection:
            names = coverage.unread(connection, repository, oid)
        with steps.outside():
            readings = [one for name in names if (one := self._reading(repository, oid, name)) is not None]
        woken = steps.transaction("keep coverage", self._keep, repository, oid, readings)
        for one in readings:
            metrics.coverage_reports.labels("read" if one.error is None else "unreadable").inc()
            log.info("coverage read", repository=repository, head=oid, name=one.name, error=one.error, woken=woken)

    def _reading(self, repository: str, oid: str, name: str) -> Reading | None:
        with self._engine.connect() as connection:
            upload = coverage.upload_of(connection, repository, oid, name)
        if upload is None:
            return None
        digest, body = upload
        answer = self._reader.read(body)
        report = decoded(answer)
        if isinstance(report, Report):
            return Reading(name, digest, answer, None, len(report.files), report.lines, report.covered)
        return Reading(name, digest, answer, report.error)

    def _keep(self, connection: sa.Connection, repository: str, oid: str, readings: list[Reading]) -> int:
        """Keeps what was read and wakes whom it concerns; how many. A pull request that was never looked at needs no
        waking: its first evaluation finds the reports."""
        coverage.hold(connection, repository, oid)
        coverage.keep(connection, repository, oid, readings)
        pulls = evaluations.pulls_at(connection, repository, oid)
        wakes = [self._wake(connection, repository, number, delivery) for number, delivery in pulls]
        return len(take_in(connection, self._client, wakes)) if wakes else 0

    def _wake(self, connection: sa.Connection, repository: str, number: int, delivery: str) -> NewDelivery:
        """A delivery of our own, as if the pull request had been pushed to."""
        now = self._clock()
        before = deliveries.find(connection, delivery)
        installation = before.installation if before is not None else None
        body = {
            "action": "synchronize",
            "pull_request": {"number": number},
            "repository": {"full_name": repository},
            "installation": {"id": installation},
        }
        return NewDelivery(
            id=f"coverage-{repository.replace('/', '-')}-{number}-{now:%Y%m%dT%H%M%S%f}",
            event="pull_request",
            received_at=now,
            payload=deliveries.pack(json.dumps(body).encode()),
            state="received",
            action="synchronize",
            lane=f"{repository}#{number}",
            installation=installation,
            repository=repository,
            number=number,
        )


def reports_of(engine: sa.Engine, repository: str, oid: str) -> Reports:
    """The reports of a commit that were read."""
    with engine.connect() as connection:
        stamp, answers = coverage.reports(connection, repository, oid)
    return Reports(tuple(Named(name, decoded(answer)) for name, answer in answers), stamp)


def came_meanwhile(connection: sa.Connection, snapshot: Snapshot, now: datetime) -> bool:
    """Whether reports came after those the snapshot was made from were read. In the transaction that stores its
    evaluation: none can come between this answer and that."""
    found = snapshot.change.coverage
    if found is None or not found.asked:
        return False
    repository, oid = snapshot.pull.repository, snapshot.change.head
    coverage.hold(connection, repository, oid)
    coverage.use(connection, repository, oid, now)
    return coverage.stamp(connection, repository, oid) != found.stamp
