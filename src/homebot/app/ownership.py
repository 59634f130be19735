"""A repository's own word on whose it is: read from its mirror, joined with the catalogue, and remembered for whoever
must know before the mirror is read again."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import sqlalchemy as sa

from homebot.adapters.git.errors import GitError
from homebot.adapters.git.listing import default_branch
from homebot.adapters.github.outcomes import CallFailed
from homebot.app.membership import MOST_NAMED, MOST_PEOPLE
from homebot.app.outside import Outside
from homebot.app.owned import Owned, owned, read_files
from homebot.app.receive import CONTEXTS
from homebot.core.commands.answer import OwnedPaths
from homebot.core.directory import Directory, Service
from homebot.core.facts import Change
from homebot.core.ownership import Fault, PathOwners, RepositoryCatalogue
from homebot.core.path_owners import named
from homebot.core.repository_catalogue import in_force, join
from homebot.core.repository_files import RepositoryFiles, bounded
from homebot.core.service_paths import touched
from homebot.core.wanted import named_contexts, wanted
from homebot.core.wording import suggestion
from homebot.store import cache, json
from homebot.store.engine import writing

KEPT = "ownership:"
"""Under which, and the repository's name, it is remembered what its files said last."""
MOST_FAULTS = 10
"""Of a repository's files, in the facts of one pull request."""
MOST_DRIFT = 50
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def known_files(connection: sa.Connection, repository: str) -> RepositoryFiles:
    """What the files of `owner/name` said when they were read last; nothing where they never were."""
    text = cache.get(connection, KEPT + repository, _ALWAYS)
    return RepositoryFiles() if text is None else json.decode(text, RepositoryFiles)


def known_repositories(connection: sa.Connection) -> dict[str, RepositoryFiles]:
    """Every repository whose files said something when they were read last."""
    return {name: json.decode(text, RepositoryFiles) for name, text in cache.under(connection, KEPT).items()}


def catalogue_of(outside: Outside, repository: str) -> Directory:
    """The catalogue with what is known of a repository's own files; nothing is read."""
    with outside.engine.connect() as connection:
        files = known_files(connection, repository)
    return owned(outside.configuration.current(), files, repository, outside.clock().date()).directory


def catalogues_with(outside: Outside, service: str) -> dict[str, Directory]:
    """The catalogue with the files of each repository where a service of that name lives, by repository: one that the
    catalogue lists lives in one, while of other repositories' files several may name the same. Nothing is read."""
    directory, day = outside.configuration.current(), outside.clock().date()
    listed = directory.services.get(service)
    with outside.engine.connect() as connection:
        known = known_repositories(connection)
    if listed is not None:
        known = {listed.repository: known.get(listed.repository, RepositoryFiles())}
    by = {name: owned(directory, files, name, day).directory for name, files in sorted(known.items())}
    return {name: one for name, one in by.items() if service in one.services}


def whole_catalogue(connection: sa.Connection, central: Directory, day: date) -> Directory:
    """The catalogue of a day with what is known of every repository's own files; nothing is read.

    Each repository is joined with `services.yaml` alone, as its pull requests are: two that claim one package both have
    it here, which is a conflict. Of two that name a service alike the first has the name.
    """
    whole = central
    for repository, files in sorted(known_repositories(connection).items()):
        if files.settings or files.components or files.words:
            found = join(central, files, repository, day)
            own = (one for one in found.services if whole.services.get(one.name, one).repository == repository)
            whole = in_force(whole, replace(found, services=tuple(own)))
    return whole


def read_owned(outside: Outside, repository: str, paths: Sequence[str]) -> OwnedPaths:
    """Who owns paths by the default branch as it is now; why not, where it cannot be read: no answer waits for it."""
    owner, _, name = repository.partition("/")
    day = outside.clock().date()
    with outside.engine.connect() as connection:
        known = known_files(connection, repository)
    try:
        with outside.mirrors.open(owner, name) as mirror:
            with outside.github.job(repository) as client:
                (head,) = mirror.fetch(outside.github.git_url(owner, name), client.token, [default_branch()])
            found = read_files(mirror, outside.ownership, head.oid, head.oid, paths)
    except (CallFailed, GitError) as failed:
        before = owned(outside.configuration.current(), known, repository, day)
        return OwnedPaths(before.directory, before.catalogue, reason=str(failed))
    files = found.files(last_good=known.settings)
    now = owned(outside.configuration.current(), files, repository, day, found.rules)
    return OwnedPaths(now.directory, now.catalogue, now.of_paths(paths))


def keep_files(outside: Outside, repository: str, known: RepositoryFiles, now: Owned) -> None:
    """Remembers what the files say, where it is not what is known, and tells the door which checks they ask for."""
    if now.files == known:
        return
    with writing(outside.engine) as connection:
        cache.put(connection, KEPT + repository, json.encode(now.files), outside.clock())
        cache.put(connection, f"{CONTEXTS}:{repository}", _contexts(now.directory, repository), outside.clock())


def contexts_of_own(connection: sa.Connection, directory: Directory, day: date) -> dict[str, str]:
    """By key, as the door reads it: which checks a repository with files of its own asks for under this catalogue."""
    by = {name: owned(directory, files, name, day) for name, files in known_repositories(connection).items()}
    return {f"{CONTEXTS}:{name}": _contexts(one.directory, name) for name, one in by.items()}


def _contexts(directory: Directory, repository: str) -> str:
    return json.encode(sorted(named_contexts(wanted(directory, repository))))


def only_default(known: RepositoryFiles, now: Owned) -> Owned:
    """Of files read for another branch, what comes from the default branch all the same."""
    files = now.files
    kept = replace(known, settings=files.settings, components=files.components, groups=files.groups)
    return replace(now, files=kept)


def concerning(catalogue: RepositoryCatalogue, services: Iterable[Service]) -> RepositoryCatalogue:
    """A catalogue with the words on these services alone, short enough to be kept with every evaluation."""
    names = {service.name for service in services}
    return replace(
        catalogue,
        said=tuple(pair for pair in catalogue.said if pair[0] in names),
        drift=tuple(one for one in catalogue.drift if one.service in names)[:MOST_DRIFT],
        faults=bounded(catalogue.faults, MOST_FAULTS),
    )


def touched_services(directory: Directory, repository: str, change: Change) -> tuple[Service, ...]:
    """The services of a repository that a change concerns, in the order of the catalogue."""
    found, _ = touched(directory.services_of_repository(repository), change)
    return tuple(service for service, _ in found)


def unseen(found: Sequence[PathOwners], invisible: Iterable[str], directory: Directory) -> tuple[Fault, ...]:
    """Teams that ownership files name and GitHub does not show, where there is one of nearly that name; and that there
    are too many of them."""
    known = {team.github_team for team in directory.teams.values() if team.github_team} - set(invisible)
    hidden = set(invisible)
    faults = {
        owner.name: Fault(one.place, f"GitHub shows homebot no team @{owner.name}", hint)
        for one in found
        for owner in one.owners
        if owner.kind == "team"
        and owner.name in hidden
        and (hint := suggestion(owner.name, known)).startswith("did you")
    }
    return (*_too_many(found), *faults.values())


def _too_many(found: Sequence[PathOwners]) -> list[Fault]:
    """What is said where more is named for one change than is looked up."""
    teams, users = named(found)
    named_and_most = ((len(teams), MOST_NAMED, "GitHub teams"), (len(users), MOST_PEOPLE, "people"))
    return [
        Fault(found[0].place, f"{number} {what} are named for this change; the first {most} are looked up")
        for number, most, what in named_and_most
        if number > most
    ]
