"""Decisions as CSV, a row for each, for a spreadsheet."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from homebot.core.register.record import Record
from homebot.core.register.told import reason
from homebot.core.spreadsheet import cell, rows

COLUMNS = (
    "decision", "kind", "state", "open", "standard", "asked_of", "service", "team", "home", "by", "at", "changed_at",
    "until", "due", "pull", "place", "belongs_to", "text", "evidence", "entries", "configuration",
)  # fmt: skip


def to_csv(records: Iterable[Record]) -> Iterator[str]:
    """The file, piece by piece: the names of the columns, then each decision's row."""
    yield rows([COLUMNS])
    for record in records:
        yield rows([_row(record)])


def _row(record: Record) -> tuple[object, ...]:
    scope = record.scope
    texts = (scope.standard, scope.kind, scope.service, record.team, record.home, record.by)
    return (
        record.name,
        record.kind,
        record.state,
        "no" if record.final else "yes",
        *(cell(text) for text in texts),
        *(_moment(at) for at in (record.at, record.changed_at, record.until, record.due)),
        cell(scope.pull),
        cell(record.place),
        scope.of or "",
        cell(reason(record)),
        cell(" ".join(one.url for one in record.evidence)),
        len(record.entries),
        record.configuration,
    )


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""
