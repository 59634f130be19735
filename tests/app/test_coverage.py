"""A report from the door to the pull requests it is about, by a real worker on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from homebot.adapters.analysis.coverage.coverage import CoverageReader
from homebot.app.coverage import ReportDesk, ReportDoor, came_meanwhile, reports_of
from homebot.app.engine import open_client, prepare
from homebot.app.steps import Steps
from homebot.core.coverage import Coverage
from homebot.core.facts import PullId, Snapshot
from homebot.core.policy import decide
from homebot.store import coverage, deliveries, evaluations
from homebot.store.deliveries import Delivery
from homebot.store.engine import writing
from homebot.store.evaluations import Evaluation
from tests import build
from tests.app.working import clock, open_door, send, wait_until, working

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REPORT = b"SF:a.py\nDA:1,1\nDA:2,0\nend_of_record\n"


@pytest.fixture
def reader() -> Iterator[CoverageReader]:
    found = CoverageReader(1, seconds=240.0)
    yield found
    found.close()


def evaluated(engine: sa.Engine, number: int, key: str, **changes: object) -> None:
    """A pull request was looked at, because of a delivery of that key."""
    snapshot = build.snapshot(pull=PullId("acme", "ledgerd", number), **changes)
    decision = decide(snapshot, build.directory(), "test")
    with writing(engine) as connection:
        evaluations.record(connection, Evaluation(key, NOW, snapshot, decision, key))


class Lanes:
    """Notes the lanes that are left to others."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, steps: Steps, lane: str, taken: tuple[Delivery, ...]) -> None:
        self.seen.append(lane)


def test_a_report_is_read_and_wakes_the_pull_requests_of_its_head(database: sa.Engine, reader: CoverageReader) -> None:
    prepare(database)
    evaluated(database, 7, "d7", head_oid=build.HEAD)
    evaluated(database, 8, "d8", head_oid=build.HEAD)
    evaluated(database, 8, "d8-later", head_oid=build.OLD_HEAD)
    evaluated(database, 9, "d9", head_oid=build.OLD_HEAD)
    client, others = open_client(database), Lanes()
    desk = ReportDesk(database, client, reader, clock)
    door = ReportDoor(database, client)
    with working(database, desk.before(others)):
        assert door.receive("acme/ledgerd", build.HEAD, "unit", REPORT, clock()) == "new"
        wait_until(lambda: others.seen == ["acme/ledgerd#7"], "the one pull request whose newest head it is")
        assert door.receive("acme/ledgerd", build.HEAD, "unit", REPORT, clock()) == "again"
        assert door.receive("acme/ledgerd", build.HEAD, "bad", b"nonsense", clock()) == "new"
        wait_until(lambda: len(others.seen) == 2, "a report that cannot be read concerns it as well")
        assert door.receive("acme/ledgerd", "f" * 40, "unit", REPORT, clock()) == "new"
        wait_until(lambda: _waiting(database) == 0, "nothing is left to do")
    assert others.seen == ["acme/ledgerd#7"] * 2
    found = reports_of(database, "acme/ledgerd", build.HEAD)
    assert [name for name, _ in found.read] == ["unit"]
    assert [name for name, _ in found.unreadable] == ["bad"]
    with database.connect() as connection:
        states = {(one.event, one.state) for one in deliveries.recent(connection, None, 50)}
    assert states == {("coverage", "done"), ("pull_request", "done")}


def _waiting(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return deliveries.waiting(connection)[0]


def test_a_report_that_comes_while_a_pull_request_is_read_is_noticed(database: sa.Engine) -> None:
    prepare(database)
    read = reports_of(database, "acme/ledgerd", build.HEAD)
    snapshot = build.snapshot(coverage=Coverage(stamp=read.stamp))
    assert not _came(database, snapshot)
    upload = coverage.Upload("acme/ledgerd", build.HEAD, "unit", b"x", NOW)
    with writing(database) as connection:
        coverage.offer(connection, upload)
    assert not _came(database, snapshot), "it is not read yet"
    with writing(database) as connection:
        coverage.keep(connection, "acme/ledgerd", build.HEAD, [coverage.Reading("unit", upload.digest, b"{}")])
    assert _came(database, snapshot)
    assert not _came(database, build.snapshot(coverage=None)), "nobody asks for coverage"
    newest = reports_stamp(database)
    assert not _came(database, replace(snapshot, change=replace(snapshot.change, coverage=Coverage(stamp=newest))))


def reports_stamp(engine: sa.Engine) -> str:
    with engine.connect() as connection:
        return coverage.stamp(connection, "acme/ledgerd", build.HEAD)


def _came(engine: sa.Engine, snapshot: Snapshot) -> bool:
    with writing(engine) as connection:
        return came_meanwhile(connection, snapshot, NOW)


def test_a_wake_goes_through_the_installation_of_the_last_one(ready_sqlite_url: str, reader: CoverageReader) -> None:
    from homebot.store.engine import open_engine

    engine = open_engine(ready_sqlite_url)
    door = open_door(engine)
    send(door, "d7")
    with writing(engine) as connection:
        connection.execute(sa.update(deliveries.deliveries).values(installation=42, state="done"))
    evaluated(engine, 7, "d7", head_oid=build.HEAD)
    client, others = open_client(engine), Lanes()
    desk = ReportDesk(engine, client, reader, clock)
    with working(engine, desk.before(others)):
        ReportDoor(engine, client).receive("acme/ledgerd", build.HEAD, "unit", REPORT, clock())
        wait_until(lambda: others.seen == ["acme/ledgerd#7"], "the pull request is woken")
    with engine.connect() as connection:
        woken = next(one for one in deliveries.recent(connection, None, 9) if one.id.startswith("coverage-acme"))
    assert (woken.installation, woken.number, woken.event) == (42, 7, "pull_request")
    engine.dispose()
