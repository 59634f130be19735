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


EVENT = "INSERT INTO ledger_events (key, kind, at, body) VALUES ('k', 'merged', '2026-11-01 00:00:00', '{}')"
ENTRY = (
    "INSERT INTO ledger_entries (seq, key, kind, quarter, consumer, home, at, body, previous, hash)"
    " VALUES (1, 'k', 'close', '2026Q2', '', '', '2026-07-15 00:00:00', '{}', '0', '1')"
)
LINE = (
    "INSERT INTO ledger_lines (entry, line, quarter, account, team, consumer, home, kind, entry_kind, amount)"
    " VALUES (1, 0, '2026Q2', 'earned', 'payments', 'ads', 'payments', 'used', 'settlement', 5)"
)
LEDGER = {"ledger_events": (EVENT, "kind"), "ledger_entries": (ENTRY, "kind"), "ledger_lines": (LINE, "kind")}


def tried(database: sa.Engine, table: str, statement: str) -> None:
    """The statement changes nothing in a table with one row, whether it is refused or not."""
    with database.begin() as connection:
        connection.exec_driver_sql(LEDGER[table][0])
    look = f"SELECT * FROM {table}"
    with database.connect() as connection:
        before = connection.exec_driver_sql(look).all()
    try:
        with database.begin() as connection:
            connection.exec_driver_sql(statement)
    finally:
        with database.connect() as connection:
            after = connection.exec_driver_sql(look).all()
        assert after == before


def refused(database: sa.Engine, table: str, statement: str) -> None:
    """The statement is an error that says why, and changes nothing."""
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        tried(database, table, statement)


@pytest.mark.parametrize("table", LEDGER)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}"])
def test_the_ledger_refuses_to_be_changed(database: sa.Engine, table: str, statement: str) -> None:
    refused(database, table, statement.format(table, LEDGER[table][1]))


@pytest.mark.parametrize("table", LEDGER)
def test_the_ledger_refuses_another_row_in_the_place_of_one(sqlite_url: str, table: str) -> None:
    engine = open_engine(sqlite_url)
    migrations.upgrade(engine)
    other = LEDGER[table][0].replace("INSERT", "INSERT OR REPLACE").replace("2026", "2027")
    if table == "ledger_events":
        tried(engine, table, other)  # passed over, as the same event twice is
    else:
        refused(engine, table, other)
    engine.dispose()


@pytest.mark.postgres
@pytest.mark.parametrize("table", LEDGER)
@pytest.mark.parametrize(
    "statement", ["TRUNCATE {}", "TRUNCATE {} CASCADE", "TRUNCATE {}, cache", "DELETE FROM {} WHERE false"]
)
def test_the_ledger_refuses_to_be_emptied(postgres_url: str, table: str, statement: str) -> None:
    engine = open_engine(postgres_url)
    migrations.upgrade(engine)
    refused(engine, table, statement.format(table))
    engine.dispose()
