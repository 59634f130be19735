"""Trees and blobs of the GraphQL API, read from git."""

from homebot.sandbox import repositories as git
from homebot.sandbox.graph_pages import Node
from homebot.sandbox.state import Repository


def git_object(repository: Repository, expression: str) -> Node | None:
    """What a git expression names: a tree with its entries, a blob with its text, a commit; `None` for nothing."""
    name = expression.replace("HEAD:", f"refs/heads/{repository.default_branch}:", 1)
    try:
        oid = git.git(repository.path, "rev-parse", "--verify", "--end-of-options", name).decode().strip()
        kind = git.git(repository.path, "cat-file", "-t", oid).decode().strip()
    except git.GitError:
        return None
    if kind == "tree":
        listed = git.git(repository.path, "ls-tree", "-z", "-l", oid).decode(errors="replace").split("\0")
        entries = [line.split("\t", 1) for line in listed if line]
        shown = [
            {"name": path, "type": about.split()[1], "mode": 0, "size": int(about.split()[3].replace("-", "0"))}
            for about, path in entries
        ]
        return {"__typename": "Tree", "oid": oid, "entries": shown}
    if kind == "blob":
        return _blob(oid, git.git(repository.path, "cat-file", "blob", oid))
    return {"__typename": "Commit", "oid": oid}


def _blob(oid: str, data: bytes) -> Node:
    try:
        text = None if b"\0" in data else data.decode()
    except UnicodeDecodeError:
        text = None
    size = len(data)
    common = {"__typename": "Blob", "oid": oid, "byteSize": size, "isTruncated": size > 512 * 1024}
    return {**common, "isBinary": text is None, "text": text[: 512 * 1024] if text is not None else None}
