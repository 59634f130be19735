"""The books as CSV (RFC 4180), a row for each line of an entry; safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator

from homebot.core.credit.entries import Entry, Line
from homebot.core.wording import printable

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
LONGEST_TEXT = 2000
_FORMULA = ("=", "+", "-", "@", "'", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def to_csv(entries: Iterable[Entry]) -> Iterator[str]:
    """The file, piece by piece: the names of the columns, then each entry's rows. One without lines, such as a
    quarter's close, has one row without an amount."""
    yield _rows([COLUMNS])
    for entry in entries:
        yield _rows([_row(entry, line) for line in entry.draft.lines or (None,)])


def _rows(rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _row(entry: Entry, line: Line | None) -> tuple[object, ...]:
    draft = entry.draft
    return (
        entry.seq,
        _cell(draft.key),
        draft.kind,
        _cell(draft.quarter),
        draft.at.isoformat(),
        _cell(draft.consumer),
        _cell(draft.home),
        line.account if line else "",
        _cell(line.team) if line else "",
        line.amount if line else "",
        line.kind if line else "",
        _cell(line.rule) if line else "",
        _cell(draft.because),
        entry.hash,
    )


def _cell(text: str) -> str:
    """Text that a spreadsheet takes for text: an apostrophe before what it would take for a formula (or an apostrophe),
    and nothing hidden in it."""
    return f"'{shown}" if (shown := printable(text, LONGEST_TEXT)).startswith(_FORMULA) else shown
