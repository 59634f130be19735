"""Texts that begin alike."""

import sqlalchemy as sa


def begins(connection: sa.Connection, column: sa.ColumnElement[str], prefix: str) -> sa.ColumnElement[bool]:
    """Whether a text begins so, in words for which SQLite uses the index of the column: by a function of it, it would
    read the whole table. `prefix` is not empty."""
    if connection.dialect.name == "sqlite":
        return sa.and_(column >= prefix, column < prefix[:-1] + chr(ord(prefix[-1]) + 1))
    return column.startswith(prefix, autoescape=True)
