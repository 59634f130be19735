"""Which words of other teams' surfaces a merge adds to the code of its services: looked for where a service carries, or
names, a package of theirs. What that comes to is decided by `core.credit.observed`."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
import structlog

from homebot.adapters.analysis.words.words import Places, added_words, deadline_from_now
from homebot.adapters.git.added import Additions, read_additions
from homebot.adapters.git.mirror import Mirror
from homebot.app import ledgering
from homebot.app.consumers import why_ineligible
from homebot.app.outside import Outside
from homebot.core.credit.events import SurfaceUsed
from homebot.core.credit.observed import observed, used_key
from homebot.core.decision import Recognition
from homebot.core.directory import Directory, Service
from homebot.core.facts import Change, FileChange, Snapshot
from homebot.core.found import SurfaceFound
from homebot.core.manifests import format_of
from homebot.store import json, surfaces, waiting_uses
from homebot.store.surfaces import SurfacePart

MOST_PARTS = 200
"""Parts of contributions whose words are looked for in one service of a merge, the newest first."""
MOST_ADDED_BYTES = 16 * 2**20
"""Of the lines that a change adds and takes away."""
MOST_MANIFEST_BYTES = 1 << 20
MOST_MANIFESTS = 50
MOST_WAITING = 200
"""Uses that are judged again at one merge."""

_NAME = re.compile(rb"[A-Za-z0-9@][A-Za-z0-9._-]{1,200}")
_SEPARATORS = re.compile(r"[-_.]+")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Consumer:
    """A service of the merged repository, its team that day, and the files of the change that are its own."""

    service: Service
    team: str
    files: tuple[FileChange, ...]


def read_uses(
    outside: Outside, mirror: Mirror, change: Change, consumers: Sequence[Consumer], directory: Directory, at: datetime
) -> tuple[tuple[SurfaceFound, ...], str]:
    """The first place of each part that is used, by consumer service; and why not all could be looked for."""
    providers = _providers(directory)
    names = {one.service.name: _named(mirror, one.files) for one in consumers}
    with outside.engine.connect() as connection:
        wanted = [(one, _parts(connection, one, providers, names[one.service.name], at)) for one in consumers]

    @cache
    def additions() -> Additions:
        assert change.merge_base is not None
        return read_additions(mirror, change.merge_base, change.head, change.files, MOST_ADDED_BYTES)

    deadline = deadline_from_now()
    found: list[SurfaceFound] = []
    cuts: list[str] = []
    for consumer, parts in wanted:
        if len(parts) > MOST_PARTS:
            cuts.append(f"of {consumer.service.name} only the newest {MOST_PARTS} surfaces were looked for")
        if parts:
            places = _places(outside, mirror, consumer, parts[:MOST_PARTS], additions, deadline)
            cuts += (f"{error.path} could not be read: {error.reason}" for error in places.errors)
            found += _found(consumer, parts[:MOST_PARTS], places)
    return tuple(found), cuts[0] if cuts else ""


def append_uses(
    connection: sa.Connection,
    central: Directory,
    snapshot: Snapshot,
    recognition: Recognition,
    directory: Directory,
    now: datetime,
) -> None:
    """Records what a merge uses; what was found and does not count is said in the log. Twice is once.

    `central` is the configuration, `directory` the same with what the repository's own files add. A service that is
    not eligible yet is judged again at later merges, its own or others'.
    """
    seen, merged_at = snapshot.change.surfaces, snapshot.conversation.merged_at
    if seen is None or merged_at is None:
        return
    ineligible: dict[tuple[str, str], str] = {}
    for one in seen.found:
        service, repository = directory.services[one.consumer_service], one.of.rpartition("#")[0]
        why = why_ineligible(connection, central, service, one.home, repository, merged_at.date())
        ineligible[one.consumer_service, one.of] = why
    used, refused = observed(snapshot, recognition, directory, ineligible)
    for fact in used:
        ledgering.append(connection, fact)
    for no in refused:
        log.info("a use does not count", of=no.use.of, consumer=no.use.consumer_service, because=no.because)
        if no.waits:
            waiting_uses.put(connection, no.use.key, json.encode(no.use), now)
    admit(connection, central, directory, now)


def admit(connection: sa.Connection, central: Directory, directory: Directory, now: datetime) -> int:
    """Records uses that waited for their consumer to be eligible and need not any more, as of now; how many. Those that
    were looked at longest ago come first; one that waits longer than evaluations are kept is given up."""
    waiting_uses.give_up(connection, now - timedelta(days=central.settings.retention_days))
    found = 0
    for key, body in waiting_uses.next_ones(connection, MOST_WAITING, now):
        use = json.decode(body, SurfaceUsed)
        part, _ = surfaces.used_by(connection, use.of, use.service)
        if part is None:
            continue
        service = directory.services.get(use.consumer_service)
        if service is None or directory.owner_on(service, now.date()) != use.consumer:
            continue
        repository = use.of.rpartition("#")[0]
        if not why_ineligible(connection, central, service, part.home, repository, now.date()):
            found += ledgering.append(connection, replace(use, at=now))
            waiting_uses.drop(connection, key)
    return found


def _parts(
    connection: sa.Connection,
    consumer: Consumer,
    providers: dict[str, set[str]],
    named: frozenset[str],
    at: datetime,
) -> tuple[SurfacePart, ...]:
    """Parts the service could use and is not known to use yet; one more than are looked for where there are more."""
    service, team = consumer.service, consumer.team
    packages = surfaces.packages_of(connection, service.repository, service.name)
    names = named | frozenset(_normal(package.rpartition("/")[2]) for package in packages)
    homes = {home for name in names for home in providers.get(name, ())} | surfaces.carried_by(connection, team)
    found = surfaces.adoptable(connection, homes - {service.name}, team, at, MOST_PARTS + 1) if homes else ()
    keys = {used_key(part.of, part.service, team, service.name): part for part in found}
    known = surfaces.known_keys(connection, keys.keys())
    return tuple(part for key, part in keys.items() if key not in known)


def _providers(directory: Directory) -> dict[str, set[str]]:
    """The services by the last name of each package they provide: enough to know whom to ask about, and no more."""
    found: dict[str, set[str]] = {}
    for service in directory.services.values():
        for package in service.provides:
            found.setdefault(_normal(package.rpartition("/")[2]), set()).add(service.name)
    return found


def _named(mirror: Mirror, files: Iterable[FileChange]) -> frozenset[str]:
    """Whatever could be a package's name in the manifests that a change touches: it may name one for the first time."""
    names: set[str] = set()
    manifests = [file for file in files if file.after is not None and format_of(file.path) is not None]
    for file in manifests[:MOST_MANIFESTS]:
        assert file.after is not None
        data = mirror.objects.read(file.after, MOST_MANIFEST_BYTES)
        names.update(_normal(name.decode()) for name in (_NAME.findall(data) if isinstance(data, bytes) else ()))
    return frozenset(names)


def _normal(name: str) -> str:
    return _SEPARATORS.sub("-", name).strip("-").lower()


def _places(
    outside: Outside,
    mirror: Mirror,
    consumer: Consumer,
    parts: Sequence[SurfacePart],
    additions: Callable[[], Additions],
    deadline: float,
) -> Places:
    words = tuple(dict.fromkeys(word for part in parts for word in part.words))
    return added_words(mirror.objects, consumer.files, additions(), words, outside.analysis.words, deadline)


def _found(consumer: Consumer, parts: Sequence[SurfacePart], places: Places) -> Iterator[SurfaceFound]:
    """The first place of each part, by the order of the files."""
    for part in parts:
        place = next((one for one in places.found if one.word in part.words), None)
        if place is not None:
            yield SurfaceFound(
                of=part.of,
                service=part.service,
                home=part.home,
                away=part.away,
                consumer_service=consumer.service.name,
                path=place.path,
                line=place.line,
                word=place.word,
            )
