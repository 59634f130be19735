"""What the ownership files of a checkout say, read from a commit of it as the webhook reads a mirror."""

from collections.abc import Sequence

from homebot.adapters.git.errors import GitError
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.ownership import Memory
from homebot.app.owned import Owned, owned, read_files, with_configured
from homebot.app.ownership_edits import linted, read_edit
from homebot.cli.check.checkout import Checkout
from homebot.cli.clock import now
from homebot.core.catalogues.lint import Known
from homebot.core.directory import Directory
from homebot.core.facts import Change
from homebot.core.proposal import Proposal


def own_files(mirror: Mirror, commit: str, directory: Directory, repository: str, paths: Sequence[str] = ()) -> Owned:
    """The files of `commit` joined with the catalogue. Raises a `GitError`."""
    found = read_files(mirror, Memory(), commit, commit, paths)
    return owned(directory, found.files(), repository, now().date(), found.rules)


def configured(checkout: Checkout, mirror: Mirror, change: Change, directory: Directory) -> Change:
    """The change with the services that its edit of `.homebot.yml` speaks of."""
    try:
        before = own_files(mirror, checkout.base_oid, directory, checkout.repository).files
        return with_configured(mirror, Memory(), directory, checkout.repository, change, before)
    except GitError:
        # A partial clone may lack them; the edit is said to be not looked at.
        return change


def proposed(checkout: Checkout, mirror: Mirror, change: Change, directory: Directory | None) -> Proposal | None:
    """What an edit of ownership files brings in, as far as a checkout can tell: who is on GitHub, and which pull
    requests are open, it cannot."""
    try:
        edit = read_edit(mirror, Memory(), change, checkout.base_oid, on_default=True)
    except GitError:
        # A partial clone may lack what they were before.
        return Proposal((), notes=("the ownership files that were edited are not here and were not looked at",))
    return None if edit is None else linted(edit, directory, checkout.repository, now().date(), Known())
