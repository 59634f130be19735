"""Whose move it is, when to look again, and from whom a review moved on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from homebot.core.facts import PullId
from homebot.core.waits import LastTurn, Moved
from homebot.store import turns
from homebot.store.engine import writing
from homebot.store.turns import Due

NOW = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PULL = PullId("acme", "ledgerd", 7)
OTHER = PullId("acme", "ledgerd", 8)


@pytest.fixture
def connection(database: sa.Engine) -> Iterator[sa.Connection]:
    with writing(database) as connection:
        yield connection


def test_the_newest_turn_counts(connection: sa.Connection) -> None:
    assert turns.last(connection, PULL) is None
    turns.keep(connection, PULL, LastTurn("author", NOW), None)
    turns.keep(connection, PULL, LastTurn("reviewer", LATER), None)
    assert turns.last(connection, PULL) == LastTurn("reviewer", LATER)
    assert turns.last(connection, OTHER) is None


def test_what_is_due_comes_the_oldest_first_and_so_many_at_a_time(connection: sa.Connection) -> None:
    for number in range(1, 6):
        due_at = NOW - timedelta(minutes=number)
        turns.keep(connection, PullId("acme", "ledgerd", number), LastTurn("reviewer", NOW), due_at)
    turns.keep(connection, OTHER, LastTurn("reviewer", NOW), LATER)
    turns.keep(connection, PULL, LastTurn("author", NOW), None)
    assert [one.pull.number for one in turns.due(connection, NOW, 3)] == [5, 4, 3]
    assert turns.waiting(connection, NOW) == 5
    assert [one.pull.number for one in turns.due(connection, LATER, 10)] == [5, 4, 3, 2, 1, 8]


def test_what_was_looked_at_is_due_no_more_until_it_is_written_down_anew(connection: sa.Connection) -> None:
    turns.keep(connection, PULL, LastTurn("reviewer", NOW), NOW)
    [first] = turns.due(connection, NOW, 10)
    assert first == Due(PULL, NOW, 0)
    turns.looked(connection, first)
    assert turns.due(connection, LATER, 10) == ()
    turns.keep(connection, PULL, LastTurn("reviewer", NOW), NOW)
    assert turns.due(connection, NOW, 10) == (Due(PULL, NOW, 1),), "another look has another name"


def test_a_moment_that_was_written_down_meanwhile_stays(connection: sa.Connection) -> None:
    turns.keep(connection, PULL, LastTurn("reviewer", NOW), NOW)
    [first] = turns.due(connection, NOW, 10)
    turns.keep(connection, PULL, LastTurn("reviewer", NOW), LATER)
    turns.looked(connection, first)
    assert turns.due(connection, LATER, 10) == (Due(PULL, LATER, 0),)


def test_of_a_closed_pull_request_nothing_is_kept(connection: sa.Connection) -> None:
    turns.keep(connection, PULL, LastTurn("reviewer", NOW), NOW)
    turns.keep(connection, PULL, LastTurn("ended", NOW), None)
    assert turns.due(connection, LATER, 10) == ()
    assert turns.last(connection, PULL) is None


def test_what_is_open_is_looked_at_sooner_and_nothing_later(connection: sa.Connection) -> None:
    elsewhere, sooner = PullId("acme", "ledgerd-two", 7), PullId("acme", "ledgerd", 9)
    turns.keep(connection, PULL, LastTurn("ready", NOW), None)
    turns.keep(connection, OTHER, LastTurn("reviewer", NOW), LATER + timedelta(days=1))
    turns.keep(connection, sooner, LastTurn("reviewer", NOW), NOW)
    turns.keep(connection, elsewhere, LastTurn("reviewer", NOW), None)
    assert turns.hasten(connection, LATER, {"acme/ledgerd"}) == 2
    assert [(one.pull, one.due_at) for one in turns.due(connection, LATER, 10)] == [
        (sooner, NOW),
        (PULL, LATER),
        (OTHER, LATER),
    ]
    assert turns.hasten(connection, LATER) == 1
    assert len(turns.due(connection, LATER, 10)) == 4


def test_a_wait_that_is_over_goes_before_what_is_only_hastened(connection: sa.Connection) -> None:
    soon = NOW + timedelta(minutes=10)
    for number in range(1, 6):
        turns.keep(connection, PullId("acme", "ledgerd", number), LastTurn("ready", NOW), None)
    turns.keep(connection, OTHER, LastTurn("reviewer", NOW), soon)
    turns.hasten(connection, NOW)
    first, *others = turns.due(connection, soon, 3)
    assert first == Due(OTHER, soon, 0)
    assert [(one.pull.number, one.due_at) for one in others] == [(1, NOW), (2, NOW)]
    assert turns.waiting(connection, soon) == 6


def test_a_look_that_was_hastened_leaves_the_wait_as_it_is(connection: sa.Connection) -> None:
    turns.keep(connection, PULL, LastTurn("reviewer", NOW), LATER)
    turns.hasten(connection, NOW)
    [first] = turns.due(connection, NOW, 10)
    turns.looked(connection, first)
    assert turns.due(connection, NOW, 10) == ()
    assert turns.due(connection, LATER, 10) == (Due(PULL, LATER, 1),)


def test_a_moment_that_comes_while_a_pull_request_is_read_is_not_lost(connection: sa.Connection) -> None:
    """What was read may be from before."""
    began, turn = NOW - timedelta(minutes=1), LastTurn("reviewer", NOW)
    meanwhile = (began, LATER)
    turns.keep(connection, PULL, turn, None)
    turns.hasten(connection, NOW)
    turns.keep(connection, PULL, turn, None, meanwhile)
    turns.keep(connection, PULL, turn, LATER + timedelta(days=1), meanwhile)
    assert turns.due(connection, LATER, 10) == (Due(PULL, NOW, 0),)
    turns.keep(connection, PULL, turn, began, meanwhile)
    assert turns.due(connection, LATER, 10) == (Due(PULL, began, 0),), "sooner is sooner"
    turns.hasten(connection, NOW - timedelta(days=1))
    turns.keep(connection, PULL, turn, None, meanwhile)
    assert turns.due(connection, LATER, 10) == (), "what came before the reading is answered by it"


def test_who_did_not_answer_is_remembered_and_the_newest_time_counts(connection: sa.Connection) -> None:
    turns.move(connection, PULL, [("bob", NOW), ("bea", NOW)], LATER)
    turns.move(connection, PULL, [("bob", LATER)], LATER + timedelta(hours=1))
    assert turns.moved_on(connection, PULL) == (
        Moved("bea", NOW, LATER),
        Moved("bob", LATER, LATER + timedelta(hours=1)),
    )
    assert turns.moved_on(connection, OTHER) == ()
