"""What follows from the ledger's facts, kept in tables so that asking costs no more as the ledger grows.

The views (`contributions`, `releases`, `adoptions`, `carrying`) are a function of the facts and the books: `follow`
brings them up to date after one fact, from the facts about the same contribution and consumer only;
`rebuild` makes them anew.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import sqlalchemy as sa

from homebot.core.credit.adoptions import Adoption, fold
from homebot.core.credit.entries import Draft
from homebot.core.credit.events import (
    KINDS,
    BatchConfirmed,
    Carried,
    ContributionMerged,
    ContributionReleased,
    ContributionVoided,
    Dropped,
    Event,
    ParametersSet,
    concerns,
)
from homebot.store import adoptions, carrying, contributions, json, ledger
from homebot.store.ledger import LedgerEvent

CHUNK = 1000
"""Contributions that a rebuild writes at a time."""


def read(stored: LedgerEvent) -> Event:
    """The fact that an event of the log tells."""
    return json.decode(stored.body, KINDS[stored.kind])


def follow(connection: sa.Connection, event: Event) -> None:
    """Brings the views up to date after a fact was appended. Facts may come in any order."""
    of, consumer = concerns(event)
    match event:
        case ParametersSet():
            return
        case BatchConfirmed(batch=batch):
            for found in contributions.of_batch(connection, batch):
                _fold_again(connection, found)
        case ContributionReleased():
            contributions.put_release(connection, event)
        case ContributionMerged():
            contributions.put(connection, event)
            for before in map(read, ledger.about(connection, of)):
                _mark(connection, before)
            _fold_again(connection, of)
        case _:
            _mark(connection, event)
            _fold_again(connection, of, consumer)


def rebuild(connection: sa.Connection) -> int:
    """Makes all views anew, from all facts and the books; how many contributions there are."""
    ledger.lock(connection)
    contributions.clear(connection)
    adoptions.clear(connection)
    carrying.clear(connection)
    confirmed = tuple(map(read, ledger.events(connection, "batch.confirmed")))
    count = 0
    for batch in _batches(_by_contribution(connection), CHUNK):
        count += _write(connection, [[*events, *confirmed] for events in batch])
    _mark_settled(connection)
    return count


def _write(connection: sa.Connection, batch: Sequence[Sequence[Event]]) -> int:
    """The views of some contributions, by the facts about each; how many they are."""
    known = [(merged, events) for events in batch if (merged := _merged(events)) is not None]
    contributions.put_new(connection, [merged for merged, _ in known])
    for _, events in known:
        for event in events:
            _mark(connection, event)
    adoptions.put_new(connection, (one for merged, events in known for one in _fold(merged, events)))
    return len(known)


def rebuild_if_missing(connection: sa.Connection) -> None:
    """Makes the views where an older version left facts without any."""
    if not contributions.any_kept(connection) and ledger.events(connection, "contribution.merged", limit=1):
        rebuild(connection)


def _by_contribution(connection: sa.Connection) -> Iterator[list[Event]]:
    for _, stored in groupby(ledger.by_contribution(connection), key=lambda one: one.of):
        yield [read(one) for one in stored]


def _batches(found: Iterator[list[Event]], size: int) -> Iterator[list[list[Event]]]:
    batch: list[list[Event]] = []
    for one in found:
        batch.append(one)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _mark(connection: sa.Connection, event: Event) -> None:
    """What a fact says of the contribution itself."""
    if isinstance(event, ContributionVoided):
        contributions.set_void(connection, event)
    elif isinstance(event, ContributionReleased):
        contributions.put_release(connection, event)
    elif isinstance(event, Carried | Dropped):
        carrying.follow(connection, event)


def _fold_again(connection: sa.Connection, of: str, consumer: str = "") -> None:
    """The adoptions of a contribution by one consumer, or by all that facts tell of."""
    events = [read(one) for one in ledger.about(connection, of, consumer)]
    merged = _merged(events)
    if merged is None:
        return
    if merged.batch:
        events += [read(one) for one in ledger.keyed(connection, f"confirmed:{merged.batch}")]
    for adoption in _fold(merged, events, consumer):
        adoptions.put(connection, adoption)


def _merged(events: Iterable[Event]) -> ContributionMerged | None:
    return next((event for event in events if isinstance(event, ContributionMerged)), None)


def _fold(merged: ContributionMerged, events: Sequence[Event], only: str = "") -> Iterator[Adoption]:
    """The adoptions of each consumer that facts tell of."""
    consumers = {concerns(event)[1] for event in events} - {""}
    for consumer in sorted({only} if only else consumers):
        yield from fold(merged, consumer, [one for one in events if concerns(one)[1] in ("", consumer)])


def _mark_settled(connection: sa.Connection) -> None:
    """In which quarters the books say that adoptions were settled, and taken back."""
    for draft in _drafts(connection):
        if draft.kind == "settlement":
            adoptions.mark_settled(connection, draft.consumer, draft.adoptions, draft.quarter)
        elif draft.kind == "reversal":
            adoptions.mark_reversed(connection, draft.consumer, draft.adoptions, draft.quarter)


def _drafts(connection: sa.Connection) -> Iterator[Draft]:
    return (json.decode(body, Draft) for body in ledger.bodies_of_entries(connection))
