"""`kill -9` of workers in the middle of closing quarters: each is closed once, and balanced.

HOMEBOT_TEST_CLOSING_KILLS sets how often; the default keeps CI short.
"""

import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.app import credit_views
from homebot.app.engine import prepare
from homebot.app.recomputing import recompute
from homebot.app.verifying import check
from homebot.core.credit.clock import closes_at
from homebot.core.credit.entries import Draft
from homebot.core.credit.events import (
    Carried,
    ContributionMerged,
    Event,
    Evidence,
    ParametersSet,
    Part,
    SurfaceUsed,
    concerns,
    kind_of,
)
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.quarters import after, quarter_of, start_of
from homebot.store import books, json
from homebot.store.credit_tables import ledger_events, ledger_lines
from homebot.store.engine import open_engine, writing
from tests.nursery import ended, nursery

pytestmark = [pytest.mark.crash, pytest.mark.timeout(3600)]
KILLS = int(os.environ.get("HOMEBOT_TEST_CLOSING_KILLS", "4"))
WORKERS = 2
QUARTERS = 6
"""That are due; each takes a worker some tenths of a second."""
TEAMS, SERVICES, PULLS = 12, 24, 100
"""The pull requests are those of a quarter; each is carried and used by all other teams."""
PATIENCE_SECONDS = 180.0
ORG = "version: 1\nentities: {company: {}}\nteams: {team0: {entity: company, members: [alice], owners: [alice]}}\n"
SERVICES_YAML = "version: 1\nservices: {service0: {owner: team0, repository: acme/service0}}\n"
NOWHERE = Evidence("acme/consumer", "c" * 40, "requirements.txt", 1, "pkg:pypi/acme", "1.0.0")


def due(now: datetime) -> list[str]:
    """The newest quarters that can be closed, the oldest first."""
    last = quarter_of(now)
    while closes_at(last, Parameters()) > now:
        last = after(last, -1)
    return [after(last, -back) for back in reversed(range(QUARTERS))]


def facts(quarter: str) -> Iterator[Event]:
    """What happened in a quarter."""
    at = start_of(quarter) + timedelta(days=5)
    for number in range(PULLS):
        service, of = f"service{number % SERVICES}", f"acme/{quarter.lower()}#{number + 1}"
        home, away = number % SERVICES % TEAMS, number % TEAMS
        part = Part(service, f"team{home}", None if home == away else f"team{away}", home == away)
        yield ContributionMerged(f"merged:{of}", of, "A change", "away", (part,), at, None, "a" * 40, ("surface",))
        for team in range(TEAMS):
            if team != home:
                where = (f"{of}:{team}", of, service, f"team{team}", f"consumer{team}", at, NOWHERE)
                yield Carried(f"carried:{where[0]}", *where[1:])
                yield SurfaceUsed(f"used:{where[0]}", *where[1:])


def fill(engine: sa.Engine, quarters: list[str]) -> None:
    """An empty ledger, with all the facts of the quarters."""
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for name in sa.inspect(connection).get_table_names():
                connection.exec_driver_sql(f'DROP TABLE "{name}"')
        else:
            for schema in ("public", "dbos"):
                connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    prepare(engine)
    begun = ParametersSet("parameters:1", start_of(quarters[0]), Parameters().values())
    with writing(engine) as connection:
        connection.execute(sa.insert(ledger_events), [row(event) for event in (begun, *map_all(quarters))])
        credit_views.rebuild(connection)


def map_all(quarters: list[str]) -> Iterator[Event]:
    """The facts of all of them."""
    for quarter in quarters:
        yield from facts(quarter)


def row(event: Event) -> dict[str, object]:
    """A fact as it is kept."""
    of, consumer = concerns(event)
    kept = {"key": event.key, "kind": kind_of(event), "at": event.at, "body": json.encode(event)}
    return kept | {"of": of, "consumer": consumer}


class Workers:
    """Two `homebot worker` beside each other on one database."""

    def __init__(self, folder: Path, database_url: str) -> None:
        config = folder / "config"
        config.mkdir()
        (config / "org.yaml").write_text(ORG)
        (config / "services.yaml").write_text(SERVICES_YAML)
        self._environment = {
            **os.environ,
            "HOMEBOT_GITHUB_TOKEN": "ghp_nobody",
            "HOMEBOT_GITHUB_API_URL": "http://127.0.0.1:9/api/v3",
            "HOMEBOT_CONFIG": str(config),
            "HOMEBOT_STATE_DIR": str(folder / "state"),
            "HOMEBOT_DATABASE_URL": database_url,
            "HOMEBOT_LOG_LEVEL": "error",
        }
        self._outputs = [folder / f"worker{number}.log" for number in range(WORKERS)]
        self._pids: list[int] = []

    def start(self) -> None:
        """Both, until the first takes work."""
        self._pids = [nursery().born(["worker"], self._environment, output) for output in self._outputs]
        ends = time.monotonic() + PATIENCE_SECONDS
        while not any("is ready" in self._said(output) for output in self._outputs):
            assert time.monotonic() < ends, [self._said(output) for output in self._outputs]
            time.sleep(0.01)

    def _said(self, output: Path) -> str:
        return output.read_text() if output.exists() else ""

    def kill(self) -> None:
        """Both at once, children included."""
        for pid in self._pids:
            ended(pid)
        for output in self._outputs:
            output.unlink(missing_ok=True)


def closed(engine: sa.Engine) -> list[str]:
    """The quarters that are closed, in the order they were."""
    with engine.connect() as connection:
        return [draft.quarter for draft in books.closes(connection)]


def test_quarters_are_closed_once(database_url: str, tmp_path: Path) -> None:
    seed = int(os.environ.get("HOMEBOT_TEST_SEED", "11"))
    chance = random.Random(seed)
    quarters = due(datetime.now(UTC))
    engine = open_engine(database_url)
    kills = 0
    workers = Workers(tmp_path, database_url)
    try:
        while kills < KILLS:
            fill(engine, quarters)
            while kills < KILLS and closed(engine) != quarters:
                workers.start()
                if kills % 3:  # One quarter more is closed, and the next one begun.
                    wait(engine, quarters[: len(closed(engine)) + 1])
                time.sleep(chance.random() * 0.5)
                workers.kill()
                kills += 1
                with engine.connect() as connection:
                    assert check(connection).problem == "", f"kill {kills}, seed {seed}"
            workers.start()
            wait(engine, quarters)
            workers.kill()
            assert_whole(engine, f"after kill {kills}, seed {seed}")
    finally:
        workers.kill()
        engine.dispose()


def wait(engine: sa.Engine, quarters: list[str]) -> None:
    """Until all of these are closed, in their order."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while closed(engine)[: len(quarters)] != quarters:
        assert time.monotonic() < ends, closed(engine)
        time.sleep(0.02)


def assert_whole(engine: sa.Engine, where: str) -> None:
    """Each entry is balanced, the chain whole, and all of it what the facts lead to; each adoption settled once."""
    assert closed(engine) == due(datetime.now(UTC)), where
    with engine.connect() as connection:
        assert check(connection).problem == "", where
        again = recompute(connection)
        assert again.first == (), where
        sums = sa.select(sa.func.sum(ledger_lines.c.amount)).group_by(ledger_lines.c.entry)
        assert set(connection.execute(sums).scalars()) <= {0}, where
        settled = [name for entry in books.entries(connection) for name in settled_by(entry.draft)]
    assert len(settled) == len(set(settled)), where
    assert len(settled) == len(closed(engine)) * PULLS * (TEAMS - 1) * 2, where


def settled_by(draft: Draft) -> list[tuple[str, str]]:
    """The adoptions that an entry settles."""
    return [(draft.consumer, name) for name in draft.adoptions]
