import threading

import sqlalchemy as sa

from homebot.app.receive import Received
from homebot.store import deliveries
from homebot.store.engine import open_engine
from tests.app.working import clock, find, open_door, send


def count(engine: sa.Engine) -> tuple[int, int]:
    """(deliveries, wakes)"""
    table = "workflow_status" if engine.dialect.name == "sqlite" else "dbos.workflow_status"
    with engine.connect() as connection:
        rows = [connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() for name in ("deliveries", table)]
    return int(rows[0] or 0), int(rows[1] or 0)


def test_a_redelivery_is_recognised_however_often(empty_database: sa.Engine) -> None:
    door = open_door(empty_database)
    received = [send(door, "d1") for _ in range(20)]
    assert received == [Received("new")] + [Received("again")] * 19
    assert count(empty_database) == (1, 1)


def test_many_threads_at_once_lose_nothing_and_double_nothing(database: sa.Engine) -> None:
    door = open_door(database)
    statuses: list[str] = []

    def deliver(thread: int) -> None:
        statuses.extend(
            send(door, f"d{thread % 4}-{number}", pull=thread * 100 + number).status for number in range(15)
        )

    threads = [threading.Thread(target=deliver, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (statuses.count("new"), statuses.count("again")) == (60, 60)
    assert count(database) == (60, 60)


def test_a_wake_that_waits_takes_later_deliveries_along(database: sa.Engine) -> None:
    door = open_door(database)
    assert [send(door, f"d{number}").status for number in range(5)] == ["new"] * 5
    assert count(database) == (5, 1)
    with database.begin() as connection:
        taken = deliveries.claim(connection, "acme/ledgerd#7", "w", clock(), False)
    assert [one.id for one in taken] == [f"d{number}" for number in range(5)]
    send(door, "d5")
    assert count(database) == (6, 2)


def test_while_a_wake_takes_a_lane_a_delivery_gets_a_wake_of_its_own(ready_postgres_url: str) -> None:
    engine = open_engine(ready_postgres_url)
    door = open_door(engine)
    send(door, "d1")
    with engine.begin() as connection:
        taken = deliveries.claim(connection, "acme/ledgerd#7", "w", clock(), False)
        send(door, "d2")
    assert [one.id for one in taken] == ["d1"]
    assert count(engine) == (2, 2)
    engine.dispose()


def test_one_bad_row_does_not_fail_its_neighbours(database: sa.Engine) -> None:
    """A repository's name that the database cannot hold stands for whatever only one row can be guilty of."""
    door = open_door(database)
    with database.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(
                "CREATE TRIGGER picky BEFORE INSERT ON deliveries WHEN NEW.id LIKE 'bad%' "
                "BEGIN SELECT RAISE(ABORT, 'picky'); END"
            )
        else:
            connection.exec_driver_sql("ALTER TABLE deliveries ADD CHECK (id NOT LIKE 'bad%%')")
    outcomes: dict[str, str] = {}

    def deliver(name: str) -> None:
        try:
            outcomes[name] = send(door, name, pull=len(name)).status
        except sa.exc.SQLAlchemyError as error:
            outcomes[name] = type(error).__name__

    names = [f"{kind}{number}" for number in range(6) for kind in ("good", "bad")]
    threads = [threading.Thread(target=deliver, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {name: outcomes[name] for name in names} == {
        name: "new" if name.startswith("good") else "IntegrityError" for name in names
    }


def test_only_a_failed_delivery_is_retried(database: sa.Engine) -> None:
    door = open_door(database)
    send(door, "d1")
    assert door.retry("d1") is None
    with database.begin() as connection:
        deliveries.finish(connection, ["d1"], "failed", "a bug", clock())
    assert door.retry("d1") is not None
    assert find(database, "d1").state == "received"
    assert count(database) == (1, 2)
