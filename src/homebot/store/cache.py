"""What was read from GitHub and is worth remembering for a while: team members, who may see a repository."""

from datetime import datetime

import sqlalchemy as sa

from homebot.store.tables import cache
from homebot.store.upsert import upsert


def put(connection: sa.Connection, key: str, value: str, at: datetime) -> None:
    """Remembers a text (JSON by `store.json`) under a key."""
    upsert(connection, cache, {"key": key, "value": value, "at": at})


def get(connection: sa.Connection, key: str, not_before: datetime) -> str | None:
    """The text, unless it is older than that."""
    query = sa.select(cache.c.value).where(cache.c.key == key, cache.c.at >= not_before)
    return connection.execute(query).scalar()


def drop(connection: sa.Connection, prefix: str) -> None:
    """Forgets everything whose key begins so."""
    connection.execute(sa.delete(cache).where(sa.func.substr(cache.c.key, 1, len(prefix)) == prefix))


def under(connection: sa.Connection, prefix: str) -> dict[str, str]:
    """The texts of all keys that begin so, whatever their age, by the rest of the key."""
    query = sa.select(cache.c.key, cache.c.value).where(sa.func.substr(cache.c.key, 1, len(prefix)) == prefix)
    return {key[len(prefix) :]: value for key, value in connection.execute(query)}
