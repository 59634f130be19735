"""Trees and blobs of the GraphQL API, read from git."""

from functools import lru_cache
from pathlib import Path

from homebot.sandbox.git_command import GitError, git
from homebot.sandbox.graph_pages import Node
from homebot.sandbox.refs import OID
from homebot.sandbox.state import Repository


def git_object(repository: Repository, expression: str) -> Node | None:
    """What a git expression names: a tree with its entries, a blob with its text, a commit; `None` for nothing."""
    revision, colon, path = expression.partition(":")
    objects = repository.objects
    try:
        if OID.fullmatch(expression):
            oid = expression
        else:
            name = f"refs/heads/{repository.default_branch}" if revision == "HEAD" else revision
            commit = objects.resolve(name)
            if commit is None:
                return None
            oid = objects.commit(commit).tree if colon else commit
        for part in [part for part in path.split("/") if part]:
            oid = objects.entries(oid)[part.encode()]
        kind, data = objects.read(oid)
    except (GitError, KeyError):
        return None
    if kind == "tree":
        return {"__typename": "Tree", "oid": oid, "entries": _listed(repository.path, oid)}
    return _blob(oid, data) if kind == "blob" else {"__typename": "Commit", "oid": oid}


@lru_cache(256)
def _listed(path: Path, oid: str) -> list[Node]:
    """A tree's entries. A tree never changes."""
    listed = git(path, "ls-tree", "-z", "-l", oid).decode(errors="replace").split("\0")
    found = []
    for about, _, name in (line.partition("\t") for line in listed if line):
        mode, kind, _, size = about.split()
        found.append({"name": name, "type": kind, "mode": int(mode, 8), "size": int(size.replace("-", "0"))})
    return found


def _blob(oid: str, data: bytes) -> Node:
    try:
        text = None if b"\0" in data else data.decode()
    except UnicodeDecodeError:
        text = None
    size = len(data)
    common = {"__typename": "Blob", "oid": oid, "byteSize": size, "isTruncated": size > 512 * 1024}
    return {**common, "isBinary": text is None, "text": text[: 512 * 1024] if text is not None else None}
