"""The books made again from facts, and held against what is written (SPEC 10)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import sqlalchemy as sa

from homebot.app import credit_views
from homebot.core.credit.clock import parameters_of
from homebot.core.credit.closes import Close, close_of, digest
from homebot.core.credit.differences import differences
from homebot.core.credit.entries import Draft, Entry
from homebot.core.credit.events import BatchConfirmed, ContributionMerged, ParametersSet
from homebot.core.credit.parameters import parameters
from homebot.core.credit.replay import Fact, History, replay
from homebot.core.wording import printable
from homebot.store import books, ledger, settling

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many entries were held against the facts, how many are corrections (which rest on no facts), the number of
    differences and the first of them in words."""

    entries: int
    corrections: int
    differ: int
    first: tuple[str, ...]


def recompute(connection: sa.Connection, quarter: str | None = None) -> Recomputed:
    """Makes the entries of a quarter, or of all, from the facts alone, and compares.

    Everything up to that quarter has to be made again, for what is settled once is settled never again.

    Raises:
        ValueError: when an entry was altered beyond reading; `homebot ledger verify` says which.
    """
    closes = _closes(connection)
    until = next((place for place, close in enumerate(closes, 1) if close.quarter == quarter), len(closes))
    due = _due(connection, closes[:until])
    found = [_of_quarter(connection, one, drafts) for one, drafts in due if quarter in (None, one)]
    if quarter is None:
        found += _never_closed(connection, closes)
    return _together(found)


def _never_closed(connection: sa.Connection, closes: Sequence[Close]) -> Iterator[Recomputed]:
    """A difference for each quarter that has entries and no close."""
    known = {close.quarter for close in closes}
    for quarter in books.quarters(connection):
        if quarter not in known:
            yield Recomputed(0, 0, 1, (f"{printable(quarter)} has entries and was never closed",))


def _together(found: Sequence[Recomputed]) -> Recomputed:
    first = [text for one in found for text in one.first]
    return Recomputed(
        entries=sum(one.entries for one in found),
        corrections=sum(one.corrections for one in found),
        differ=sum(one.differ for one in found),
        first=tuple(first[:MOST_SHOWN]),
    )


def _due(connection: sa.Connection, closes: Sequence[Close]) -> Iterator[tuple[str, dict[str, Draft]]]:
    """The entries that facts lead to, quarter by quarter."""
    for quarter, drafts in groupby(replay(_histories(connection), closes), key=lambda draft: draft.quarter):
        yield quarter, {draft.key: draft for draft in drafts}


def _of_quarter(connection: sa.Connection, quarter: str, due: Mapping[str, Draft]) -> Recomputed:
    entries = corrections = differ = 0

    def written() -> Iterator[Entry]:
        nonlocal entries, corrections
        for entry in books.entries(connection, quarter):
            if entry.draft.kind == "correction":
                corrections += 1
            else:
                entries += 1
                yield entry

    first: list[str] = []
    for text in differences(quarter, written(), due):
        differ += 1
        if len(first) < MOST_SHOWN:
            first.append(text)
    return Recomputed(entries, corrections, differ, tuple(first))


def _closes(connection: sa.Connection) -> list[Close]:
    """The closes as the facts say they had to be: when they happened, how many facts they saw and the tree of the day
    are of the books; parameters and digests are found again."""
    settings = ledger.events(connection, "parameters.set")
    found: list[Close] = []
    for draft in books.closes(connection):
        close = close_of(draft)
        since = found[-1].events if found else 0
        seen = [credit_views.read(event) for event in settings if event.seq <= close.events]
        known = [(event.at, parameters(event.values)) for event in seen if isinstance(event, ParametersSet)]
        facts = digest(settling.bodies(connection, since, close.events))
        found.append(replace(close, parameters=parameters_of(close.quarter, known), events_sha256=facts))
    return found


def _histories(connection: sa.Connection) -> Iterator[History]:
    """The facts about each contribution, read contribution by contribution."""
    confirmed: dict[str, list[Fact]] = {}
    for stored in ledger.events(connection, "batch.confirmed"):
        event = credit_views.read(stored)
        if isinstance(event, BatchConfirmed):
            confirmed.setdefault(event.batch, []).append((stored.seq, event))
    for _, about in groupby(ledger.by_contribution(connection), key=lambda one: one.of):
        facts = [(one.seq, credit_views.read(one)) for one in about]
        batches = {event.batch for _, event in facts if isinstance(event, ContributionMerged) and event.batch}
        facts += [fact for batch in batches for fact in confirmed.get(batch, ())]
        yield sorted(facts, key=lambda fact: fact[0])
