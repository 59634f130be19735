"""Git, for real: bare repositories, commits made from trees of bytes, merges."""

import base64
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from homebot.sandbox.git_command import GitError, git
from homebot.sandbox.refs import Refs

CONFIG = """\
[uploadpack]
\tallowAnySHA1InWant = true
\tallowFilter = true
[receive]
\thideRefs = refs/pull
[http]
\treceivepack = true
[gc]
\tauto = 0
"""


def create(path: Path, branch: str) -> None:
    """An empty bare repository that answers fetches of any commit and keeps the refs of pull requests to itself, as
    GitHub does."""
    path.mkdir(parents=True)
    git(path, "init", "--bare", "--quiet", f"--initial-branch={branch}")
    with (path / "config").open("a") as config:
        config.write(CONFIG)


def commit(
    path: Path,
    branch: str,
    parent: str | None,
    files: Mapping[str, str | None],
    message: str,
    author: tuple[str, str],
    at: datetime,
) -> str:
    """A commit on `branch` that puts and deletes files.

    A value is text, `base64:...`, `symlink:TARGET`, or `None` to delete; a name is text, or `base64:...` for one that
    is no UTF-8."""
    name, email = author
    who = f"{name} <{email}> {int(at.timestamp())} +0000".encode()
    text = message.encode()
    lines = [b"commit refs/heads/%b\n" % branch.encode(), b"author %b\ncommitter %b\n" % (who, who)]
    lines.append(b"data %d\n%b\n" % (len(text), text))
    if parent:
        lines.append(b"from %b\n" % parent.encode())
    for key, value in files.items():
        place = base64.b64decode(key[7:]) if key.startswith("base64:") else key.encode()
        quoted = b'"' + place.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'
        if value is None:
            lines.append(b"D %b\n" % quoted)
            continue
        mode, data = _content(value)
        lines.append(b"M %b inline %b\ndata %d\n%b\n" % (mode, quoted, len(data), data))
    git(path, "fast-import", "--quiet", "--force", data=b"".join(lines) + b"\n")
    made = Refs(path)[f"refs/heads/{branch}"]
    assert made is not None
    return made


def _content(value: str) -> tuple[bytes, bytes]:
    if value.startswith("base64:"):
        return b"100644", base64.b64decode(value[7:])
    if value.startswith("symlink:"):
        return b"120000", value[8:].encode()
    return b"100644", value.encode()


@lru_cache(maxsize=256)
def kilobytes(path: Path, pushed_at: datetime) -> int:
    """What a repository's objects take on disk, as GitHub tells a repository's size: looked at after each push."""
    return sum(file.stat().st_size for file in (path / "objects").rglob("*") if file.is_file()) // 1024


def set_ref(path: Path, ref: str, oid: str | None) -> None:
    """Points a ref at a commit; `None` deletes it."""
    if oid is None:
        git(path, "update-ref", "-d", ref)
    elif (path / ref).is_dir():  # left over from refs below this name
        git(path, "update-ref", ref, oid)
    else:
        Refs(path)[ref] = oid


def merged_tree(path: Path, base: str, head: str) -> str | None:
    """The tree of a merge of two commits; `None` when they conflict."""
    try:
        return git(path, "merge-tree", "--write-tree", base, head).decode().splitlines()[0]
    except GitError:
        return None


def commit_tree(
    path: Path,
    tree: str,
    parents: tuple[str, ...],
    message: str,
    author: tuple[str, str],
    committer: tuple[str, str] | None = None,
) -> str:
    """A commit of a tree; its author commits it, if nobody else."""
    (name, email), (maker, address) = author, committer or author
    flags = [flag for parent in parents for flag in ("-p", parent)]
    who = {
        "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email, "GIT_COMMITTER_NAME": maker, "GIT_COMMITTER_EMAIL": address,
    }  # fmt: skip
    return git(path, "commit-tree", tree, *flags, data=message.encode(), **who).decode().strip()


def write_commit(path: Path, data: bytes) -> str:
    """A commit from its own words."""
    return git(path, "hash-object", "-t", "commit", "-w", "--stdin", data=data).decode().strip()
