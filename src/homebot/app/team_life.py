"""Team life, swept: what a team left open is handed on when it ends or its service is another's, and areas that many
change are named. The catalogue may have changed, or a day passed: both are seen alike, and twice is once."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
import structlog

from homebot.app import registering
from homebot.app.outside import Outside
from homebot.app.owned import owned
from homebot.app.ownership import known_files
from homebot.app.steps import Steps
from homebot.core.directory import Directory
from homebot.core.register.question import Asked
from homebot.core.register.record import Record
from homebot.core.team_life.core_team import WINDOW, all_suggested, notice
from homebot.core.team_life.core_team import note as core_team_note
from homebot.core.team_life.handing_on import KINDS, can_be_handed_on, handed_on, heirs, told
from homebot.core.team_life.nobody import nobody_stands_for
from homebot.store import cache, notices, register, register_figures
from homebot.store.engine import writing

MOST = 200
"""Decisions between the same teams that one sweep hands on."""
MOST_CALLED = 10
"""Comments of one sweep in which the owners of a team are mentioned; in the others they are named. Whoever takes over a
thousand decisions knows by then."""
MOST_AGREEMENTS = 2_000
LOOKED = "core-teams-looked-for"
"""What the cache calls what was there when areas that many change were looked for last."""

log = structlog.get_logger(__name__)


def regularly(outside: Outside, steps: Steps) -> None:
    """One sweep over open decisions, and one over last year's agreements."""
    steps.step("hand on", lambda: hand_on(outside.engine, outside.configuration.current(), outside.clock()))
    steps.step("suggest", lambda: suggest_anew(outside.engine, outside.configuration.current(), outside.clock()))


class _Catalogues:
    """The catalogue of one moment, with what each repository's own files add: some teams are known there alone."""

    def __init__(self, connection: sa.Connection, directory: Directory, now: datetime) -> None:
        self._connection, self.directory, self.now = connection, directory, now
        self._known: dict[str, Directory] = {}

    def of(self, record: Record) -> Directory:
        """The one in force where the decision was taken."""
        repository = record.place.rpartition("#")[0]
        if repository not in self._known:
            files = known_files(self._connection, repository)
            self._known[repository] = owned(self.directory, files, repository, self.now.date()).directory
        return self._known[repository]


def hand_on(engine: sa.Engine, directory: Directory, now: datetime) -> int:
    """Hands on what is open and whose team or owner is another now; how many. Says of whom nobody stands for."""
    with engine.connect() as connection:
        catalogues = _Catalogues(connection, directory, now)
        moved = [
            one
            for parties in register_figures.parties(connection, KINDS)
            for one in _concerned(connection, parties, catalogues)
        ]
        lost = _lost(moved, catalogues)
        # What nobody stands for is looked at by every sweep: it takes no lock.
        numbers = [one.number for one in moved if handed_on(one, catalogues.of(one), now) is not None]
    written, called = 0, Counter[str]()
    for number in numbers:
        with writing(engine) as connection:
            written += _hand_on(connection, number, directory, now, called)
    if lost:
        with writing(engine) as connection:
            notices.put(connection, [nobody_stands_for(name, lost[name], directory) for name in sorted(lost)], now)
        log.warning("nobody stands for teams that are gone", teams=sorted(lost))
    if written:
        log.info("decisions were handed on", entries=written)
    return written


def suggest_anew(engine: sa.Engine, directory: Directory, now: datetime) -> bool:
    """`suggest`, where the day, the catalogue or an agreement is another than at the last look; whether it looked: a
    year's agreements are much to read every five minutes."""
    with engine.connect() as connection:
        newest = register_figures.newest_agreement(connection)
        before = cache.get(connection, LOOKED, now - WINDOW)
    looked = f"{directory.digest} {now.date()} {newest.isoformat() if newest is not None else ''}"
    if before == looked:
        return False
    suggest(engine, directory, now)
    with writing(engine) as connection:
        cache.put(connection, LOOKED, looked, now)
    return True


def suggest(engine: sa.Engine, directory: Directory, now: datetime) -> int:
    """Says of which areas a core team might be made; how many there are."""
    with engine.connect() as connection:
        agreements = last_agreements(connection, now)
    found = all_suggested(agreements, directory, now)
    made = [one for one in (notice(area, directory) for area in found) if one is not None]
    if made:
        with writing(engine) as connection:
            notices.put(connection, made, now)
    return len(found)


def last_agreements(connection: sa.Connection, now: datetime) -> tuple[Record, ...]:
    """Those of the last year, whatever became of them."""
    return register_figures.agreements_since(connection, now - WINDOW, MOST_AGREEMENTS)


def suggestion(connection: sa.Connection, asked: Asked, directory: Directory, now: datetime) -> str:
    """The suggestion about the service that is asked about, in a sentence; empty where there is none."""
    if asked.subject is None or asked.subject.kind != "service":
        return ""
    return core_team_note(last_agreements(connection, now), asked.subject.name, directory, now)


def _concerned(connection: sa.Connection, parties: tuple[str, str, str], catalogues: _Catalogues) -> tuple[Record, ...]:
    """The decisions between such parties of which one is another now, or is nobody any more."""
    team, home, service = parties
    directory, now = catalogues.directory, catalogues.now
    known = directory.services.get(service)
    same = known is not None and directory.owner_on(known, now.date()) == home
    if same and all(directory.team_exists_on(name, now.date()) for name in (team, home) if name):
        return ()
    found = register_figures.between(connection, KINDS, parties, MOST)
    return tuple(one for one in found if _moves(one, catalogues))


def _moves(record: Record, catalogues: _Catalogues) -> bool:
    if not can_be_handed_on(record):
        return False
    directory, now = catalogues.of(record), catalogues.now
    return None in heirs(record, directory, now) or handed_on(record, directory, now) is not None


def _lost(moved: Iterable[Record], catalogues: _Catalogues) -> dict[str, list[Record]]:
    """The teams that are gone and have no heir, each with what it left open."""
    lost: dict[str, list[Record]] = {}
    for record in moved:
        found = heirs(record, catalogues.of(record), catalogues.now)
        for name, heir in zip((record.team, record.home), found, strict=True):
            if heir is None:
                lost.setdefault(name, []).append(record)
    return lost


def _hand_on(connection: sa.Connection, number: int, directory: Directory, now: datetime, called: Counter[str]) -> int:
    register.lock(connection)
    record = register.find(connection, number)
    if record is None:
        return 0
    here = _Catalogues(connection, directory, now).of(record)
    entry = handed_on(record, here, now)
    if entry is None or not registering.append(connection, entry, here):
        return 0
    found = told(record, entry, here, calls=called[entry.team] < MOST_CALLED)
    called[entry.team] += len(found)
    notices.put(connection, found, now)
    return 1
