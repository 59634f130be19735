"""What analysers answered, kept for every pull request, repository and worker; the least recently used go first."""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from homebot.store.tables import analysed

LARGEST = 1024 * 1024
"""Bytes of a compressed result; a larger one is not kept: what it describes is no file people wrote."""
FRESH = timedelta(days=1)
"""A result used again within this time is not written again."""
SWEPT = 5_000
"""Rows one sweep looks at, so that it ends soon; the next one goes on."""

_CHUNK = 500

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found:
    """A result, and whether it is time to note that it is used."""

    result: bytes
    stale: bool


def get_many(connection: sa.Connection, keys: Iterable[str], now: datetime) -> dict[str, Found]:
    """The results that are kept, by their keys. One that cannot be read any more is none."""
    found: dict[str, Found] = {}
    for chunk in _chunks(keys):
        query = sa.select(analysed.c.key, analysed.c.result, analysed.c.used_at).where(analysed.c.key.in_(chunk))
        for key, packed, used_at in connection.execute(query):
            result = _unpacked(packed)
            if result is not None:
                found[key] = Found(result, used_at < now - FRESH)
    return found


def put_many(connection: sa.Connection, results: Mapping[str, bytes], now: datetime) -> int:
    """Keeps results, whoever else keeps the same ones now; how many bytes were handed over."""
    rows = [_row(key, result, now) for key, result in sorted(results.items())]
    rows = [row for row in rows if row["size"] <= LARGEST]
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    keep = insert(analysed).on_conflict_do_nothing(index_elements=["key"])
    for chunk in _chunks(rows):
        # The same order everywhere, so that two workers never wait for each other in a circle.
        connection.execute(keep, chunk)
    return sum(row["size"] for row in rows)


def touch(connection: sa.Connection, keys: Iterable[str], now: datetime) -> None:
    """Notes that results were used."""
    for chunk in _chunks(sorted(keys)):
        connection.execute(sa.update(analysed).where(analysed.c.key.in_(chunk)).values(used_at=now))


def sweep(connection: sa.Connection, max_rows: int, max_bytes: int) -> int:
    """Removes the least recently used while there are more rows or bytes than that, at most `SWEPT`; how many."""
    rows, size = count(connection)
    excess_rows, excess_bytes = rows - max_rows, size - max_bytes
    if excess_rows <= 0 and excess_bytes <= 0:
        return 0
    oldest = sa.select(analysed.c.key, analysed.c.size).order_by(analysed.c.used_at, analysed.c.size).limit(SWEPT)
    going: list[str] = []
    for key, bytes_ in connection.execute(oldest):
        if excess_rows <= 0 and excess_bytes <= 0:
            break
        going.append(key)
        excess_rows, excess_bytes = excess_rows - 1, excess_bytes - bytes_
    for chunk in _chunks(going):
        connection.execute(sa.delete(analysed).where(analysed.c.key.in_(chunk)))
    return len(going)


def count(connection: sa.Connection) -> tuple[int, int]:
    """Rows and bytes that are kept."""
    rows, size = connection.execute(sa.select(sa.func.count(), sa.func.sum(analysed.c.size))).one()
    return rows, size or 0


def _row(key: str, result: bytes, now: datetime) -> dict[str, Any]:
    packed = zlib.compress(result, 1)
    return {"key": key, "result": packed, "size": len(packed), "used_at": now}


def _unpacked(packed: bytes) -> bytes | None:
    try:
        return zlib.decompress(packed)
    except zlib.error:
        return None


def _chunks(items: Iterable[T]) -> Iterator[Sequence[T]]:
    rest = iter(items)
    while chunk := tuple(islice(rest, _CHUNK)):
        yield chunk
