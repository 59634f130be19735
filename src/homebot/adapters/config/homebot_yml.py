"""`.homebot.yml`: what a service repository says of its own services (SPEC 3), read to be joined with the catalogue, or
alone where no catalogue is at hand."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from homebot.adapters.config.entries import VERSION
from homebot.adapters.config.load import Loaded, digest
from homebot.adapters.config.problems import Problem
from homebot.adapters.config.reading import Reading
from homebot.adapters.config.records import Field, Record, nested, record
from homebot.adapters.config.services import REVIEW, SERVICE
from homebot.adapters.config.shapes import NAME
from homebot.adapters.config.standards import default_profiles
from homebot.adapters.config.yaml_source import decode, parse
from homebot.core.directory import Directory, Place, Service
from homebot.core.nodes import Node, describe
from homebot.core.ownership import Fault
from homebot.core.repository_files import Settings
from homebot.core.wording import quoted

NAME_OF_FILE = ".homebot.yml"
ONE = {
    "version": replace(VERSION, required=False),
    "name": Field(NAME),
    **{key: replace(field, required=False) for key, field in SERVICE.items()},
}
"""The keys of one service. Nothing is required: a repository of one service may set its mode and no more."""

# Of a rule for reviews the file may set a part, and keep the other as the catalogue has it.
_WORDS = {**ONE, "review": replace(ONE["review"], shape=nested("approvals and first_response", REVIEW, dict))}
SEVERAL = {**ONE, "name": Field(NAME, required=True)}
_SEVERAL_WORDS = {**_WORDS, "name": SEVERAL["name"]}


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What `.homebot.yml` says of each service. Where one thing in it is wrong, nothing of it counts: then there are
    faults, and whoever reads it keeps what it said before."""

    settings: tuple[Settings, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_words(content: bytes) -> OwnWords:
    """The services that the file speaks of. Names of teams, profiles and services are taken on trust: whether there
    are such is for the catalogue to say."""
    text = decode(NAME_OF_FILE, content)
    root = parse(NAME_OF_FILE, text) if isinstance(text, str) else text
    if isinstance(root, Problem):
        return OwnWords(faults=(_fault(root),))
    reading = Reading({})
    settings = tuple(_settings_in(root, reading))
    if reading.count:
        return OwnWords(faults=tuple(_fault(problem) for problem in reading.problems))
    return OwnWords(settings)


def too_large(size: int) -> OwnWords:
    """The answer for a file that is too large to be read at all."""
    message = f"the file has {size} bytes, over 1 MiB"
    return OwnWords(faults=(Fault(Place(NAME_OF_FILE, 1), message, "shorten it", broken=True),))


def _fault(problem: Problem) -> Fault:
    return Fault(problem.place, problem.message, problem.hint, broken=True)


def _settings_in(root: Node, reading: Reading) -> Iterator[Settings]:
    fields = _SEVERAL_WORDS if root.kind == "list" else _WORDS
    for node in _nodes(root, reading):
        read = record(node, fields, reading)
        if read.complete:
            yield _settings(node, read)


def _settings(node: Node, read: Record) -> Settings:
    values = {key: value for key, value in read.values.items() if key not in ("version", "review")}
    return Settings(place=node.place, **values, **read.values.get("review", {}), places=tuple(read.places.items()))


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


def _nodes(root: Node, reading: Reading) -> tuple[Node, ...]:
    if root.kind not in ("mapping", "nothing", "list"):
        reading.refuse(root.place, f"expected the keys of one service, or a list of services, found {describe(root)}")
    return root.items if root.kind == "list" else (root,)


def _services(root: Node, repository: str, reading: Reading) -> dict[str, Service]:
    found: dict[str, Service] = {}
    for node in _nodes(root, reading):
        read = record(node, SEVERAL if root.kind == "list" else ONE, reading)
        if not read.complete:
            continue
        given = {key: value for key, value in read.values.items() if key not in ("version", "name", "repository")}
        name = read.values.get("name", repository.partition("/")[2])
        if name in found:
            reading.refuse(node.place, f"the service {quoted(name)} is there twice")
        found[name] = Service(**{"name": name, "owner": "", **given, "repository": repository, "place": node.place})
    return found
