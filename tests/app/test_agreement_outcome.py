"""What an agreement promised and what came of it, from a register and a ledger with the contract's example in it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from homebot.app.closing import close_due, note_parameters
from homebot.app.credit_answers import read_credit
from homebot.app.ledgering import append
from homebot.core.commands.answer import Answer, World
from homebot.core.commands.credit import question
from homebot.core.commands.gate import answer
from homebot.core.commands.parse import Call, parse
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.rollup import tree_of
from homebot.core.register.entries import Entry
from homebot.store import register
from homebot.store.engine import open_engine, writing
from tests.core.agreements.records import agreement, then
from tests.core.credit.example import CLOSED_ON, DIRECTORY, FACTS, I12, on
from tests.core.render.reading import Page

PROMISE = {
    "title": "Exact @refunds",
    "headline": "Refunds are right to the cent",
    "beneficiaries": "video and login, and the team of reports",
    "surface": "settle_batch, settle_later",
}


@pytest.fixture
def books(ready_sqlite_url: str) -> Iterator[sa.Engine]:
    engine = open_engine(ready_sqlite_url)
    with writing(engine) as connection:
        note_parameters(connection, Parameters(), on(0))
        for event in FACTS:
            append(connection, event)
    yield engine
    engine.dispose()


def entries(*pulls: str) -> tuple[Entry, ...]:
    """Agreed, and with these pull requests merged and live."""
    record = agreement(at=on(-3), facts=PROMISE)
    if pulls:
        record = then(record, "linked", on(0), pulls=" ".join(pulls))
        record = then(record, "merged", on(4), pulls=" ".join(pulls), merged=" ".join(pulls))
        record = then(record, "live", on(5), **{"live-by": "release", "live-at": on(5).isoformat()})
    return record.entries


def ask(engine: sa.Engine, history: tuple[Entry, ...], now: datetime, line: str = "credit explain A12") -> Answer:
    with writing(engine) as connection:
        while close_due(connection, tree_of(DIRECTORY), now) is not None:
            pass
        for entry in history:
            register.append(connection, entry)
        world = World(
            "dana", now, DIRECTORY, "acme/ledgerd", 7, org_member=True, command="7:1", web="https://g.example"
        )
        (call,) = parse(f"/homebot {line}")
        assert isinstance(call, Call)
        asked = question(call, world)
        assert asked is not None
        return answer(call, replace(world, credit=read_credit(connection, asked, DIRECTORY, now)))


def test_the_promise_is_shown_beside_what_came_of_it(books: sa.Engine) -> None:
    found = ask(books, entries(I12), CLOSED_ON)
    assert not found.refused
    page = Page(found.reply)
    assert page.acts == []
    for line in (
        "**A12** `Exact @refunds`: `checkout` in `ledgerd` of `payments`, agreed by `bob` on 2026-03-29. It is live, in"
        " production since 2026-04-06 by release.",
        "- headline: Refunds are right to the cent",
        "- beneficiaries: video and login, and the team of reports (`video` and `identity`)",
        "- `acme/ledgerd#12` merged on 2026-04-04, released on 2026-04-05",
        "- of the surface there is `settle_batch`",
        "- of the surface no merged pull request declares `settle_later`",
        "- promised to `video`: it uses it (seen in its code)",
        "- promised to `identity`: it uses it (attested)",
        "- not promised to `ads`: it uses it (seen in its code)",
        "- not promised to `checkout`: it uses it (seen in its code)",
        "**Credit:** 7 adoptions realised.",
        "**Debt:** net complexity added by away changes",
    ):
        assert line in found.reply, found.reply


def test_before_anything_came_of_it(books: sa.Engine) -> None:
    found = ask(books, entries(), on(1)).reply
    assert "- no pull request was made under it yet" in found
    assert "- promised to `video`: it has not adopted it yet" in found
    assert "**Credit:** none yet" in found
    assert "**Debt:**" in found


def test_a_pull_request_without_a_contribution_is_named(books: sa.Engine) -> None:
    found = ask(books, entries("acme/ledgerd#99"), on(30)).reply
    assert "- `acme/ledgerd#99` is not merged, or not recorded as a contribution" in found


def test_what_waits_is_pending(books: sa.Engine) -> None:
    found = ask(books, entries(I12), on(12)).reply
    assert "pending" in found


@pytest.mark.parametrize("line", ["credit explain A99", "credit explain a99"])
def test_one_that_nobody_knows_is_refused(books: sa.Engine, line: str) -> None:
    found = ask(books, (), on(1) + timedelta(days=1), line)
    assert found.refused
    assert "`A99`" in found.reply
