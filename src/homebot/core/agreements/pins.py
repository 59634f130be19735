"""The goalposts of an agreement do not move: the standards of the day it was made hold for 90 days, floors excepted."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from homebot.core.agreements.kept_settings import decode, encode, unreadable
from homebot.core.agreements.linked import binding
from homebot.core.decision import Recognition, ServiceStanding
from homebot.core.directory import Directory, Service, StandardSetting
from homebot.core.facts import Snapshot
from homebot.core.register.record import Record
from homebot.core.register.table import UNDERWAY

PINNED = timedelta(days=90)


def pinned(directory: Directory, service: Service) -> str:
    """The settings that a service is held to today, as text."""
    return encode(directory.profiles.get(service.profile, ()))


def pinned_until(agreement: Record) -> datetime | None:
    """Until when its settings hold."""
    said = agreement.fact("pinned-until")
    return datetime.fromisoformat(said) if said else None


def settings_of(
    snapshot: Snapshot, directory: Directory, recognition: Recognition, standing: ServiceStanding
) -> tuple[StandardSetting, ...]:
    """The standards a service's part of a change is held to."""
    today = directory.profiles.get(standing.profile, ())
    agreement = pinning(snapshot, recognition, standing.service)
    if agreement is None:
        return today
    kept = agreement.fact("pinned")
    return with_floors(decode(kept), today, unreadable(kept))


def pinning(snapshot: Snapshot, recognition: Recognition, service: str) -> Record | None:
    """The agreement whose standards hold for a service's part of the change: of several the one made first. What was
    merged stays judged by the day of its merge."""
    day = snapshot.conversation.merged_at or snapshot.at
    found = (one for one in binding(snapshot, recognition) if one.scope.service == service)
    return next((one for one in found if _holds(one, day)), None)


def with_floors(
    kept: Sequence[StandardSetting], today: Sequence[StandardSetting], unread: Collection[str] = ()
) -> tuple[StandardSetting, ...]:
    """The settings that were kept, but every floor as it is today: one that came since counts, and what was a floor
    and is none any more is held to as today. So are standards whose settings were kept and cannot be read."""
    stands, as_today = _of(kept, floors=False), {*_of(kept, floors=True), *unread}
    holds = stands | {one.standard: one for one in today if one.standard in as_today} | _of(today, floors=True)
    order = dict.fromkeys((*(one.standard for one in today), *stands))
    return tuple(holds[name] for name in order if name in holds)


def _of(settings: Iterable[StandardSetting], floors: bool) -> dict[str, StandardSetting]:
    """The floors, or the others, by name."""
    return {one.standard: one for one in settings if (one.strength == "floor") is floors}


def kept_of(agreements: Iterable[Record], now: datetime) -> tuple[StandardSetting, ...]:
    """All settings that are pinned by some of these agreements: what facts they ask for is asked for, too."""
    pinning = (one for one in agreements if one.kind == "agreement" and one.state in UNDERWAY and _holds(one, now))
    found = (setting for one in pinning for setting in decode(one.fact("pinned")) if setting.strength != "floor")
    return tuple(found)


def _holds(agreement: Record, day: datetime) -> bool:
    until = pinned_until(agreement)
    return until is not None and day < until
