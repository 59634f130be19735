"""A pull request that was merged weeks ago is looked at again: its deliveries are forgotten, its workflows are not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from homebot.app.reconcile import forget_old
from homebot.cli.wiring import open_outside
from homebot.store.engine import writing
from tests.end_to_end.later import Company, installed

CATALOGUE = {
    "org.yaml": """\
version: 1
entities: {company: {}}
teams:
  payments: {entity: company, members: [alice, bob], owners: [alice], since: 2020-01-01}
  checkout: {entity: company, members: [carol], owners: [carol], since: 2020-01-01}
""",
    "services.yaml": "version: 1\nservices:\n  ledgerd: {owner: payments, repository: acme/ledgerd}\n",
    "standards.yaml": "version: 1\nprofiles:\n  default: {size: {}}\n",
    "homebot.yaml": "version: 1\n",
}
MERGED = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    with installed(tmp_path, CATALOGUE, ("alice", "carol"), {"ledgerd": {"ledger.py": "A = 1\n"}}) as company:
        yield company


def forget(acme: Company) -> int:
    """What every reconciliation ends with."""
    found = open_outside(acme.settings, clock=acme.clock)
    try:
        with found.analysis, writing(acme.engine) as connection:
            return forget_old(connection, found)
    finally:
        found.engine.dispose()


def test_everything_it_asks_for_is_done_at_once(acme: Company) -> None:
    acme.on(MERGED)
    with acme.working():
        pull = acme.merged("acme/ledgerd", "carol", {"ledger.py": "A = 2\n"}, "alice")
        acme.on(MERGED + timedelta(days=40))
        assert forget(acme) > 0
        assert "Looking again" in acme.said("carol", pull, "/homebot recheck")
        acme.quiet()
