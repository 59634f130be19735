"""From files to a directory, or to every problem in them at once."""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from homebot.adapters.config.bot import read_settings
from homebot.adapters.config.entries import names_in
from homebot.adapters.config.org import Org, read_org
from homebot.adapters.config.problems import Problem
from homebot.adapters.config.reading import NameKind, Reading
from homebot.adapters.config.services import read_services
from homebot.adapters.config.standards import DEFAULT_PROFILE, Profiles, default_profiles, read_profiles
from homebot.adapters.config.succession import check_owners, check_sponsors, check_successions
from homebot.adapters.config.tree import check_entities
from homebot.adapters.config.yaml_source import MOST_BYTES, decode, parse
from homebot.core.directory import BotSettings, Directory, Place, Service
from homebot.core.nodes import Node
from homebot.core.wording import nearest, printable, quoted

NEEDED = ("org.yaml", "services.yaml")
FILES = (*NEEDED, "standards.yaml", "homebot.yaml")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A directory, or the problems that keep it from being one. Never both, but for a source that is followed: there
    the directory is the last good one, and the problems are those of the newest state."""

    directory: Directory | None
    problems: tuple[Problem, ...]


def load(folder: Path) -> Loaded:
    """Reads the configuration in `folder`. Whatever is in there, the answer is a directory or problems.

    Files are named with the folder's own name in places (`config/org.yaml`), wherever the folder lies.
    """
    present = _files_in(folder)
    if isinstance(present, Problem):
        return Loaded(None, (present,))
    return load_contents(f"{folder.resolve().name}/", present, lambda name: _content(folder / name))


def load_contents(label: str, present: Sequence[str], content: Callable[[str], bytes | str]) -> Loaded:
    """The same from a folder anywhere: its files' names, and `content` that gives the bytes of one, or says why not.
    `label` stands before the names in places: `config/`, `acme/governance:config/`."""
    decoded = {label + name: _text_of(label + name, content(name)) for name in present if name in FILES}
    texts = [(file, text) for file, text in decoded.items() if isinstance(text, str)]
    problems = [problem for problem in decoded.values() if isinstance(problem, Problem)]
    unread = [_base(problem.place.file) for problem in problems]
    return _load(texts, problems + _misspelt(label, present), unread, label)


def load_texts(files: Sequence[tuple[str, str]]) -> Loaded:
    """The same from texts, for replay and the last good configuration. Names may carry a folder: `config/org.yaml`."""
    return _load(files, [], unread=(), label="")


def digest(files: Sequence[tuple[str, str]]) -> str:
    """The name of a configuration's exact text, wherever its folder lies."""
    pairs = sorted((_base(name), text) for name, text in files)
    return hashlib.sha256(json.dumps(pairs, separators=(",", ":")).encode()).hexdigest()


def _base(name: str) -> str:
    """The name alone: of `config/org.yaml`, or of `acme/governance:org.yaml` at a repository's root."""
    return re.split("[/:]", name)[-1]


def _files_in(folder: Path) -> list[str] | Problem:
    try:
        return sorted(entry.name for entry in folder.iterdir() if entry.is_file())
    except OSError as error:
        hint = "make it with org.yaml and services.yaml, or name another folder in HOMEBOT_CONFIG"
        return Problem(Place(str(folder), 1), f"no folder to read: {error.strerror}", hint)


def _content(path: Path) -> bytes | str:
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def _text_of(file: str, content: bytes | str) -> str | Problem:
    if isinstance(content, bytes):
        return decode(file, content)
    return Problem(Place(file, 1), content, "mend its permissions")


def _misspelt(label: str, present: Sequence[str]) -> list[Problem]:
    """Files whose name is near to one that is not there: they were probably meant to be read."""
    absent = {name.removesuffix(".yaml"): name for name in FILES if name not in present}
    found: list[Problem] = []
    for name in present:
        stem, _, ending = name.rpartition(".")
        meant = nearest(stem, absent) if ending in ("yaml", "yml") and name not in FILES else None
        if meant is not None:
            hint = f"did you mean {quoted(absent[meant])}?"
            found.append(Problem(Place(label + printable(name), 1), "this file is not read", hint))
    return found


def _load(files: Sequence[tuple[str, str]], problems: list[Problem], unread: Sequence[str], label: str) -> Loaded:
    roots: dict[str, Node] = {}
    for file, text in files:
        root = parse(file, text)
        if isinstance(root, Problem):
            problems.append(root)
        elif _base(file) in FILES:
            roots[_base(file)] = root
        else:
            problems.append(Problem(Place(file, 1), "this file is not part of a configuration", "leave it out"))
    given = {_base(file) for file, _ in files} | set(unread)
    reading = Reading(_names(roots, given))
    for problem in problems:
        reading.take(problem)
    for name in NEEDED:
        if name not in given:
            reading.take(Problem(Place(label + name, 1), "the file is missing", "see docs/configuration.md"))
    directory = _read(roots, files, reading)
    return Loaded(None if reading.count else directory, reading.problems)


def _names(roots: dict[str, Node], given: set[str]) -> dict[NameKind, frozenset[str]]:
    """The names that exist. A kind whose file or section cannot be read is left out, see `Reading`."""
    org, services, standards = (roots.get(name) for name in FILES[:3])
    found: dict[NameKind, frozenset[str] | None] = {
        "entity": names_in(org, "entities"),
        "team": names_in(org, "teams"),
        "service": names_in(services, "services"),
        "kind of bar raiser": _kinds(org),
    }
    if standards is not None or "standards.yaml" not in given:
        found["profile"] = (names_in(standards, "profiles") or frozenset()) | {DEFAULT_PROFILE}
    return {kind: names for kind, names in found.items() if names is not None}


def _kinds(org: Node | None) -> frozenset[str] | None:
    """The kinds of bar raisers; a company may have none."""
    return frozenset() if org is not None and org.get("bar_raisers") is None else names_in(org, "bar_raisers")


def _read(roots: dict[str, Node], files: Sequence[tuple[str, str]], reading: Reading) -> Directory | None:
    settings = read_settings(roots["homebot.yaml"], reading) if "homebot.yaml" in roots else BotSettings()
    profiles: Profiles = default_profiles()
    if "standards.yaml" in roots:
        profiles = read_profiles(roots["standards.yaml"], reading)
    org = read_org(roots["org.yaml"], reading) if "org.yaml" in roots else None
    before = reading.count
    services = read_services(roots["services.yaml"], reading) if "services.yaml" in roots else {}
    if org is None:
        return None
    _check_across(org, roots["org.yaml"].place, services, reading.count == before, reading)
    return Directory(
        entities=org.entities,
        teams=org.teams,
        services=services,
        successions=org.successions,
        profiles=profiles,
        bar_raisers=org.bar_raisers,
        bots=org.bots,
        governance_repository=org.governance_repository,
        settings=settings,
        digest=digest(files),
        files=tuple(files),
    )


def _check_across(org: Org, place: Place, services: dict[str, Service], whole: bool, reading: Reading) -> None:
    """What only shows when everything is read. Nothing is concluded from a part that is broken."""
    if not org.sound:
        return
    check_entities(org.entities, place, reading)
    check_successions(org.teams, org.successions, reading)
    check_sponsors(org.teams, org.successions, reading)
    if whole:
        check_owners(org.teams, services, org.successions, reading)
