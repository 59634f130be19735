"""Running git through GitPython: a closed environment, a limit of time, and no way to talk to anybody by default."""

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from git import Repo
from git.exc import InvalidGitRepositoryError, NoSuchPathError

from homebot.adapters.git.errors import GitTimeout, MirrorCorrupt

READ_SECONDS = 120.0
"""Limit for a command that only reads objects."""

SCHEMES = frozenset({"https", "http", "file"})

_CONFIG = {
    "core.hooksPath": "/dev/null",
    "core.attributesFile": "/dev/null",
    # Larger blobs are streamed to disk, stored without deltas and never compared line by line.
    "core.bigFileThreshold": "4m",
    "credential.helper": "",
    "protocol.allow": "never",
    "gc.auto": "0",
    "maintenance.auto": "false",
    # A pack appears whole or not at all: a fetch killed half-way leaves no half history behind.
    "fetch.unpackLimit": "1",
    # fsck guards checkouts (.git in trees, .gitmodules); we have none, and it refuses old honest histories.
    "transfer.fsckObjects": "false",
    # GitHub answers a renamed repository with a redirect of the first request.
    "http.followRedirects": "initial",
    "http.lowSpeedLimit": "1000",
    "http.lowSpeedTime": "60",
}


@dataclass(frozen=True, slots=True)
class Finished:
    """A git process that ended by itself: exit status, standard output, standard error."""

    status: int
    stdout: bytes
    stderr: str


@contextmanager
def opened(path: Path) -> Iterator[Repo]:
    """The bare repository at `path`; its processes end with the block.

    Raises:
        MirrorCorrupt: when there is no git repository.
    """
    try:
        repo = Repo(path, expand_vars=False)
    except (InvalidGitRepositoryError, NoSuchPathError) as error:
        raise MirrorCorrupt(f"no git repository at {path.name}") from error
    repo.git.update_environment(**environment(path))
    with repo:
        yield repo


def environment(path: Path) -> dict[str, str]:
    """Variables of every git process: this repository, no configuration from outside, no transport, no questions."""
    return {
        "GIT_DIR": str(path),
        "GIT_OBJECT_DIRECTORY": str(path / "objects"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
        "GIT_NAMESPACE": "",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_PARAMETERS": "",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS": "",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        **_as_environment(_CONFIG),
    }


def network_environment(url: str, token: str | None) -> dict[str, str]:
    """What lets one command talk to `url` and nobody else. The token goes by environment, readable by our user only.

    Raises:
        ValueError: for a scheme other than https, http and file, or a password inside the address.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or "@" in parts.netloc or not url.isprintable():
        raise ValueError("a repository's address must be https, http or file, without a user or password in it")
    config = {**_CONFIG, f"protocol.{parts.scheme}.allow": "always", **_promisor(url)}
    if token:
        pair = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        config[f"http.{parts.scheme}://{parts.netloc}/.extraHeader"] = f"Authorization: Basic {pair}"
    return {"GIT_ALLOW_PROTOCOL": parts.scheme, **_as_environment(config)}


def _promisor(url: str) -> dict[str, str]:
    """That this remote has what the mirror lacks (see `partial`); said to commands that fetch, and written nowhere."""
    return {f"remote.{url}.promisor": "true", f"remote.{url}.partialCloneFilter": "blob:none"}


def run(
    repo: Repo,
    *arguments: str,
    seconds: float = READ_SECONDS,
    stdin: BinaryIO | None = None,
    extra: Mapping[str, str] | None = None,
    keep_open: tuple[int, ...] = (),
) -> Finished:
    """Run one git command to its end.

    `timeout` of coreutils does the killing: it takes git's own children along, needs no `ps`, and goes on
    guarding when homebot itself is killed. `keep_open` are file descriptors the processes inherit.

    Raises:
        GitTimeout: after `seconds`.
    """
    command = ["timeout", "--signal=KILL", f"{seconds:g}", repo.git.GIT_PYTHON_GIT_EXECUTABLE, *arguments]
    status, stdout, stderr = repo.git.execute(
        command,
        istream=stdin,
        with_extended_output=True,
        with_exceptions=False,
        stdout_as_string=False,
        strip_newline_in_stdout=False,
        env=extra,
        pass_fds=keep_open,
    )
    if status in (-9, 137):
        raise GitTimeout(f"git {arguments[0]} took longer than {seconds:g} seconds and was stopped")
    return Finished(status, stdout, stderr)


def _as_environment(config: Mapping[str, str]) -> dict[str, str]:
    found = {"GIT_CONFIG_COUNT": str(len(config))}
    for index, (key, value) in enumerate(config.items()):
        found[f"GIT_CONFIG_KEY_{index}"] = key
        found[f"GIT_CONFIG_VALUE_{index}"] = value
    return found
