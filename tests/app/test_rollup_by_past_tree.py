"""The books of an entity by the tree as it was: each close keeps it, and later moves and new names change nothing."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from homebot.app.closing import close_due, note_parameters
from homebot.app.credit_answers import read_credit
from homebot.app.ledgering import append
from homebot.core.credit.figures import RollupFigures
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.period import Period
from homebot.core.credit.questions import AskedRollup
from homebot.core.credit.rollup import Rolled, tree_of
from homebot.core.directory import Directory, Entity
from homebot.store.credit_tables import ledger_entries, ledger_lines
from homebot.store.engine import open_engine, writing
from tests.core.credit.example import CLOSED_ON, DIRECTORY, FACTS, merged, observed, on
from tests.guards import drop_guards

NEXT_CLOSED_ON = CLOSED_ON.replace(month=10)
LATE = "acme/ledgerd#30"


def moved() -> Directory:
    """In the next quarter video has moved to retail, and media is called studios."""
    entities = {
        **{name: one for name, one in DIRECTORY.entities.items() if name != "media"},
        "studios": Entity("studios", "company"),
    }
    teams = dict(DIRECTORY.teams)
    teams["video"] = replace(teams["video"], entity="retail")
    teams["ads"] = replace(teams["ads"], entity="studios")
    return replace(DIRECTORY, entities=entities, teams=teams)


@pytest.fixture
def engine(ready_sqlite_url: str) -> sa.Engine:
    """Two closed quarters, each by the tree of its day: the second has one more use of ledgerd by video."""
    engine = open_engine(ready_sqlite_url)
    with writing(engine) as connection:
        note_parameters(connection, Parameters(), on(0))
        for event in FACTS:
            append(connection, event)
        assert close_due(connection, tree_of(DIRECTORY), CLOSED_ON) is not None
        for event in (*merged(LATE, None, "settle_late", 95), *observed(LATE, "video", "settle_late", 100)):
            append(connection, event)
        assert close_due(connection, tree_of(moved()), NEXT_CLOSED_ON) is not None
    return engine


def books(engine: sa.Engine, entity: str, period: str) -> RollupFigures:
    quarters = {"2026Q2": (8105, 8105), "2026Q3": (8106, 8106), "all": None}[period]
    asked = AskedRollup(entity, Period(period, quarters))
    with writing(engine) as connection:
        found, again = (read_credit(connection, asked, moved(), NEXT_CLOSED_ON) for _ in range(2))
    assert found == again  # The second is told from memory.
    assert found is not None
    assert isinstance(found.figures, RollupFigures)
    return found.figures


def test_a_quarter_that_was_summed_once_is_not_summed_again(engine: sa.Engine) -> None:
    """The books' lines are held against their entries by `ledger verify`; a question sums a closed quarter once."""
    before = books(engine, "media", "all")
    with writing(engine) as connection:
        drop_guards(connection, ledger_lines)
        connection.execute(sa.delete(ledger_lines))
    assert books(engine, "media", "all") == before


def test_a_close_altered_after_it_was_summed_is_not_told_from_memory(engine: sa.Engine) -> None:
    books(engine, "media", "2026Q2")
    with writing(engine) as connection:
        drop_guards(connection, ledger_entries)
        is_close = (ledger_entries.c.kind == "close") & (ledger_entries.c.quarter == "2026Q2")
        connection.execute(sa.update(ledger_entries).where(is_close).values(body="{}"))
        asked = AskedRollup("media", Period("2026Q2", (8105, 8105)))
        assert read_credit(connection, asked, moved(), NEXT_CLOSED_ON) is None


def test_a_closed_quarter_is_by_the_tree_of_its_close_whatever_moved_since(engine: sa.Engine) -> None:
    assert books(engine, "media", "2026Q2").rolled == Rolled(0, 2500, 19_500)
    assert books(engine, "retail", "2026Q2").rolled == Rolled(30_500, 6000, 0)
    assert books(engine, "studios", "2026Q2").rolled == Rolled()


def test_what_came_after_the_move_is_by_the_new_tree(engine: sa.Engine) -> None:
    assert books(engine, "retail", "2026Q3").rolled == Rolled(0, 11_000, 0)
    assert books(engine, "media", "2026Q3").rolled == Rolled()


def test_an_entity_that_has_another_name_now_is_among_the_parts_of_what_was_above_it(engine: sa.Engine) -> None:
    below = dict(books(engine, "company", "all").below)
    assert set(below) == {"media", "studios", "retail", "platform"}
    assert below["media"] == Rolled(0, 2500, 19_500)
    assert sum(one.exported + one.internal for one in below.values()) == 39_000 + 11_000
    assert books(engine, "company", "all").rolled == Rolled(0, 50_000, 0)
