"""Replies word for word.

After a change of words: `HOMEBOT_REWRITE_GOLDEN=1 pytest tests/core/commands`, then read them."""

import os
from pathlib import Path

import pytest

from homebot.core.debt.known import ServiceDebt
from homebot.core.debt.limit import Limit
from homebot.core.debt.survey import Survey
from homebot.core.debt.trend import Trend, trend
from homebot.core.facts import RequestEvent
from homebot.core.found import AnalysisError
from homebot.core.waits import Hold
from tests import build
from tests.core.commands.world import say, world
from tests.core.credit.ledger import DIRECTORY
from tests.core.debt.figures import MERGES, service_debt
from tests.core.render.reading import Page

HERE = Path(__file__).parent / "replies"

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
    "debt": "/homebot debt",
    "debt_service": "/homebot debt ledgerd",
    "debt_elsewhere": "/homebot debt player",
    "debt_nothing": "/homebot debt till",
    "debt_unread": "/homebot debt books",
    "debt_which": "/homebot debt ledgerdd",
    "why": "/homebot why",
    "not_yours": "/homebot hold please",
}


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_reads_as_it_was_agreed(name: str) -> None:
    actor = "stranger" if name == "not_yours" else "bob"
    known = world(actor, DIRECTORY, snapshot=FAILING, debts=DEBTS)
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
