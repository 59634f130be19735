"""Who carries what: the facts that follow from the dependency graph, the releases and the catalogue of the day.

Looked at after a default branch was read (its services as consumers), after a release (all that depend on it), and
regularly, some services at a time: what is not eligible today is in time.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache as cache_answers

import sqlalchemy as sa
import structlog

from homebot.adapters.versions import at_least
from homebot.app.consumers import why_ineligible
from homebot.app.ledgering import append
from homebot.app.outside import Outside
from homebot.app.ownership import whole_catalogue
from homebot.app.steps import Steps
from homebot.app.uses import admit
from homebot.core.credit.carried import Consumer, Named, Refused, changes
from homebot.core.directory import Directory, Service
from homebot.core.providers import providers
from homebot.store import cache, carrying, dependencies, ledger

MOST_CONSUMERS = 500
"""Services that are looked at for one release; the regular sweep comes to the others."""
MOST_SWEPT = 200
"""Services at a time."""
SWEPT = "carried sweep"
"""Under which it is remembered which service the sweep came to last."""

_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ground:
    """The catalogue of the moment `at`: `directory` with what repositories add to it, `central` without; and which
    services provide each package."""

    central: Directory
    directory: Directory
    providers: dict[str, tuple[str, ...]]
    at: datetime

    @property
    def in_conflict(self) -> frozenset[str]:
        """Packages that more than one service provides."""
        return frozenset(package for package, services in self.providers.items() if len(services) > 1)


def ground(connection: sa.Connection, outside: Outside, at: datetime) -> Ground:
    """The catalogue as it is now."""
    central = outside.configuration.current()
    directory = whole_catalogue(connection, central, outside.clock().date())
    return Ground(central, directory, providers(directory), at)


def follow_service(
    connection: sa.Connection,
    ground: Ground,
    name: str,
    repository: str,
    commit: str,
    only: Iterable[str] | None = None,
) -> int:
    """Appends what is new of one consumer service, whose repository stands at `commit`; of all contributions or `only`
    of these. How many facts that were. Of one that left the catalogue nothing is known: what it adopted stays."""
    known = carrying.of_service(connection, name, only)
    held = {one.package for one in known.values() if one.open}
    service = ground.directory.services.get(name)
    wanted = held | ground.providers.keys()
    named = tuple(_named(row) for row in dependencies.of_service(connection, name) if row.line.package in wanted)
    packages = held | {one.package for one in named}
    if not packages or service is None:
        return 0
    day = ground.at.date()
    found = changes(
        Consumer(name, ground.directory.owner_on(service, day), named, repository, commit),
        carrying.releases_of(connection, packages, only),
        known,
        ground.in_conflict,
        _refused(connection, ground, service, day),
        at_least,
        ground.at,
    )
    return sum(append(connection, fact) for fact in found)


def follow_release(
    connection: sa.Connection, ground: Ground, packages: Iterable[str], contributions: Collection[str]
) -> int:
    """Appends what is new of all who depend on packages in which these contributions were released."""
    rows = dependencies.naming(connection, packages, only_needed=True)
    consumers = {row.line.service: row.repository for row in rows}
    commits = {name: one.commit for name, one in dependencies.read_branches(connection, consumers.values()).items()}
    if len(consumers) > MOST_CONSUMERS:
        log.warning("more services depend on a release than are looked at now", services=len(consumers))
    return sum(
        follow_service(connection, ground, name, repository, commits.get(repository, ""), contributions)
        for name, repository in sorted(consumers.items())[:MOST_CONSUMERS]
    )


def regularly(outside: Outside, steps: Steps, scheduled: datetime) -> None:
    """One sweep, as a step of the engine's scheduled workflow."""
    steps.transaction("carried", sweep, outside)


def sweep(connection: sa.Connection, outside: Outside) -> int:
    """Looks at the next services in the order of their names; how many facts were new. Lines of repositories in which
    no service lives any more end here: they were renamed, or left the catalogue."""
    ledger.lock(connection)
    here = ground(connection, outside, outside.clock())
    homes = {service.name: service.repository for service in here.directory.services.values()}
    for repository in dependencies.open_repositories(connection) - set(homes.values()):
        dependencies.end_all(connection, repository, here.at)
        dependencies.forget_branch(connection, repository)
    some = _next(sorted(homes), cache.get(connection, SWEPT, _ALWAYS) or "")
    branches = dependencies.read_branches(connection, {homes[name] for name in some})
    found = 0
    for name in some:
        # What was never read, or is no more, says nothing of what its services name.
        if (branch := branches.get(homes[name])) is not None and branch.commit:
            found += follow_service(connection, here, name, homes[name], branch.commit)
    found += admit(connection, outside.configuration.current(), here.directory, here.at)
    if some:
        cache.put(connection, SWEPT, some[-1], here.at)
    return found


def _next(names: list[str], last: str) -> list[str]:
    """The names that come after the last one, then those before it."""
    return [*(name for name in names if name > last), *(name for name in names if name <= last)][:MOST_SWEPT]


def _refused(connection: sa.Connection, ground: Ground, service: Service, day: date) -> Refused:
    """Asked once for each home: a release comes with many contributions."""

    @cache_answers
    def why(home_service: str, home_team: str) -> str:
        home = ground.directory.services.get(home_service)
        repository = home.repository if home is not None else ""
        return why_ineligible(connection, ground.central, service, home_team, repository, day)

    return why


def _named(row: dependencies.Row) -> Named:
    line = row.line
    return Named(line.package, line.version or line.at_least, row.repository, row.commit, line.path, line.line)
