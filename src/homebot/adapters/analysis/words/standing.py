"""Which words stand in the code of a commit: git says which files hold them at all, their tokens whether as code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from homebot.adapters.analysis.children import Children
from homebot.adapters.analysis.words.words import AT_ONCE, MAX_BYTES, deadline_from_now, is_code, words_in
from homebot.adapters.git.attributes import unwritten_paths
from homebot.adapters.git.errors import GitTimeout
from homebot.adapters.git.grep import blobs_with
from homebot.adapters.git.listing import TreeFile, read_tree
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.git.needs import fetch_attributes

MOST_FILES = 50_000
"""Of a service; of a larger one nothing is said."""
MOST_ASKED = 200
"""Files with one of the words that are read."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The words that stand in code. `doubt` says why others may do so too; empty when it is certain that none does."""

    words: frozenset[str] = frozenset()
    doubt: str = ""


def standing(
    mirror: Mirror,
    commit: str,
    mine: Callable[[str], bool],
    words: Sequence[str],
    children: Children,
    written: bool,
) -> Standing:
    """Which words stand in code in the files for which `mine` holds. `written`: generated and vendored files, as the
    commit itself marks them, do not count.

    Raises:
        GitUnavailable: when blobs are to be fetched and the remote cannot be reached.
        MirrorCorrupt: when objects are missing.
    """
    tree = read_tree(mirror, commit)
    files = [file for file in tree.files if is_code(file.path) and mine(file.path)]
    if tree.cut or len(files) > MOST_FILES:
        return Standing(doubt=f"there are more files than the {MOST_FILES:,} that are searched")
    files = _written(mirror, commit, files) if written else files
    if mirror.is_partial:
        mirror.require(file.oid for file in files)
    return _searched(mirror, files, words, children)


def _written(mirror: Mirror, commit: str, files: Sequence[TreeFile]) -> list[TreeFile]:
    """Those that are neither generated nor vendored."""
    names = [file.name for file in files]
    fetch_attributes(mirror, commit, names)
    unwritten = unwritten_paths(mirror, commit, names)
    return [file for file in files if file.name not in unwritten]


def _searched(mirror: Mirror, files: Sequence[TreeFile], words: Sequence[str], children: Children) -> Standing:
    try:
        holding = blobs_with(mirror, list(dict.fromkeys(file.oid for file in files)), words)
    except GitTimeout as slow:
        return Standing(doubt=str(slow))
    return _confirmed(mirror, [file for file in files if file.oid in holding], words, children)


def _confirmed(mirror: Mirror, files: Sequence[TreeFile], words: Sequence[str], children: Children) -> Standing:
    """Files are read until every word is found, and so many at most."""
    known, left, deadline = Standing(), list(words), deadline_from_now()
    for start in range(0, min(len(files), MOST_ASKED), AT_ONCE):
        some = files[start : start + AT_ONCE]
        places = words_in(
            [(file.path, mirror.objects.read(file.oid, MAX_BYTES)) for file in some], left, children, deadline
        )
        found = known.words | {place.word for place in places.found}
        doubt = next((f"{error.path} could not be read: {error.reason}" for error in places.errors), known.doubt)
        known = Standing(found, doubt)
        left = [word for word in left if word not in found]
        if not left:
            return replace(known, doubt="")
    if len(files) > MOST_ASKED:
        return replace(known, doubt=f"more than {MOST_ASKED} files hold one of the words")
    return known
