"""Quarters closed in a database: as the rules say, once, in order, whatever the clock and however many try."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from homebot.app import closing
from homebot.app.recomputing import recompute
from homebot.app.verifying import check
from homebot.core.credit.closes import close_of
from homebot.core.credit.events import ParametersSet
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.quarters import end_of
from homebot.store import books, json, ledger, migrations
from homebot.store.engine import open_engine, writing
from tests.app.books import FIRST, close, drafts, feed
from tests.core.credit import histories, kept_books
from tests.core.credit.histories import START, TREE, Step

ADOPTED = (
    Step("merged", 0, 1, 0, 1, 0),
    Step("merged", 1, 2, 0, 1, 0),
    Step("carried", 0, 3, 0, 2, 0),
    Step("used", 0, 3, 0, 1, 0),
    Step("carried", 1, 4, 0, 3, 0),
)
"""Two contributions to payments' services, one of checkout's and one of video's; ads uses the first, identity carries
the second."""
DUE = datetime(2026, 4, 15, tzinfo=UTC)
"""When the first quarter can be closed."""


def wipe(engine: sa.Engine) -> None:
    """The tables anew."""
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for name in sa.inspect(connection).get_table_names():
                connection.exec_driver_sql(f'DROP TABLE "{name}"')
        else:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    migrations.upgrade(engine)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(history=histories.histories(most=25))
def test_a_database_keeps_the_books_that_the_rules_keep(database: sa.Engine, history: tuple[object, ...]) -> None:
    wipe(database)
    known = (FIRST, *history)
    expected = kept_books.keep(known)  # type: ignore[arg-type]
    now = feed(database, history)  # type: ignore[arg-type]
    for one in expected.closes:
        close(database, max(now, one.at))
    found = [one for one in drafts(database) if one.kind != "close"]
    assert [replace(one, at=START) for one in found] == [
        replace(one, at=START) for one in expected.drafts if one.kind != "close"
    ]
    with database.connect() as connection:
        assert check(connection).problem == ""
        again = recompute(connection)
    assert again.first == ()
    assert again.entries == len(drafts(database))


def test_a_quarter_is_closed_when_its_days_of_grace_are_over(database: sa.Engine) -> None:
    feed(database, histories.facts_of(ADOPTED))
    assert close(database, DUE - timedelta(microseconds=1)) == []
    assert close(database, DUE) == ["2026Q1"]
    assert close(database, DUE) == []
    assert [draft.key for draft in drafts(database)] == [
        "2026Q1:ads:payments",
        "2026Q1:identity:payments",
        "close:2026Q1",
    ]


def test_before_the_ledger_begins_nothing_is_due(database: sa.Engine) -> None:
    assert close(database, DUE) == []


def test_quarters_that_were_missed_are_closed_one_by_one(database: sa.Engine) -> None:
    feed(database, histories.facts_of(ADOPTED))
    assert close(database, DUE.replace(year=2027)) == ["2026Q1", "2026Q2", "2026Q3", "2026Q4", "2027Q1"]


def test_a_clock_that_goes_backwards_closes_nothing_twice_and_nothing_early(database: sa.Engine) -> None:
    feed(database, histories.facts_of(ADOPTED))
    late = end_of("2026Q2") + timedelta(days=20)
    assert close(database, late) == ["2026Q1", "2026Q2"]
    for back in (DUE, START, datetime(1970, 1, 1, tzinfo=UTC)):
        assert close(database, back) == []
    assert close(database, end_of("2026Q3") + timedelta(days=13)) == []
    with writing(database) as connection:
        assert closing.note_parameters(connection, Parameters(used_pool=7), START)
        (*_, newest) = ledger.events(connection, "parameters.set")
    assert newest.at == late  # not before what is closed already
    with database.connect() as connection:
        times = [close_of(draft).at for draft in books.closes(connection)]
    assert times == sorted(times)


def test_parameters_are_noted_when_they_change_and_count_from_the_next_quarter_on(database: sa.Engine) -> None:
    first, second = Parameters(used_pool=9000), Parameters(used_pool=4000)
    with writing(database) as connection:
        for configured, day in ((first, 0), (first, 9), (second, 20), (second, 30), (first, 40)):
            closing.note_parameters(connection, configured, START + timedelta(days=day))
        told = [json.decode(event.body, ParametersSet) for event in ledger.events(connection, "parameters.set")]
    assert [event.at for event in told] == [START + timedelta(days=day) for day in (0, 20, 40)]
    feed(database, histories.facts_of(ADOPTED))
    close(database, DUE + timedelta(days=91))
    with database.connect() as connection:
        closed = [close_of(draft) for draft in books.closes(connection)]
    assert [one.parameters for one in closed] == [first, first]


def test_many_that_close_at_once_close_once(database_url: str) -> None:
    engine = open_engine(database_url)
    migrations.upgrade(engine)
    feed(engine, histories.facts_of(ADOPTED))
    closed: list[str] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        closed.extend(close(engine, DUE))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert closed == ["2026Q1"]
    assert len(drafts(engine)) == 3
    with engine.connect() as connection:
        assert check(connection).problem == ""
    engine.dispose()


def test_what_breaks_off_in_the_middle_leaves_nothing(database: sa.Engine) -> None:
    feed(database, histories.facts_of(ADOPTED))
    connection = database.connect()
    transaction = connection.begin()
    assert closing.close_due(connection, TREE, DUE) is not None
    transaction.rollback()
    connection.close()
    assert drafts(database) == []
    assert close(database, DUE) == ["2026Q1"]


def test_a_reversal_is_posted_in_the_open_quarter(database: sa.Engine) -> None:
    feed(database, histories.facts_of([*ADOPTED, Step("voided", 0, 0, 0, 100, 0)]))
    close(database, end_of("2026Q2") + timedelta(days=14))
    reversed_ = next(draft for draft in drafts(database) if draft.kind == "reversal")
    assert reversed_.key == "reversal:2026Q2:ads:2026Q1:payments"
    assert {(line.account, line.team): line.amount for line in reversed_.lines if line.kind == "used"} == {
        ("minted", "ads"): 10_000,
        ("earned", "payments"): -5000,
        ("earned", "checkout"): -5000,
    }


@pytest.mark.parametrize("quarter", [None, "2026Q1"])
def test_entries_are_streamed(database: sa.Engine, quarter: str | None) -> None:
    feed(database, histories.facts_of(ADOPTED))
    close(database, DUE + timedelta(days=91))
    with database.connect() as connection:
        found = [entry.draft.quarter for entry in books.entries(connection, quarter)]
    assert found == ["2026Q1"] * 3 + (["2026Q2"] if quarter is None else [])
