"""The small tables: people, commands, ledger, configurations, what was sent, the cache."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from homebot.core.facts import PullId
from homebot.core.speaker import Speaker
from homebot.core.waits import Hold
from homebot.store import cache, commands, configurations, json, ledger, migrations, people, sent, tables
from homebot.store.commands import Command, Reply
from homebot.store.engine import open_engine, writing
from homebot.store.ledger import LedgerEvent
from homebot.store.people import Assignment, Availability, Load
from homebot.store.sent import Sent

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PULL = PullId("acme", "ledgerd", 7)
OTHER = PullId("acme", "ledgerd", 8)


@pytest.fixture
def connection(database: sa.Engine) -> Iterator[sa.Connection]:
    with writing(database) as connection:
        yield connection


def test_availability_keeps_what_was_said_of_the_other_thing(connection: sa.Connection) -> None:
    people.set_absence(connection, "bob", LATER)
    people.set_limit(connection, "bob", 3)
    people.set_limit(connection, "carol", 2)
    people.set_limit(connection, "carol", None)
    assert people.availability(connection, ["bob", "carol", "dan"]) == {
        "bob": Availability("bob", LATER, 3),
        "carol": Availability("carol"),
    }
    people.set_absence(connection, "bob", None)
    assert people.availability(connection, ["bob"])["bob"] == Availability("bob", None, 3)


def test_load_counts_open_reviews_and_remembers_the_newest(connection: sa.Connection) -> None:
    people.ask(connection, PULL, ["bob", "carol"], NOW)
    people.ask(connection, OTHER, ["bob"], LATER)
    assert people.loads(connection, ["bob", "carol", "dan"]) == {
        "bob": Load("bob", 2, LATER),
        "carol": Load("carol", 1, NOW),
    }
    people.settle(connection, PULL, LATER, ["bob"])
    assert people.asked_on(connection, PULL) == {"carol": NOW}
    assert people.open_reviews(connection, "bob") == (("acme/ledgerd#8", LATER),)
    people.settle(connection, PULL, LATER)
    assert people.loads(connection, ["carol"]) == {"carol": Load("carol", 0, NOW)}


def test_holds_are_kept_per_person_and_lifted_together(connection: sa.Connection) -> None:
    people.hold(connection, PULL, Hold("bob", "wait for the release", NOW))
    people.hold(connection, PULL, Hold("ann", "me too", LATER))
    people.hold(connection, PULL, Hold("bob", "still", NOW))
    assert people.holds_on(connection, PULL) == (Hold("bob", "still", NOW), Hold("ann", "me too", LATER))
    assert people.unhold(connection, PULL) == 2
    assert people.holds_on(connection, PULL) == ()


def test_the_newest_word_on_an_assignment_counts(connection: sa.Connection) -> None:
    people.assign(connection, PULL, Assignment("carol", "bob", True, NOW))
    people.assign(connection, PULL, Assignment("carol", "ann", False, LATER))
    assert people.assignments_on(connection, PULL) == (Assignment("carol", "ann", False, LATER),)
    people.forget_assignments(connection, PULL)
    assert people.assignments_on(connection, PULL) == ()


def test_a_command_is_answered_once(connection: sa.Connection) -> None:
    first = Command("9:1", str(PULL), "bob", "/homebot help", '{"ok":1}', NOW)
    assert commands.record(connection, first)
    assert not commands.record(connection, Command("9:1", str(PULL), "bob", "/homebot help", "{}", LATER))
    assert commands.find(connection, "9:1") == first
    assert commands.on(connection, PULL) == (first,)
    assert commands.find(connection, "9:2") is None


def test_who_gave_a_command_is_known_by_their_number_where_it_was_told(connection: sa.Connection) -> None:
    old, new = json.encode({"reply": "yes", "refused": False}), json.encode(Reply("yes", False, 4711))
    commands.record(connection, Command("9:1", str(PULL), "bob", "/homebot help", old, NOW))
    commands.record(connection, Command("9:2", str(PULL), "bob", "/homebot help", new, NOW))
    found = dict(commands.actors(connection, ["9:1", "9:2", "9:3"]))
    assert found == {"9:1": Speaker("bob"), "9:2": Speaker("bob", 4711)}


def test_a_ledger_event_is_written_once_and_read_in_order(connection: sa.Connection) -> None:
    assert ledger.append(connection, LedgerEvent("b", "merged", LATER, "{}"))
    assert ledger.append(connection, LedgerEvent("a", "void", NOW, "{}"))
    assert not ledger.append(connection, LedgerEvent("b", "merged", NOW, '{"x":1}'))
    assert [(one.key, one.at) for one in ledger.events(connection)] == [("b", LATER), ("a", NOW)]
    assert [one.key for one in ledger.events(connection, "void")] == ["a"]


def test_the_last_good_configuration_is_the_one_last_in_force(connection: sa.Connection) -> None:
    assert configurations.last_good(connection) is None
    configurations.keep(connection, "d1", [("org.yaml", "version: 1")], NOW)
    configurations.keep(connection, "d2", [("org.yaml", "version: 1 # é\ud800")], LATER)
    assert configurations.last_good(connection) == (("org.yaml", "version: 1 # é\ud800"),)
    configurations.keep(connection, "d1", [("org.yaml", "version: 1")], LATER + timedelta(hours=1))
    assert configurations.last_good(connection) == (("org.yaml", "version: 1"),)
    assert configurations.files(connection, "d3") is None


def test_the_newest_write_under_a_key_counts(connection: sa.Connection) -> None:
    sent.record(connection, PULL, Sent("comment", "comment", NOW, 5, "n5", "x"))
    sent.record(connection, PULL, Sent("comment", "comment", LATER, 5, "n5", "y"))
    assert sent.on(connection, PULL) == {"comment": Sent("comment", "comment", LATER, 5, "n5", "y")}


def steps(connection: sa.Connection, work: Callable[[], object]) -> int:
    """How many hundreds of SQLite's steps some work takes."""
    counted: list[int] = []
    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(lambda: counted.append(1), 100)
    work()
    driver.set_progress_handler(None, 0)
    return len(counted)


def test_what_begins_alike_is_found_without_reading_everything(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    migrations.upgrade(engine)
    with writing(engine) as connection:
        rows = [{"key": f"knowledge:acme/web#{number}", "value": "x", "at": NOW} for number in range(5_000)]
        connection.execute(sa.insert(tables.cache), rows)
        cache.put(connection, "team-of:acme:bob", "[1]", NOW)
        assert steps(connection, lambda: cache.under(connection, "team-of:")) <= 1
        assert steps(connection, lambda: cache.drop(connection, "team-of:")) <= 1
        assert steps(connection, lambda: cache.under(connection, "knowledge:")) > 100, "it counts"
    engine.dispose()


def test_what_is_old_goes_and_what_begins_otherwise_stays(connection: sa.Connection) -> None:
    for key, at in (("team:a%", NOW), ("team:b_", LATER), ("teams", NOW), ("team", NOW), ("team;", NOW)):
        cache.put(connection, key, "[]", at)
    assert cache.expire(connection, "team:", LATER) == 1
    assert cache.under(connection, "team:") == {"b_": "[]"}
    assert cache.under(connection, "team:b_") == {"": "[]"}
    assert cache.under(connection, "team:a_") == {}
    assert set(cache.under(connection, "te")) == {"am:b_", "ams", "am", "am;"}


def test_the_cache_forgets_what_is_old_and_what_is_dropped(connection: sa.Connection) -> None:
    cache.put(connection, "team:acme/a", "[1]", NOW)
    cache.put(connection, "teammate", "[2]", NOW)
    assert cache.get(connection, "team:acme/a", NOW) == "[1]"
    assert cache.get(connection, "team:acme/a", LATER) is None
    cache.drop(connection, "team:")
    assert cache.get(connection, "team:acme/a", NOW) is None
    assert cache.get(connection, "teammate", NOW) == "[2]"


def test_a_time_without_a_zone_is_refused(connection: sa.Connection) -> None:
    with pytest.raises(sa.exc.StatementError, match="aware datetime"):
        cache.put(connection, "k", "v", datetime(2026, 11, 23))
