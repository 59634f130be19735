"""What changes for many pull requests at once: they are looked at again soon, a few at a time (`app.timers`).

Nothing is read here. Files that say whose a repository is were pushed to its default branch, people came into a team or
left it, or another configuration is in force.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
import structlog

from homebot.app.outside import Outside
from homebot.app.owned import owned
from homebot.app.ownership import known_repositories
from homebot.core.directory import Directory, Team
from homebot.core.event import Event
from homebot.core.repository_files import RepositoryFiles
from homebot.store import cache, turns
from homebot.store.engine import writing

PAUSE = timedelta(minutes=5)
"""After which pull requests are looked at again: what happens meanwhile wakes them once."""
SEEN = "configuration looked at"
"""Under which it is remembered under which configuration open pull requests were looked at, or will be."""
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)

log = structlog.get_logger(__name__)


def after_push(outside: Outside, events: Iterable[Event]) -> None:
    """The repositories whose ownership files were pushed to. Twice is once."""
    repositories = {event.repository for event in events if event.repository is not None and event.speaks_of_owners}
    if not repositories:
        return
    with writing(outside.engine) as connection:
        found = turns.hasten(connection, outside.clock() + PAUSE, repositories)
    log.info("ownership files were pushed", repositories=sorted(repositories), pulls=found)


def resting_on(outside: Outside, organisation: str, teams: Collection[str] | None) -> frozenset[str]:
    """The repositories of whoever owns services by one of these GitHub teams; all of the organisation's, when it is
    not known which teams changed. Who is named for single paths alone is read at the next look."""
    directory, day = outside.configuration.current(), outside.clock().date()
    with outside.engine.connect() as connection:
        known = known_repositories(connection)
    by_repository = _owning_teams(directory, known, day)
    if teams is None:
        return frozenset(name for name, _ in by_repository if name.partition("/")[0] == organisation)
    return frozenset(name for name, team in by_repository if team is not None and team.github_team in teams)


def after_people(connection: sa.Connection, outside: Outside, repositories: Collection[str]) -> None:
    """People changed on whom these repositories rest."""
    turns.hasten(connection, outside.clock() + PAUSE, repositories)


def _owning_teams(
    directory: Directory, known: Mapping[str, RepositoryFiles], day: date
) -> Iterator[tuple[str, Team | None]]:
    """Each repository with the team of each of its services, by the catalogue and by the repository's own files."""
    for service in directory.services.values():
        yield service.repository, directory.teams.get(directory.owner_on(service, day))
    for name, files in known.items():
        joined = owned(directory, files, name, day).directory
        for service in joined.services_of_repository(name):
            yield name, joined.teams.get(joined.owner_on(service, day))


def under_new_configuration(outside: Outside) -> None:
    """Everything open, when the configuration is another than at the last sweep."""
    digest, now = outside.configuration.current().digest, outside.clock()
    with outside.engine.connect() as connection:
        seen = cache.get(connection, SEEN, _ALWAYS)
    if seen == digest:
        return
    with writing(outside.engine) as connection:
        cache.put(connection, SEEN, digest, now)
        found = turns.hasten(connection, now) if seen is not None else 0
    log.info("another configuration is in force", digest=digest, pulls=found)
