"""A company's ledger of any size, made by chance that can be repeated, and written in bulk: facts and their views."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from homebot.core.credit.adoptions import Adoption
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
from homebot.core.credit.quarters import after, start_of
from homebot.core.directory import Directory, Entity, Service, Team
from homebot.store import adoptions, contributions, json
from homebot.store.credit_tables import adoptions as adoption_table
from homebot.store.credit_tables import contributions as contribution_table
from homebot.store.credit_tables import ledger_events

SERVICES, TEAMS, ENTITIES = 2000, 300, 20
FIRST = "2022Q1"
CARRIERS, USERS = 3, 2
"""Teams that carry a contribution, and those of them that use it too: five adoptions each."""
BATCH = 2000
"""Contributions written at a time."""


@dataclass(frozen=True)
class Size:
    """How many contributions a ledger holds, and in how many quarters they came; five times as many adoptions."""

    contributions: int
    quarters: int

    @property
    def names(self) -> tuple[str, ...]:
        """The quarters; the last one is open."""
        return tuple(after(FIRST, number) for number in range(self.quarters))

    @property
    def now(self) -> datetime:
        """In the last quarter: what was adopted in it waits, a part of it long enough to have vested."""
        return start_of(after(FIRST, self.quarters)) - timedelta(days=5)

    @property
    def adoptions(self) -> int:
        return self.contributions * (CARRIERS + USERS)


Rows = list[dict[str, Any]]


def company() -> Directory:
    """300 teams in 20 entities, with 2,000 services."""
    entities = {"company": Entity("company")}
    entities |= {f"entity{number}": Entity(f"entity{number}", "company") for number in range(ENTITIES)}
    teams = {f"team{number}": Team(f"team{number}", f"entity{number % ENTITIES}") for number in range(TEAMS)}
    services = {
        f"service{number}": Service(f"service{number}", f"team{number % TEAMS}", f"acme/service{number}")
        for number in range(SERVICES)
    }
    return Directory(entities, teams, services)


def pull(number: int) -> str:
    """The name of a contribution."""
    return f"acme/service{number % SERVICES}#{number + 1}"


def write(engine: sa.Engine, size: Size) -> None:
    """Fills an empty ledger."""
    chance = random.Random(7)
    begun = ParametersSet("parameters:1", start_of(FIRST), Parameters().values())
    with engine.begin() as connection:
        _bulk(connection, ledger_events, [_fact(begun)])
    for start in range(0, size.contributions, BATCH):
        facts: Rows = []
        merges: Rows = []
        kept: Rows = []
        for number in range(start, min(start + BATCH, size.contributions)):
            merged, used = _contribution(chance, number, size)
            facts += map(_fact, (merged, *(event for event, _ in used)))
            merges += contributions.rows(merged)
            kept += (adoptions.row(adoption) for _, adoption in used)
        with engine.begin() as connection:
            for table, rows in ((ledger_events, facts), (contribution_table, merges), (adoption_table, kept)):
                _bulk(connection, table, rows)
    if engine.dialect.name == "postgresql":  # As its own housekeeping would in a minute.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _contribution(
    chance: random.Random, number: int, size: Size
) -> tuple[ContributionMerged, list[tuple[Event, Adoption]]]:
    """A merge in one of the quarters, in their order, and who adopted it in the weeks after."""
    of, service, home = pull(number), f"service{number % SERVICES}", f"team{number % SERVICES % TEAMS}"
    away = f"team{chance.randrange(TEAMS)}"
    part = Part(service, home, None if away == home else away, away == home, complexity=chance.randint(-5, 20))
    quarter = after(FIRST, number * size.quarters // size.contributions)
    at = start_of(quarter) + timedelta(minutes=chance.randrange(50 * 24 * 60))
    merged = ContributionMerged(
        f"merged:{of}", of, f"Change {number}", "away", (part,), at, f"{number:040x}", "a" * 40, ("surface",)
    )
    teams = [team for team in chance.sample(range(TEAMS), CARRIERS + 1) if f"team{team}" != home][:CARRIERS]
    found = [_adopted(merged, part, team, at, "carried") for team in teams]
    return merged, found + [_adopted(merged, part, team, at, "used") for team in teams[:USERS]]


def _adopted(merged: ContributionMerged, part: Part, team: int, at: datetime, kind: Any) -> tuple[Event, Adoption]:
    when = at + timedelta(days=3 if kind == "carried" else 7)
    consumer, place = f"team{team}", f"service{team}"
    evidence = Evidence(f"acme/{place}", "c" * 40, "requirements.txt", 12, f"pkg:pypi/{part.service}", "1.4.0")
    key = f"{kind}:{merged.pull}:{place}"
    event = (Carried if kind == "carried" else SurfaceUsed)(
        key, merged.pull, part.service, consumer, place, when, evidence
    )
    level = "carried" if kind == "carried" else "observed"
    names = (consumer, merged.pull, part.service, kind, level, part.home_team, part.away_team, place, when, key)
    return event, Adoption(*names)


def _fact(event: Event) -> dict[str, Any]:
    of, consumer = concerns(event)
    row = {"key": event.key, "kind": kind_of(event), "at": event.at, "body": json.encode(event)}
    return row | {"of": of, "consumer": consumer}


def _bulk(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(sa.insert(table), rows)
        return
    names = list(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])
