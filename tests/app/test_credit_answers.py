"""Answers about credit, word for word, from a ledger with the contract's example in it.

After a change of words: `HOMEBOT_REWRITE_GOLDEN=1 pytest tests/app/test_credit_answers.py`, then read them."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.app.closing import close_due, note_parameters
from homebot.app.credit_answers import read_credit
from homebot.app.ledgering import append
from homebot.core.commands.answer import Answer, World
from homebot.core.commands.credit import question
from homebot.core.commands.gate import answer
from homebot.core.commands.parse import Call, parse
from homebot.core.credit.events import Disputed, Dropped, Event
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.period import Period
from homebot.core.credit.questions import AskedRollup
from homebot.core.credit.rollup import tree_of
from homebot.core.directory import Directory, Succession
from homebot.core.found import RepositoryFacts
from homebot.store.consumers import see_repository, see_services
from homebot.store.credit_figures import MOST_WAITING
from homebot.store.credit_tables import adoptions, ledger_entries
from homebot.store.engine import open_engine, writing
from tests.core.credit.example import CLOSED_ON, DIRECTORY, FACTS, I9, I12, I15, carried, observed, on
from tests.core.render.reading import Page
from tests.guards import drop_guards

HERE = Path(__file__).parent / "credit_replies"
SOON = on(60)
"""Before the quarter ends: most has vested, nothing is settled."""
LATER = CLOSED_ON + timedelta(days=20)

OLDER = carried(I15, "ads", 1).evidence
AFTER: tuple[Event, ...] = (
    Dropped("dropped:1", I15, "ledgerd", "ads", "banner", CLOSED_ON, "1.9.0 is older than 1.15.0", OLDER),
    *observed(I15, "checkout", "ledger_stream", 115),
    Disputed("disputed:1", I15, "checkout", "payments", CLOSED_ON, "a test only", "3:1"),
)  # fmt: skip
REPLIES: dict[str, tuple[str, datetime]] = {
    "team_before": ("/homebot credit payments 2026Q2", SOON),
    "team": ("/homebot credit payments 2026Q2", CLOSED_ON),
    "away_team": ("/homebot credit checkout 2026Q2", CLOSED_ON),
    "team_all": ("/homebot credit payments all", LATER),
    "service": ("/homebot credit ledgerd 2026Q2", CLOSED_ON),
    "entity": ("/homebot credit media trailing4", CLOSED_ON),
    "nobody": ("/homebot credit identity 2020Q1", CLOSED_ON),
    "pending": ("/homebot credit pending payments", SOON),
    "pending_none": ("/homebot credit pending ads", SOON),
    "funding": ("/homebot credit funding retail 2026Q2", CLOSED_ON),
    "funding_service": ("/homebot credit funding ledgerd", SOON),
    "funding_nobody": ("/homebot credit funding ads trailing4", CLOSED_ON),
    "explain": (f"/homebot credit explain {I12}", CLOSED_ON),
    "explain_before": (f"/homebot credit explain {I12}", SOON),
    "explain_undone": (f"/homebot credit explain {I15}", LATER),
    "explain_own": (f"/homebot credit explain https://github.example/{I9.replace('#', '/pull/')}", CLOSED_ON),
    "explain_entry": ("/homebot credit explain 2026Q2:ads:payments", CLOSED_ON),
    "explain_close": ("/homebot credit explain close:2026Q2", CLOSED_ON),
    "explain_nothing": ("/homebot credit explain acme/ledgerd#99", CLOSED_ON),
    "rollup": ("/homebot credit rollup company 2026Q2", CLOSED_ON),
    "rollup_media": ("/homebot credit rollup media all", CLOSED_ON),
    "rollup_open": ("/homebot credit rollup retail 2026Q2", SOON),
    "verify": ("/homebot credit verify", CLOSED_ON),
    "attest": ('/homebot credit attest acme/ledgerd#9 note="our @batch uses it"', CLOSED_ON),
    "attest_refused": ('/homebot credit attest acme/ledgerd#12 note="we use it"', CLOSED_ON),
    "attest_why": ("/homebot credit attest acme/ledgerd#12", CLOSED_ON),
    "second_refused": ("/homebot credit second acme/ledgerd#9", CLOSED_ON),
    "withdraw": ('/homebot credit withdraw acme/ledgerd#12 because="it was switched off"', CLOSED_ON),
    "dispute": ('/homebot credit dispute acme/ledgerd#12 because="a test only"', CLOSED_ON),
}
ACTORS = {"attest": "ida", "second_refused": "ivo", "withdraw": "ida", "dispute": "bob", "attest_refused": "ida"}


@pytest.fixture
def ledger(ready_sqlite_url: str) -> Iterator[sa.Engine]:
    """A database with the example in it."""
    engine = open_engine(ready_sqlite_url)
    with writing(engine) as connection:
        note_parameters(connection, Parameters(), on(0))
        for event in FACTS:
            append(connection, event)
        see_services(connection, DIRECTORY.services, on(-200))
        for service in DIRECTORY.services.values():
            see_repository(connection, service.repository, RepositoryFacts(archived=False, fork=False), on(-200))
    yield engine
    engine.dispose()


def ask(engine: sa.Engine, line: str, now: datetime, actor: str = "dana", directory: Directory = DIRECTORY) -> Answer:
    """The answer, as the worker comes to it: what is asked is read first."""
    with writing(engine) as connection:
        while close_due(connection, tree_of(DIRECTORY), now) is not None:
            pass
        if now >= LATER:
            for event in AFTER:
                append(connection, event)
        web = "https://github.example"
        world = World(actor, now, directory, "acme/ledgerd", 7, org_member=True, command="7:1", web=web)
        (call,) = parse(line)
        assert isinstance(call, Call)
        asked = question(call, world)
        facts = read_credit(connection, asked, directory, now) if asked is not None else None
        return answer(call, replace(world, credit=facts))


@pytest.mark.parametrize("name", REPLIES)
def test_an_answer_reads_as_it_was_agreed(ledger: sa.Engine, name: str) -> None:
    line, now = REPLIES[name]
    text = ask(ledger, line, now, ACTORS.get(name, "dana")).reply
    page = Page(text)
    assert page.acts == []
    assert page.comments == []
    file = HERE / f"{name}.md"
    if os.environ.get("HOMEBOT_REWRITE_GOLDEN"):
        file.write_text(text + "\n", "utf-8", newline="\n")
    assert text + "\n" == file.read_text("utf-8")


def test_a_team_that_home_became_attests_nothing_of_homes_work(ledger: sa.Engine) -> None:
    line, now = REPLIES["attest"]
    assert not ask(ledger, line, now, "ida").refused
    teams = {name: team for name, team in DIRECTORY.teams.items() if name != "payments"}
    step = Succession(on(60).date(), "payments", "identity")
    said = ask(ledger, line, now, "ida", replace(DIRECTORY, teams=teams, successions=(step,)))
    assert said.refused
    assert "Nobody of the home or away team can attest a use of their own work." in said.reply


def test_nothing_is_read_for_who_may_not_ask() -> None:
    stranger = World("mallory", CLOSED_ON, DIRECTORY, "acme/ledgerd", 7, org_member=False)
    (call,) = parse("/homebot credit payments")
    assert isinstance(call, Call)
    assert question(call, stranger) is None
    assert answer(call, stranger).refused
    assert question(call, replace(stranger, org_member=True)) is not None


def test_more_than_is_told_apart_is_said_to_be_more(ledger: sa.Engine) -> None:
    one = dict.fromkeys(("service", "level", "consumer_service", "event", "undone_because", "held"), "")
    one |= {"kind": "used", "home": "payments", "adopted_at": on(1), "consumer": "ads"}
    rows = [one | {"of": f"acme/x#{number}", "away": f"team{number}"} for number in range(MOST_WAITING + 1)]
    with ledger.begin() as connection:
        connection.execute(sa.insert(adoptions), rows)
    for words in ("", "pending "):
        reply = ask(ledger, f"/homebot credit {words}payments", SOON).reply
        assert "More waits to be settled than is told apart here" in reply


@pytest.mark.parametrize("period", ["1000Q1", "8999Q4", "9999Q4", "trailing4"])
def test_every_period_is_answered(ledger: sa.Engine, period: str) -> None:
    assert ask(ledger, f"/homebot credit payments {period}", CLOSED_ON).refused == (period == "9999Q4")


def test_books_that_cannot_be_read_are_said_to_be_so(ledger: sa.Engine) -> None:
    line = "/homebot credit rollup company 2026Q2"
    assert not ask(ledger, line, CLOSED_ON).refused
    with ledger.begin() as connection:
        drop_guards(connection, ledger_entries)
        connection.execute(sa.update(ledger_entries).where(ledger_entries.c.kind == "close").values(body="{}"))
    with ledger.connect() as connection:
        asked = AskedRollup("company", Period("all", None))
        assert read_credit(connection, asked, DIRECTORY, CLOSED_ON) is None


def test_no_answer_is_left_over() -> None:
    assert {file.stem for file in HERE.glob("*.md")} == set(REPLIES)


@pytest.mark.parametrize("name", [name for name in REPLIES if not name.endswith(("_refused", "_why", "_nothing"))])
def test_the_debt_line_is_wherever_credit_is(ledger: sa.Engine, name: str) -> None:
    line, now = REPLIES[name]
    found = ask(ledger, line, now, ACTORS.get(name, "dana"))
    assert not found.refused
    assert "**Debt:**" in found.reply
