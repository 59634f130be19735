"""Everything put together: settings become what the worker does."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from homebot import __version__
from homebot.adapters.analysis.analysers import analysers
from homebot.adapters.evidence.reader import EvidenceReader
from homebot.app import closing, digests, metrics, notifying, registering, team_life, timers
from homebot.app.analysed import shelf
from homebot.app.coverage import ReportDesk
from homebot.app.engine import Regular, Work, open_client
from homebot.app.handle import Handler
from homebot.app.outside import Outside
from homebot.app.receive import Door
from homebot.app.reconcile import regularly
from homebot.app.steps import Steps
from homebot.cli.clock import now
from homebot.cli.in_force import open_configuration
from homebot.cli.outward import open_anchoring, open_github, open_mirrors
from homebot.cli.settings import Settings
from homebot.store.engine import open_engine

ANALYSERS = 2
EVERY_QUARTER_OF_AN_HOUR = "*/15 * * * *"
EVERY_FIVE_MINUTES = "*/5 * * * *"
EVERY_HOUR = "7 * * * *"
EVERY_DAY = "17 6 * * *"


def build(settings: Settings, clock: Callable[[], datetime] = now) -> Work:
    """What a worker does: with deliveries, and regularly. Its rules know the time from `clock` alone."""
    outside = open_outside(settings, shows=True, clock=clock)
    client = open_client(outside.engine)
    door = Door(outside.engine, client)
    handler = Handler(outside, door)
    handler.tell_the_door()
    desk = ReportDesk(outside.engine, client, outside.analysis.coverage, outside.clock)
    reconciling = Regular("reconcile", EVERY_QUARTER_OF_AN_HOUR, partial(regularly, outside, door), at_start=True)
    waiting = Regular("waits", EVERY_FIVE_MINUTES, partial(timers.regularly, outside, door), at_start=True)
    anchors = open_anchoring(settings, outside.github)
    closes = Regular("closing", EVERY_HOUR, partial(closing.regularly, outside, anchors), at_start=True)
    lapses = Regular("register", EVERY_FIVE_MINUTES, partial(_register, outside, door), at_start=True)
    months = Regular("digests", EVERY_DAY, partial(_digests, outside, door), at_start=True)
    handle = notifying.before(outside, desk.before(handler.handle))
    return Work(handle, (reconciling, waiting, closes, lapses, months))


def _digests(outside: Outside, door: Door, steps: Steps, scheduled: datetime) -> None:
    """The month that is over is told, and what that has to be written is not left to the next look."""
    digests.regularly(outside, steps, scheduled)
    notifying.regularly(outside, door, steps)


def _register(outside: Outside, door: Door, steps: Steps, scheduled: datetime) -> None:
    """What time and the catalogue do to decisions, and then what is to be made known of them."""
    registering.regularly(outside, steps)
    team_life.regularly(outside, steps)
    notifying.regularly(outside, door, steps)


def open_outside(settings: Settings, shows: bool = False, clock: Callable[[], datetime] = now) -> Outside:
    """GitHub, mirrors, analysis, catalogue and database; ends the process with one line when the catalogue is broken
    and there is no last good one. `shows`: what is found in a catalogue in a repository is said on GitHub."""
    engine = open_engine(settings.database_url)
    github = open_github(settings, _count_call, _note_budget)
    mirrors = open_mirrors(settings)
    configuration, following = open_configuration(settings, engine, github, mirrors, shows)
    return Outside(
        configuration=configuration,
        github=github,
        mirrors=mirrors,
        analysis=analysers(ANALYSERS, settings.analysis_python, shelf(engine, now)),
        engine=engine,
        clock=clock,
        version=__version__,
        following=following,
        evidence=EvidenceReader(settings.evidence_hosts),
    )


def _count_call(kind: str, operation: str) -> None:
    metrics.github_calls.labels(kind, operation).inc()


def _note_budget(installation: int | None, remaining: int) -> None:
    metrics.github_budget.labels(str(installation or "token")).set(remaining)
