"""Which rules hold for a checkout: those of a catalogue, as the base's own files set them, else of the base's
`.homebot.yml`, else homebot's own.

Whatever is found without being named comes from the base commit, never from the head or the files that lie in the
folder: a change does not set its own rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click

from homebot.adapters.config import FILES, Loaded, Problem, load_texts
from homebot.adapters.config.homebot_yml import NAME_OF_FILE, read_homebot_yml
from homebot.adapters.config.load import NEEDED
from homebot.adapters.config.standards import DEFAULT_PROFILE, default_profiles
from homebot.adapters.config.yaml_source import MOST_BYTES, decode
from homebot.adapters.git.errors import GitError
from homebot.adapters.git.mirror import Mirror
from homebot.cli.catalogue import read_catalogue
from homebot.cli.check.checkout import Checkout
from homebot.cli.exits import WRONG_USE, leave
from homebot.cli.own_files import own_files
from homebot.core.directory import Directory, Service
from homebot.core.render.escape import visible

CATALOGUE = "config"
MOST_NOTES = 10
"""On faults in the ownership files."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A directory and, in words, where it was found; `notes` say what was looked at and left. `catalogue` is the
    directory before the base's own files were joined with it, where there is one."""

    directory: Directory
    source: str
    notes: tuple[str, ...] = ()
    catalogue: Directory | None = None


def rules_for(checkout: Checkout, mirror: Mirror, folder: Path | None) -> Rules:
    """The rules of `folder` if one is named, else what the base commit holds, else homebot's own.

    Ends the process with every problem on a line when they are broken.
    """
    if folder is not None:
        return _required(_joined(_of_folder(folder), checkout, mirror, f"the catalogue in {folder}"), checkout, folder)
    notes: tuple[str, ...] = ()
    texts = _catalogue(checkout, mirror)
    if texts:
        catalogue = _good(load_texts(texts), checkout)
        rules = _joined(catalogue, checkout, mirror, f"{CATALOGUE}/ of {checkout.base}")
        if rules.directory.services_of_repository(checkout.repository):
            return rules
        notes = (f"{CATALOGUE}/ of {checkout.base} has no service in {checkout.repository}, so it does not count here",)
    own = mirror.objects.info(f"{checkout.base_oid}:{NAME_OF_FILE}")
    if own is not None and own.kind == "blob":
        content = mirror.objects.read(own.oid, MOST_BYTES)
        found = read_homebot_yml(
            content if isinstance(content, bytes) else b" " * (MOST_BYTES + 1), checkout.repository
        )
        return Rules(_good(found, checkout), f"{NAME_OF_FILE} of {checkout.base}", notes)
    return Rules(_built_in(checkout), f"homebot's own, the profile `{DEFAULT_PROFILE}`", notes)


def _of_folder(folder: Path) -> Directory:
    loaded = read_catalogue(folder)
    if loaded.directory is None:
        _refuse([str(problem) for problem in loaded.problems])
    return loaded.directory


def _required(rules: Rules, checkout: Checkout, folder: Path) -> Rules:
    if not rules.directory.services_of_repository(checkout.repository):
        known = sorted({service.repository for service in rules.directory.services.values()})
        names = f"; give --repository, one of: {', '.join(known[:20])}" if known else ""
        leave(WRONG_USE, f"no service of {visible(str(folder))} lives in {visible(checkout.repository)}{names}")
    return rules


def _joined(directory: Directory, checkout: Checkout, mirror: Mirror, source: str) -> Rules:
    """A catalogue with what the base's own files say of the repository's services."""
    try:
        found = own_files(mirror, checkout.base_oid, directory, checkout.repository)
    except GitError:
        # A partial clone may lack them; which standards are held to is in the catalogue.
        return Rules(
            directory, source, (f"the ownership files of {checkout.base} are not here and do not count",), directory
        )
    if found.files.settings:
        source = f"{source}, with {NAME_OF_FILE} of {checkout.base}"
    faults = found.catalogue.faults
    notes = [f"{fault.place}: {fault.message}" + (f"; {fault.fix}" if fault.fix else "") for fault in faults]
    return Rules(found.directory, source, tuple(notes[:MOST_NOTES]), directory)


def _catalogue(checkout: Checkout, mirror: Mirror) -> list[tuple[str, str]]:
    """The files of a catalogue in the base commit, if there is one."""
    present = mirror.objects.names(checkout.base_oid, CATALOGUE)
    if not set(NEEDED) <= set(present):
        return []
    texts: list[tuple[str, str]] = []
    for name in (name for name in FILES if name in present):
        file = f"{CATALOGUE}/{name}"
        content = mirror.objects.read_path(checkout.base_oid, file, MOST_BYTES)
        text = decode(file, content if content is not None else b" " * (MOST_BYTES + 1))
        if isinstance(text, Problem):
            _refuse([_at(text, checkout)])
        texts.append((file, text))
    return texts


def _good(loaded: Loaded, checkout: Checkout) -> Directory:
    if loaded.directory is None:
        _refuse([_at(problem, checkout) for problem in loaded.problems])
    return loaded.directory


def _at(problem: Problem, checkout: Checkout) -> str:
    """A problem, with the commit its file was read from: the one in the folder may be another by now."""
    needs_catalogue = "unknown profile" in problem.message and problem.place.file == NAME_OF_FILE
    hint = " (other profiles are in a catalogue: name its folder with --config)" if needs_catalogue else ""
    return f"{checkout.base}:{problem}{hint}"


def _refuse(lines: Sequence[str]) -> NoReturn:
    for line in lines:
        click.echo(visible(line, 2_000), err=True)
    leave(WRONG_USE, "the rules are broken; mend what is named above")


def _built_in(checkout: Checkout) -> Directory:
    """One service, all paths, the default standards, held to them."""
    name = checkout.repository.partition("/")[2]
    service = Service(name=name, owner="", repository=checkout.repository, mode="enforce", profile=DEFAULT_PROFILE)
    return Directory(services={name: service}, profiles=default_profiles(), digest="built-in")
