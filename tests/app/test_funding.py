"""How much services are used and since when, from facts; and that asking costs no more as the ledger grows."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from homebot.app.closing import note_parameters
from homebot.app.credit_answers import read_credit
from homebot.app.ledgering import append
from homebot.core.commands.answer import World
from homebot.core.commands.credit import question
from homebot.core.commands.gate import answer
from homebot.core.commands.parse import Call, parse
from homebot.core.credit.events import Dropped
from homebot.core.credit.figures import FundingFigures
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.period import Period
from homebot.core.credit.questions import AskedFunding
from homebot.core.credit.subject import Subject, find
from homebot.store.engine import open_engine, writing
from homebot.store.reach import changes_used, teams_at
from tests import build
from tests.core.credit.example import DIRECTORY, I9, carried, merged, observed, on

ALL = Period("all", None)
NOW = on(60)


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    made = open_engine(request.getfixturevalue(f"ready_{request.param}_url"))
    yield made
    made.dispose()


def told(engine: sa.Engine, *events: object, since: int = -270) -> None:
    with writing(engine) as connection:
        note_parameters(connection, Parameters(), on(since))
        for event in events:
            append(connection, event)  # type: ignore[arg-type]


def said(engine: sa.Engine, line: str) -> str:
    world = World("dana", NOW, DIRECTORY, "acme/ledgerd", 7, org_member=True)
    (call,) = parse(line)
    assert isinstance(call, Call)
    asked = question(call, world)
    assert asked is not None
    with engine.connect() as connection:
        facts = read_credit(connection, asked, DIRECTORY, NOW)
    return answer(call, replace(world, credit=facts)).reply


def funding(engine: sa.Engine, name: str, period: Period = ALL) -> FundingFigures:
    subject = find(name, DIRECTORY)
    assert subject is not None
    with engine.connect() as connection:
        found = read_credit(connection, AskedFunding(subject, period), DIRECTORY, NOW).figures
    assert isinstance(found, FundingFigures)
    return found


GROWN = (
    *merged(I9, None, "settle_all", -200),
    carried(I9, "checkout", -100),
    *observed(I9, "video", "settle_all", 10),
    carried(I9, "ads", 20),
    carried(I9, "identity", 30),
)
NOTE = "`ledgerd` had 1 consumer team at the end of 2026Q1 and has 4 now: its team may need people."


def test_a_service_that_grew_within_the_quarter_is_noted_in_both_reports(engine: sa.Engine) -> None:
    told(engine, *GROWN)
    (one,) = funding(engine, "ledgerd").services
    assert (one.reach.ends, one.reach.now) == (
        (("2025Q2", None), ("2025Q3", 0), ("2025Q4", 1), ("2026Q1", 1)),
        4,
    )
    assert one.used == 1
    assert NOTE in said(engine, "/homebot credit ledgerd")
    assert f"- {NOTE}" in said(engine, "/homebot credit funding payments")
    assert "may need people" not in said(engine, "/homebot credit payments")


def test_what_ended_counted_until_then(engine: sa.Engine) -> None:
    before = carried(I9, "checkout", -100)
    told(engine, *GROWN, Dropped("d", I9, "ledgerd", "checkout", "shop", on(40), "older", before.evidence))
    assert funding(engine, "ledgerd").services[0].reach.now == 3
    assert funding(engine, "ledgerd").services[0].reach.ends[-1] == ("2026Q1", 1)


def test_before_anything_was_recorded_nobody_knows_how_many_there_were(engine: sa.Engine) -> None:
    told(engine, *GROWN, since=5)
    assert {number for _, number in funding(engine, "ledgerd").services[0].reach.ends} == {None}
    assert "may need people" not in said(engine, "/homebot credit ledgerd")


def test_changes_count_in_the_period_in_which_their_use_began(engine: sa.Engine) -> None:
    told(engine, *GROWN)
    for name, number in (("2026Q1", 0), ("2026Q2", 1)):
        first = 2026 * 4 + int(name[-1]) - 1
        assert funding(engine, "ledgerd", Period(name, (first, first))).services[0].used == number


def test_services_are_in_the_order_of_their_names_and_the_rest_is_said(engine: sa.Engine) -> None:
    many = tuple(build.service(f"s{number:02}", "payments", f"acme/r{number}") for number in range(60))
    directory = replace(DIRECTORY, services={one.name: one for one in reversed(many)})
    asked = AskedFunding(Subject("team", "payments", frozenset({"payments"})), ALL)
    with engine.connect() as connection:
        found = read_credit(connection, asked, directory, NOW).figures
    assert isinstance(found, FundingFigures)
    assert [one.reach.service for one in found.services] == [f"s{number:02}" for number in range(50)]
    assert found.left == 10


def test_nothing_is_counted_by_reading_all_adoptions(ready_sqlite_url: str) -> None:
    engine = open_engine(ready_sqlite_url)
    statements: list[tuple[str, object]] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *said: statements.append((said[2], said[3])))
    with engine.connect() as connection:
        teams_at(connection, ["ledgerd"], [NOW])
        changes_used(connection, ["ledgerd"], ALL)
        asked = [one for one in statements if "FROM adoptions" in one[0]]
        plans = [
            row.detail
            for text, values in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)  # type: ignore[arg-type]
        ]
    engine.dispose()
    assert len(asked) == 2
    assert not [plan for plan in plans if plan.startswith("SCAN")]
