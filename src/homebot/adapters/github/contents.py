"""Small files of default branches, many repositories in two GraphQL queries: for manifests."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homebot.adapters.github.client import Client
from homebot.adapters.github.reach import inside

LARGEST_BYTES = 512 * 1024
REPOSITORIES = 20
FILES = 20
ANSWER_BYTES = 4 * 1024 * 1024


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


_Sized = tuple[Folder, str, int]
"""A file's folder, its name and its size in bytes."""


def files(client: Client, folders: Sequence[Folder], wanted: Callable[[str], bool]) -> tuple[FoundFile, ...]:
    """The files directly in `folders` whose name is `wanted`, at most twenty a folder. A folder that is not there, or
    that homebot may not see, has none. Raises a `CallFailed`."""
    found: list[FoundFile] = []
    for start in range(0, len(folders), REPOSITORIES):
        chunk = folders[start : start + REPOSITORIES]
        listed = [one for folder, names in _listed(client, chunk, wanted) for one in _sized(folder, names)]
        found += [FoundFile(folder, name, None) for folder, name, size in listed if size > LARGEST_BYTES]
        for batch in _batches([one for one in listed if one[2] <= LARGEST_BYTES]):
            found += _texts(client, batch)
    return tuple(found)


def _listed(
    client: Client, folders: Sequence[Folder], wanted: Callable[[str], bool]
) -> list[tuple[Folder, list[Mapping[str, Any]]]]:
    """The wanted files' entries, folder by folder."""
    inner = "object(expression: $e{i}) {{ ...on Tree {{ entries {{ name type size }} }} }}"
    data = _ask(client, "folders", folders, [folder.path for folder in folders], inner)
    trees = [inside(data, f"r{index}", "object").get("entries") or [] for index in range(len(folders))]
    return [(folder, _wanted(entries, wanted)) for folder, entries in zip(folders, trees, strict=True)]


def _wanted(entries: Sequence[Mapping[str, Any] | None], wanted: Callable[[str], bool]) -> list[Mapping[str, Any]]:
    blobs = (entry for entry in entries if entry and entry.get("type") == "blob")
    return [entry for entry in blobs if wanted(str(entry["name"]))][:FILES]


def _sized(folder: Folder, entries: Sequence[Mapping[str, Any]]) -> list[_Sized]:
    return [(folder, str(entry["name"]), int(entry.get("size") or 0)) for entry in entries]


def _batches(files: Sequence[_Sized]) -> Iterator[list[_Sized]]:
    """So that no answer holds more than a few megabytes."""
    batch: list[_Sized] = []
    for file in files:
        if batch and sum(size for _, _, size in batch) + file[2] > ANSWER_BYTES:
            yield batch
            batch = []
        batch.append(file)
    if batch:
        yield batch


def _texts(client: Client, wanted: Sequence[_Sized]) -> list[FoundFile]:
    inner = "object(expression: $e{i}) {{ ...on Blob {{ isTruncated text }} }}"
    paths = [f"{folder.path}/{name}".lstrip("/") for folder, name, _ in wanted]
    data = _ask(client, "manifests", [folder for folder, _, _ in wanted], paths, inner)
    found = []
    for index, (folder, name, _) in enumerate(wanted):
        blob = inside(data, f"r{index}", "object")
        found.append(FoundFile(folder, name, None if blob.get("isTruncated") else blob.get("text")))
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
