"""The ledger's entries: double entry, each chained to the one before by its hash.

The canonical JSON of a draft is an object of all its fields, none left out, on one line: keys sorted, no white space,
ASCII only (everything else as `\\u` escapes), lists for tuples, whole numbers as they are, and the moment in UTC as
`2026-07-15T00:00:00Z`, with six digits of a second where it has a part of one. Equal drafts are equal text, and another
text is another entry. `hash` is the SHA-256 of the hash before, as text, followed by that text. So
`(printf %s "$previous"; printf %s "$body") | sha256sum` is a check that needs no homebot.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal, get_args

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


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as it is kept: its place, its draft's text, and the two hashes."""

    seq: int
    body: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The first bad entry: the place it has, or should have, and what is wrong with it."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How far a chain is good: its entries, and the place and hash of the last good one; `broken` is the next."""

    entries: int
    seq: int
    hash: str
    broken: Broken | None = None


def canonical(draft: Draft) -> str:
    """The draft as canonical JSON."""
    plain = {field.name: getattr(draft, field.name) for field in fields(draft)}
    plain["at"] = draft.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    plain["lines"] = [{field.name: getattr(line, field.name) for field in fields(line)} for line in draft.lines]
    return json.dumps(plain, ensure_ascii=True, separators=(",", ":"), sort_keys=True)


def hashed(previous: str, body: str) -> str:
    """The hash of an entry by the one before and its draft's canonical JSON."""
    return sha256(f"{previous}{body}".encode("utf-8", "surrogatepass")).hexdigest()


def chained(drafts: Iterable[Draft], seq: int = 0, previous: str = GENESIS) -> Iterator[Entry]:
    """The drafts as entries, in their order, after the one of that place and hash."""
    for place, draft in enumerate(drafts, seq + 1):
        own = hashed(previous, canonical(draft))
        yield Entry(place, draft, previous, own)
        previous = own


def recorded(entry: Entry) -> Recorded:
    """The entry as it is kept."""
    return Recorded(entry.seq, canonical(entry.draft), entry.previous, entry.hash)


def drafted(body: str) -> Draft:
    """The draft that canonical JSON tells of.

    Raises:
        ValueError: when the text is anything else, be it by one character.
    """
    try:
        found = _draft(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError("the body is no entry") from error
    if canonical(found) != body:
        raise ValueError("the body is not as homebot writes it")
    return found


def verify(entries: Iterable[Recorded], seq: int = 0, previous: str = GENESIS) -> Verified:
    """Follows the chain from the entry of that place and hash, up to its end or to the first bad entry.

    Says what the books tell of themselves: a tail that was cut off shows in an anchor only.
    """
    count = 0
    for entry in entries:
        why = _fault(entry, seq + 1, previous)
        if why:
            return Verified(count, seq, previous, Broken(entry.seq, why))
        count, seq, previous = count + 1, entry.seq, entry.hash
    return Verified(count, seq, previous)


def _draft(plain: dict[str, Any]) -> Draft:
    return Draft(
        key=_text(plain["key"]),
        kind=_one_of(plain["kind"], get_args(EntryKind)),
        quarter=_text(plain["quarter"]),
        at=datetime.fromisoformat(plain["at"]),
        lines=tuple(_line(line) for line in plain["lines"]),
        consumer=_text(plain["consumer"]),
        home=_text(plain["home"]),
        because=_text(plain["because"]),
        adoptions=tuple(_text(name) for name in plain["adoptions"]),
        facts=tuple((_text(name), _text(value)) for name, value in plain["facts"]),
    )


def _line(plain: dict[str, Any]) -> Line:
    if type(plain["amount"]) is not int:
        raise TypeError("an amount is a whole number")
    return Line(
        account=_one_of(plain["account"], get_args(Account)),
        team=_text(plain["team"]),
        amount=plain["amount"],
        kind=_one_of(plain["kind"], get_args(PostingKind)),
        rule=_text(plain["rule"]),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("expected text")
    return value


def _one_of(value: Any, allowed: tuple[Any, ...]) -> Any:
    if value not in allowed:
        raise TypeError("expected one of a few words")
    return value


def _fault(entry: Recorded, seq: int, previous: str) -> str:
    """What is wrong with an entry that should have this place and hash before it; empty when nothing is."""
    if entry.seq != seq:
        return f"its number is {entry.seq}, and {seq} is expected"
    if entry.previous != previous:
        return f"it names {entry.previous[:12]} as the hash before, which is {previous[:12]}"
    found = hashed(entry.previous, entry.body)
    if entry.hash != found:
        return f"its hash is {entry.hash[:12]}, and that of what it says is {found[:12]}"
    try:
        return _unbalanced(drafted(entry.body))
    except ValueError as error:
        return str(error)


def _unbalanced(draft: Draft) -> str:
    """What is wrong with the lines of an entry."""
    total = sum(line.amount for line in draft.lines)
    if total:
        return f"its lines sum to {total} and not to zero"
    for line in draft.lines:
        if line.amount == 0:
            return f"it has a line of nothing, for {line.team[:100]!a}"
        if (line.account == "minted") != (line.team == draft.consumer):
            return f"{line.team[:100]!a} has a line of what is {line.account}: the consumer mints, all others earn"
        if draft.kind == "settlement" and (line.account == "minted") != (line.amount < 0):
            return f"{line.amount} are {line.account}: what is minted is negative, what is earned positive"
    return ""
