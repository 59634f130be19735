"""`homebot serve` with trivial work, for tests that kill it: each delivery becomes one ledger event, after a while."""

import sys
import time
from datetime import UTC, datetime

import sqlalchemy as sa

from homebot.app.engine import Work
from homebot.app.lanes import Later
from homebot.app.steps import Steps
from homebot.cli.serve import serve_command
from homebot.cli.settings import Settings
from homebot.store import ledger
from homebot.store.deliveries import Delivery
from homebot.store.ledger import LedgerEvent


def record(connection: sa.Connection, ids: list[str]) -> None:
    for one in ids:
        assert ledger.append(connection, LedgerEvent(one, "effect", datetime.now(UTC), "{}"))


def handle(steps: Steps, lane: str, taken: tuple[Delivery, ...]) -> Later | None:
    steps.step("look", time.sleep, 0.1)
    steps.transaction("record", record, [one.id for one in taken])
    return None


def build(settings: Settings) -> Work:
    return Work(handle)


if __name__ == "__main__":
    serve_command(build, lambda settings: 0)(sys.argv[1:])
