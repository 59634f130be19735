"""What should never happen, and is put right all the same."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from homebot.app.lanes import Later
from homebot.app.steps import Steps
from homebot.store.deliveries import Delivery
from homebot.store.tables import deliveries
from tests.app.working import clock, open_door, send, wait_for_state, wait_until, working


def do_nothing(steps: Steps, lane: str, taken: tuple[Delivery, ...]) -> Later | None:
    return None


def workflows(engine: sa.Engine) -> str:
    return "workflow_status" if engine.dialect.name == "sqlite" else "dbos.workflow_status"


@pytest.mark.parametrize("claimed_by", [None, "a workflow that is gone"])
def test_a_delivery_that_nobody_will_wake_is_found(database: sa.Engine, claimed_by: str | None) -> None:
    door = open_door(database)
    send(door, "d1")
    with database.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM {workflows(database)}")
        long_ago = clock() - timedelta(minutes=11)
        connection.execute(sa.update(deliveries).values(received_at=long_ago, claimed_by=claimed_by))
    with working(database, do_nothing):
        wait_for_state(database, "done", "d1")


def test_work_that_another_shape_began_starts_anew_when_its_worker_is_gone(database: sa.Engine) -> None:
    door = open_door(database)
    send(door, "d1")
    with database.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE {workflows(database)} SET status = 'PENDING', application_version = 'old', executor_id = 'gone-1'"
        )
        long_ago = clock() - timedelta(minutes=11)
        connection.execute(sa.update(deliveries).values(received_at=long_ago, claimed_by="d1", attempts=1))
    with working(database, do_nothing):
        wait_for_state(database, "done", "d1")


def test_what_ended_long_ago_is_dropped_from_the_engines_memory(database: sa.Engine) -> None:
    def count() -> int:
        with database.connect() as connection:
            return int(connection.exec_driver_sql(f"SELECT count(*) FROM {workflows(database)}").scalar_one())

    door = open_door(database)
    with working(database, do_nothing):
        send(door, "d1")
        wait_for_state(database, "done", "d1")
        wait_until(lambda: count() == 1, "the wake is remembered")
    old = int((clock() - timedelta(days=8) - datetime(1970, 1, 1, tzinfo=clock().tzinfo)).total_seconds() * 1000)
    with database.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {workflows(database)} SET completed_at = {old}, status = 'SUCCESS'")
    with working(database, do_nothing):
        wait_until(lambda: count() == 0, "the wake is forgotten")
