"""The books made again from facts alone: every entry of every closed quarter, to be held against what is written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from homebot.core.credit.adoptions import Adoption, Kept, fold
from homebot.core.credit.close import Closing, balance, is_taken_back, reversals, settled_quarter, settlements
from homebot.core.credit.closes import Close, close_draft
from homebot.core.credit.entries import Draft
from homebot.core.credit.events import BatchConfirmed, ContributionMerged, Event, concerns

Fact = tuple[int, Event]
"""An event and its place in the event log."""
History = Sequence[Fact]
"""The facts about one contribution, in their order, the confirmation of its batch among them."""


def histories(facts: Iterable[Fact]) -> Iterator[History]:
    """The facts of the event log by contribution. Holds all of them; a store can read them so at once."""
    by_contribution: dict[str, list[Fact]] = {}
    confirmed: dict[str, list[Fact]] = {}
    for fact in facts:
        event = fact[1]
        if isinstance(event, BatchConfirmed):
            confirmed.setdefault(event.batch, []).append(fact)
        elif of := concerns(event)[0]:
            by_contribution.setdefault(of, []).append(fact)
    for mine in by_contribution.values():
        batches = {event.batch for _, event in mine if isinstance(event, ContributionMerged) and event.batch}
        yield sorted(
            [*mine, *(fact for batch in batches for fact in confirmed.get(batch, ()))], key=lambda fact: fact[0]
        )


def replay(contributions: Iterable[History], closes: Sequence[Close]) -> Iterator[Draft]:
    """The drafts of all closed quarters in the order they were written in. `closes` are in that order too.

    Each close sees the facts up to its own last one. Keeps the adoptions, not the facts.
    """
    consumers: dict[str, _Consumer] = {}
    for history in contributions:
        for number, close in enumerate(closes):
            since = closes[number - 1].events if number else 0
            for adoption in _changed(history, since, close.events):
                consumers.setdefault(adoption.consumer, _Consumer()).learn(number, adoption)
    parameters = {close.quarter: close.parameters for close in closes}
    for number, close in enumerate(closes):
        closing = Closing(close.quarter, close.at, parameters)
        for name in sorted(consumers):
            yield from consumers[name].settle(number, closing)
        for name in sorted(consumers):
            yield from consumers[name].take_back(closing)
        yield close_draft(close)


def _changed(history: History, since: int, until: int) -> Iterator[Adoption]:
    """The adoptions of a contribution, by every consumer of whom the facts from `since` on, up to `until`, tell."""
    told = _consumers(event for seq, event in history if since < seq <= until)
    seen = [event for seq, event in history if seq <= until] if told else []
    merged = next((event for event in seen if isinstance(event, ContributionMerged)), None)
    if merged is not None:
        yield from _folded(merged, seen, _consumers(seen) if "" in told else told)


def _folded(merged: ContributionMerged, events: Sequence[Event], consumers: set[str]) -> Iterator[Adoption]:
    for consumer in sorted(consumers - {""}):
        yield from fold(merged, consumer, [one for one in events if concerns(one)[1] in ("", consumer)])


def _consumers(events: Iterable[Event]) -> set[str]:
    """The consumers that facts tell of; "" where one tells of all."""
    return {concerns(event)[1] for event in events}


@dataclass(slots=True)
class _Consumer:
    """One consumer's adoptions as each close saw them, and what became of them."""

    coming: dict[int, list[Adoption]] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    posted: dict[str, list[Draft]] = field(default_factory=dict)

    def learn(self, number: int, adoption: Adoption) -> None:
        """From the close of that number on, the adoption reads so."""
        self.coming.setdefault(number, []).append(adoption)

    def settle(self, number: int, closing: Closing) -> tuple[Draft, ...]:
        """What it settles in the closing of that number."""
        for adoption in self.coming.pop(number, ()):
            before = self.kept.get(adoption.name)
            self.kept[adoption.name] = replace(before, adoption=adoption) if before else Kept(adoption)
        drafts = tuple(settlements(closing, self.kept.values()))
        for draft in drafts:
            self._post(draft)
            for name in draft.adoptions:
                self.kept[name] = replace(self.kept[name], settled_in=closing.quarter)
        return drafts

    def take_back(self, closing: Closing) -> Iterator[Draft]:
        """What is taken back, the oldest quarter first."""
        back = {one.settled_in for one in self.kept.values() if one.settled_in and is_taken_back(one, closing)}
        for quarter in sorted(back):
            posted = balance(self.posted.get(quarter, ()))
            for draft in tuple(reversals(closing, quarter, self.kept.values(), posted)):
                self._post(draft)
                for name in draft.adoptions:
                    self.kept[name] = replace(self.kept[name], reversed_in=closing.quarter)
                yield draft

    def _post(self, draft: Draft) -> None:
        self.posted.setdefault(settled_quarter(draft), []).append(draft)
