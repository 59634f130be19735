"""The blobs that reading a change needs, told from commits and trees alone, so that a mirror without blobs can ask for
all of them at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from homebot.adapters.git.blobs import Objects
from homebot.adapters.git.command import run
from homebot.adapters.git.errors import MirrorCorrupt
from homebot.adapters.git.mirror import Mirror

ATTRIBUTES = b".gitattributes"
_SUBMODULE = b"160000"
_NOTHING = b"0" * 40


Also = Callable[[Sequence[bytes]], Iterable[str]]
"""The ids of more blobs that will be read, told by the paths that differ."""


def fetch_needs(mirror: Mirror, base: str, head: str, also: Also | None = None) -> None:
    """Makes the blobs of a change present: both sides of every changed file, what says which files nobody wrote, and
    whatever else will be read, in one request.

    Raises:
        GitUnavailable: when the remote cannot be reached.
        MirrorCorrupt: when commits or trees are missing.
    """
    if mirror.is_partial:
        oids, paths = _changed(mirror, base, head)
        mirror.require([*oids, *_attributes(mirror.objects, base, paths), *(also(paths) if also is not None else ())])


def fetch_attributes(mirror: Mirror, commit: str, paths: Iterable[bytes]) -> None:
    """Makes the files present that say which of `paths` nobody wrote. Raises as `fetch_needs`."""
    if mirror.is_partial:
        mirror.require(_attributes(mirror.objects, commit, paths))


def attribute_places(paths: Iterable[bytes]) -> set[bytes]:
    """Where a `.gitattributes` file may lie that speaks of one of `paths`."""
    places = {ATTRIBUTES}
    for path in paths:
        folder = path
        while b"/" in folder:
            folder = folder.rpartition(b"/")[0]
            place = folder + b"/" + ATTRIBUTES
            if place in places:
                break
            places.add(place)
    return places


def _changed(mirror: Mirror, base: str, head: str) -> tuple[list[str], list[bytes]]:
    """Blobs and paths that differ. Renames are told later: with edits they need the blobs."""
    done = run(mirror.repo, "diff-tree", "-r", "--raw", "-z", "--no-renames", "--end-of-options", base, head)
    if done.status != 0:
        raise MirrorCorrupt(f"git diff-tree: {done.stderr[-300:]}")
    fields = done.stdout.split(b"\0")
    sides = (side for entry in fields[0::2] if entry for side in _sides(entry))
    return list(dict.fromkeys(sides)), fields[1::2]


def _sides(entry: bytes) -> Iterator[str]:
    mode_before, mode_after, before, after, _ = entry[1:].split(b" ")
    for mode, oid in ((mode_before, before), (mode_after, after)):
        if mode != _SUBMODULE and oid != _NOTHING:
            yield oid.decode("ascii")


def _attributes(objects: Objects, commit: str, paths: Iterable[bytes]) -> Iterator[str]:
    """Only a few folders have such a file: the names in a folder say which without asking for the file."""
    for place in sorted(attribute_places(paths)):
        oid = objects.blob_at(commit, place.decode("utf-8", "surrogateescape"))
        if oid is not None:
            yield oid
