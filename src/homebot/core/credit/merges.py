"""A merge becomes a contribution: who worked on whose service that day, and who stands to benefit."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from homebot.core.credit.events import Beneficiary, ContributionMerged, Part
from homebot.core.debt.merge import net, touched, unread
from homebot.core.decision import Recognition, ServiceStanding
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.found import Surfaces
from homebot.core.purl import pypi

MAX_SURFACE = 10
MAX_CONSUMERS = 200
METHODS = frozenset({"CONNECT", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "TRACE"})
"""Of HTTP: before a path they are no identifiers of their own."""

_SURFACE = re.compile(r"^Surface:[ \t]*(.+)$", re.IGNORECASE | re.MULTILINE)
_IDENTIFIER = re.compile(r"(?=.*[^\W\d_])(?:[^\W\d]|[./-])[\w.:/{}-]{3,99}")


def contribution(
    snapshot: Snapshot,
    recognition: Recognition,
    directory: Directory,
    found: Iterable[Beneficiary] = (),
    agreed: Sequence[str] = (),
) -> ContributionMerged | None:
    """The contribution of a merged pull request, or `None` where it is none: not merged, not to the default branch,
    or no service touched. `found` are consumers known from manifests; declared ones are added from the catalogue.
    `agreed` are identifiers that its agreements promise."""
    said = snapshot.conversation
    if said.state != "merged" or said.merged_at is None or said.base_ref != said.default_branch:
        return None
    if not recognition.standings:
        return None
    parts = tuple(_part(standing, snapshot, recognition) for standing in recognition.standings)
    words = tuple(dict.fromkeys((*surface(said.body), *agreed)))[:MAX_SURFACE]
    seen = snapshot.change.surfaces or Surfaces()
    unproven = seen.unproven if snapshot.change.unreadable is None else words
    return ContributionMerged(
        key=f"merged:{said.pull}",
        pull=str(said.pull),
        title=said.title[:256],
        result=recognition.result,
        parts=parts,
        merged_at=said.merged_at,
        merge_oid=said.merge_oid,
        head_oid=said.head_oid,
        surface=tuple(word for word in words if word not in unproven),
        complexity_delta=_complexity_delta(snapshot, parts),
        consumers=_consumers(parts, directory, said.merged_at.date(), found),
        configuration=directory.digest,
        old_surface=seen.old,
        unproven_surface=unproven,
    )


def surface(description: str) -> tuple[str, ...]:
    """The identifiers a `Surface:` line names, by commas or spaces, in order: at most ten, of at least 4 characters."""
    words = (
        word.strip("`").rstrip(".;:")
        for line in _SURFACE.finditer(description.replace("\r\n", "\n"))
        for word in re.split(r"[\s,]+", line[1])
    )
    found = dict.fromkeys(word for word in words if _IDENTIFIER.fullmatch(word) and word not in METHODS)
    return tuple(found)[:MAX_SURFACE]


def declared_consumers(service: str, directory: Directory, day: date) -> tuple[Beneficiary, ...]:
    """Services that say in `consumes` that they use this one."""
    return tuple(
        Beneficiary(
            service=consumer.name,
            team=directory.owner_on(consumer, day),
            of=service,
            how="declared",
            evidence=f"consumes: {service}" + (f" ({consumer.place})" if consumer.place else ""),
        )
        for consumer in directory.consumers_of(service)
    )


def manifest_consumers(
    consumer: str, path: str, packages: frozenset[str], services: Iterable[str], directory: Directory, day: date
) -> tuple[Beneficiary, ...]:
    """The `services` whose provided packages the manifest at `path` of the service `consumer` names."""
    using = directory.services[consumer]
    return tuple(
        Beneficiary(
            consumer, directory.owner_on(using, day), service, "manifest", f"{using.repository}:{path} names {package}"
        )
        for service in services
        for package in sorted(packages & {_normal(name) for name in directory.services[service].provides})
    )


def _normal(package: str) -> str:
    kind, _, name = package.rpartition("/")
    return pypi(name) if kind == "pkg:pypi" else package


def _consumers(
    parts: tuple[Part, ...], directory: Directory, day: date, found: Iterable[Beneficiary]
) -> tuple[Beneficiary, ...]:
    """One line per consumer, service and kind of evidence. A team's use of its own service is left out: it earns
    nothing (SPEC 10, R1)."""
    homes = {part.service: part.home_team for part in parts}
    declared = (consumer for part in parts for consumer in declared_consumers(part.service, directory, day))
    known: dict[tuple[str, str, str], Beneficiary] = {}
    for consumer in (*declared, *found):
        if consumer.of in homes and consumer.team != homes[consumer.of]:
            known.setdefault((consumer.service, consumer.of, consumer.how), consumer)
    return tuple(known[key] for key in sorted(known)[:MAX_CONSUMERS])


def _part(standing: ServiceStanding, snapshot: Snapshot, recognition: Recognition) -> Part:
    away_team = None if standing.home else recognition.away_team
    part = Part(standing.service, standing.team, away_team, standing.home)
    if standing.home or snapshot.change.unreadable is not None:
        return part
    sides = touched(snapshot.change, standing.paths)
    return replace(part, complexity=net(sides), unread=unread(snapshot.change, standing.paths))


def _complexity_delta(snapshot: Snapshot, parts: Iterable[Part]) -> int | None:
    if snapshot.change.unreadable is not None:
        return None
    return sum(part.complexity or 0 for part in parts)
