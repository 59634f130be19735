"""The names of all files of a commit."""

from homebot.adapters.git.command import run
from homebot.adapters.git.errors import MirrorCorrupt
from homebot.adapters.git.mirror import Mirror


def file_paths(mirror: Mirror, commit: str) -> tuple[str, ...]:
    """Every path of a commit, written as in `facts`; submodules and links among them.

    Raises:
        MirrorCorrupt: when a tree is missing.
    """
    done = run(mirror.repo, "ls-tree", "-r", "-z", "--name-only", "--full-tree", "--end-of-options", commit)
    if done.status != 0:
        raise MirrorCorrupt(f"git ls-tree: {done.stderr[-300:]}")
    return tuple(name.decode("utf-8", "backslashreplace") for name in done.stdout.split(b"\0") if name)
