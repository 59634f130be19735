"""A repository's own ownership files in a mirror or a checkout, read and joined with the catalogue. The webhook and the
commands on a laptop both ask here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from homebot.adapters.git.mirror import Mirror
from homebot.adapters.git.needs import Also
from homebot.adapters.git.ownership_files import Edited, find_files
from homebot.adapters.ownership import Memory, Ownership, read_ownership
from homebot.core.directory import Directory
from homebot.core.facts import Change
from homebot.core.own_services import set_by
from homebot.core.ownership import PathOwners, RepositoryCatalogue
from homebot.core.ownership_places import OWN
from homebot.core.path_owners import OwnershipRules, path_owners
from homebot.core.repository_catalogue import in_force, join
from homebot.core.repository_files import RepositoryFiles


@dataclass(frozen=True, slots=True)
class Owned:
    """What the files say, of the repository as a whole and of single paths, and the catalogue that comes of it."""

    files: RepositoryFiles
    rules: OwnershipRules
    catalogue: RepositoryCatalogue
    directory: Directory

    def of_paths(self, paths: Sequence[str]) -> tuple[PathOwners, ...]:
        """Whom the files name for paths."""
        return path_owners(paths, self.rules)


def owned(
    directory: Directory, files: RepositoryFiles, repository: str, day: date, rules: OwnershipRules | None = None
) -> Owned:
    """Files joined with the catalogue."""
    catalogue = join(directory, files, repository, day)
    return Owned(files, rules or OwnershipRules(), catalogue, in_force(directory, catalogue))


def also_ownership(mirror: Mirror, base: str, default: str) -> Also:
    """The ownership files that speak of the paths of a change, for the one request that fetches what it needs."""

    def also(paths: Sequence[bytes]) -> Iterable[str]:
        return find_files(mirror.objects, base, default, paths).oids

    return also


def read_files(
    mirror: Mirror, memory: Memory, base: str, default: str, paths: Iterable[str], edited: Edited | None = None
) -> Ownership:
    """The files of two commits that speak of `paths`, or of the repository as a whole; what is `edited` as the edit
    leaves it. Raises a `GitError`."""
    raw = (path.encode("utf-8", "surrogateescape") for path in paths)
    found = find_files(mirror.objects, base, default, raw, edited)
    if mirror.is_partial:
        mirror.require(found.oids)
    return read_ownership(mirror.objects, found, memory)


def with_configured(
    mirror: Mirror, memory: Memory, directory: Directory, repository: str, change: Change, files: RepositoryFiles
) -> Change:
    """A change to the default branch with the services that its edit of `.homebot.yml` speaks of: as the file is in
    force, by `files`, or as the head has it. Raises a `GitError`."""
    if OWN not in change.paths:
        return change
    after = read_files(mirror, memory, change.base, change.base, (), Edited(change.head, frozenset({OWN})))
    settings = (files.settings, after.own.settings if after.own is not None else ())
    names = dict.fromkeys(name for words in settings for name in set_by(directory, words, repository))
    return replace(change, configures=tuple(names))
