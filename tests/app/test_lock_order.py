"""What is locked is locked in one order everywhere: the register, the rows of what was seen, the ledger. Two that take
them in another order wait for each other, and PostgreSQL ends one of them."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.app.gathered import Gathered
from homebot.app.record import Asked, Look, record_pull
from homebot.app.wants import commands_in
from homebot.core.credit.events import Attested
from homebot.core.event import Comment
from homebot.core.facts import Snapshot
from homebot.core.found import RepositoryFacts
from homebot.store.commands import Command
from homebot.store.commands import record as keep_answer
from homebot.store.engine import open_engine, writing
from tests import build
from tests.app.graph_room import START, Room, room

SAID = '/homebot credit attest acme/storefront#12 note="the player shows it"\n/homebot help'
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def acme(ready_postgres_url: str, tmp_path: Path) -> Iterator[Room]:
    engine = open_engine(ready_postgres_url)
    with room(tmp_path, engine) as found:
        yield found
    engine.dispose()


def waiting(engine: sa.Engine, number: int) -> None:
    """Until so many connections wait for others'."""
    ends = time.monotonic() + 60
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.exec_driver_sql(WAITING).scalar_one() < number:
            assert time.monotonic() < ends, f"{number} never waited"
            time.sleep(0.01)


def spoken(acme: Room) -> Callable[[], str]:
    """erin speaks on a pull request to ledgerd: her first command adds to the ledger."""
    facts = RepositoryFacts(archived=False, fork=False)
    snapshot: Snapshot = build.snapshot(author="carol", repository=facts, at=acme.now)
    asked: tuple[Asked, ...] = commands_in([Comment(5, "erin", SAID, True, acme.now)])

    def say() -> str:
        with writing(acme.engine) as connection:
            look = Look(snapshot.pull, "w:1", "d1", acme.now)
            gathered = Gathered(snapshot, members=(("erin", True),))
            return record_pull(connection, acme.outside, look, gathered, asked)

    return say


@pytest.mark.postgres
@pytest.mark.parametrize("held", ["5:1", "5:2"], ids=["before it adds to the ledger", "after it added to the ledger"])
def test_a_command_and_the_reading_of_a_branch_do_not_wait_for_each_other(acme: Room, held: str) -> None:
    """The command stops in the middle, for one of its answers is somebody else's; the reading begins; both go on."""
    acme.read("player", "ledgerd")
    acme.merged(12, "c" * 40, "storefront", "storefront")
    acme.now = START + timedelta(days=3)
    acme.push("ledgerd", {"b.py": "b = 1\n"})
    read, say = acme.look("ledgerd"), spoken(acme)
    with ThreadPoolExecutor(2) as pool, acme.engine.connect() as gate:
        keep_answer(gate, Command(held, "acme/ledgerd#7", "erin", "", "{}", acme.now))
        command = pool.submit(say)
        waiting(acme.engine, 1)
        branch = pool.submit(acme.keep, read)
        waiting(acme.engine, 2)
        gate.rollback()
        assert command.result(60) != "silent"
        branch.result(60)
    assert len(acme.facts(Attested)) == 1
