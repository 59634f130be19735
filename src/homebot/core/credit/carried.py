"""Who carries what (SPEC 10, *carried*): from what consumer services name in their manifests now, and the first release
of each contribution's part, the facts that are not in the ledger yet.

- A service carries a part when one of its direct runtime dependencies resolves a package at or above the part's first
  release in it. Where only a requirement is there, the lowest version it admits is what counts.
- A version that cannot be compared says nothing: nothing begins and nothing ends by it.
- A package that two services provide is in conflict: nothing begins and nothing ends by it either.
- A service does not carry its own parts, and a home team adopts nothing of its own. What is not eligible today may be
  when it is looked at again.
- What ends is said for the team that adopted, also where the service has another owner by now.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from homebot.core.credit.events import Carried, Dropped, Evidence

_MOMENT = timedelta(microseconds=1)
AtLeast = Callable[[str, str, str], bool | None]
"""Whether a package's version is that release or a later one; `None` where it cannot be told."""


@dataclass(frozen=True, slots=True)
class Named:
    """A consumer service's direct runtime dependency on a package, and where it stands. `version` is what is resolved,
    else the lowest that is admitted, else empty."""

    package: str
    version: str
    repository: str
    commit: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class PartRelease:
    """The first release of a part in a package; `home` is the home team of the merge. An empty `version` is held by
    every one."""

    of: str
    service: str
    package: str
    version: str
    home: str


@dataclass(frozen=True, slots=True)
class Holding:
    """The newest word on one part and the consumer service: whether it carries it, since when and for which team, and
    how often that has begun."""

    of: str
    service: str
    consumer: str
    package: str
    at: datetime
    open: bool
    times: int


@dataclass(frozen=True, slots=True)
class Consumer:
    """A consumer service on a day: its team then, what it names, and where its repository stood (`commit`)."""

    service: str
    team: str
    named: tuple[Named, ...]
    repository: str
    commit: str


Refused = Callable[[str, str], str]
"""Why the consumer cannot adopt from (home service, home team) that day; empty where it can."""

_State = Literal["carries", "lacks", "unknown"]


def changes(
    consumer: Consumer,
    releases: Iterable[PartRelease],
    known: Mapping[tuple[str, str], Holding],
    in_conflict: Collection[str],
    refused: Refused,
    at_least: AtLeast,
    at: datetime,
) -> tuple[Carried | Dropped, ...]:
    """The facts to append, by contribution and service. `known` is by (contribution, service). Asked again after they
    were appended, it gives none."""
    parts: dict[tuple[str, str], list[PartRelease]] = {}
    for release in releases:
        parts.setdefault((release.of, release.service), []).append(release)
    named: dict[str, list[Named]] = {}
    for one in consumer.named:
        named.setdefault(one.package, []).append(one)
    found: list[Carried | Dropped] = []
    for (of, service), several in sorted(parts.items()):
        holding = known.get((of, service))
        state, seen = _state(several, named, in_conflict, at_least)
        if holding is not None and holding.open:
            found += [_dropped(consumer, holding, several, seen, at)] if state == "lacks" else []
        elif state == "carries" and seen is not None and _may(consumer, service, several[0].home, refused):
            found.append(_carried(consumer, of, service, holding, seen, at))
    return tuple(found)


def _may(consumer: Consumer, service: str, home: str, refused: Refused) -> bool:
    return consumer.service != service and consumer.team != home and not refused(service, home)


def _state(
    releases: Iterable[PartRelease],
    named: Mapping[str, list[Named]],
    in_conflict: Collection[str],
    at_least: AtLeast,
) -> tuple[_State, Named | None]:
    """Whether one of the packages is resolved at or above the part's release in it, and the line that says so; of a
    part that is lacking, the line that names it still."""
    state: _State = "lacks"
    line: Named | None = None
    for release in releases:
        if release.package in in_conflict:
            state = "unknown"
            continue
        for one in named.get(release.package, ()):
            holds = at_least(one.package, one.version, release.version)
            if holds:
                return "carries", one
            line = one
            state = "unknown" if holds is None else state
    return state, line


def _carried(consumer: Consumer, of: str, service: str, before: Holding | None, seen: Named, at: datetime) -> Carried:
    times = before.times if before is not None else 0
    return Carried(
        key=f"carried:{of}:{service}:{consumer.service}:{times + 1}",
        of=of,
        service=service,
        consumer=consumer.team,
        consumer_service=consumer.service,
        at=_not_before(at, before),
        evidence=_evidence(seen),
    )


def _dropped(
    consumer: Consumer, holding: Holding, releases: list[PartRelease], seen: Named | None, at: datetime
) -> Dropped:
    if seen is None:
        because = f"{consumer.service} names {holding.package} no more"
        evidence = Evidence(consumer.repository, consumer.commit, package=holding.package)
    else:
        release = next(one for one in releases if one.package == seen.package)
        because = f"{consumer.service} resolves {seen.package} {seen.version}, below {release.version}"
        evidence = _evidence(seen)
    return Dropped(
        key=f"dropped:{holding.of}:{holding.service}:{consumer.service}:{holding.times}",
        of=holding.of,
        service=holding.service,
        consumer=holding.consumer,
        consumer_service=consumer.service,
        at=_not_before(at, holding),
        because=because,
        evidence=evidence,
    )


def _evidence(seen: Named) -> Evidence:
    return Evidence(seen.repository, seen.commit, seen.path, seen.line, seen.package, seen.version)


def _not_before(at: datetime, before: Holding | None) -> datetime:
    """Clocks may go backwards; what follows comes after what it follows."""
    return at if before is None else max(at, before.at + _MOMENT)
