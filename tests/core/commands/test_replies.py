"""Replies word for word.

After a change of words: `HOMEBOT_REWRITE_GOLDEN=1 pytest tests/core/commands`, then read them."""

import os
from pathlib import Path

import pytest

from homebot.core.credit.contributions import fold
from homebot.core.credit.events import Part
from homebot.core.debt.known import ServiceDebt
from homebot.core.debt.limit import Limit
from homebot.core.debt.survey import Survey
from homebot.core.debt.trend import Trend, trend
from homebot.core.facts import Hold, RequestEvent
from homebot.core.found import AnalysisError
from tests import build
from tests.core.commands.world import say, world
from tests.core.credit.ledger import DIRECTORY, PLAYER, TILL, merged, undone
from tests.core.debt.figures import MERGES, service_debt
from tests.core.render.reading import Page

HERE = Path(__file__).parent / "replies"

LEDGER = fold([
    merged(1, away=None, on="2026-05-02", consumers=()),
    merged(2, title="Close @all the `books` <!-- #3", on="2026-10-02", consumers=(PLAYER, TILL)),
    merged(3, away="video", on="2026-11-03", consumers=(TILL,), complexity_delta=-3),
    merged(4, on="2026-11-10"),
    undone(4, by=5),
    merged(6, away=None, on="2026-11-12", result="outsider", consumers=(), complexity_delta=None,
           parts=(Part("ledgerd", "payments", None, home=False),)),
])  # fmt: skip
FAILING = build.snapshot(
    files=(build.file("ledger/`@all` <!-- #1.py"),),
    functions=(build.function("settle", 4, 14, path="ledger/`@all` <!-- #1.py"),),
    holds=(Hold("bea", "see #4 and @vera", build.NOW),),
    requests=(RequestEvent("bob", "bea", removed=True, at=build.NOW),),
)
DEBTS = (
    service_debt(),
    service_debt(
        "player",
        "acme/player",
        unread=1,
        errors=(AnalysisError("src/secret.py", "it is not Python"),),
        cuts=("900 of 50,900 files were left out",),
    ),
    ServiceDebt("till", "acme/till", Limit(10, held=False), Survey("f" * 40, build.NOW, 3, 20), Trend()),
    ServiceDebt("books", "acme/books", Limit(10), None, trend(MERGES[:1]), "the remote refused <!-- @all the token"),
)
REPLIES = {
    "help": "/homebot help",
    "help_credit": "/homebot help credit",
    "credit": "/homebot credit",
    "credit_team_all": "/homebot credit checkout all",
    "credit_service": "/homebot credit ledgerd trailing4",
    "credit_entity": "/homebot credit media 2026Q4",
    "credit_company": "/homebot credit company all",
    "credit_nothing": "/homebot credit payments 2020Q1",
    "credit_pending": "/homebot credit pending",
    "credit_pending_quarter": "/homebot credit pending payments 2026Q3",
    "debt": "/homebot debt",
    "debt_service": "/homebot debt ledgerd",
    "debt_elsewhere": "/homebot debt player",
    "debt_nothing": "/homebot debt till",
    "debt_unread": "/homebot debt books",
    "debt_which": "/homebot debt ledgerdd",
    "why": "/homebot why",
    "not_yours": "/homebot hold please",
    "not_yet": "/homebot override 3",
}


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_reads_as_it_was_agreed(name: str) -> None:
    actor = "stranger" if name == "not_yours" else "bob"
    known = world(actor, DIRECTORY, snapshot=FAILING, contributions=LEDGER, debts=DEBTS)
    text = say(REPLIES[name], known).reply
    page = Page(text)
    assert page.acts == []
    assert page.comments == []
    file = HERE / f"{name}.md"
    if os.environ.get("HOMEBOT_REWRITE_GOLDEN"):
        file.write_text(text + "\n", "utf-8", newline="\n")
    assert text + "\n" == file.read_text("utf-8")


def test_no_reply_is_left_over() -> None:
    assert {file.stem for file in HERE.glob("*.md")} == set(REPLIES)


@pytest.mark.parametrize("name", [name for name in REPLIES if name.startswith("credit")])
def test_the_debt_line_is_wherever_credit_is(name: str) -> None:
    assert "**Debt:**" in say(REPLIES[name], world("bob", DIRECTORY, contributions=LEDGER)).reply
