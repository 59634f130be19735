"""What becomes of those who write into the ledger's database: which door sees it first; and the page that says so."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.app.recomputing import recompute
from homebot.app.verifying import check
from homebot.core.credit.anchors import Anchor, differences
from homebot.core.credit.entries import Draft
from homebot.store import books
from homebot.store.credit_tables import ledger_entries, ledger_events, ledger_lines
from homebot.store.engine import open_engine
from tests.app.books import close, feed
from tests.attacks.course import Facts, merged, uses
from tests.attacks.test_attacks import PAGE, THE_END
from tests.guards import drop_guards

FACTS: Facts = (*merged(), *uses())
OTHERS: Facts = (*merged(away="ads"), *uses())
"""The same work, as if ads had done it."""
GUARDED = (ledger_events, ledger_entries, ledger_lines)
Alter = Callable[[sa.Connection], object]


@dataclass(frozen=True)
class Row:
    """What is done to the database, whether its guards were taken away first, who sees it, and why."""

    name: str
    alter: Alter
    unguarded: bool
    seen_by: str
    why: str


def amount(connection: sa.Connection) -> None:
    """One amount becomes another, in the first entry."""
    connection.execute(sa.update(ledger_entries).where(ledger_entries.c.seq == 1).values(body="{}"))


def gone(connection: sa.Connection) -> None:
    """The first entry."""
    connection.execute(sa.delete(ledger_entries).where(ledger_entries.c.seq == 1))


def fact(connection: sa.Connection) -> None:
    """A fact tells of somebody else."""
    connection.execute(sa.update(ledger_events).where(ledger_events.c.seq == 3).values(body="{}"))


def anew(connection: sa.Connection) -> None:
    """All entries, each hash right: half a credit moves from payments to checkout."""
    drafts = [_moved(entry.draft) for entry in books.entries(connection)]
    _cleared(connection, ledger_entries, ledger_lines)
    books.append(connection, drafts)


def _moved(draft: Draft) -> Draft:
    more = {"payments": -500, "checkout": 500}
    lines = tuple(replace(one, amount=one.amount + more.get(one.team, 0)) for one in draft.lines if one.kind == "used")
    return replace(draft, lines=(*(one for one in draft.lines if one.kind != "used"), *lines))


def tail(connection: sa.Connection) -> None:
    """The last two entries, as if they had never been."""
    last = connection.execute(sa.select(sa.func.max(ledger_entries.c.seq))).scalar_one()
    for table, column in ((ledger_lines, ledger_lines.c.entry), (ledger_entries, ledger_entries.c.seq)):
        connection.execute(sa.delete(table).where(column > last - 2))


def _cleared(connection: sa.Connection, *tables: sa.Table) -> None:
    for table in tables:
        connection.execute(sa.delete(table))


ROWS = (
    Row("Change an amount", amount, False, "the database", "entries, lines and facts are never updated"),
    Row("Delete an entry", gone, False, "the database", "nor deleted"),
    Row("Change an amount, the database's guards gone", amount, True, "verify", "an entry is named by its hash"),
    Row("Delete an entry, the guards gone", gone, True, "verify", "entries are counted, and each names the one before"),
    Row("Change a fact, the guards gone", fact, True, "verify", "a quarter's close holds the digest of its facts"),
    Row("Write all entries anew, with right hashes", anew, True, "recompute", "the facts lead to other entries"),
    Row("Cut off the chain's tail", tail, True, "anchors", "what was anchored in another repository is not there"),
)


@pytest.fixture
def ledger(ready_sqlite_url: str) -> Iterator[sa.Engine]:
    """A year of books."""
    engine = open_engine(ready_sqlite_url)
    feed(engine, FACTS)
    close(engine, THE_END)
    yield engine
    engine.dispose()


def seen_by(engine: sa.Engine, row: Row) -> str:
    """The first that sees it: the database itself, `verify`, `recompute`, or the anchors; empty where nobody does."""
    with engine.connect() as connection:
        before = books.head(connection)
    try:
        with altered(engine, row) as connection:
            if check(connection).problem:
                return "verify"
            if recompute(connection).first:
                return "recompute"
            hashes = books.hashes(connection, [before.seq])
            known = [Anchor(before.seq, before.hash)]
            return "anchors" if list(differences(known, hashes, books.head(connection).seq)) else ""
    except sa.exc.IntegrityError:
        return "the database"


@contextmanager
def altered(engine: sa.Engine, row: Row) -> Iterator[sa.Connection]:
    """The database after it was altered."""
    with engine.begin() as connection:
        if row.unguarded:
            drop_guards(connection, *GUARDED)
        row.alter(connection)
        yield connection


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_who_sees_it(row: Row, ledger: sa.Engine) -> None:
    seen = seen_by(ledger, row)
    print(f"{row.name}: seen by {seen}")
    assert seen == row.seen_by


def test_another_ledger_that_is_sound_in_itself_is_seen_by_the_anchors(
    ledger: sa.Engine, sqlite_tables: Path, tmp_path: Path
) -> None:
    """Who writes facts and entries anew, all of them, leaves books that hold; but not those that were anchored."""
    with ledger.connect() as connection:
        before = books.head(connection)
    other = open_engine(f"sqlite:///{shutil.copyfile(sqlite_tables, tmp_path / 'other.sqlite')}")
    feed(other, OTHERS)
    close(other, THE_END)
    with other.connect() as connection:
        assert (check(connection).problem, recompute(connection).first) == ("", ())
        hashes = books.hashes(connection, [before.seq])
        last = books.head(connection).seq
    other.dispose()
    [said] = differences([Anchor(before.seq, before.hash)], hashes, last)
    assert f"entry {before.seq} was anchored with hash" in said


def test_the_page_says_who_sees_it() -> None:
    rows = [f"| {row.name} | {row.seen_by} | {row.why} |" for row in ROWS]
    table = "\n".join(("| attack | seen by | why |", "| --- | --- | --- |", *rows)) + "\n"
    assert table in PAGE.read_text(), table
