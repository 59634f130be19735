"""The view of the register held against its entries, and made anew from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from homebot.core.register.entries import Entry
from homebot.core.register.names import name_of
from homebot.core.register.record import Impossible, Record, fold
from homebot.store import json
from homebot.store.register import lock, row_of
from homebot.store.register_tables import register_entries, register_records

BATCH = 500


@dataclass(frozen=True, slots=True)
class Verified:
    """How many decisions and entries were looked through, and the first thing that is wrong: empty where nothing is."""

    decisions: int
    entries: int
    problem: str = ""


def verify(connection: sa.Connection) -> Verified:
    """Computes every decision from its entries, the lowest number first, and compares it with what is kept."""
    decisions = entries = 0
    kept = connection.execute(
        sa.select(register_records).order_by(register_records.c.number).execution_options(yield_per=BATCH)
    ).mappings()
    for number, rows, row in _side_by_side(_told(connection), iter(kept)):
        problem = _problem(number, rows, row)
        if problem:
            return Verified(decisions, entries, problem)
        decisions += 1
        entries += len(rows)
    return Verified(decisions, entries)


def rebuild(connection: sa.Connection) -> int:
    """Writes the view anew from the entries; how many decisions it has.

    Raises:
        Impossible: where entries tell of what cannot be; nothing is to be kept of the transaction then.
    """
    lock(connection)
    connection.execute(sa.delete(register_records))
    written = 0
    for _, rows in _told(connection):
        connection.execute(sa.insert(register_records), row_of(_folded(rows)))
        written += 1
    return written


_Told = tuple[int, list[Any]]


def _told(connection: sa.Connection) -> Iterator[_Told]:
    """The rows of entries by the number of their decision, in the order in which they were written."""
    query = sa.select(register_entries).order_by(register_entries.c.number, register_entries.c.seq)
    rows = connection.execute(query.execution_options(yield_per=BATCH))
    for number, of_one in groupby(rows, key=lambda row: row.number):
        yield number, list(of_one)


def _side_by_side(told: Iterator[_Told], kept: Iterator[Any]) -> Iterator[tuple[int, list[Any], Any]]:
    """Number, entries' rows and kept row of each decision: no rows, or `None`, where a side lacks it."""
    left: Iterator[tuple[int, list[Any], Any]] = ((number, rows, None) for number, rows in told)
    right: Iterator[tuple[int, list[Any], Any]] = ((row["number"], [], row) for row in kept)
    for number, both in groupby(merge(left, right, key=itemgetter(0)), key=itemgetter(0)):
        sides = list(both)
        yield number, [row for _, rows, _ in sides for row in rows], next((row for _, _, row in sides if row), None)


def _folded(rows: list[Any]) -> Record:
    return fold([json.decode(row.body, Entry) for row in rows])


def _problem(number: int, rows: list[Any], kept: Any) -> str:
    """What is wrong with one decision; empty where nothing is."""
    if not rows:
        return f"decision {number} is kept and has no entries"
    for row in rows:
        entry = json.decode(row.body, Entry)
        if (entry.key, entry.number, entry.at) != (row.key, row.number, row.at):
            return f"entry {row.seq} ({row.key}) says something else than its row"
    try:
        record = _folded(rows)
    except Impossible as impossible:
        return f"the entries of decision {number} tell of what cannot be: {impossible}"
    name = name_of(record.kind, number)
    if kept is None:
        return f"{name} has entries and is not kept"
    # The text of a record written by another release may differ where what it says does not.
    told = row_of(record) | {"body": record}
    wrong = [
        column
        for column, value in ({**kept, "body": json.decode(kept["body"], Record)}).items()
        if told[column] != value
    ]
    return f"{name} is kept with another {' and '.join(wrong)} than its entries tell" if wrong else ""
