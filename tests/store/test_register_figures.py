"""What the register says to the debt line, on both databases: open decisions by kind and state, of whom they are."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from homebot.core.credit.subject import Subject
from homebot.core.register.entries import Entry, Kind, Scope
from homebot.store import register
from homebot.store.engine import writing
from homebot.store.register_figures import held, held_on
from tests.build import NOW

BEGINS: tuple[tuple[Kind, str, str, str, str], ...] = (
    ("deviation", "claimed", "checkout", "payments", "ledgerd"),
    ("deviation", "claimed", "video", "payments", "ledgerd"),
    ("deviation", "proposed", "checkout", "video", "player"),
    ("override", "overridden", "checkout", "payments", "ledgerd"),
    ("claim", "claimed", "checkout", "payments", "ledgerd"),
    ("agreement", "agreed", "checkout", "payments", "ledgerd"),
)
ENDED: tuple[tuple[int, Kind, str], ...] = ((2, "deviation", "rejected"), (4, "override", "came-due"))


@pytest.fixture
def books(database: sa.Engine) -> Iterator[sa.Connection]:
    with writing(database) as connection:
        for number, (kind, act, team, home, service) in enumerate(BEGINS, start=1):
            scope = Scope(service=service, pull=f"acme/{service}#{number}")
            place = "acme/ledgerd#99"
            entry = Entry(f"{number}", number, kind, act, NOW, team=team, home=home, scope=scope, place=place)
            register.append(connection, entry)
        for number, kind, act in ENDED:
            register.append(connection, Entry(f"{number}:{act}", number, kind, act, NOW + timedelta(days=1)))
        yield connection


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (None, {("deviation", "open"): 1, ("deviation", "proposed"): 1, ("override", "due"): 1, ("claim", "open"): 1}),
        (Subject("service", "player"), {("deviation", "proposed"): 1}),
        (Subject("team", "video", frozenset({"video"})), {("deviation", "proposed"): 1}),
        (Subject("team", "payments", frozenset({"payments"})),
         {("deviation", "open"): 1, ("override", "due"): 1, ("claim", "open"): 1}),
        (Subject("entity", "retail", frozenset({"payments", "checkout"})),
         {("deviation", "open"): 1, ("deviation", "proposed"): 1, ("override", "due"): 1, ("claim", "open"): 1}),
        (Subject("team", "nobody", frozenset({"nobody"})), {}),
    ],
)  # fmt: skip
def test_open_decisions_count_once_for_whom_they_concern(
    books: sa.Connection, subject: Subject | None, expected: dict[tuple[str, str], int]
) -> None:
    found = held(books, subject)
    assert {key: number for key, number in found.items() if key[0] != "agreement"} == expected


def test_of_one_pull_request_what_holds_for_it_and_what_was_said_on_it(books: sa.Connection) -> None:
    assert held_on(books, "acme/ledgerd#1") == {("deviation", "open"): 1}
    assert held_on(books, "acme/ledgerd#2") == {}
    assert sum(held_on(books, "acme/ledgerd#99").values()) == 5
