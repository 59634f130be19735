"""What was read from GitHub and is worth remembering for a while: team members, who may see a repository."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import sqlalchemy as sa

from homebot.store.prefix import begins
from homebot.store.tables import cache
from homebot.store.upsert import upsert

MOST_KEYS = 500


def put(connection: sa.Connection, key: str, value: str, at: datetime) -> None:
    """Remembers a text (JSON by `store.json`) under a key."""
    upsert(connection, cache, {"key": key, "value": value, "at": at})


def get(connection: sa.Connection, key: str, not_before: datetime | None = None) -> str | None:
    """The text, unless it is older than that; whatever its age where nothing is given."""
    return several(connection, [key], not_before).get(key)


def several(connection: sa.Connection, keys: Iterable[str], not_before: datetime | None = None) -> dict[str, str]:
    """The texts under those of `keys` that are remembered and not older than that."""
    young = () if not_before is None else (cache.c.at >= not_before,)
    found: dict[str, str] = {}
    for some in _batched(keys):
        query = sa.select(cache.c.key, cache.c.value).where(cache.c.key.in_(some), *young)
        found |= {row.key: row.value for row in connection.execute(query)}
    return found


def _batched(keys: Iterable[str]) -> Iterator[list[str]]:
    """A statement takes only so many values."""
    every = list(keys)
    return (every[start : start + MOST_KEYS] for start in range(0, len(every), MOST_KEYS))


def drop(connection: sa.Connection, prefix: str) -> None:
    """Forgets everything whose key begins so."""
    connection.execute(sa.delete(cache).where(begins(connection, cache.c.key, prefix)))


def expire(connection: sa.Connection, prefix: str, before: datetime) -> int:
    """Forgets what is older than that of everything whose key begins so; how much."""
    old = sa.delete(cache).where(begins(connection, cache.c.key, prefix), cache.c.at < before)
    return connection.execute(old).rowcount


def under(connection: sa.Connection, prefix: str) -> dict[str, str]:
    """The texts of all keys that begin so, whatever their age, by the rest of the key."""
    query = sa.select(cache.c.key, cache.c.value).where(begins(connection, cache.c.key, prefix))
    return {key[len(prefix) :]: value for key, value in connection.execute(query)}
