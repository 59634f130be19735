"""The register in the database: entries that nobody changes, numbers that two never share, a view that equals the fold
of its entries."""

import json as plain
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import homebot.store.migrations as package
from homebot.core.policy import decide
from homebot.core.register.entries import Entry
from homebot.core.register.question import Asked
from homebot.core.register.record import Impossible, fold
from homebot.store import evaluations, json, migrations, register, register_listing, register_view, turns
from homebot.store.engine import open_engine, writing
from homebot.store.evaluations import Evaluation
from homebot.store.register_tables import register_entries
from tests import build
from tests.core.register.examples import DECISIONS, DEVIATION, ENTRIES, OVERDUE, on

ROW = "INSERT INTO register_entries (seq, key, number, at, body) VALUES (1, 'k', 12, '2026-11-01 00:00:00', '{}')"


@pytest.fixture
def kept(database: sa.Engine) -> sa.Engine:
    """A database with decisions of every kind."""
    with writing(database) as connection:
        for entry in ENTRIES:
            assert register.append(connection, entry) is not None
    return database


def tried(engine: sa.Engine, *statements: str) -> None:
    """The statements change no row, whether they are refused or not."""
    with engine.begin() as connection:
        connection.exec_driver_sql(ROW)
    look = "SELECT * FROM register_entries"
    with engine.connect() as connection:
        before = connection.exec_driver_sql(look).all()
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        with engine.connect() as connection:
            assert connection.exec_driver_sql(look).all() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE register_entries SET body = 'x'",
        "UPDATE register_entries SET number = 1 WHERE key = 'k'",
        "DELETE FROM register_entries",
        "DELETE FROM register_entries WHERE seq = 1",
        ROW.replace("'{}'", "'x'") + " ON CONFLICT (seq) DO UPDATE SET body = 'x'",
    ],
)
def test_entries_refuse_to_be_changed(database: sa.Engine, statement: str) -> None:
    if "ON CONFLICT" in statement and database.dialect.name == "sqlite":
        tried(database, statement)  # passed over, as the same entry twice is
        return
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        tried(database, statement)


@pytest.mark.parametrize("other", [ROW, ROW.replace("(1, ", "(2, "), ROW.replace("'k'", "'l'")])
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
def test_no_entry_takes_the_place_of_one(ready_sqlite_url: str, verb: str, other: str) -> None:
    engine = open_engine(ready_sqlite_url)
    tried(engine, other.replace("INSERT", verb).replace("'{}'", "'x'"))
    engine.dispose()


def test_no_entry_takes_the_place_of_one_by_an_update(ready_sqlite_url: str) -> None:
    engine = open_engine(ready_sqlite_url)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        tried(engine, "UPDATE OR REPLACE register_entries SET key = 'k2'")
    engine.dispose()


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE register_entries",
        "TRUNCATE register_entries CASCADE",
        "TRUNCATE register_entries, cache",
        "DELETE FROM register_entries WHERE false",
        "UPDATE register_entries SET number = 2 WHERE false",
    ],
)
def test_entries_refuse_to_be_emptied(ready_postgres_url: str, statement: str) -> None:
    engine = open_engine(ready_postgres_url)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        tried(engine, statement)
    engine.dispose()


def test_what_is_read_is_what_the_entries_tell(kept: sa.Engine) -> None:
    with kept.connect() as connection:
        for entries in DECISIONS:
            assert register.find(connection, entries[0].number) == fold(entries)
        assert register.numbered(connection, [13, 12, 99]) == (fold(DEVIATION), fold(OVERDUE))
        found = register_view.verify(connection)
    assert (found.decisions, found.entries, found.problem) == (len(DECISIONS), len(ENTRIES), "")


def test_the_same_entry_twice_is_nothing(kept: sa.Engine) -> None:
    with writing(kept) as connection:
        assert [register.append(connection, entry) for entry in ENTRIES] == [None] * len(ENTRIES)
        assert register.append(connection, replace(ENTRIES[0], number=500, because="another")) is None
        assert register.find(connection, 500) is None
    with kept.connect() as connection:
        assert register_view.verify(connection).entries == len(ENTRIES)


def test_what_cannot_be_is_refused_and_nothing_is_written(kept: sa.Engine) -> None:
    act = Entry("x", 17, "deviation", "accepted", on(1), "bob", because="it was rejected before")
    with writing(kept) as connection:
        for entry in (act, replace(act, number=99), replace(act, number=12, kind="claim", act="resolved")):
            with pytest.raises(Impossible):
                register.append(connection, entry)
    with kept.connect() as connection:
        assert register_view.verify(connection).entries == len(ENTRIES)


def test_the_view_is_made_anew_just_as_it_was(kept: sa.Engine) -> None:
    def rows(connection: sa.Connection) -> list[object]:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM register_records ORDER BY number")]

    with writing(kept) as connection:
        before = rows(connection)
        connection.exec_driver_sql("DELETE FROM register_records WHERE number < 13")
        connection.exec_driver_sql("UPDATE register_records SET state = 'nonsense'")
        assert register_view.verify(connection).problem
        assert register_view.rebuild(connection) == len(DECISIONS)
        assert rows(connection) == before
        assert register_view.verify(connection).problem == ""


def test_lists_are_cut_and_counted(kept: sa.Engine) -> None:
    with kept.connect() as connection:
        found, cut = register_listing.listed(connection, Asked(), 3)
        assert [one.name for one in found] == ["O9", "W14", "B7"]
        assert cut == 4
        assert [one.name for one in register_listing.every(connection, Asked(kind="override"))] == ["O9"]


def test_decisions_are_read_by_where_they_hold(kept: sa.Engine) -> None:
    with kept.connect() as connection:
        names = [one.name for one in register.concerning(connection, ["acme/ledgerd#7"], ["player"])]
        assert names == ["B7", "D12", "R15", "D17"]
        assert [one.name for one in register.due(connection, on(0), 10)] == ["O9"]
        assert [one.name for one in register.due(connection, on(90), 10)] == ["O9", "W14", "B7", "D12"]


def at_once(people: int, act: Callable[[int], object]) -> list[object]:
    """What several threads come to that begin at the same moment."""
    gate = threading.Barrier(people)

    def one(number: int) -> object:
        gate.wait(60)
        return act(number)

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(one, range(people)))


def test_two_at_once_get_a_number_each(database: sa.Engine) -> None:
    """Each takes as many as it likes in its transaction; none is given twice, none is left out."""

    def decide_something(person: int) -> list[int]:
        taken = []
        for turn in range(8):
            with writing(database) as connection:
                number = register.next_number(connection)
                for offset in (0, 1):
                    key = f"{person}:{turn}:{offset}"
                    register.append(connection, Entry(key, number + offset, "claim", "claimed", on(0), f"p{person}"))
                    taken.append(number + offset)
        return taken

    taken = [number for some in at_once(4, decide_something) for number in some]  # type: ignore[attr-defined]
    assert sorted(taken) == list(range(1, 65))
    with database.connect() as connection:
        assert register_view.verify(connection).decisions == 64


def test_of_two_acts_at_once_one_wins(kept: sa.Engine) -> None:
    acts = ("accepted", "rejected", "accepted", "rejected")

    def say(person: int) -> bool:
        entry = Entry(f"at-once:{person}", 12, "deviation", acts[person], on(1), f"p{person}")
        try:
            with writing(kept) as connection:
                return register.append(connection, entry) is not None
        except Impossible:
            return False

    won = at_once(4, say)
    with kept.connect() as connection:
        record = register.find(connection, 12)
        assert register_view.verify(connection).problem == ""
    assert record is not None
    said = [entry for entry in record.entries if entry.key.startswith("at-once")]
    # Whoever accepts first may be followed by nobody: an accepted deviation is accepted or rejected no more.
    assert len(said) == won.count(True) == 1
    assert record.state == said[0].act


def test_the_same_command_twice_at_once_is_one_entry(kept: sa.Engine) -> None:
    def say(person: int) -> bool:
        with writing(kept) as connection:
            return (
                register.append(connection, Entry("9:1:widened", 12, "deviation", "widened", on(1), "al")) is not None
            )

    assert at_once(4, say).count(True) == 1


@contextmanager
def older(url: str, revision: str) -> Iterator[sa.Engine]:
    """A database as an older release left it."""
    engine = open_engine(url)
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(package.__file__).parent))
    configuration.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, revision)
    yield engine
    engine.dispose()


def test_a_database_of_the_release_before_is_brought_here_with_its_data(database_url: str) -> None:
    snapshot = build.snapshot()
    decision = decide(snapshot, build.directory(), "0.1.0")
    with older(database_url, "0007_prefixes_and_hastened") as engine:
        assert "register_entries" not in sa.inspect(engine).get_table_names()
        with writing(engine) as connection:
            evaluations.record(connection, Evaluation("e1", build.NOW, snapshot, decision, "d1"))
            turns.hasten(connection, build.NOW, {"acme/ledgerd"})
            text = connection.exec_driver_sql("SELECT snapshot, decision FROM evaluations").one()
        migrations.upgrade(engine)
        with writing(engine) as connection:
            assert migrations.is_current(connection)
            assert connection.exec_driver_sql("SELECT snapshot, decision FROM evaluations").one() == text
            found = evaluations.latest(connection, snapshot.pull)
            assert found is not None
            assert (found.snapshot, found.decision) == (snapshot, decision)
            assert register.next_number(connection) == 1
            assert register.append(connection, ENTRIES[0]) is not None
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), writing(engine) as connection:
            connection.execute(sa.delete(register_entries))


def test_snapshots_of_before_the_register_have_no_decisions() -> None:
    snapshot = build.snapshot()
    fields = plain.loads(json.encode(snapshot))
    for name in ("decisions", "raiser_loads"):
        del fields[name]
    assert json.decode(plain.dumps(fields), type(snapshot)) == snapshot
