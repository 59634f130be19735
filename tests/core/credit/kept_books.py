"""Books that are kept along a history the plain way, for properties of credit.

`keep(history)` closes each quarter when its time has come and the quarters after the last fact too, folding every fact
anew each time.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from homebot.core.credit.adoptions import Adoption, Kept, fold, in_its_place
from homebot.core.credit.clock import closes_at, parameters_of
from homebot.core.credit.close import Balance, Closing, balance, reversals, settled_quarter, settlements
from homebot.core.credit.closes import Close, close_draft, digest
from homebot.core.credit.entries import Draft
from homebot.core.credit.events import (
    ContributionMerged,
    Event,
    ParametersSet,
    concerns,
)
from homebot.core.credit.parameters import Parameters, parameters
from homebot.core.credit.quarters import after, quarter_of
from homebot.core.credit.rollup import Tree
from tests.core.credit.histories import START, TREE

QUARTERS_AFTER = 3
"""Quarters that are closed after the last fact: by then nothing of it is younger than the days of vesting."""


@dataclass(slots=True)
class Books:
    """What was written: drafts in their order, each quarter's close, and the adoptions as they are kept at the end."""

    facts: list[tuple[int, Event]] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    closes: list[Close] = field(default_factory=list)
    kept: dict[tuple[str, str], Kept] = field(default_factory=dict)
    """By consumer and the adoption's name."""

    def posted(self, consumer: str, quarter: str) -> Balance:
        """What a consumer's adoptions settled in a quarter have come to."""
        mine = (draft for draft in self.drafts if draft.consumer == consumer and settled_quarter(draft) == quarter)
        return balance(mine)


def keep(history: Sequence[Event], tree: Tree = TREE) -> Books:
    """The books along a history; time passes as facts are recorded. A fact of a key that is there already is none."""
    books, keys = Books(), set[str]()
    now, quarter = START, quarter_of(START)
    for event in history:
        now = max(now, event.at)
        while now >= closes_at(quarter, _parameters(books, quarter)):
            _close(books, quarter, now, tree)
            quarter = after(quarter)
        if event.key not in keys:
            keys.add(event.key)
            about = [known.at for _, known in books.facts if concerns(event)[1] and concerns(known) == concerns(event)]
            books.facts.append((len(books.facts) + 1, in_its_place(event, max(about, default=None))))
    for _ in range(QUARTERS_AFTER):
        now = max(now, closes_at(quarter, _parameters(books, quarter)))
        _close(books, quarter, now, tree)
        quarter = after(quarter)
    return books


def adoptions(events: Iterable[Event]) -> tuple[Adoption, ...]:
    """All adoptions that facts tell of."""
    known = list(events)
    found: list[Adoption] = []
    for merged in {event.pull: event for event in reversed(known) if isinstance(event, ContributionMerged)}.values():
        about = [event for event in known if concerns(event)[0] in ("", merged.pull)]
        for consumer in {concerns(event)[1] for event in about} - {""}:
            found += fold(merged, consumer, [event for event in about if concerns(event)[1] in ("", consumer)])
    return tuple(found)


def _parameters(books: Books, quarter: str) -> Parameters:
    sets = [event for _, event in books.facts if isinstance(event, ParametersSet)]
    return parameters_of(quarter, [(event.at, parameters(event.values)) for event in sets])


def _close(books: Books, quarter: str, now: datetime, tree: Tree) -> None:
    since = books.closes[-1].events if books.closes else 0
    close = Close(
        quarter=quarter,
        at=now,
        events=len(books.facts),
        events_sha256=digest(event.key for _, event in books.facts[since:]),
        parameters=_parameters(books, quarter),
        tree=tree,
    )
    books.closes.append(close)
    closing = Closing(quarter, now, {one.quarter: one.parameters for one in books.closes})
    for adoption in adoptions(event for _, event in books.facts):
        name = (adoption.consumer, adoption.name)
        books.kept[name] = replace(books.kept.get(name, Kept(adoption)), adoption=adoption)
    of_consumer: dict[str, list[Kept]] = defaultdict(list)
    for kept in books.kept.values():
        of_consumer[kept.adoption.consumer].append(kept)
    for consumer in sorted(of_consumer):
        _write(books, settlements(closing, of_consumer[consumer]), quarter)
    for consumer in sorted(of_consumer):
        for before in sorted(one.quarter for one in books.closes[:-1]):
            posted = books.posted(consumer, before)
            _write(books, reversals(closing, before, of_consumer[consumer], posted), quarter)
    books.drafts.append(close_draft(close))


def _write(books: Books, drafts: Iterable[Draft], quarter: str) -> None:
    for draft in drafts:
        books.drafts.append(draft)
        for name in draft.adoptions:
            before = books.kept[draft.consumer, name]
            settled = draft.kind == "settlement"
            mark = replace(before, settled_in=quarter) if settled else replace(before, reversed_in=quarter)
            books.kept[draft.consumer, name] = mark
