"""The books as CSV (RFC 4180), a row for each line of an entry; safe to open in a spreadsheet."""

from collections.abc import Iterable, Iterator

from homebot.core.credit.entries import Entry, Line
from homebot.core.spreadsheet import cell, rows

COLUMNS = (
    "seq",
    "key",
    "entry",
    "quarter",
    "at",
    "consumer",
    "home",
    "account",
    "team",
    "milli_credits",
    "kind",
    "rule",
    "because",
    "hash",
)


def to_csv(entries: Iterable[Entry]) -> Iterator[str]:
    """The file, piece by piece: the names of the columns, then each entry's rows. One without lines, such as a
    quarter's close, has one row without an amount."""
    yield rows([COLUMNS])
    for entry in entries:
        yield rows([_row(entry, line) for line in entry.draft.lines or (None,)])


def _row(entry: Entry, line: Line | None) -> tuple[object, ...]:
    draft = entry.draft
    return (
        entry.seq,
        cell(draft.key),
        draft.kind,
        cell(draft.quarter),
        draft.at.isoformat(),
        cell(draft.consumer),
        cell(draft.home),
        line.account if line else "",
        cell(line.team) if line else "",
        line.amount if line else "",
        line.kind if line else "",
        cell(line.rule) if line else "",
        cell(draft.because),
        entry.hash,
    )
