"""One run of git."""

import os
import subprocess
from pathlib import Path

ENVIRONMENT = {
    "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "HOME": "/nonexistent",
}


class GitError(Exception):
    """git said no; the text is what it said."""


def git(path: Path, *arguments: str, data: bytes | None = None, **more: str) -> bytes:
    """What a git command prints. Raises GitError."""
    done = subprocess.run(
        ["git", "-C", str(path), *arguments], input=data, capture_output=True, env={**ENVIRONMENT, **more}, check=False
    )
    if done.returncode != 0:
        raise GitError(
            done.stderr.decode(errors="replace").strip() or f"git {arguments[0]} ended with {done.returncode}"
        )
    return done.stdout
