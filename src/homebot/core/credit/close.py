"""The closing of a quarter for one consumer: what its vested adoptions settle to, and what is taken back (SPEC 10).

Pure: from the consumer's adoptions as they are kept and from what is posted. The drafts name the adoptions they settle
or take back (`Adoption.name`), so whoever writes them down can mark those.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from homebot.core.credit.adoptions import Kept
from homebot.core.credit.clock import is_to_be_reversed, vests_in
from homebot.core.credit.entries import Draft, Line
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.settle import Posting, PostingKind, Use, settle
from homebot.core.wording import printable

SETTLED = "settled"
"""The fact of a reversal that names the quarter it settles anew."""
MOST_REASONS = 10
_KINDS: tuple[PostingKind, ...] = ("carried", "used")

Balance = Mapping[tuple[str, str, PostingKind], int]
"""What is posted of one consumer and one settled quarter: milli-credits earned by (home, earner, kind)."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The quarter that is closed at a moment. `parameters` are those of this quarter and of all closed before it."""

    quarter: str
    at: datetime
    parameters: Mapping[str, Parameters]


def settlements(closing: Closing, kept: Iterable[Kept]) -> Iterator[Draft]:
    """What a consumer's adoptions settle to, an entry for each home team by name. Those that do not settle are passed
    over."""
    mine = sorted((one for one in kept if settles(one, closing)), key=lambda one: one.adoption.name)
    if not mine:
        return
    consumer, quarter = mine[0].adoption.consumer, closing.quarter
    postings = settle(map(_use, mine), closing.parameters[quarter])
    for home in sorted({one.adoption.home for one in mine}):
        yield Draft(
            key=f"{quarter}:{consumer}:{home}",
            kind="settlement",
            quarter=quarter,
            at=closing.at,
            lines=tuple(_lines(consumer, [_earned(posting) for posting in postings if posting.home == home])),
            consumer=consumer,
            home=home,
            adoptions=tuple(one.adoption.name for one in mine if one.adoption.home == home),
        )


def reversals(closing: Closing, settled: str, kept: Iterable[Kept], posted: Balance) -> Iterator[Draft]:
    """What is taken back of what a consumer's adoptions came to in a quarter `settled` before: what those that still
    stand come to, less what is posted so far, an entry for each home team by name.

    `kept` are all adoptions of the consumer that were settled in that quarter; those taken back before are passed over.
    A home team of which an adoption is taken back gets an entry even where others leave its figures as they are.
    """
    mine = sorted((one for one in kept if _counts_in(one, settled)), key=lambda one: one.adoption.name)
    back = [one for one in mine if is_taken_back(one, closing)]
    if not back:
        return
    standing = [one for one in mine if not is_taken_back(one, closing)]
    due = _balance_of(settle(map(_use, standing), closing.parameters[settled]))
    for home in sorted(_homes(due, posted) | {one.adoption.home for one in back}):
        yield _reversal(closing, settled, home, back, _differences(home, settled, due, posted))


def _homes(due: Balance, posted: Balance) -> set[str]:
    """The home teams of which something changes."""
    return {key[0] for key in {*due, *posted} if due.get(key, 0) != posted.get(key, 0)}


def _reversal(closing: Closing, settled: str, home: str, back: Sequence[Kept], earned: Sequence[Line]) -> Draft:
    """An entry that takes back those of one home team, with what everybody earns more or less for it."""
    consumer = back[0].adoption.consumer
    mine = [one for one in back if one.adoption.home == home]
    return Draft(
        key=f"reversal:{closing.quarter}:{consumer}:{settled}:{home}",
        kind="reversal",
        quarter=closing.quarter,
        at=closing.at,
        lines=tuple(_lines(consumer, earned)),
        consumer=consumer,
        home=home,
        because=_because(mine or back),
        adoptions=tuple(one.adoption.name for one in mine),
        facts=((SETTLED, settled),),
    )


def settles(kept: Kept, closing: Closing) -> bool:
    """Whether an adoption settles in the quarter: it has vested by its end, stands, is not held, and was never settled.
    What vested in an earlier quarter, and was held or came to light too late, settles in this one."""
    adoption = kept.adoption
    if kept.settled_in is not None or adoption.undone_at is not None or adoption.held:
        return False
    return vests_in(adoption, closing.quarter, closing.parameters[closing.quarter])


def is_taken_back(kept: Kept, closing: Closing) -> bool:
    """Whether an adoption that was settled is taken back now, by the parameters of the quarter it was settled in."""
    return kept.settled_in is not None and is_to_be_reversed(kept, closing.parameters[kept.settled_in])


def balance(drafts: Iterable[Draft]) -> Balance:
    """What settlements and reversals of one consumer and one settled quarter come to."""
    found: Counter[tuple[str, str, PostingKind]] = Counter()
    for draft in drafts:
        for line in draft.lines:
            if line.account == "earned":
                found[draft.home, line.team, line.kind] += line.amount
    return found


def settled_quarter(draft: Draft) -> str:
    """The quarter whose adoptions a settlement or a reversal is about."""
    return dict(draft.facts).get(SETTLED, draft.quarter)


def _counts_in(kept: Kept, settled: str) -> bool:
    return kept.settled_in == settled and kept.reversed_in is None


def _use(kept: Kept) -> Use:
    adoption = kept.adoption
    return Use(adoption.consumer, adoption.service, adoption.home, adoption.of, adoption.away, adoption.level)


def _earned(posting: Posting) -> Line:
    return Line("earned", posting.earner, posting.amount, posting.kind, posting.rule)


def _balance_of(postings: Iterable[Posting]) -> Balance:
    found: Counter[tuple[str, str, PostingKind]] = Counter()
    for posting in postings:
        found[posting.home, posting.earner, posting.kind] += posting.amount
    return found


def _differences(home: str, settled: str, due: Balance, posted: Balance) -> list[Line]:
    found: list[Line] = []
    for key in sorted({*due, *posted}):
        new, old = due.get(key, 0), posted.get(key, 0)
        if key[0] == home and new != old:
            rule = f"{settled} settled anew: {new} and not {old}"
            found.append(Line("earned", key[1], new - old, key[2], rule))
    return found


def _lines(consumer: str, earned: Sequence[Line]) -> Iterator[Line]:
    """The lines of an entry: by kind, what the consumer mints, then who earns it. They sum to zero."""
    for kind in _KINDS:
        mine = [line for line in earned if line.kind == kind]
        total = sum(line.amount for line in mine)
        if total:
            yield Line("minted", consumer, -total, kind, f"the sum of what is {kind}")
        yield from mine


def _because(back: Sequence[Kept]) -> str:
    """Why it is taken back, for the first of the adoptions, and how many more there are."""
    reasons = [f"{one.adoption.name}: {printable(one.adoption.undone_because, 200)}" for one in back[:MOST_REASONS]]
    more = len(back) - len(reasons)
    return "; ".join(reasons) + (f"; and {more} more" if more else "")
