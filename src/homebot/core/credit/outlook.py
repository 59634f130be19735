"""What adoptions that wait could bring at most: an upper bound, for pools are shared and caps apply later.

A pool is paid once for each quarter in which something of it settles: adoptions that vest in two quarters may bring it
twice. What is held is taken as released together, in a quarter of its own.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from homebot.core.credit.figures import Waiting
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.quarters import after, quarter_of
from homebot.core.credit.subject import Subject
from homebot.core.render.markdown import series

_MOMENT = timedelta(microseconds=1)
"""What vests with a quarter's end settles in that quarter."""


@dataclass(frozen=True, slots=True)
class FromConsumer:
    """What one consumer's waiting adoptions could bring."""

    consumer: str
    what: str
    at_most: int
    when: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """Adoptions that wait, by what holds them back; `next_at` is when the next of the pending ones vests."""

    at_most: int
    vested: int
    pending: int
    held: int
    next_at: datetime | None
    by_consumer: tuple[FromConsumer, ...]

    @property
    def count(self) -> int:
        return self.vested + self.pending + self.held


@dataclass(slots=True)
class _Tally:
    """Of one consumer: how many adoptions wait for what, and by what work the bounds come about."""

    vested: int = 0
    pending: int = 0
    held: int = 0
    used: int = 0
    carried: int = 0
    next_at: datetime | None = None
    works: dict[tuple[str, str], set[str | None]] = field(default_factory=dict)
    """Whose work is used, by home team and the quarter in which that settles; nobody's where it is only carried."""


def outlook(subject: Subject, waiting: Iterable[Waiting], parameters: Parameters) -> Outlook:
    """The bounds for a subject. Of a service it is that of all who work on it."""
    tallies: dict[str, _Tally] = {}
    for one in waiting:
        _take(tallies.setdefault(one.consumer, _Tally()), one, parameters)
    found = tuple(_from(consumer, tallies[consumer], subject, parameters) for consumer in sorted(tallies))
    known: Sequence[_Tally] = list(tallies.values())
    return Outlook(
        at_most=sum(one.at_most for one in found),
        vested=sum(one.vested for one in known),
        pending=sum(one.pending for one in known),
        held=sum(one.held for one in known),
        next_at=min((one.next_at for one in known if one.next_at is not None), default=None),
        by_consumer=found,
    )


def _take(tally: _Tally, one: Waiting, parameters: Parameters) -> None:
    """Counts adoptions that are alike."""
    for quarter in _quarters(one, parameters):
        works = tally.works.setdefault((one.home, quarter), set())
        works |= {one.away} if one.kind == "used" else set()
    if one.held:
        tally.held += one.count
    elif one.vested:
        tally.vested += one.count
    else:
        tally.pending += one.count
        vests = one.first_adopted + timedelta(days=parameters.vesting_days)
        tally.next_at = vests if tally.next_at is None else min(tally.next_at, vests)
    if one.kind == "used":
        tally.used += one.count
    else:
        tally.carried += one.count


def _quarters(one: Waiting, parameters: Parameters) -> Iterator[str]:
    """The quarters in which they may settle: those in which they vest."""
    if one.held:
        yield "held"
        return
    first, last = (
        quarter_of(at + timedelta(days=parameters.vesting_days) - _MOMENT)
        for at in (one.first_adopted, one.last_adopted)
    )
    while first <= last:
        yield first
        first = after(first)


def _from(consumer: str, tally: _Tally, subject: Subject, parameters: Parameters) -> FromConsumer:
    kinds = [f"{tally.used:,} used" if tally.used else "", f"{tally.carried:,} carried" if tally.carried else ""]
    states = [
        "vested" if tally.vested else "",
        f"from {tally.next_at:%Y-%m-%d}" if tally.next_at else "",
        "held" if tally.held else "",
    ]
    at_most = sum(_at_most(home, works, consumer, subject, parameters) for (home, _), works in tally.works.items())
    return FromConsumer(consumer, series([*filter(None, kinds)]), at_most, ", ".join(filter(None, states)))


def _at_most(home: str, works: Collection[str | None], consumer: str, subject: Subject, parameters: Parameters) -> int:
    """From one consumer's use of one home team's services in one quarter, for those whom the subject stands for. R1:
    nobody earns by their own use. R6: an away team's work is half home's."""
    workers = {home, *(away for away in works if away is not None)}
    earners = (subject.teams & workers if subject.kind != "service" else workers) - {consumer}
    bound = parameters.carried_pool if home in earners else 0
    if not works or not earners:
        return bound
    if earners == {home} and None not in works:
        return bound + (parameters.used_pool + len(works)) // 2
    return bound + (parameters.used_pool if home in earners else (parameters.used_pool + 1) // 2)
