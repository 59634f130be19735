"""How long an away team answers for its work: so many days from production, longer while a claim is open, and at most
twice as long in all (SPEC 9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from homebot.core.directory import Directory
from homebot.core.register.entries import Entry
from homebot.core.register.further import further
from homebot.core.register.record import Record

PROMISED = "warranty-days"
"""The fact that says for how many days the away team agreed to stand by its work."""
TO_REOPEN = timedelta(days=1)
"""So long after the issue of its last claim was closed, by whomever, the home team can open that again."""
DAYS = 30
"""Where the catalogue does not know the service any more."""


@dataclass(frozen=True, slots=True)
class Clock:
    """When a warranty began, when it `ends` unless a claim is open then, and when at the `latest`."""

    began: datetime
    ends: datetime
    latest: datetime


def clock(agreement: Record) -> Clock | None:
    """The clock as it was set when the warranty began, whatever the catalogue says since; `None` before that."""
    begun = agreement.last("warranty-began")
    if begun is None or begun.due is None:
        return None
    began = min(_live_at(agreement) or begun.at, begun.due)
    return Clock(began, begun.due, begun.due + (begun.due - began))


def runs(agreement: Record, now: datetime) -> bool:
    """Whether claims can still be made."""
    return agreement.state == "warranty" and agreement.due is not None and now < agreement.due


def open_claims(agreement: Record, known: Iterable[Record]) -> tuple[Record, ...]:
    """Those of the known decisions that keep the warranty open."""
    return tuple(one for one in known if one.kind == "claim" and one.scope.of == agreement.number and not one.final)


def began(agreement: Record, now: datetime, directory: Directory) -> Entry:
    """What begins the warranty of work that is live, for as long as was agreed."""
    until = (_live_at(agreement) or now) + timedelta(days=_days(agreement, directory))
    return further(
        agreement, "warranty-began", now, directory, due=until, said=(("warranty-until", until.isoformat()),)
    )


def _days(agreement: Record, directory: Directory) -> int:
    """As agreed: a home team that makes it longer meanwhile does so for others. Where that was not kept, as today."""
    promised = agreement.fact(PROMISED)
    if promised.isdecimal():
        return int(promised)
    service = directory.services.get(agreement.scope.service)
    return service.warranty_days if service is not None else DAYS


def settled(
    agreement: Record,
    claim: Record,
    key: str,
    now: datetime,
    known: Iterable[Record],
    grace: timedelta = timedelta(),
) -> Entry | None:
    """What the end of a claim means for the warranty, where it went on for that claim alone: time looks at it now, or
    after a `grace`, which does not make it longer than it can be."""
    others = [one for one in open_claims(agreement, known) if one.number != claim.number]
    times = clock(agreement)
    if agreement.state != "warranty" or others or times is None or now < times.ends:
        return None
    return Entry(
        key, agreement.number, "agreement", "claims-settled", now, due=max(now, min(now + grace, times.latest))
    )


def _live_at(agreement: Record) -> datetime | None:
    try:
        found = datetime.fromisoformat(agreement.fact("live-at"))
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
