"""Several workers on one PostgreSQL: one dies for good, and nothing shows."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.store.engine import open_engine
from tests.end_to_end.serving import REPOSITORY, Served, assert_once, complete, replies, serving

pytestmark = [pytest.mark.crash, pytest.mark.postgres]
PULLS = 30
"""More than one worker has room for at a time, so that both have some."""
TAKEN_OVER_SECONDS = 60.0


@contextmanager
def workers(served: Served, number: int) -> Iterator[list["subprocess.Popen[str]"]]:
    """So many `homebot worker`, started together; killed in the end if they still run."""
    command = [sys.executable, "-m", "homebot", "worker"]
    environment = {**os.environ, **served.environment}
    started = [subprocess.Popen(command, env=environment, start_new_session=True) for _ in range(number)]
    try:
        yield started
    finally:
        for process in started:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)


def at_work(engine: sa.Engine) -> dict[str, int]:
    """How many wakes each worker has taken and not finished."""
    query = (
        "SELECT executor_id, count(*) FROM dbos.workflow_status WHERE status = 'PENDING' AND name = 'wake' GROUP BY 1"
    )
    with engine.connect() as connection:
        return {str(name): int(count) for name, count in connection.execute(sa.text(query))}


def overlaps(engine: sa.Engine) -> list[tuple[str, str, str]]:
    """Pairs of wakes of one lane of which the second began its first step before the first had ended its last."""
    query = """
        WITH wakes AS (
            SELECT queue_partition_key AS lane, workflow_uuid AS id,
                min(steps.started_at_epoch_ms) AS began, max(completed_at_epoch_ms) AS ended
            FROM dbos.workflow_status JOIN dbos.operation_outputs steps USING (workflow_uuid)
            WHERE name = 'wake' AND status = 'SUCCESS' GROUP BY 1, 2
        )
        SELECT one.lane, one.id, other.id FROM wakes one JOIN wakes other ON one.lane = other.lane
        AND one.id <> other.id AND one.began <= other.began AND other.began < one.ended
    """
    with engine.connect() as connection:
        found = connection.execute(sa.text(query))
        return [(str(lane), str(first), str(second)) for lane, first, second in found]


def test_one_of_two_workers_is_killed_and_never_comes_back(postgres_url: str, tmp_path: Path) -> None:
    with serving(tmp_path, arguments=["--no-worker"], HOMEBOT_DATABASE_URL=postgres_url) as served:
        engine = open_engine(postgres_url)
        numbers = [served.away_pull(f"shared-{index}") for index in range(PULLS)]
        asked = {number: served.people["dana"].comment(REPOSITORY, number, "/homebot why") for number in numbers}
        served.box.idle()
        with workers(served, 2) as started:
            ends = time.monotonic() + 60
            while len(at_work(engine)) < 2:
                assert time.monotonic() < ends, "the two workers never worked at the same time"
                time.sleep(0.01)
            os.killpg(started[0].pid, signal.SIGKILL)
            killed = time.monotonic()
            both = at_work(engine)
            for number in numbers:
                served.until(number, lambda now, number=number: complete(now) and replies(now, asked[number]))
            served.quiet()
            taken = time.monotonic() - killed
            while at_work(engine):  # wakes that find nothing left to do
                assert time.monotonic() < killed + TAKEN_OVER_SECONDS, "some work was never taken over"
                time.sleep(0.05)
        for number in numbers:
            state = served.box.state(REPOSITORY, number)
            assert_once(state, f"#{number}")
            assert len(replies(state, asked[number])) == 1
        assert len(both) == 2, "the one that was killed had no work: this shows nothing"
        assert taken < TAKEN_OVER_SECONDS, f"the other worker took {taken:.0f} seconds"
        assert overlaps(engine) == []
        engine.dispose()
