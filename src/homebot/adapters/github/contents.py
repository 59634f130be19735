"""Small files of default branches, many repositories in two GraphQL queries: for manifests."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from homebot.adapters.github.client import Client

LARGEST_BYTES = 512 * 1024
REPOSITORIES = 20
FILES = 20


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of a repository's default branch; the root's `path` is empty."""

    repository: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file's text and where it is. `text` is `None` for one that is binary or too large."""

    folder: Folder
    name: str
    text: str | None


def files(client: Client, folders: Sequence[Folder], wanted: Callable[[str], bool]) -> tuple[FoundFile, ...]:
    """The files directly in `folders` whose name is `wanted`, at most twenty a folder. A folder that is not there, or
    that homebot may not see, has none. Raises a `CallFailed`."""
    found: list[FoundFile] = []
    for start in range(0, len(folders), REPOSITORIES):
        chunk = folders[start : start + REPOSITORIES]
        listed = [(folder, name) for folder, names in _listed(client, chunk) for name in names if wanted(name)]
        found += _texts(client, listed)
    return tuple(found)


def _listed(client: Client, folders: Sequence[Folder]) -> list[tuple[Folder, list[str]]]:
    inner = "object(expression: $e{i}) {{ ...on Tree {{ entries {{ name type }} }} }}"
    data = _ask(client, "folders", folders, [folder.path for folder in folders], inner)
    listed = []
    for index, folder in enumerate(folders):
        tree = (data.get(f"r{index}") or {}).get("object") or {}
        names = [str(entry["name"]) for entry in tree.get("entries") or [] if entry and entry.get("type") == "blob"]
        listed.append((folder, names[:1000]))
    return listed


def _texts(client: Client, wanted: Sequence[tuple[Folder, str]]) -> list[FoundFile]:
    kept: list[tuple[Folder, str]] = []
    for folder, name in wanted:
        if sum(other == folder for other, _ in kept) < FILES:
            kept.append((folder, name))
    if not kept:
        return []
    inner = "object(expression: $e{i}) {{ ...on Blob {{ byteSize isTruncated isBinary text }} }}"
    paths = [f"{folder.path}/{name}".lstrip("/") for folder, name in kept]
    data = _ask(client, "manifests", [folder for folder, _ in kept], paths, inner)
    found = []
    for index, (folder, name) in enumerate(kept):
        blob = (data.get(f"r{index}") or {}).get("object") or {}
        whole = not blob.get("isTruncated") and (blob.get("byteSize") or 0) <= LARGEST_BYTES
        found.append(FoundFile(folder, name, blob.get("text") if whole else None))
    return found


def _ask(client: Client, operation: str, folders: Sequence[Folder], paths: Sequence[str], inner: str) -> dict[str, Any]:
    """One query with an alias for each repository: `r0`, `r1`, ... with `inner`, `$e0`, `$e1`, ... being the path."""
    declared: list[str] = []
    fields: list[str] = []
    variables: dict[str, Any] = {}
    for index, (folder, path) in enumerate(zip(folders, paths, strict=True)):
        owner, _, name = folder.repository.partition("/")
        declared.append(f"$o{index}: String!, $n{index}: String!, $e{index}: String!")
        variables |= {f"o{index}": owner, f"n{index}": name, f"e{index}": f"HEAD:{path}"}
        fields.append(f"r{index}: repository(owner: $o{index}, name: $n{index}) {{ " + inner.format(i=index) + " }")
    text = f"query Files({', '.join(declared)}) {{\n" + "\n".join(fields) + "\n}"
    return client.query(operation, text, variables)
