"""The books: entries in a chain, each with its lines. Only added to; the database refuses everything else."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from homebot.core.credit.entries import GENESIS, Draft, Entry, Recorded, chained, drafted, recorded
from homebot.core.credit.kept_entries import REPEATED, KeptEntry, KeptLine, lines_of
from homebot.store.credit_tables import ledger_entries, ledger_lines

CHUNK = 500
"""Keys that are looked for at a time."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry's place and hash; before the first one 0 and `GENESIS`."""

    seq: int = 0
    hash: str = GENESIS


def head(connection: sa.Connection) -> Head:
    """Where the chain ends now."""
    query = sa.select(ledger_entries.c.seq, ledger_entries.c.hash).order_by(ledger_entries.c.seq.desc()).limit(1)
    found = connection.execute(query).first()
    return Head(*found) if found is not None else Head()


def append(connection: sa.Connection, drafts: Iterable[Draft]) -> tuple[Entry, ...]:
    """Adds entries at the chain's end, with their lines; those that were added. A draft whose key is in the books is
    passed over. Whoever calls holds `ledger.lock`, so that nobody else adds meanwhile."""
    once = {draft.key: draft for draft in reversed(list(drafts))}
    there = _known(connection, list(once))
    last = head(connection)
    new = [draft for draft in reversed(once.values()) if draft.key not in there]
    entries = tuple(chained(new, last.seq, last.hash))
    if entries:
        connection.execute(sa.insert(ledger_entries), [_entry_row(entry) for entry in entries])
    lines = [row for entry in entries for row in _line_rows(entry)]
    if lines:
        connection.execute(sa.insert(ledger_lines), lines)
    return entries


def closes(connection: sa.Connection) -> tuple[Draft, ...]:
    """The entries that closed quarters, the oldest first.

    Raises:
        ValueError: when one was altered beyond reading.
    """
    is_close = (ledger_entries.c.consumer == "") & (ledger_entries.c.kind == "close")
    query = sa.select(ledger_entries.c.body).where(is_close).order_by(ledger_entries.c.seq)
    return tuple(drafted(body) for body in connection.execute(query).scalars())


def of_consumer(connection: sa.Connection, consumer: str, since: str) -> tuple[Draft, ...]:
    """The settlements and reversals of a consumer in a quarter and in those after it, in their order.

    Raises:
        ValueError: when one was altered beyond reading.
    """
    where = (ledger_entries.c.consumer == consumer) & (ledger_entries.c.quarter >= since)
    query = sa.select(ledger_entries.c.body).where(where).order_by(ledger_entries.c.seq)
    return tuple(drafted(body) for body in connection.execute(query).scalars())


def _known(connection: sa.Connection, keys: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        found.update(
            connection.execute(sa.select(ledger_entries.c.key).where(ledger_entries.c.key.in_(some))).scalars()
        )
    return found


def _entry_row(entry: Entry) -> dict[str, object]:
    draft = entry.draft
    kept = recorded(entry)
    names = {name: getattr(kept, name) for name in ("seq", "body", "previous", "hash")}
    return names | {name: getattr(draft, name) for name in REPEATED}


def _line_rows(entry: Entry) -> Iterator[dict[str, object]]:
    for line in lines_of(entry.draft):
        names = ("quarter", "account", "team", "consumer", "home", "kind", "entry_kind", "amount")
        yield {name: getattr(line, name) for name in names} | {"entry": entry.seq, "line": line.number}


def kept(connection: sa.Connection, after: int, limit: int = CHUNK) -> tuple[KeptEntry, ...]:
    """The entries next after a place, as they are kept, with their lines."""
    columns = (ledger_entries.c[name] for name in ("seq", "body", "previous", "hash", *REPEATED))
    query = sa.select(*columns).where(ledger_entries.c.seq > after).order_by(ledger_entries.c.seq).limit(limit)
    rows = connection.execute(query).all()
    if not rows:
        return ()
    lines = _lines(connection, after, rows[-1].seq)
    return tuple(
        KeptEntry(Recorded(*row[:4]), **dict(zip(REPEATED, row[4:], strict=True)), lines=lines.get(row.seq, ()))
        for row in rows
    )


def _lines(connection: sa.Connection, after: int, until: int) -> dict[int, list[KeptLine]]:
    where = (ledger_lines.c.entry > after) & (ledger_lines.c.entry <= until)
    order = (ledger_lines.c.entry, ledger_lines.c.line)
    columns = ("line", "quarter", "account", "team", "consumer", "home", "kind", "entry_kind", "amount")
    found: dict[int, list[KeptLine]] = {}
    query = sa.select(ledger_lines.c.entry, *(ledger_lines.c[name] for name in columns)).where(where).order_by(*order)
    for entry, *line in connection.execute(query):
        found.setdefault(entry, []).append(KeptLine(*line))
    return found


def stray_line(connection: sa.Connection) -> int | None:
    """The first entry that has lines and is none; lines of entries in the books are looked at with those."""
    is_none = ~sa.exists().where(ledger_entries.c.seq == ledger_lines.c.entry)
    return connection.execute(sa.select(sa.func.min(ledger_lines.c.entry)).where(is_none)).scalar()


def entries(connection: sa.Connection, quarter: str | None = None) -> Iterator[Entry]:
    """All entries, or those of a quarter, in their order; they are read as they are asked for.

    Raises:
        ValueError: at one that was altered beyond reading.
    """
    query = sa.select(*(ledger_entries.c[name] for name in ("seq", "body", "previous", "hash")))
    if quarter is not None:
        query = query.where(ledger_entries.c.quarter == quarter)
    for seq, body, previous, digest in connection.execute(
        query.order_by(ledger_entries.c.seq).execution_options(yield_per=CHUNK)
    ):
        try:
            draft = drafted(body)
        except ValueError as error:
            raise ValueError(f"entry {seq} cannot be read: {error}") from error
        yield Entry(seq, draft, previous, digest)


def quarters(connection: sa.Connection) -> tuple[str, ...]:
    """The quarters that have entries."""
    return tuple(sorted(connection.execute(sa.select(ledger_entries.c.quarter).distinct()).scalars()))


def hashes(connection: sa.Connection, places: Sequence[int]) -> dict[int, str]:
    """The hashes of entries by their place."""
    found: dict[int, str] = {}
    for start in range(0, len(places), CHUNK):
        some = ledger_entries.c.seq.in_(places[start : start + CHUNK])
        query = sa.select(ledger_entries.c.seq, ledger_entries.c.hash).where(some)
        found.update((seq, digest) for seq, digest in connection.execute(query))
    return found
