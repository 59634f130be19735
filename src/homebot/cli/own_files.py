"""What the ownership files of a checkout say, read from a commit of it as the webhook reads a mirror."""

from collections.abc import Sequence

from homebot.adapters.git.mirror import Mirror
from homebot.adapters.ownership import Memory
from homebot.app.owned import Owned, owned, read_files
from homebot.cli.clock import now
from homebot.core.directory import Directory


def own_files(mirror: Mirror, commit: str, directory: Directory, repository: str, paths: Sequence[str] = ()) -> Owned:
    """The files of `commit` joined with the catalogue. Raises a `GitError`."""
    found = read_files(mirror, Memory(), commit, commit, paths)
    return owned(directory, found.files(), repository, now().date(), found.rules)
