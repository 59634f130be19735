"""The configuration in force for what works on the database: of a folder or of a repository, or the last good one."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
import structlog

from homebot.adapters.config import (
    Configuration,
    ConfigurationError,
    load,
)
from homebot.adapters.config.repository import SourceUnavailable
from homebot.adapters.git.mirror import Mirrors
from homebot.adapters.github.client import GitHub
from homebot.app.consumers import keep_configuration
from homebot.app.following import Following, in_force, problems_of
from homebot.cli import exits
from homebot.cli.catalogue import place_of
from homebot.cli.clock import now
from homebot.cli.settings import Settings
from homebot.store import configurations
from homebot.store.engine import open_engine, writing

log = structlog.get_logger(__name__)


def open_configuration(
    settings: Settings, engine: sa.Engine, github: GitHub, mirrors: Mirrors, shows: bool
) -> tuple[Configuration, Following | None]:
    """The catalogue in force, and who follows it where it lies in a repository: the newest one, or the last good one
    while that is broken or out of reach. Ends the process with a line for each reason when there is none."""
    place = place_of(settings.config)
    if place is None:
        with engine.connect() as connection:
            fallback = configurations.last_good(connection)
        return _opened(Path(settings.config).resolve(), fallback, engine), None
    following = Following(place, github, mirrors, engine, now, shows)
    unavailable = _read_now(following)
    with engine.connect() as connection:
        fallback = in_force(connection, place)
    if unavailable is not None and fallback is None:
        exits.leave(
            exits.WRONG_USE if unavailable.refused else exits.OUTSIDE,
            f"{unavailable}; no earlier configuration is known",
        )
    return _opened(following, fallback, engine), following


def problems(settings: Settings) -> int:
    """How many things are wrong with the newest configuration. A folder is read again every ten seconds at most."""
    place = place_of(settings.config)
    if place is None:
        return _problems_in(settings.config, int(now().timestamp() // 10))
    return problems_of(_engine(settings.database_url), place)


@lru_cache(maxsize=1)
def _problems_in(folder: str, moment: int) -> int:
    return len(load(Path(folder).resolve()).problems)


@lru_cache(maxsize=1)
def _engine(database_url: str) -> sa.Engine:
    return open_engine(database_url)


def _read_now(following: Following) -> SourceUnavailable | None:
    try:
        following.reread()
    except SourceUnavailable as unavailable:
        log.warning("the configuration cannot be read; the last good one is in force", reason=str(unavailable))
        return unavailable
    return None


def _opened(source: Path | Following, fallback: Sequence[tuple[str, str]] | None, engine: sa.Engine) -> Configuration:
    try:
        found = Configuration(source.look if isinstance(source, Following) else source, fallback)
    except ConfigurationError as error:
        exits.leave(exits.WRONG_USE, f"{error}\nthe configuration cannot be used; homebot config check says the same")
    for problem in found.problems:
        log.error("the configuration is broken; the last good one stays in force", problem=str(problem))
    directory = found.current()
    with writing(engine) as connection:
        keep_configuration(connection, directory, now())
    return found
