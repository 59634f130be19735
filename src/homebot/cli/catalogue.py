"""What a command was given as the configuration: a folder, or one in a repository on GitHub. Needs no database."""

import os
from pathlib import Path

from homebot.adapters.config import Loaded, RemoteFolder, load, remote_folder
from homebot.cli import exits


def read_catalogue(source: Path) -> Loaded:
    """The configuration as it is now. Ends the process when it lies on GitHub, and that cannot be asked."""
    place = place_of(str(source))
    return load(source) if place is None else _read(place)


def place_of(source: str) -> RemoteFolder | None:
    """Where on GitHub `source` is; `None` for a folder here. Ends the process when it is no such place."""
    try:
        return remote_folder(source)
    except ValueError as error:
        exits.leave(exits.WRONG_USE, f"the configuration cannot be read ({error}); write github:OWNER/REPO[/FOLDER]")


def _read(place: RemoteFolder) -> Loaded:
    # Only who reads from GitHub waits for its libraries to be loaded.
    from homebot.adapters.config.repository import SourceUnavailable, read_repository
    from homebot.cli.outward import open_github, open_mirrors
    from homebot.cli.settings import Settings, SettingsError

    try:
        settings = Settings.from_environment(os.environ)
        settings.require_github()
    except SettingsError as error:
        exits.leave(exits.WRONG_USE, str(error))
    try:
        return read_repository(open_github(settings), open_mirrors(settings), place).loaded
    except SourceUnavailable as unavailable:
        exits.leave(exits.WRONG_USE if unavailable.refused else exits.OUTSIDE, str(unavailable))
