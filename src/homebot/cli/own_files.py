"""What the ownership files of a checkout say, read from a commit of it as the webhook reads a mirror."""

from collections.abc import Sequence

from homebot.adapters.git.errors import GitError
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.ownership import Memory
from homebot.app.ownership import Owned, owned, read_files
from homebot.cli.clock import now
from homebot.cli.exits import OUTSIDE, leave
from homebot.core.directory import Directory
from homebot.core.render.escape import visible


def own_files(mirror: Mirror, commit: str, directory: Directory, repository: str, paths: Sequence[str] = ()) -> Owned:
    """The files of `commit` joined with the catalogue; ends the process when git cannot read them."""
    try:
        found = read_files(mirror, Memory(), commit, commit, paths)
    except GitError as error:
        leave(OUTSIDE, f"the repository cannot be read: {visible(str(error), 300)}; `git fsck` says more")
    return owned(directory, found.files(), repository, now().date(), found.rules)
