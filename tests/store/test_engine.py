import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.store.engine import DatabaseAddressError, open_engine, writing


@pytest.mark.parametrize("url", ["", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense"])
def test_other_addresses_are_refused_with_the_right_form(url: str) -> None:
    with pytest.raises(DatabaseAddressError, match="sqlite:////"):
        open_engine(url)


def test_sqlite_makes_its_folder_and_is_durable(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'new' / 'folder' / 'x.sqlite'}")
    with engine.connect() as connection:
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    engine.dispose()
    assert settings == ["wal", 2]


def test_writers_that_read_first_do_not_lose_each_others_work(empty_database: sa.Engine) -> None:
    with writing(empty_database) as connection:
        connection.exec_driver_sql("CREATE TABLE counter (n INTEGER)")
        connection.exec_driver_sql("INSERT INTO counter VALUES (0)")

    def count() -> None:
        for _ in range(20):
            with writing(empty_database) as connection:
                lock = " FOR UPDATE" if connection.dialect.name == "postgresql" else ""
                before = connection.exec_driver_sql(f"SELECT n FROM counter{lock}").scalar_one()
                connection.execute(sa.text("UPDATE counter SET n = :n"), {"n": before + 1})

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with empty_database.connect() as connection:
        assert connection.exec_driver_sql("SELECT n FROM counter").scalar() == 160


def test_a_writer_that_fails_lets_the_next_one_write(empty_database: sa.Engine) -> None:
    with writing(empty_database) as connection:
        connection.exec_driver_sql("CREATE TABLE t (n INTEGER)")

    def fail() -> None:
        with writing(empty_database) as connection:
            connection.exec_driver_sql("INSERT INTO t VALUES (1)")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with pytest.raises(sa.exc.DBAPIError), writing(empty_database) as connection:
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")
    with writing(empty_database) as connection:
        connection.exec_driver_sql("INSERT INTO t VALUES (2)")
        assert connection.exec_driver_sql("SELECT n FROM t").scalars().all() == [2]
