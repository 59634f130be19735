"""Random histories: the books along them, what always holds of the books, and the books made again from facts alone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.credit.adoptions import Kept
from homebot.core.credit.clock import state
from homebot.core.credit.entries import Draft, chained, recorded, verify
from homebot.core.credit.events import Carried, ContributionMerged, Dropped, Event, SurfaceUsed, concerns
from homebot.core.credit.replay import Fact, histories, replay
from homebot.core.credit.rollup import Rolled, rollup
from tests.core.credit import histories as made
from tests.core.credit.kept_books import Books, keep

often = settings(max_examples=150)
HISTORIES = made.histories()


def earned(books: Books) -> Counter[tuple[str, str, str]]:
    """What each team has earned, and each consumer minted, in each quarter."""
    found: Counter[tuple[str, str, str]] = Counter()
    for draft in books.drafts:
        for line in draft.lines:
            found[draft.quarter, line.account, line.team] += line.amount
    return Counter({key: amount for key, amount in found.items() if amount})


def again(facts: Sequence[Fact], books: Books) -> list[Draft]:
    return list(replay(histories(facts), books.closes))


def test_the_histories_are_not_dull() -> None:
    """They settle, take back, hold and void, so that what is said of them says something."""
    seen: set[str] = set()

    @settings(max_examples=200, derandomize=True, database=None)
    @given(HISTORIES)
    def look(history: tuple[Event, ...]) -> None:
        books = keep(history)
        seen.update(draft.kind for draft in books.drafts)
        seen.update(f"held {kept.adoption.kind}" for kept in books.kept.values() if kept.adoption.held)
        seen.update(_state(kept, books) for kept in books.kept.values())
        seen.update(kept.adoption.level for kept in books.kept.values() if kept.settled_in)

    look()
    assert seen >= {"settlement", "reversal", "close", "held used", "held carried", "realised", "reversed", "void"}
    assert seen >= {"observed", "attested", "carried"}


@often
@given(HISTORIES)
def test_facts_alone_give_the_same_books(history: tuple[Event, ...]) -> None:
    books = keep(history)
    assert again(books.facts, books) == books.drafts


@often
@given(HISTORIES, st.data())
def test_the_order_within_a_quarter_and_repeated_facts_change_nothing(
    history: tuple[Event, ...], data: st.DataObject
) -> None:
    books = keep(history)
    ends = [0, *(close.events for close in books.closes)]
    shuffled: list[Fact] = []
    for first, last in pairwise(ends):
        events = data.draw(st.permutations([event for _, event in books.facts[first:last]]))
        shuffled += [(first + place, event) for place, event in enumerate(events, 1)]
        shuffled += [(last, event) for event in events[:3]]
    assert again(shuffled, books) == books.drafts


@often
@given(HISTORIES)
def test_every_entry_sums_to_zero_and_credits_nobody_for_their_own_consumption(history: tuple[Event, ...]) -> None:
    """And is named once and for all."""
    books = keep(history)
    assert verify(recorded(entry) for entry in chained(books.drafts)).broken is None
    assert len({draft.key for draft in books.drafts}) == len(books.drafts)
    for draft in books.drafts:
        assert sum(line.amount for line in draft.lines) == 0
        assert [line for line in draft.lines if line.account == "earned" and line.team == draft.consumer] == []


@often
@given(HISTORIES)
def test_pools_and_caps_hold_for_every_settled_quarter_after_all_reversals(history: tuple[Event, ...]) -> None:
    """And nobody has less than nothing of it. Where nothing stands any more, nothing is posted any more."""
    books = keep(history)
    for close in books.closes:
        for consumer in made.TEAMS:
            posted = books.posted(consumer, close.quarter)
            carried = {home: amount for (home, _, kind), amount in posted.items() if kind == "carried" and amount}
            used: Counter[str] = Counter()
            for (home, _, kind), amount in posted.items():
                assert amount >= 0
                used[home] += amount if kind == "used" else 0
            assert set(carried.values()) <= {close.parameters.carried_pool}
            assert max(used.values(), default=0) <= close.parameters.used_pool
            assert used.total() <= close.parameters.consumer_cap
            if not any(_stands(kept, consumer, close.quarter) for kept in books.kept.values()):
                assert not any(posted.values())


@often
@given(HISTORIES)
def test_all_that_was_pending_ends_as_realised_reversed_void_or_held(history: tuple[Event, ...]) -> None:
    books = keep(history)
    for kept in books.kept.values():
        assert _state(kept, books) in ("realised", "reversed", "void") or kept.adoption.held


@often
@given(HISTORIES)
def test_each_adoption_settles_once_ever(history: tuple[Event, ...]) -> None:
    drafts = keep(history).drafts
    for kind in ("settlement", "reversal"):
        names = [(draft.consumer, name) for draft in drafts if draft.kind == kind for name in draft.adoptions]
        assert len(names) == len(set(names))


@often
@given(HISTORIES)
def test_the_roll_up_of_the_books_adds_up(history: tuple[Event, ...]) -> None:
    drafts = keep(history).drafts
    amounts = [
        (draft.consumer, line.team, line.amount) for draft in drafts for line in draft.lines if line.account == "earned"
    ]
    found = rollup(amounts, made.TREE)
    total = sum(amount for _, _, amount in amounts)
    assert found["company"] == Rolled(0, total, 0)
    assert sum(found[name].exported + found[name].internal for name in ("retail", "media", "platform")) == total


@often
@given(made.histories(most=25, contributions=3))
def test_a_change_split_in_two_changes_nobodys_total(history: tuple[Event, ...]) -> None:
    """Two pull requests instead of one, and everything that happens to one happens to both."""
    both = [event for one in history for event in _both(one)]
    assert earned(keep(both)) == earned(keep(history))


@often
@given(made.histories(most=25, contributions=3))
def test_repositories_packages_and_releases_split_in_two_change_nobodys_total(history: tuple[Event, ...]) -> None:
    """The consumer's service is two, in two repositories; each sees everything in another package and release too."""
    split = [event for one in history for event in _elsewhere(one)]
    assert earned(keep(split)) == earned(keep(history))


def _both(event: Event) -> list[Event]:
    """The event, and the same of the other half of the contribution."""
    of, _ = concerns(event)
    if not of:
        return [event]
    other = {"key": f"{event.key}.b"}
    if isinstance(event, ContributionMerged):
        return [event, replace(event, pull=f"{of}b", **other)]
    other["of"] = f"{of}b"
    if hasattr(event, "closes"):
        other["closes"] = f"{event.closes}.b"
    return [event, replace(event, **other)]


def _elsewhere(event: Event) -> list[Event]:
    if not isinstance(event, Carried | Dropped | SurfaceUsed):
        return [event]
    evidence = replace(event.evidence, package="pkg:npm/acme-client", version="7.0.0", repository="acme/elsewhere")
    return [
        event,
        replace(event, key=f"{event.key}.b", evidence=evidence),
        replace(event, key=f"{event.key}.c", consumer_service=f"{event.consumer_service}-b", evidence=evidence),
    ]


def _state(kept: Kept, books: Books) -> str:
    close = books.closes[-1]
    return state(kept, close.at, close.parameters)


def _stands(kept: Kept, consumer: str, quarter: str) -> bool:
    return (kept.adoption.consumer, kept.settled_in, kept.reversed_in) == (consumer, quarter, None)
