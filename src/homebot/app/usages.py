"""Which packages the services name in the manifests of their default branches; remembered for a day."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

import structlog

from homebot.adapters.config.yaml_source import documents
from homebot.adapters.github.contents import Folder, FoundFile, files
from homebot.adapters.github.outcomes import CallFailed
from homebot.app.gathered import Usage
from homebot.app.outside import Outside
from homebot.core.directory import Directory, Service
from homebot.core.manifests import format_of
from homebot.store import cache, json
from homebot.store.engine import writing

FRESH = timedelta(days=1)
log = structlog.get_logger(__name__)
READ_HERE = ("pyproject", "requirements")
MOST = 500
"""Folders read for one merge; a larger catalogue is read over several days' merges from what is remembered."""


def folder_of(service: Service) -> Folder:
    """Where a service keeps its manifests: the folder its first pattern begins with, the root for `**`."""
    literal = []
    for part in service.paths[0].strip("/").split("/"):
        if "*" in part or "?" in part:
            break
        literal.append(part)
    return Folder(service.repository, "/".join(literal))


def read_usages(outside: Outside, directory: Directory, besides: str) -> tuple[Usage, ...]:
    """The packages each folder's manifests name, for every service but those in the repository `besides`.

    A repository that homebot cannot read has no usages; the merge must not wait for it.
    """
    folders = dict.fromkeys(folder_of(service) for service in directory.services.values())
    wanted = [folder for folder in folders if folder.repository != besides][:MOST]
    since = outside.clock() - FRESH
    with outside.engine.connect() as connection:
        known = {folder: cache.get(connection, _key(folder), since) for folder in wanted}
    usages = [json.decode(text, Usage) for text in known.values() if text is not None]
    missing = [folder for folder, text in known.items() if text is None]
    for owner in dict.fromkeys(folder.repository.partition("/")[0] for folder in missing):
        usages += _read(outside, [folder for folder in missing if folder.repository.startswith(f"{owner}/")])
    return tuple(sorted(usages, key=lambda usage: (usage.repository, usage.folder)))


def _read(outside: Outside, folders: list[Folder]) -> list[Usage]:
    """One owner's folders: one installation of the App covers them."""
    try:
        with outside.github.job(folders[0].repository) as client:
            found = files(client, folders, _read_here)
    except CallFailed as failed:
        log.warning("manifests cannot be read", repositories=len(folders), reason=str(failed))
        return []
    usages = [_usage(folder, [file for file in found if file.folder == folder]) for folder in folders]
    with writing(outside.engine) as connection:
        for usage in usages:
            cache.put(connection, _key(Folder(usage.repository, usage.folder)), json.encode(usage), outside.clock())
    return usages


def _read_here(name: str) -> bool:
    """Small files that somebody writes; what is large is read in a child process, elsewhere."""
    known = format_of(name)
    return known is not None and known.name in READ_HERE


def _usage(folder: Folder, found: Iterable[FoundFile]) -> Usage:
    packages = tuple(pair for file in found for pair in _packages(file))
    return Usage(folder.repository, folder.path, packages)


def _packages(file: FoundFile) -> Iterator[tuple[str, str]]:
    """What a manifest names, with the manifest's path."""
    reader = format_of(file.name)
    if reader is not None and file.text is not None:
        path = f"{file.folder.path}/{file.name}".lstrip("/")
        said = reader.read(path, file.text.encode(), documents)
        yield from ((path, package) for package in sorted(said.packages))


def _key(folder: Folder) -> str:
    return f"manifests:{folder.repository}:{folder.path}"
