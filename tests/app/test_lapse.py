"""The sweep of the register: however many wait, and whatever is wrong with one, time passes for the others."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.adapters.analysis.analysers import analysers
from homebot.adapters.config import Configuration
from homebot.adapters.git.mirror import Mirrors
from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import GitHub
from homebot.app import registering
from homebot.app.outside import Outside
from homebot.core.register import clocks
from homebot.core.register.entries import Entry, Scope
from homebot.store import register
from homebot.store.engine import writing
from tests import build

ORG = "version: 1\nentities: {company: {}}\nteams: {payments: {entity: company, members: [bob], owners: [bob]}}\n"
SERVICES = "version: 1\nservices: {ledgerd: {owner: payments, repository: acme/ledgerd}}\n"
NOW = build.NOW


@pytest.fixture
def outside(database: sa.Engine, tmp_path: Path) -> Outside:
    configuration = Configuration((("org.yaml", ORG), ("services.yaml", SERVICES)))
    github = GitHub("http://127.0.0.1:9", Credentials(token="t"))
    return Outside(configuration, github, Mirrors(tmp_path, 1 << 20), analysers(1), database, lambda: NOW, "1")


def override(number: int, pull: str) -> Entry:
    """Its follow-up was yesterday, and it is not merged: homebot waits for three days more."""
    return Entry(f"o{number}", number, "override", "overridden", NOW - timedelta(days=9), "bob", place=pull,
                 scope=Scope(service="ledgerd", pull=pull), due=NOW - timedelta(days=1))  # fmt: skip


def deviation(number: int) -> Entry:
    return Entry(f"d{number}", number, "deviation", "claimed", NOW - timedelta(days=9), "bob", place="acme/ledgerd#7",
                 scope=Scope(service="ledgerd", standard="size"), until=NOW - timedelta(hours=1))  # fmt: skip


def test_those_that_still_wait_hold_up_nobody(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registering, "MOST_LAPSES", 2)
    with writing(outside.engine) as connection:
        for number in range(1, 6):
            register.append(connection, override(number, f"acme/ledgerd#{number}"))
        register.append(connection, deviation(9))
    assert registering.lapse_due(outside) == 1
    with outside.engine.connect() as connection:
        (found,) = register.numbered(connection, [9])
    assert found.state == "expired"


def broken(*_: object) -> Entry | None:
    """No decision that this release can write makes a clock fail: only a fault of its own does, so one is put in."""
    raise ValueError("a fact of another release")


def test_one_that_cannot_be_looked_at_is_left_alone(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(clocks.LAPSES, "override", broken)
    with writing(outside.engine) as connection:
        register.append(connection, override(1, "acme/ledgerd#7"))
        register.append(connection, deviation(9))
    assert registering.lapse_due(outside) == 1
    with outside.engine.connect() as connection:
        first, second = register.numbered(connection, [1, 9])
    assert (first.state, second.state) == ("awaiting", "expired")
