"""A repository's ownership files, from bytes to what they say. What was read once is remembered by its blob: a large
file is not read for every pull request."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from homebot.adapters.config.expressions import expression
from homebot.adapters.config.homebot_yml import OwnWords, read_words, too_large
from homebot.adapters.config.yaml_source import MOST_BYTES, documents
from homebot.adapters.git.blobs import Objects
from homebot.adapters.git.ownership_files import Lying, OwnershipFiles
from homebot.core.catalogues import backstage, codeowners, owners_files
from homebot.core.catalogues.backstage import BackstageFile
from homebot.core.catalogues.codeowners import CodeownersFile, Rule
from homebot.core.catalogues.owners_files import Aliases, OwnersFile
from homebot.core.directory import Place
from homebot.core.nodes import Documents
from homebot.core.ownership import Fault
from homebot.core.path_owners import OwnershipRules, table
from homebot.core.paths import PathTable
from homebot.core.repository_files import RepositoryFiles, Settings, said_in

MOST_OWNERS_BYTES = 4 << 20
"""Of all OWNERS files that are read for one change, those nearest to the root first."""
REMEMBERED_BYTES = 7 << 20
"""Of files, two CODEOWNERS of the largest size among them. What was read of them takes some eighty times as much, and
anybody can push another one."""
MOST_REMEMBERED = 2_000

T = TypeVar("T")


class Memory:
    """What was read of blobs lately, by what they were read as. Any number of threads may ask."""

    def __init__(self, most_bytes: int = REMEMBERED_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._known: OrderedDict[tuple[str, str], tuple[int, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, kind: str, oid: str, objects: Objects, limit: int, read: Callable[[bytes | int], T]) -> T:
        """What `read` makes of a blob, or of its size where that is over `limit`.

        Raises:
            MirrorCorrupt: when the blob is not there.
        """
        with self._lock:
            known = self._known.get((kind, oid))
            if known is not None:
                self._known.move_to_end((kind, oid))
                return known[1]  # type: ignore[no-any-return]
        content = objects.read(oid, limit)
        result = read(content)
        self._keep((kind, oid), len(content) if isinstance(content, bytes) else 0, result)
        return result

    def _keep(self, key: tuple[str, str], size: int, result: object) -> None:
        with self._lock:
            if key not in self._known:
                self._known[key] = (size, result)
                self._bytes += size
            while len(self._known) > 1 and (self._bytes > self._most_bytes or len(self._known) > MOST_REMEMBERED):
                _, (gone, _) = self._known.popitem(last=False)
                self._bytes -= gone


@dataclass(frozen=True)
class Ownership:
    """What the ownership files of a repository say. `own` is `None` where there is no `.homebot.yml`."""

    rules: OwnershipRules = field(default_factory=OwnershipRules)
    own: OwnWords | None = None
    backstage: BackstageFile | None = None
    codeowners: CodeownersFile | None = None
    faults: tuple[Fault, ...] = ()

    def files(self, last_good: tuple[Settings, ...] = ()) -> RepositoryFiles:
        """What they say of the repository as a whole. Of a broken `.homebot.yml` the last good one counts."""
        own = self.own or OwnWords()
        faults = [*own.faults, *self.faults]
        if own.faults and last_good:
            kept = f"the last good {own.faults[0].place.file} stays in force until this is mended"
            faults.insert(0, Fault(own.faults[0].place, kept))
        settings = last_good if own.faults else own.settings
        root = self.rules.owners.get("")
        return said_in(settings, self.backstage, self.codeowners, root, self.rules.aliases, faults)


def read_ownership(objects: Objects, found: OwnershipFiles, memory: Memory) -> Ownership:
    """Reads the files that were found.

    Raises:
        MirrorCorrupt: when one of them is not there.
    """
    faults = [*_links(found)]
    if found.folders_left:
        message = f"{found.folders_left} folders of this change were not looked into for an OWNERS file"
        faults.append(Fault(Place(owners_files.NAME, 1), message, "a smaller change is looked at whole"))

    def read(kind: str, lying: Lying | None, limit: int, make: Callable[[str, bytes | int], T]) -> T | None:
        if lying is None or lying.link:
            return None
        return memory.get(f"{kind}:{lying.path}", lying.oid, objects, limit, partial(make, lying.path))

    ready = read("codeowners", found.codeowners, codeowners.MOST_BYTES, _codeowners)
    affordable, left = _affordable(objects, found)
    faults += left
    owners = {
        folder: made
        for folder, lying in affordable.items()
        if (made := read("owners", lying, MOST_BYTES, partial(_owners, folder))) is not None
    }
    deeper = (fault for folder, made in owners.items() if folder for fault in made.faults)
    return Ownership(
        rules=OwnershipRules(
            codeowners=ready[1] if ready is not None else PathTable([]),
            owners=owners,
            aliases=read("aliases", found.aliases, MOST_BYTES, _aliases) or Aliases(),
        ),
        own=read("own", found.own, MOST_BYTES, _own),
        backstage=read("backstage", found.backstage, MOST_BYTES, _backstage),
        codeowners=ready[0] if ready is not None else None,
        faults=(*faults, *deeper),
    )


def _affordable(objects: Objects, found: OwnershipFiles) -> tuple[dict[str, Lying], list[Fault]]:
    """As many OWNERS files as may be read for one change, and the fault of leaving others."""
    kept: dict[str, Lying] = {}
    room = MOST_OWNERS_BYTES
    for number, (folder, lying) in enumerate(found.owners.items()):
        info = objects.info(lying.oid)
        room -= min(info.size, MOST_BYTES) if info is not None else 0
        if room < 0:
            message = (
                f"{len(found.owners) - number} OWNERS files from here on are not read; together they are too large"
            )
            return kept, [Fault(Place(lying.path, 1), message, "shorten them")]
        kept[folder] = lying
    return kept, []


def _links(found: OwnershipFiles) -> Iterable[Fault]:
    lying = (found.own, found.backstage, found.codeowners, found.aliases, *found.owners.values())
    for one in lying:
        if one is not None and one.link:
            said = "a symbolic link, which is not followed"
            yield Fault(Place(one.path, 1), said, "put the file itself here", broken=True)


def _codeowners(path: str, content: bytes | int) -> tuple[CodeownersFile, PathTable[Rule]]:
    file = codeowners.too_large(path, content) if isinstance(content, int) else codeowners.read(path, content)
    return file, table(file)


def _owners(folder: str, path: str, content: bytes | int) -> OwnersFile:
    return owners_files.read(_documents(path, content), folder, expression)


def _aliases(path: str, content: bytes | int) -> Aliases:
    return owners_files.read_aliases(_documents(path, content))


def _backstage(path: str, content: bytes | int) -> BackstageFile:
    return backstage.read(_documents(path, content))


def _own(path: str, content: bytes | int) -> OwnWords:
    return too_large(content) if isinstance(content, int) else read_words(content)


def _documents(path: str, content: bytes | int) -> Documents:
    if isinstance(content, bytes):
        return documents(path, content)
    message = f"the file has {content} bytes, over 1 MiB, and is not read"
    return Documents(path, (), (Fault(Place(path, 1), message, "split it", broken=True),))
