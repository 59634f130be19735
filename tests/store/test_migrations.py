import threading

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from homebot.store import migrations
from homebot.store.credit_tables import ledger_events
from homebot.store.engine import open_engine


def test_the_migrations_build_exactly_the_tables_of_the_code(empty_database: sa.Engine) -> None:
    migrations.upgrade(empty_database)
    with empty_database.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), ledger_events.metadata) == []
        assert migrations.is_current(connection)


def test_an_empty_database_is_not_current(empty_database: sa.Engine) -> None:
    with empty_database.connect() as connection:
        assert not migrations.is_current(connection)


def test_processes_that_start_together_do_not_clash(database_url: str) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        engine = open_engine(database_url)
        try:
            migrations.upgrade(engine)
        except BaseException as error:
            failures.append(error)
        finally:
            engine.dispose()

    starts = [threading.Thread(target=start) for _ in range(4)]
    for one in starts:
        one.start()
    for one in starts:
        one.join()
    assert failures == []


@pytest.mark.parametrize("statement", ["UPDATE ledger_events SET kind = 'x'", "DELETE FROM ledger_events"])
def test_the_ledger_refuses_to_be_changed(database: sa.Engine, statement: str) -> None:
    row = "INSERT INTO ledger_events (key, kind, at, body) VALUES ('k', 'merged', '2026-11-01 00:00:00', '{}')"
    with database.begin() as connection:
        connection.exec_driver_sql(row)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.begin() as connection:
        connection.exec_driver_sql(statement)
    with database.connect() as connection:
        assert connection.exec_driver_sql("SELECT kind FROM ledger_events").scalars().all() == ["merged"]
