"""Which blobs hold one of some fixed texts anywhere, told by git itself without a file leaving it."""

from collections.abc import Sequence

from homebot.adapters.git.command import run
from homebot.adapters.git.errors import MirrorCorrupt
from homebot.adapters.git.mirror import Mirror

SECONDS = 60.0
AT_ONCE = 5_000
"""Blobs that one command is told of."""


def blobs_with(mirror: Mirror, oids: Sequence[str], words: Sequence[str], seconds: float = SECONDS) -> frozenset[str]:
    """Those of the blobs that hold one of the words, as bytes, in whatever file: they are named by id, so that neither
    a path nor an attribute of a repository has a say.

    Raises:
        GitTimeout: when one command takes longer than `seconds`.
        MirrorCorrupt: when a blob is missing.
    """
    if not words:
        return frozenset()
    named = [option for word in words for option in ("-e", word)]
    found: set[str] = set()
    for start in range(0, len(oids), AT_ONCE):
        command = ("grep", "-l", "-z", "-F", "-a", "--no-color", *named, *oids[start : start + AT_ONCE])
        done = run(mirror.repo, *command, seconds=seconds)
        if done.status not in (0, 1):
            raise MirrorCorrupt(f"git grep: {done.stderr[-300:]}")
        found.update(done.stdout.decode("ascii", "replace").split("\0"))
    return frozenset(found - {""})
