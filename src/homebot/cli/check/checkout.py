"""The repository somebody stands in: where its objects are, and which two commits are to be compared."""

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

from homebot.cli.exits import OUTSIDE, WRONG_USE, leave
from homebot.core.render.escape import visible

DEFAULT_BASES = ("origin/main", "origin/HEAD")
"""Without a base: the usual name, else what the remote says its default branch is."""

_SECONDS = 60
_ADDRESS = re.compile(r"[:/]([^/:\s]+/[^/:\s]+?)(?:\.git)?/?$")
_OID = re.compile(r"[0-9a-f]{40}")
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
    for name in _OF_ANOTHER_PLACE:
        os.environ.pop(name, None)
    if shutil.which("git") is None:
        leave(OUTSIDE, "git is not on the PATH; install it, then run this again")
    if shutil.which("timeout") is None:
        leave(OUTSIDE, "`timeout` of GNU coreutils is not on the PATH; install coreutils, then run this again")
    if not folder.is_dir():
        leave(WRONG_USE, f"there is no folder {visible(str(folder))}; name a checkout with --repo")
    place = _Place(folder)
    shallow, objects = place.facts()
    head_oid = place.commit(head) or place.no_head(head)
    found = next((name for name in ([base] if base is not None else DEFAULT_BASES) if place.commit(name)), None)
    if found is None:
        place.no_base(base or DEFAULT_BASES[0], given=base is not None, shallow=shallow)
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


class _Place:
    """A folder, and git asked about it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        try:
            return subprocess.run(
                ["git", "-C", str(self._folder), *arguments],
                env={**os.environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"},
                capture_output=True,
                encoding="utf-8",
                errors="surrogateescape",
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            leave(OUTSIDE, f"git does not answer: {visible(str(error), 300)}")

    def ask(self, *arguments: str) -> str:
        """What git answers, without the last line feed; nothing when it refuses."""
        done = self.run(*arguments)
        return done.stdout.removesuffix("\n") if done.returncode == 0 else ""

    def facts(self) -> tuple[bool, Path]:
        """Whether the clone is shallow, and the folder of its objects."""
        wanted = ("--is-shallow-repository", "--show-object-format", "--git-path", "objects")
        done = self.run("rev-parse", "--path-format=absolute", *wanted)
        if done.returncode != 0:
            self._no_repository(done.stderr)
        shallow, form, objects = done.stdout.removesuffix("\n").split("\n", 2)
        if form != "sha1":
            leave(WRONG_USE, f"this repository names its commits by {form}; homebot reads those with SHA-1 only")
        return shallow == "true", Path(objects)

    def _no_repository(self, said: str) -> NoReturn:
        where = visible(str(self._folder.resolve()), 300)
        if "dubious ownership" in said:
            command = f"git config --global --add safe.directory {shlex.quote(str(self._folder.resolve()))}"
            leave(WRONG_USE, f"git refuses {where}: it belongs to somebody else; to trust it: {visible(command, 400)}")
        if "not a git repository" in said:
            leave(WRONG_USE, f"there is no git repository at {where}; name a checkout with --repo")
        leave(OUTSIDE, f"git cannot read the repository at {where}: {visible(' '.join(said.split()), 300)}")

    def commit(self, name: str) -> str:
        """The id of the commit `name` stands for, or nothing."""
        if not name or "\0" in name:
            return ""
        return self.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")

    def no_head(self, name: str) -> NoReturn:
        branch = self.ask("symbolic-ref", "--quiet", "--short", "HEAD") if name == "HEAD" else ""
        if branch:
            leave(WRONG_USE, f"there is no commit on {visible(branch)} yet; commit something, then check it")
        leave(WRONG_USE, f"there is no commit {visible(name)} here{self._near(name)}; name one with --head")

    def no_base(self, name: str, given: bool, shallow: bool) -> NoReturn:
        """The base is not here: how to get it, or how to name another."""
        remote = self.remote_of(name)
        missing = f"there is no commit {visible(name)} here"
        if shallow:
            missing += ", and this clone is shallow: it holds the newest commits only"
        if remote is None:
            example = self._near(name) or self._some_branch()
            leave(WRONG_USE, f"{missing}{example}; name the branch the change goes to with --base")
        if name.startswith(f"{remote}/"):
            branch = name.removeprefix(f"{remote}/")
            wanted = f"+refs/heads/{branch}:refs/remotes/{remote}/{branch}"
        else:
            wanted = name
        deeper = "--unshallow " if shallow else ""
        command = f"git fetch {deeper}{shlex.quote(remote)} {shlex.quote(wanted)}"
        actions = " (in GitHub Actions: actions/checkout with fetch-depth: 0)" if shallow else ""
        near = self._near(name) if given else ""
        leave(WRONG_USE, f"{missing}{near}; to get it: {visible(command, 400)}{actions}; --base names another")

    def remote_of(self, name: str) -> str | None:
        """The remote whose branch `name` is, or, for a commit id, the remote to ask."""
        remotes = sorted(self.ask("remote").split(), key=len, reverse=True)
        if _OID.fullmatch(name):
            return "origin" if "origin" in remotes else next(iter(remotes), None)
        return next((remote for remote in remotes if name.startswith(f"{remote}/")), None)

    def repository(self, remote: str) -> str:
        """`owner/name` by the remote's address, else `local/` and the name of the folder."""
        found = _ADDRESS.search(self.ask("config", "--get", f"remote.{remote}.url"))
        if found:
            return found[1]
        top = self.ask("rev-parse", "--show-toplevel") or str(self._folder.resolve())
        return f"local/{re.sub(r'[^A-Za-z0-9._-]', '-', Path(top).name.removesuffix('.git')) or 'repository'}"

    def _near(self, name: str) -> str:
        refs = self.ask("for-each-ref", "--count=2000", "--format=%(refname:short)").splitlines()
        near = get_close_matches(name, refs, n=1)
        return f"; did you mean {visible(near[0])}?" if near else ""

    def _some_branch(self) -> str:
        branches = self.ask("for-each-ref", "--count=5", "--format=%(refname:short)", "refs/heads").splitlines()
        return f" (branches here: {visible(', '.join(branches))})" if branches else ""
