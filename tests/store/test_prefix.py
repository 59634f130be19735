"""What is found by how its text begins is found by an index, on both databases."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from homebot.store import cache, evaluations
from homebot.store.engine import writing
from tests import build

INDEXED = {"sqlite": ("SEARCH", ">"), "postgresql": ("Index Cond", ">=")}
"""What a database says of a range of an index, and not of an index that is read whole."""


@pytest.fixture
def connection(database: sa.Engine) -> Iterator[sa.Connection]:
    with writing(database) as connection:
        yield connection


def explained(connection: sa.Connection, look: Callable[[sa.Connection], Any]) -> str:
    """How the database goes about the one statement of `look`."""
    said: list[tuple[str, Any]] = []

    def hear(_one: Any, _two: Any, statement: str, values: Any, *_rest: Any) -> None:
        said.append((statement, values))

    sa.event.listen(connection, "before_cursor_execute", hear)
    try:
        look(connection)
    finally:
        sa.event.remove(connection, "before_cursor_execute", hear)
    ((statement, values),) = said
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    else:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # of so few rows no index is worth its while
        rows = connection.exec_driver_sql(f"EXPLAIN {statement}", values).all()
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize(
    "look",
    [
        lambda connection: evaluations.last_looked(connection, "acme/ledger_d"),
        lambda connection: cache.under(connection, "ownership:"),
        lambda connection: cache.expire(connection, "team-of:", build.NOW),
        lambda connection: cache.drop(connection, "team-of:acme/50%_"),
    ],
)
def test_by_a_range_of_an_index(connection: sa.Connection, look: Callable[[sa.Connection], Any]) -> None:
    plan = explained(connection, look)
    assert all(word in plan for word in INDEXED[connection.dialect.name]), plan
