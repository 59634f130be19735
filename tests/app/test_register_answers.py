"""Answers about the register, word for word, from a database with decisions of every kind in it.

After a change of words: `HOMEBOT_REWRITE_GOLDEN=1 pytest tests/app/test_register_answers.py`, then read them."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.app import registering
from homebot.core.commands.answer import Answer, World
from homebot.core.commands.gate import answer
from homebot.core.commands.parse import Call, parse
from homebot.core.commands.register import question
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.listing import MOST_LISTED
from homebot.store import register, register_listing
from homebot.store.engine import open_engine, writing
from tests import build
from tests.core.register.examples import ENTRIES, on
from tests.core.render.reading import Page

HERE = Path(__file__).parent / "register_replies"
DIRECTORY = build.directory(
    services=(build.service("ledgerd", "payments"), build.service("player", "video", "acme/player")),
    bar_raisers={"architecture": ("gina",)},
)
REPLIES = {
    "open": "/homebot register",
    "team": "/homebot register checkout",
    "service": "/homebot register service=player",
    "entity": "/homebot register media state=all",
    "kind": "/homebot register kind=override",
    "state": "/homebot register payments state=rejected kind=deviation",
    "none": "/homebot register checkout state=warranty",
    "none_at_all": "/homebot register kind=agreement state=all player",
    "deviation": "/homebot register D12",
    "override": "/homebot register o9",
    "bar_raiser": "/homebot register 7",
    "wrong_letter": "/homebot register A12",
    "wrong_number": "/homebot register D99",
    "wrong_name": "/homebot register paymnts",
    "wrong_state": "/homebot register state=opn",
    "wrong_kind": "/homebot register kind=devation",
    "wrong_words": "/homebot register payments ledgerd",
}


@pytest.fixture
def kept(ready_sqlite_url: str) -> Iterator[sa.Engine]:
    engine = open_engine(ready_sqlite_url)
    with writing(engine) as connection:
        for entry in ENTRIES:
            assert register.append(connection, entry) is not None
    yield engine
    engine.dispose()


def ask(engine: sa.Engine, line: str, inside: bool = True) -> Answer:
    """The answer, as the worker comes to it: what is asked is read first."""
    (call,) = parse(line)
    assert isinstance(call, Call)
    with writing(engine) as connection:
        known = registering.facts(connection, call, build.PULL, DIRECTORY, build.NOW)
        world = World("olga", build.NOW, DIRECTORY, "acme/ledgerd", 7, org_member=inside, register=known)
        asked = question(call, world)
        if asked is not None:
            listed, cut = register_listing.listed(connection, asked, MOST_LISTED)
            world = replace(world, register=replace(known, listed=listed, cut=cut))
    return answer(call, world)


@pytest.mark.parametrize("name", REPLIES)
def test_an_answer_reads_as_it_was_agreed(kept: sa.Engine, name: str) -> None:
    found = ask(kept, REPLIES[name])
    assert found.acts == ()
    assert found.refused is name.startswith("wrong")
    page = Page(found.reply)
    assert page.acts == []
    assert page.comments == []
    assert len(set(page.rows)) <= 1
    file = HERE / f"{name}.md"
    if os.environ.get("HOMEBOT_REWRITE_GOLDEN"):
        file.write_text(found.reply + "\n", "utf-8", newline="\n")
    assert found.reply + "\n" == file.read_text("utf-8")


def test_no_reply_is_left_over() -> None:
    assert {file.stem for file in HERE.glob("*.md")} == set(REPLIES)


def test_nothing_is_read_for_who_may_not_ask(kept: sa.Engine) -> None:
    (call,) = parse("/homebot register")
    assert isinstance(call, Call)
    stranger = World("mallory", build.NOW, DIRECTORY, "acme/ledgerd", 7, org_member=False)
    assert question(call, stranger) is None
    assert ask(kept, "/homebot register", inside=False).refused
    assert "al" not in ask(kept, "/homebot register D12", inside=False).reply.split("`")


def test_a_long_register_is_cut_and_says_how_to_see_the_rest(kept: sa.Engine) -> None:
    long = "mostly @everyone, see #1 " * 200
    with writing(kept) as connection:
        for number in range(100, 400):
            scope = Scope("ledgerd", f"standard-{number}" * 9, paths=("x" * 900,))
            register.append(connection, Entry(
                f"{number}:1:claimed", number, "deviation", "claimed", on(-1), "al", "acme/ledgerd#7", because=long,
                team="checkout", home="payments", scope=scope, until=on(number),
            ))  # fmt: skip
    reply = ask(kept, "/homebot register checkout kind=deviation").reply
    assert len(reply) < 40_000
    assert "**301 open decisions of the kind `deviation` of the team `checkout`:**" in reply
    assert f"These are the first {MOST_LISTED}." in reply
    assert "`homebot register checkout --kind deviation`" in reply
    assert Page(reply).acts == []


def test_a_long_history_is_cut_and_says_how_to_see_the_rest(kept: sa.Engine) -> None:
    with writing(kept) as connection:
        for number in range(100):
            entry = Entry(f"w{number}", 12, "deviation", "widened", on(0), "al", "acme/ledgerd#7", because="w " * 5_000)
            assert register.append(connection, entry) is not None
    reply = ask(kept, "/homebot register D12").reply
    assert len(reply) < 60_000 + 10_000
    assert "42 entries before these are left out: `homebot register show D12`" in reply
