"""Configurations that were in force, whole, by the digest of their files: for replay, and as the last good one."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from homebot.store import json
from homebot.store.tables import configurations
from homebot.store.upsert import upsert

Files = tuple[tuple[str, str], ...]
"""(path, text) of each file."""


def keep(connection: sa.Connection, digest: str, files: Sequence[tuple[str, str]], now: datetime) -> None:
    """Remembers a configuration that is in force now."""
    row = {"digest": digest, "files": json.encode(tuple(files)), "first_seen": now, "last_seen": now}
    upsert(connection, configurations, row, keep=("first_seen", "files"))


def files(connection: sa.Connection, digest: str) -> Files | None:
    """The files of that configuration; `None` when it was never in force here."""
    text = connection.execute(sa.select(configurations.c.files).where(configurations.c.digest == digest)).scalar()
    return json.decode(text, Files) if text is not None else None


def last_good(connection: sa.Connection) -> Files | None:
    """The files of the configuration that was in force last."""
    query = sa.select(configurations.c.files).order_by(configurations.c.last_seen.desc()).limit(1)
    text = connection.execute(query).scalar()
    return json.decode(text, Files) if text is not None else None
