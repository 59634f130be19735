"""Adoptions and where they stand: the events of one contribution and one consumer, folded.

Source: SPEC 10. `carried` lasts while any service of the consumer carries it. `used` is *observed* while it is carried
and a line of code was seen to use it, and *attested* from the second person's word on; it lasts while one of the two
does, and the stronger one counts. Where it ended and began again, the last stretch counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from homebot.core.credit.events import (
    Attested,
    BatchConfirmed,
    Carried,
    ContributionMerged,
    ContributionVoided,
    DisputeClosed,
    Disputed,
    Dropped,
    Event,
    Part,
    Seconded,
    SurfaceGone,
    SurfaceUsed,
    Withdrawn,
)
from homebot.core.credit.settle import Level, PostingKind
from homebot.core.credit.undone import undoes

KINDS: tuple[PostingKind, ...] = ("carried", "used")
State = Literal["candidate", "pending", "vested", "realised", "void", "reversed"]


@dataclass(frozen=True, slots=True)
class Adoption:
    """The team `consumer` adopted the part of the contribution `of` in `service`: carries it, or uses it.

    `home` and `away` are those of the merge, but that an away team that has another name by now is the consumer where
    it uses what it made. `adopted_at` is when the evidence was complete, `event` the key of the
    event that made it so and `consumer_service` the service it was seen in, empty where people attest it. `undone_at`
    is when that ended. `held` says why it cannot vest now: a dispute, a question, a batch that nobody confirmed; empty
    when nothing holds it.
    """

    consumer: str
    of: str
    service: str
    kind: PostingKind
    level: Level
    home: str
    away: str | None
    consumer_service: str
    adopted_at: datetime
    event: str
    undone_at: datetime | None = None
    undone_because: str = ""
    held: str = ""

    @property
    def name(self) -> str:
        """Names it among the consumer's: `used ledgerd acme/ledgerd#12`."""
        return f"{self.kind} {self.service} {self.of}"


@dataclass(frozen=True, slots=True)
class Kept:
    """An adoption as it is kept: in which quarter it was settled, and in which that was taken back; `None`: in none."""

    adoption: Adoption
    settled_in: str | None = None
    reversed_in: str | None = None


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of time in which something held, and the event that made it so; `until` is `None` while it lasts."""

    since: datetime
    level: Level
    event: str
    service: str
    until: datetime | None = None
    because: str = ""


def fold(merged: ContributionMerged, consumer: str, events: Iterable[Event]) -> tuple[Adoption, ...]:
    """All adoptions of one contribution by one team, by service and kind, the undone ones too.

    `events` are those about this consumer and those about the whole contribution, in any order, repeated or not. A home
    team does not adopt its own service: there is none.
    """
    known = _in_order(events)
    found: list[Adoption] = []
    for part in merged.parts:
        if part.home_team == consumer:
            continue
        mine = [event for event in known if getattr(event, "service", part.service) == part.service]
        spans = [(kind, _last_span(mine, kind)) for kind in KINDS]
        found += (_adoption(merged, part, consumer, kind, span, known) for kind, span in spans if span is not None)
    return tuple(found)


def in_its_place(event: Event, newest: datetime | None) -> Event:
    """The event as it is written down: what ends an adoption, and what a person says of one, comes after what is known
    of that consumer and contribution (`newest`), though a clock was set back since."""
    if newest is None or newest < event.at or not isinstance(event, Dropped | Attested | Seconded | Withdrawn):
        return event
    return replace(event, at=newest + timedelta(microseconds=1))


def _in_order(events: Iterable[Event]) -> list[Event]:
    """Each once, by time; what ends something comes before what begins it again at the same moment."""
    once = {event.key: event for event in events if not isinstance(event, ContributionMerged)}
    return sorted(once.values(), key=lambda event: (event.at, not isinstance(event, Dropped), event.key))


@dataclass(slots=True)
class _Standing:
    """What holds of one part and one consumer after the events so far."""

    carrying: set[str] = field(default_factory=set)
    carried: Carried | None = None
    """The event that began it."""
    seen: SurfaceUsed | None = None
    attested: Attested | None = None
    seconded: Seconded | None = None
    because: str = ""

    def take(self, event: Event) -> None:
        """One more event."""
        if isinstance(event, Carried):
            self.carried = event if not self.carrying else self.carried
            self.carrying.add(event.consumer_service)
        elif isinstance(event, Dropped):
            self.carrying.discard(event.consumer_service)
            self.because = event.because
        elif isinstance(event, Withdrawn):
            self.seen = self.attested = self.seconded = None
            self.because = f"withdrawn: {event.because}"
        else:
            self._hear(event)

    def _hear(self, event: Event) -> None:
        """The first word on each side counts."""
        if isinstance(event, SurfaceUsed) and self.seen is None:
            self.seen = event
        elif isinstance(event, Attested) and self.attested is None:
            self.attested = event
        elif isinstance(event, Seconded) and self.attested is not None and self.seconded is None:
            self.seconded = event

    def stands(self, kind: PostingKind) -> tuple[Level, str, str] | None:
        """The strongest level that holds, the event it rests on, and the service it was seen in."""
        carried = self.carried if self.carrying else None
        if kind == "carried":
            return ("carried", carried.key, carried.consumer_service) if carried else None
        if carried and self.seen:
            return "observed", self.seen.key, self.seen.consumer_service
        return ("attested", self.seconded.key, "") if self.seconded else None


def _last_span(events: Sequence[Event], kind: PostingKind) -> _Span | None:
    """The last stretch in which it held."""
    standing, span = _Standing(), None
    for event in events:
        standing.take(event)
        holds = standing.stands(kind)
        if holds is not None and (span is None or span.until is not None):
            span = _Span(event.at, *holds)
        elif holds is not None and span is not None:
            span = replace(span, level=holds[0], event=holds[1], service=holds[2])
        elif span is not None and span.until is None:
            span = replace(span, until=event.at, because=standing.because)
    return span


def _adoption(
    merged: ContributionMerged, part: Part, consumer: str, kind: PostingKind, span: _Span, events: Sequence[Event]
) -> Adoption:
    """The span as an adoption: it ends at the latest when that part of the contribution is undone."""
    until, because = span.until, span.because
    voids = (event for event in events if isinstance(event, ContributionVoided))
    void = next((event for event in voids if undoes(event, merged, part.service)), None)
    if void is not None and (until is None or void.at < until):
        until, because = void.at, f"undone by {void.by}: {void.because}" if void.by else f"undone: {void.because}"
    return Adoption(
        consumer=consumer,
        of=merged.pull,
        service=part.service,
        kind=kind,
        level=span.level,
        home=part.home_team,
        away=consumer if _is_own(part, events) else part.away_team,
        consumer_service=span.service,
        adopted_at=span.since,
        event=span.event,
        undone_at=until,
        undone_because=because,
        held="; ".join(filter(None, _holds(merged, part.service, kind, events))),
    )


def _is_own(part: Part, events: Sequence[Event]) -> bool:
    """Whether the consumer is the away team under another name: R1 leaves its share out."""
    return any(isinstance(event, SurfaceUsed) and event.own and event.service == part.service for event in events)


def _holds(merged: ContributionMerged, service: str, kind: PostingKind, events: Sequence[Event]) -> Iterator[str]:
    """What keeps it from vesting now."""
    closed = {event.closes for event in events if isinstance(event, DisputeClosed)}
    yield from (_hold(event, service, kind) for event in events if event.key not in closed)
    if merged.batch and not _is_confirmed(merged.batch, events):
        yield f"found in the history by backfill {merged.batch}, which nobody has confirmed"


def _hold(event: Event, service: str, kind: PostingKind) -> str:
    """Why an event that nobody has closed holds it; empty where it does not."""
    if isinstance(event, Disputed):
        return f"disputed by {event.by_team} since {event.at:%Y-%m-%d}"
    if isinstance(event, SurfaceGone) and (kind, service) == ("used", event.service):
        return f"its surface is gone from the code since {event.at:%Y-%m-%d}, and nobody has said what that means"
    return ""


def _is_confirmed(batch: str, events: Sequence[Event]) -> bool:
    return any(isinstance(event, BatchConfirmed) and event.batch == batch for event in events)
