"""Insert a row, or change the one that has its key: one statement on both databases."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any], keep: tuple[str, ...] = ()) -> None:
    """Writes `row` under its primary key. The columns in `keep` are written for a new row only."""
    connection.execute(_statement(connection.dialect.name, table, tuple(row), keep), dict(row))


@lru_cache(maxsize=256)
def _statement(dialect: str, table: sa.Table, columns: tuple[str, ...], keep: tuple[str, ...]) -> sa.Executable:
    """Made once for each way it is used: making it takes as long as running it."""
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    keys = [column.name for column in table.primary_key]
    changed = {name: insert.excluded[name] for name in columns if name not in keys and name not in keep}
    return insert.on_conflict_do_update(index_elements=keys, set_=changed)


def insert_once(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any], key: str) -> bool:
    """Writes `row` unless one with the same value of the unique column `key` is there; whether it was new."""
    insert = (sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert)(table).values(dict(row))
    statement = insert.on_conflict_do_nothing(index_elements=[table.c[key]]).returning(table.c[key])
    return connection.execute(statement).first() is not None
