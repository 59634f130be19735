"""The repository somebody stands in: where its objects are, and which two commits are to be compared."""

import os
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

from homebot.cli.check.place import Place
from homebot.cli.exits import OUTSIDE, WRONG_USE, leave
from homebot.core.render.escape import visible

DEFAULT_BASES = ("origin/main", "origin/HEAD")
"""Without a base: the usual name, else what the remote says its default branch is."""

_OF_ANOTHER_PLACE = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE", "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
)  # fmt: skip
"""What git sets for its hooks. The folder says which repository is meant."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A local repository. `base` and `head` are the names they were found under, with the commits they stand for.

    `repository` is `owner/name` in lower case; `remote` the remote that `base` is a branch of, else `None`.
    """

    objects: Path
    repository: str
    base: str
    head: str
    base_oid: str
    head_oid: str
    remote: str | None
    shallow: bool
    partial: bool

    def whole_history(self) -> str:
        """The command that brings the commits a shallow clone lacks."""
        return f"git fetch --unshallow {shlex.quote(self.remote or 'origin')}"

    def whole_files(self) -> str:
        """The command that brings the files a partial clone lacks."""
        return f"git fetch --refetch --no-filter {shlex.quote(self.remote or 'origin')}"


def locate(folder: Path, base: str | None, head: str, repository: str | None) -> Checkout:
    """Finds the repository that `folder` is in and both commits; ends the process with what to do when it cannot."""
    _prepare(folder)
    place = Place(folder)
    shallow, objects = place.facts()
    head_oid = place.commit(head) or place.no_head(head)
    found = _base(place, base, head_oid, shallow)
    remote = place.remote_of(found)
    return Checkout(
        objects=objects,
        repository=(repository or place.repository(remote or "origin")).lower(),
        base=found,
        head=head,
        base_oid=place.commit(found),
        head_oid=head_oid,
        remote=remote,
        shallow=shallow,
        partial=bool(place.ask("config", "--get-regexp", r"^(remote\..*\.promisor|extensions\.partialclone)$")),
    )


def _prepare(folder: Path) -> None:
    for name in _OF_ANOTHER_PLACE:
        os.environ.pop(name, None)
    if shutil.which("git") is None:
        leave(OUTSIDE, "git is not on the PATH; install it, then run this again")
    if shutil.which("timeout") is None:
        leave(OUTSIDE, "`timeout` of GNU coreutils is not on the PATH; install coreutils, then run this again")
    if not folder.is_dir():
        leave(WRONG_USE, f"there is no folder {visible(str(folder), 300)}; name a checkout with --repo")


def _base(place: Place, given: str | None, head_oid: str, shallow: bool) -> str:
    found = place.first(DEFAULT_BASES if given is None else (given,))
    if given is None and shallow and found is not None and place.commit(found) == head_oid:
        # A clone of one branch takes it for the default one; compared with itself it would always pass.
        found = None
    return found if found is not None else place.no_base(given or DEFAULT_BASES[0], shallow)
