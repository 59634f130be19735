"""Every way to alter a ledger that its triggers no longer guard is seen, and named by the first entry that is bad."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa

from homebot.app.recomputing import recompute
from homebot.app.verifying import check, follow_on
from homebot.core.credit.entries import Draft, Line, hashed
from homebot.core.credit.quarters import end_of
from homebot.store import books
from homebot.store.credit_tables import ledger_entries, ledger_events, ledger_lines
from tests.app.books import close, feed
from tests.core.credit import histories
from tests.core.credit.histories import Step
from tests.guards import drop_guards

FACTS = (
    Step("merged", 0, 1, 0, 1, 0),
    Step("merged", 1, 2, 0, 1, 0),
    Step("carried", 0, 3, 0, 2, 0),
    Step("used", 0, 3, 0, 1, 0),
    Step("carried", 1, 4, 0, 3, 0),
    Step("merged", 2, 0, 0, 70, 0),
    Step("carried", 2, 4, 0, 10, 0),
    Step("voided", 0, 0, 0, 30, 0),
)
ENTRIES = 6
"""2026Q1: ads and identity at payments, the close; 2026Q2: identity at checkout, ads' reversal, the close."""

Alter = Callable[[sa.Connection], object]


@pytest.fixture
def ledger(database: sa.Engine) -> sa.Engine:
    """Two closed quarters; nothing guards them any more."""
    feed(database, histories.facts_of(FACTS))
    close(database, end_of("2026Q2").replace(day=20))
    with database.connect() as connection:
        assert (check(connection).problem, check(connection).entries) == ("", ENTRIES)
        assert recompute(connection).first == ()
    with database.begin() as connection:
        drop_guards(connection, ledger_events, ledger_entries, ledger_lines)
    return database


def alter(engine: sa.Engine, change: Alter) -> str:
    """What would be wrong afterwards; the ledger stays as it is."""
    with altered(engine, change) as connection:
        return check(connection).problem


@contextmanager
def altered(engine: sa.Engine, change: Alter) -> Iterator[sa.Connection]:
    """The ledger after a change, for the length of a block."""
    with engine.connect() as connection:
        change(connection)
        yield connection
        connection.rollback()


def entry(place: int, **values: object) -> Alter:
    """Other columns of an entry."""
    return lambda connection: connection.execute(
        sa.update(ledger_entries).where(ledger_entries.c.seq == place).values(**values)
    )


def line(seq: int, **values: object) -> Alter:
    """Other columns of an entry's first line."""
    here = (ledger_lines.c.entry == seq) & (ledger_lines.c.line == 0)
    return lambda connection: connection.execute(sa.update(ledger_lines).where(here).values(**values))


def body(seq: int, old: str, new: str, rehash: bool = False) -> Alter:
    """Another text in an entry's body; with `rehash` its own hash is made right again."""

    def change(connection: sa.Connection) -> None:
        here = ledger_entries.c.seq == seq
        row = connection.execute(sa.select(ledger_entries.c.body, ledger_entries.c.previous).where(here)).one()
        text = row.body.replace(old, new)
        assert text != row.body
        values = {"body": text} | ({"hash": hashed(row.previous, text)} if rehash else {})
        connection.execute(sa.update(ledger_entries).where(here).values(**values))

    return change


def without(table: sa.Table, column: str, value: int) -> Alter:
    """A row, or all rows of an entry, gone."""
    return lambda connection: connection.execute(sa.delete(table).where(table.c[column] == value))


def another_line(seq: int) -> Alter:
    """One line more than there should be."""
    more = {"quarter": "2026Q1", "account": "earned", "team": "ads", "consumer": "ads", "home": "ads"}
    row = {"entry": seq, "line": 90, "kind": "used", "entry_kind": "settlement", "amount": 10**9, **more}
    return lambda connection: connection.execute(sa.insert(ledger_lines).values(**row))


def fact(seq: int, **values: object) -> Alter:
    """Other columns of a fact."""
    return lambda connection: connection.execute(
        sa.update(ledger_events).where(ledger_events.c.seq == seq).values(**values)
    )


ALTERED: list[tuple[Alter, str]] = [
    (body(1, "5000", "6000"), "entry 1 (2026Q1:ads:payments): its hash is "),
    (body(1, '":', '": '), "entry 1 (2026Q1:ads:payments): its hash is "),
    (body(1, '":', '": ', rehash=True), "entry 1 (2026Q1:ads:payments): the body is not as"),
    (body(1, ":payments", ":video", rehash=True), "entry 1 (2026Q1:ads:payments): its column key says"),
    (body(3, "2026-04", "2026-05", rehash=True), "entry 3 (close:2026Q1): its column at says 2026"),
    (entry(2, hash="0" * 64), "entry 2 (2026Q1:identity:payments): its hash is 000"),
    (entry(2, previous="1" * 64), "entry 2 (2026Q1:identity:payments): it names 111"),
    (entry(2, consumer="video"), "its column consumer says video, and its body identity"),
    (entry(2, body="[" * 99), "entry 2 (2026Q1:identity:payments): its hash is"),
    (entry(2, seq=-4), "entry -4 (2026Q1:identity:payments): its number is -4, and 1"),
    (without(ledger_entries, "seq", 1), "its number is 2, and 1 is expected"),
    (without(ledger_entries, "seq", 4), "its number is 5, and 4 is expected"),
    (line(1, amount=-1), "entry 1 (2026Q1:ads:payments): its line 0 is kept as -1 "),
    (line(1, team="video"), "its line 0 is kept as -1000 (minted video, carried"),
    (line(1, line=7), "its line 0 is kept as 1000 (earned"),
    (without(ledger_lines, "entry", 5), "lines of it that are kept to be summed: 0, and it has 5"),
    (
        another_line(3),
        "entry 3 (close:2026Q1): lines of it that are kept to be summed: 1, and it has 0",
    ),
    (another_line(99), "lines are kept of an entry 99, which is not there"),
    (another_line(-1), "lines are kept of an entry -1, which is not there"),
    (fact(2, body="{}"), "entry 3 (close:2026Q1): facts 1 to 8 are not those it was"),
    (fact(9, body="{}"), "entry 6 (close:2026Q2): facts 9 to 9 are not those it was"),
    (without(ledger_events, "seq", 5), "entry 3 (close:2026Q1): facts 1 to 8 are not"),
]
"""Changes, and what is said of each."""


def test_what_was_altered_is_named(ledger: sa.Engine) -> None:
    for change, said in ALTERED:
        problem = alter(ledger, change)
        assert said in problem
        assert "\n" not in problem
    assert alter(ledger, lambda connection: None) == ""


def test_what_is_said_is_safe_to_print(ledger: sa.Engine) -> None:
    problem = alter(ledger, entry(2, key="\x1b[31mred\n"))
    assert "\x1b" not in problem
    assert "\\x1b[31mred\\n" in problem


def written_anew(connection: sa.Connection, change: Callable[[Draft], Draft | None]) -> None:
    """The books as somebody would write them who knows how: whole, and other than they were."""
    drafts = [changed for one in books.entries(connection) if (changed := change(one.draft)) is not None]
    for table in (ledger_entries, ledger_lines):
        connection.execute(sa.delete(table))
    books.append(connection, drafts)


def more_for_checkout(draft: Draft) -> Draft:
    """A milli-credit of payments' for checkout."""
    moved = {"payments": -1, "checkout": 1}
    lines = tuple(
        replace(one, amount=one.amount + (moved.get(one.team, 0) if one.kind == "used" else 0)) for one in draft.lines
    )
    return replace(draft, lines=lines) if draft.key == "2026Q1:ads:payments" else draft


def without_reversal(draft: Draft) -> Draft | None:
    """Nothing is taken back."""
    return None if draft.kind == "reversal" else draft


def with_other_parameters(draft: Draft) -> Draft:
    """As if the pool had been larger."""
    facts = tuple((name, text.replace("10000", "20000")) for name, text in draft.facts)
    return replace(draft, facts=facts) if draft.key == "close:2026Q1" else draft


def in_another_quarter(draft: Draft) -> Draft:
    """One entry in a quarter that nobody closed."""
    return replace(draft, quarter="2031Q1") if draft.key == "2026Q2:identity:checkout" else draft


WRITTEN_ANEW: list[tuple[Callable[[Draft], Draft | None], str | None, str]] = [
    (
        more_for_checkout,
        "2026Q1",
        "2026Q1, entry 1 (2026Q1:ads:payments): of its lines, number 4 is earned 5001 by checkout (used, R3 the"
        " only bucket (checkout), R6 away's half) in the books, and earned 5000 by checkout (used, R3",
    ),
    (
        without_reversal,
        "2026Q2",
        "2026Q2 (reversal:2026Q2:ads:2026Q1:payments): missing from the books; facts lead",
    ),
    (with_other_parameters, "2026Q1", "2026Q1, entry 3 (close:2026Q1): of its facts, number 4 is ('parameters', "),
    (in_another_quarter, None, "2026Q2 (2026Q2:identity:checkout): missing from the books; facts lead to minted"),
]
"""How the books are written anew, which quarter that is about, and what is said of it first."""


def test_books_that_are_whole_and_wrong_are_seen_by_making_them_again(ledger: sa.Engine) -> None:
    for change, quarter, said in WRITTEN_ANEW:
        with altered(ledger, partial(written_anew, change=change)) as connection:
            assert check(connection).problem == ""
            found, other = recompute(connection), recompute(connection, quarter)
        assert found.first[0].startswith(said)
        assert found.differ == len(found.first) >= 1
        assert other.first[:1] == found.first[:1]
        if quarter is None:
            assert found.first[-1] == "2031Q1 has entries and was never closed"


def test_an_entry_that_no_facts_lead_to_is_named(ledger: sa.Engine) -> None:
    lines = (Line("minted", "ads", -5, "used", "mine"), Line("earned", "video", 5, "used", "mine"))
    extra = Draft("2026Q2:ads:video", "settlement", "2026Q2", histories.START, lines, "ads", "video")
    correction = replace(extra, key="correction:1", kind="correction", because="agreed on 2026-08-01")
    with altered(ledger, lambda connection: books.append(connection, [extra, correction])) as connection:
        assert check(connection).problem == ""
        found = recompute(connection)
    assert found.first == ("2026Q2, entry 7 (2026Q2:ads:video): no facts lead to it",)
    assert (found.entries, found.corrections, found.differ) == (ENTRIES + 1, 1, 1)


def test_one_flipped_bit_is_named_wherever_it_is(ledger: sa.Engine) -> None:
    with ledger.connect() as connection:
        rows = connection.execute(sa.select(ledger_entries.c.seq, ledger_entries.c.body)).all()
    for seq, body in rows:
        for at in range(seq, len(body), 41):
            flipped = body[:at] + chr(ord(body[at]) ^ 1) + body[at + 1 :]
            assert alter(ledger, entry(seq, body=flipped)).startswith(f"entry {seq} ("), (seq, at)


NOW = end_of("2026Q2").replace(day=21)


@pytest.mark.parametrize(
    ("change", "fault", "until"),
    [
        # The newest entry written anew, with its hash right: only what was remembered shows it.
        (body(ENTRIES, "2026Q2", "2026Q3", rehash=True), "", ENTRIES),
        (without(ledger_entries, "seq", ENTRIES), "", ENTRIES - 1),
        (entry(ENTRIES, hash="0" * 64), f"entry {ENTRIES}: its hash is", ENTRIES - 1),
    ],
)
def test_who_asks_again_is_told_that_what_was_sound_is_another_now(
    ledger: sa.Engine, change: Alter, fault: str, until: int
) -> None:
    with altered(ledger, lambda connection: follow_on(connection, NOW)) as connection:
        sound = follow_on(connection, NOW)
        assert (sound.fault, sound.checked, sound.altered) == ("", 0, 0)
        change(connection)
        for _ in range(2):  # whoever altered it cannot ask it away
            found = follow_on(connection, NOW)
            assert (found.altered, found.altered_hash) == (ENTRIES, sound.hash)
            assert found.fault.startswith(fault)
        assert found.until == until


def test_what_is_again_as_it_was_is_altered_no_more(ledger: sa.Engine) -> None:
    with altered(ledger, lambda connection: follow_on(connection, NOW)) as connection:
        was = follow_on(connection, NOW).hash
        entry(ENTRIES, hash="0" * 64)(connection)
        assert follow_on(connection, NOW).altered == ENTRIES
        entry(ENTRIES, hash=was)(connection)
        found = follow_on(connection, NOW)
        assert (found.altered, found.fault, found.until) == (0, "", ENTRIES)
