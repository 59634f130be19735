"""The whole ledger looked through: the chain, what is kept beside it, and the facts that each close saw. And, for who
asks in a comment, the chain alone, followed from where it was found sound last."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from homebot.core.credit.closes import close_of, digest
from homebot.core.credit.entries import GENESIS, Draft, drafted, verify
from homebot.core.credit.figures import VerifyFigures
from homebot.core.credit.kept_entries import KeptEntry, deviation
from homebot.core.wording import printable
from homebot.store import books, cache, credit_figures, json, settling

VERIFIED = "ledger:verified up to"
ALTERED = "ledger:altered"
MOST_ENTRIES = 20_000
"""Entries of the chain that one question looks at; the command line looks at all."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry's place and hash as they were found sound; before the first one 0."""

    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Checked:
    """How far the books are good: the number of entries up to there, the last one's place and hash; `problem` says what
    is wrong with the next, empty where nothing is."""

    entries: int
    seq: int = 0
    hash: str = GENESIS
    problem: str = ""


def check(connection: sa.Connection) -> Checked:
    """Reads all entries once, some at a time, up to the first bad one."""
    good, facts = Checked(0), 0
    for kept in _entries(connection):
        problem = _fault(connection, kept, good, facts)
        if problem:
            name = f"entry {kept.recorded.seq} ({printable(kept.key, 200)})"
            return Checked(good.entries, good.seq, good.hash, f"{name}: {problem}")
        good = Checked(good.entries + 1, kept.recorded.seq, kept.recorded.hash)
        if kept.kind == "close":
            facts = close_of(drafted(kept.recorded.body)).events
    stray = books.stray_line(connection)
    if stray is None:
        return good
    return Checked(good.entries, good.seq, good.hash, f"lines are kept of an entry {stray}, which is not there")


def follow_on(connection: sa.Connection, now: datetime) -> VerifyFigures:
    """Follows the chain from where it was found sound last. Where that entry is another by now, or gone, all is looked
    at from the beginning; that it was altered is said from then on, until it is again what it was."""
    before = _remembered(connection, VERIFIED)
    altered = _remembered(connection, ALTERED)
    altered = altered if _is_other(connection, altered) else Seen()
    if _is_other(connection, before):
        altered, before = altered if altered.seq else before, Seen()
    found = verify(credit_figures.chain_after(connection, before.seq, MOST_ENTRIES), before.seq, before.hash)
    for key, seen in ((VERIFIED, Seen(found.seq, found.hash)), (ALTERED, altered)):
        cache.put(connection, key, json.encode(seen), now)
    fault = f"entry {found.broken.seq}: {found.broken.why}" if found.broken else ""
    length = credit_figures.length(connection)
    return VerifyFigures(length, found.seq, found.hash, fault, found.entries, altered.seq, altered.hash)


def _remembered(connection: sa.Connection, key: str) -> Seen:
    text = cache.get(connection, key)
    return json.decode(text, Seen) if text is not None else Seen()


def _is_other(connection: sa.Connection, seen: Seen) -> bool:
    """Whether an entry that was found sound is another by now, or gone."""
    here = credit_figures.entry(connection, seen.seq, "") if seen.seq else None
    return seen.seq > 0 and (here is None or here.hash != seen.hash)


def _entries(connection: sa.Connection) -> Iterator[KeptEntry]:
    some = books.kept(connection, after=-(2**62))
    while some:
        yield from some
        some = books.kept(connection, some[-1].recorded.seq)


def _fault(connection: sa.Connection, kept: KeptEntry, before: Checked, facts: int) -> str:
    """What is wrong with an entry; `facts` is the last fact that the close before saw."""
    broken = verify([kept.recorded], before.seq, before.hash).broken
    if broken is not None:
        return broken.why
    draft = drafted(kept.recorded.body)
    return deviation(kept, draft) or (_facts_fault(connection, draft, facts) if draft.kind == "close" else "")


def _facts_fault(connection: sa.Connection, draft: Draft, since: int) -> str:
    """Whether the facts that a close saw are still the same."""
    try:
        close = close_of(draft)
    except ValueError as error:
        return str(error)
    if close.events < since:
        return f"it saw facts up to {close.events}, fewer than the close before it, {since}"
    found = digest(settling.bodies(connection, since, close.events))
    if found == close.events_sha256:
        return ""
    where = f"facts {since + 1} to {close.events}"
    return f"{where} are not those it was made from: their digest is {found[:12]}, and was {close.events_sha256[:12]}"
