"""Where the ownership files of a repository lie: told by the trees of two commits, links not followed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from homebot.adapters.git.blobs import Objects
from homebot.core.catalogues import backstage, codeowners, owners_files
from homebot.core.ownership_places import OWN

MOST_FOLDERS = 2_000
"""Folders looked into for an OWNERS file, the ones nearest to the root first."""
_LINK = b"120000"
_FILE = b"10"


@dataclass(frozen=True, slots=True)
class Lying:
    """An ownership file by its path and its blob, or a symbolic link in the place of one."""

    path: str
    oid: str
    link: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """Paths at which an edit, the commit `head`, is looked at in the place of another commit."""

    head: str
    paths: frozenset[str]


@dataclass(frozen=True, slots=True)
class OwnershipFiles:
    """Those that are there. `owners` are the OWNERS files by folder; `folders_left` were not looked into."""

    own: Lying | None = None
    backstage: Lying | None = None
    codeowners: Lying | None = None
    aliases: Lying | None = None
    owners: dict[str, Lying] = field(default_factory=dict)
    folders_left: int = 0

    @property
    def oids(self) -> Iterator[str]:
        """The blobs that will be read."""
        found = (self.own, self.backstage, self.codeowners, self.aliases, *self.owners.values())
        return (one.oid for one in found if one is not None and not one.link)

    @property
    def is_empty(self) -> bool:
        return next(self.oids, None) is None


def find_files(
    objects: Objects, base: str, default: str, paths: Iterable[bytes], edited: Edited | None = None
) -> OwnershipFiles:
    """CODEOWNERS and OWNERS of the commit `base`, as far as they may speak of `paths`, and what `default`, a commit of
    the default branch, says of its services; what is `edited` as the edit leaves it."""
    folders, left = _folders(paths)
    trees = _Trees(objects, edited)
    with_aliases = edited is not None and owners_files.ALIASES in edited.paths
    owners = {
        folder.decode("utf-8", "backslashreplace"): found
        for folder in folders
        if (found := trees.owners_in(base, folder)) is not None
    }
    return OwnershipFiles(
        own=trees.at(default, OWN),
        backstage=trees.first(default, backstage.FILES),
        codeowners=trees.first(base, codeowners.PLACES),
        aliases=trees.at(base, owners_files.ALIASES) if owners or with_aliases else None,
        owners=owners,
        folders_left=left,
    )


def _folders(paths: Iterable[bytes]) -> tuple[list[bytes], int]:
    """Every folder above one of the paths, the root first, and how many more there are."""
    found = {b""}
    for path in paths:
        folder = path
        while b"/" in folder:
            folder = folder.rpartition(b"/")[0]
            if folder in found:
                break
            found.add(folder)
    ordered = sorted(found, key=lambda folder: (folder.count(b"/") if folder else -1, folder))
    return ordered[:MOST_FOLDERS], max(0, len(ordered) - MOST_FOLDERS)


@dataclass(frozen=True, slots=True)
class _Trees:
    """What lies where in commits, an edit laid over them."""

    objects: Objects
    edited: Edited | None

    def owners_in(self, commit: str, folder: bytes) -> Lying | None:
        place = folder.decode("utf-8", "surrogateescape")
        return self.at(commit, f"{place}/{owners_files.NAME}" if place else owners_files.NAME)

    def first(self, commit: str, places: Iterable[str]) -> Lying | None:
        return next((found for place in places if (found := self.at(commit, place)) is not None), None)

    def at(self, commit: str, path: str) -> Lying | None:
        """A file or a link; a folder or a submodule of that name is nothing."""
        shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        is_edited = self.edited is not None and shown in self.edited.paths
        entry = self.objects.entry_at(self.edited.head if self.edited and is_edited else commit, path)
        if entry is None or not (entry[0].startswith(_FILE) or entry[0] == _LINK):
            return None
        return Lying(shown, entry[1], link=entry[0] == _LINK)
