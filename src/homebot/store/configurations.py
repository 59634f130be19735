"""Configurations that were in force, whole, by the digest of their files: for replay, and as the last good one."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from homebot.store import json
from homebot.store.tables import cache, configurations
from homebot.store.upsert import insert_once, upsert

Files = tuple[tuple[str, str], ...]
"""(path, text) of each file."""


def keep(connection: sa.Connection, digest: str, files: Sequence[tuple[str, str]], now: datetime) -> None:
    """Remembers a configuration that is in force now."""
    row = {"digest": digest, "files": json.encode(tuple(files)), "first_seen": now, "last_seen": now}
    upsert(connection, configurations, row, keep=("first_seen", "files"))


def holds(connection: sa.Connection, digest: str) -> bool:
    """Whether that configuration was ever in force here."""
    query = sa.select(configurations.c.digest).where(configurations.c.digest == digest)
    return connection.execute(query).first() is not None


def files(connection: sa.Connection, digest: str) -> Files | None:
    """The files of that configuration; `None` when it was never in force here."""
    text = connection.execute(sa.select(configurations.c.files).where(configurations.c.digest == digest)).scalar()
    return json.decode(text, Files) if text is not None else None


def oldest(connection: sa.Connection, limit: int) -> tuple[tuple[Files, datetime], ...]:
    """The first configurations that were in force, and since when."""
    columns = (configurations.c.files, configurations.c.first_seen)
    query = sa.select(*columns).order_by(configurations.c.first_seen).limit(limit)
    return tuple((json.decode(text, Files), since) for text, since in connection.execute(query))


def last_good(connection: sa.Connection) -> Files | None:
    """The files of the configuration that was in force last."""
    query = sa.select(configurations.c.files).order_by(configurations.c.last_seen.desc()).limit(1)
    text = connection.execute(query).scalar()
    return json.decode(text, Files) if text is not None else None


def followed(connection: sa.Connection, source: str) -> str | None:
    """What was written last of a source that is followed, as `follow` was given it."""
    return connection.execute(sa.select(cache.c.value).where(cache.c.key == _key(source))).scalar()


def follow(connection: sa.Connection, source: str, before: str | None, after: str, now: datetime) -> bool:
    """Writes `after` in place of `before`; whether it did: not when somebody else wrote meanwhile."""
    row = {"key": _key(source), "value": after, "at": now}
    if before is None:
        return insert_once(connection, cache, row, "key")
    is_same = (cache.c.key == _key(source)) & (cache.c.value == before)
    return connection.execute(sa.update(cache).where(is_same).values(row)).rowcount == 1


def _key(source: str) -> str:
    return f"configuration:{source}"
