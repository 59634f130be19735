"""Facts fed to a database as time passes, and quarters closed along them: what `kept_books` does in memory."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from homebot.app import closing, ledgering
from homebot.core.credit.entries import Draft
from homebot.core.credit.events import Event, ParametersSet
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.rollup import Tree
from homebot.store import books
from homebot.store.engine import writing
from tests.core.credit.histories import START, TREE

FIRST = ParametersSet("parameters:first", START, Parameters().values())
"""With it the ledger begins."""


def feed(engine: sa.Engine, history: Iterable[Event]) -> datetime:
    """Records facts, closing whatever is due before each; the time at the end."""
    now = START
    for event in (FIRST, *history):
        now = max(now, event.at)
        close(engine, now)
        with writing(engine) as connection:
            ledgering.append(connection, event)
    return now


def close(engine: sa.Engine, now: datetime, tree: Tree = TREE) -> list[str]:
    """Closes every quarter that is due by then; which they were."""
    found: list[str] = []
    while True:
        with writing(engine) as connection:
            closed = closing.close_due(connection, tree, now)
        if closed is None:
            return found
        found.append(closed.quarter)


def drafts(engine: sa.Engine) -> list[Draft]:
    """All that is in the books."""
    with engine.connect() as connection:
        return [entry.draft for entry in books.entries(connection)]
