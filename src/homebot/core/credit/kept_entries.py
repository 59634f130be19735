"""Entries as a database keeps them: what is repeated beside their bodies, held against what the bodies say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from homebot.core.credit.entries import Draft, Recorded
from homebot.core.wording import printable

REPEATED = ("key", "kind", "quarter", "consumer", "home", "at")
"""What columns repeat of an entry's body."""


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line as it is kept to be summed."""

    number: int
    quarter: str
    account: str
    team: str
    consumer: str
    home: str
    kind: str
    entry_kind: str
    amount: int


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry with the columns that repeat what it says, and its lines in their order."""

    recorded: Recorded
    key: str
    kind: str
    quarter: str
    consumer: str
    home: str
    at: datetime
    lines: Sequence[KeptLine] = ()


def lines_of(draft: Draft) -> tuple[KeptLine, ...]:
    """The lines to be kept of an entry."""
    about = (draft.consumer, draft.home)
    return tuple(
        KeptLine(number, draft.quarter, one.account, one.team, *about, one.kind, draft.kind, one.amount)
        for number, one in enumerate(draft.lines)
    )


def deviation(kept: KeptEntry, draft: Draft) -> str:
    """Where the columns or the lines say otherwise than the entry itself; empty where they do not."""
    for name in REPEATED:
        told, said = getattr(kept, name), getattr(draft, name)
        if told != said:
            return f"its column {name} says {_shown(told)}, and its body {_shown(said)}"
    due = lines_of(draft)
    if len(kept.lines) != len(due):
        return f"lines of it that are kept to be summed: {len(kept.lines)}, and it has {len(due)}"
    for told, said in zip(kept.lines, due, strict=True):
        if told != said:
            return f"its line {said.number} is kept as {_line(told)}, and reads {_line(said)}"
    return ""


def _line(line: KeptLine) -> str:
    where = (
        f"{line.account} {line.team}, {line.kind}, {line.entry_kind} of {line.quarter}, {line.consumer} in {line.home}"
    )
    return f"{line.amount} ({printable(where, 300)})"


def _shown(value: object) -> str:
    return printable(value.isoformat() if isinstance(value, datetime) else str(value), 120)
