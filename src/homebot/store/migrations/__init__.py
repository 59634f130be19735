"""The schema's history, run by Alembic from inside the package."""

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from homebot.store.engine import take_write_lock

LOCK = 0x686F6D65
"""PostgreSQL's advisory lock that admits one migrating process at a time ("home")."""


def upgrade(engine: sa.Engine) -> None:
    """Brings the schema to the newest revision; harmless when it is there, or when another process does it now."""
    with engine.begin() as connection:
        take_write_lock(connection)
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        configuration = _configuration()
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "head")


def is_current(connection: sa.Connection) -> bool:
    """Whether the schema is at the newest revision this version knows."""
    return frozenset(MigrationContext.configure(connection).get_current_heads()) == _heads()


@cache
def _heads() -> frozenset[str]:
    """Read once: whoever asks `/readyz` or `/metrics` every second shall not make us read our own files each time."""
    return frozenset(ScriptDirectory.from_config(_configuration()).get_heads())


def _configuration() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(__file__).parent))
    configuration.set_main_option("path_separator", "os")
    return configuration
