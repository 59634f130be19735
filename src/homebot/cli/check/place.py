"""A folder, and git asked about the repository it is in; what git cannot answer ends with what to do about it."""

import os
import re
import shlex
import subprocess
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

from homebot.cli.exits import OUTSIDE, WRONG_USE, leave
from homebot.core.render.escape import visible

_SECONDS = 60
_ADDRESS = re.compile(r"[:/]([^/:\s]+/[^/:\s]+?)(?:\.git)?/?$")
_OID = re.compile(r"[0-9a-f]{40}")
_POINTER = "origin/HEAD"


class Place:
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

    def first(self, names: Iterable[str]) -> str | None:
        """The first name that stands for a commit; `origin/HEAD` by the branch it points to."""
        for name in names:
            pointed = self.ask("symbolic-ref", "--quiet", "--short", f"refs/remotes/{name}") if name == _POINTER else ""
            if self.commit(pointed or name):
                return pointed or name
        return None

    def no_head(self, name: str) -> NoReturn:
        branch = self.ask("symbolic-ref", "--quiet", "--short", "HEAD") if name == "HEAD" else ""
        if branch:
            leave(WRONG_USE, f"there is no commit on {visible(branch)} yet; commit something, then check it")
        leave(WRONG_USE, f"there is no commit {visible(name)} here{self._near(name)}; name one with --head")

    def no_base(self, name: str, shallow: bool) -> NoReturn:
        """The base is not here: how to get it, or how to name another."""
        near = self._near(name)
        missing = f"there is no commit {visible(name)} here{', and this clone is shallow' if shallow else ''}{near}"
        remote = self.remote_of(name)
        if remote is None:
            branches = "" if near else self._branches()
            leave(WRONG_USE, f"{missing}{branches}; name the branch the change goes to with --base")
        branch = name.removeprefix(f"{remote}/")
        wanted = name if branch == name else f"+refs/heads/{branch}:refs/remotes/{remote}/{branch}"
        command = f"git fetch {'--unshallow ' if shallow else ''}{shlex.quote(remote)} {shlex.quote(wanted)}"
        actions = " (in GitHub Actions: actions/checkout with fetch-depth: 0)" if shallow else ""
        leave(WRONG_USE, f"{missing}; run `{visible(command, 400)}`{actions}, or name another with --base")

    def remote_of(self, name: str) -> str | None:
        """The remote whose branch `name` is, or, for a commit id, the remote to ask."""
        remotes = sorted(self.ask("remote").split(), key=len, reverse=True)
        if _OID.fullmatch(name):
            return "origin" if "origin" in remotes else next(iter(remotes), None)
        return next((remote for remote in remotes if name.startswith(f"{remote}/")), None)

    def address(self, remote: str) -> str | None:
        """`owner/name` by the remote's address, if it has one."""
        found = _ADDRESS.search(self.ask("config", "--get", f"remote.{remote}.url"))
        return found[1] if found else None

    def repository(self, remote: str) -> str:
        """`owner/name` by the remote's address, else `local/` and the name of the folder."""
        found = self.address(remote)
        if found:
            return found
        top = self.ask("rev-parse", "--show-toplevel") or str(self._folder.resolve())
        return f"local/{re.sub(r'[^A-Za-z0-9._-]', '-', Path(top).name.removesuffix('.git')) or 'repository'}"

    def _near(self, name: str) -> str:
        refs = self.ask("for-each-ref", "--count=2000", "--format=%(refname:short)").splitlines()
        near = get_close_matches(name, refs, n=1)
        return f"; did you mean {visible(near[0])}?" if near else ""

    def _branches(self) -> str:
        branches = self.ask("for-each-ref", "--count=5", "--format=%(refname:short)", "refs/heads").splitlines()
        return f" (branches here: {visible(', '.join(branches))})" if branches else ""
