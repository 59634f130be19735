"""What adoptions that wait could bring at most: an upper bound, for pools are shared and caps apply later."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from homebot.core.credit.figures import Waiting
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.subject import Subject
from homebot.core.render.markdown import series


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
    homes: set[str] = field(default_factory=set)
    works: set[tuple[str, str | None]] = field(default_factory=set)


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
    if one.held:
        tally.held += one.count
    elif one.vested:
        tally.vested += one.count
    else:
        tally.pending += one.count
        vests = one.first_adopted + timedelta(days=parameters.vesting_days)
        tally.next_at = vests if tally.next_at is None else min(tally.next_at, vests)
    tally.homes.add(one.home)
    if one.kind == "used":
        tally.used += one.count
        tally.works.add((one.home, one.away))
    else:
        tally.carried += one.count


def _from(consumer: str, tally: _Tally, subject: Subject, parameters: Parameters) -> FromConsumer:
    kinds = [f"{tally.used:,} used" if tally.used else "", f"{tally.carried:,} carried" if tally.carried else ""]
    states = [
        "vested" if tally.vested else "",
        f"from {tally.next_at:%Y-%m-%d}" if tally.next_at else "",
        "held" if tally.held else "",
    ]
    at_most = sum(_at_most(home, tally, consumer, subject, parameters) for home in tally.homes)
    return FromConsumer(consumer, series([*filter(None, kinds)]), at_most, ", ".join(filter(None, states)))


def _at_most(home: str, tally: _Tally, consumer: str, subject: Subject, parameters: Parameters) -> int:
    """From one consumer's use of one home team's services, for those whom the subject stands for. R1: nobody earns by
    their own use. R6: an away team's work is half home's."""
    teams = subject.teams if subject.kind != "service" else frozenset({home, *_aways(home, tally)})
    earners = (teams & {home, *_aways(home, tally)}) - {consumer}
    bound = parameters.carried_pool if home in earners else 0
    works = {away for at, away in tally.works if at == home}
    if not works or not earners:
        return bound
    if earners == {home} and None not in works:
        return bound + (parameters.used_pool + len(works)) // 2
    return bound + (parameters.used_pool if home in earners else (parameters.used_pool + 1) // 2)


def _aways(home: str, tally: _Tally) -> frozenset[str]:
    """The away teams whose work in a home team's services is used."""
    return frozenset(away for at, away in tally.works if at == home and away is not None)
