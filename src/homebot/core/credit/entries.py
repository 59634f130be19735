"""The ledger's entries: double entry, each chained to the one before by its hash."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from homebot.core.credit.settle import PostingKind

EntryKind = Literal["settlement", "reversal", "correction", "close"]
Account = Literal["minted", "earned"]

GENESIS = "0" * 64
"""What stands for the hash before the first entry."""


@dataclass(frozen=True, slots=True)
class Line:
    """One side of an entry: `amount` milli-credits on an account of `team`. What is minted is negative, what is earned
    positive, so that an entry's lines sum to zero; a reversal turns the signs."""

    account: Account
    team: str
    amount: int
    kind: PostingKind
    rule: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has its place in the chain. `key` names it once and for all (`2026Q2:ads:payments`).

    `consumer` and `home` are those whose adoptions it settles, empty for a close. `adoptions` are the events that it
    rests on, by key. `facts` is what else is needed to come to the same again, as (name, text): a close keeps the last
    event it saw, the parameters, and the tree of entities and teams of its day.
    """

    key: str
    kind: EntryKind
    quarter: str
    at: datetime
    lines: tuple[Line, ...] = ()
    consumer: str = ""
    home: str = ""
    because: str = ""
    adoptions: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in its place: `seq` counts from 1 without gaps, `hash` is the SHA-256 of `previous` and the draft as
    canonical JSON, both in lower-case hexadecimal."""

    seq: int
    draft: Draft
    previous: str
    hash: str
