"""Everything put together: settings become what the worker does."""

from functools import lru_cache, partial
from pathlib import Path

import sqlalchemy as sa
import structlog

from homebot import __version__
from homebot.adapters.analysis.analysers import analysers
from homebot.adapters.config import Configuration, ConfigurationError, load
from homebot.adapters.git.mirror import Mirrors
from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import GitHub
from homebot.app import metrics
from homebot.app.analysed import shelf
from homebot.app.coverage import ReportDesk
from homebot.app.engine import Regular, Work, open_client
from homebot.app.handle import Handler
from homebot.app.outside import Outside
from homebot.app.receive import Door
from homebot.app.reconcile import regularly
from homebot.cli import exits
from homebot.cli.clock import now
from homebot.cli.settings import Settings
from homebot.store import configurations
from homebot.store.engine import open_engine, writing

MIRROR_BYTES = 20 * 2**30
ANALYSERS = 2
EVERY_QUARTER_OF_AN_HOUR = "*/15 * * * *"

log = structlog.get_logger(__name__)


def build(settings: Settings) -> Work:
    """What a worker does: with deliveries, and regularly."""
    outside = open_outside(settings)
    client = open_client(outside.engine)
    door = Door(outside.engine, client)
    handler = Handler(outside, door)
    desk = ReportDesk(outside.engine, client, outside.analysis.coverage, outside.clock)
    reconciling = Regular("reconcile", EVERY_QUARTER_OF_AN_HOUR, partial(regularly, outside, door), at_start=True)
    return Work(desk.before(handler.handle), (reconciling,))


def open_outside(settings: Settings) -> Outside:
    """GitHub, mirrors, analysis, catalogue and database; ends the process with one line when the catalogue is broken
    and there is no last good one."""
    engine = open_engine(settings.database_url)
    return Outside(
        configuration=open_configuration(settings, engine),
        github=GitHub(settings.github_api_url, _credentials(settings), _count_call, _note_budget),
        mirrors=Mirrors(settings.state_dir / "mirrors", MIRROR_BYTES),
        analysis=analysers(ANALYSERS, settings.analysis_python, shelf(engine, now)),
        engine=engine,
        clock=now,
        version=__version__,
    )


def open_configuration(settings: Settings, engine: sa.Engine) -> Configuration:
    """The catalogue in force: the folder's, or the last good one while the folder is broken."""
    if settings.config.startswith("github:"):
        exits.leave(
            exits.WRONG_USE,
            f"HOMEBOT_CONFIG={settings.config}: a configuration from a repository comes in a later version; "
            "name a folder, for example a clone of it",
        )
    with engine.connect() as connection:
        fallback = configurations.last_good(connection)
    try:
        found = Configuration(Path(settings.config).resolve(), fallback)
    except ConfigurationError as error:
        exits.leave(exits.WRONG_USE, f"{error}\nthe configuration cannot be used; homebot config check says the same")
    for problem in found.problems:
        log.error("the configuration is broken; the last good one stays in force", problem=str(problem))
    directory = found.current()
    with writing(engine) as connection:
        configurations.keep(connection, directory.digest, directory.files, now())
    return found


def problems(settings: Settings) -> int:
    """How many things are wrong with the configuration's files; looked at again every ten seconds at most."""
    return _problems(settings.config, int(now().timestamp() // 10))


@lru_cache(maxsize=1)
def _problems(folder: str, moment: int) -> int:
    return len(load(Path(folder).resolve()).problems)


def _credentials(settings: Settings) -> Credentials:
    if settings.github_app_id is None or settings.github_private_key_file is None:
        return Credentials(token=settings.github_token)
    try:
        key = settings.github_private_key_file.read_text()
    except OSError as error:
        exits.leave(exits.WRONG_USE, f"HOMEBOT_GITHUB_PRIVATE_KEY_FILE cannot be read ({error.strerror})")
    return Credentials(app_id=settings.github_app_id, private_key=key)


def _count_call(kind: str, operation: str) -> None:
    metrics.github_calls.labels(kind, operation).inc()


def _note_budget(installation: int | None, remaining: int) -> None:
    metrics.github_budget.labels(str(installation or "token")).set(remaining)
