"""`.homebot.yml`: what a service repository says of its own services, read where no catalogue is at hand (SPEC 3)."""

from dataclasses import replace

from homebot.adapters.config.entries import VERSION
from homebot.adapters.config.load import Loaded, digest
from homebot.adapters.config.problems import Problem
from homebot.adapters.config.reading import Reading
from homebot.adapters.config.records import Field, record
from homebot.adapters.config.services import SERVICE
from homebot.adapters.config.shapes import NAME
from homebot.adapters.config.standards import default_profiles
from homebot.adapters.config.yaml_source import decode, parse
from homebot.core.directory import Directory, Service
from homebot.core.nodes import Node, describe
from homebot.core.wording import quoted

NAME_OF_FILE = ".homebot.yml"
ONE = {
    "version": replace(VERSION, required=False),
    "name": Field(NAME),
    **{key: replace(field, required=False) for key, field in SERVICE.items()},
}
"""The keys of one service. Nothing is required: a repository of one service may set its mode and no more."""

SEVERAL = {**ONE, "name": Field(NAME, required=True)}


def read_homebot_yml(content: bytes, repository: str) -> Loaded:
    """A directory of the services that the file in `repository` (`owner/name`) names, without teams or entities.

    The built-in profiles are the only ones known here. A `repository` or `owner` it names changes nothing: the file
    speaks of the repository it lies in, and who owns it matters to reviews only.
    """
    text = decode(NAME_OF_FILE, content)
    root = parse(NAME_OF_FILE, text) if isinstance(text, str) else text
    if isinstance(root, Problem) or isinstance(text, Problem):
        return Loaded(None, tuple(problem for problem in (root,) if isinstance(problem, Problem)))
    profiles = default_profiles()
    reading = Reading({"profile": frozenset(profiles)})
    services = _services(root, repository, reading)
    if reading.count:
        return Loaded(None, reading.problems)
    files = ((NAME_OF_FILE, text),)
    return Loaded(Directory(services=services, profiles=profiles, digest=digest(files), files=files), ())


def _services(root: Node, repository: str, reading: Reading) -> dict[str, Service]:
    if root.kind not in ("mapping", "nothing", "list"):
        reading.refuse(root.place, f"expected the keys of one service, or a list of services, found {describe(root)}")
    nodes = root.items if root.kind == "list" else (root,)
    found: dict[str, Service] = {}
    for node in nodes:
        read = record(node, SEVERAL if root.kind == "list" else ONE, reading)
        if not read.complete:
            continue
        given = {key: value for key, value in read.values.items() if key not in ("version", "name", "repository")}
        name = read.values.get("name", repository.partition("/")[2])
        if name in found:
            reading.refuse(node.place, f"the service {quoted(name)} is there twice")
        found[name] = Service(**{"name": name, "owner": "", **given, "repository": repository, "place": node.place})
    return found
