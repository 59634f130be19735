"""A month's digest as a notice for each entity, once; and on the command line."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from homebot.adapters.config import Configuration
from homebot.adapters.github.auth import Credentials
from homebot.app import digests
from homebot.app.outside import Outside
from homebot.app.steps import Steps
from homebot.cli import homebot
from homebot.store import notices, register
from homebot.store.engine import writing
from tests.app.test_timers import MovedClock, outside_of
from tests.app.working import clock, open_door
from tests.core.overrides.month import RECORDS

ORG = """\
version: 1
entities: {company: {}, retail: {parent: company}, media: {parent: company}, platform: {parent: company}}
teams:
  payments: {entity: retail, members: [bob], owners: [bob]}
  checkout: {entity: retail, members: [alice], owners: [alice]}
  video: {entity: media, members: [vera], owners: [vera]}
governance_repository: acme/governance
"""
SERVICES = """\
version: 1
services:
  ledgerd: {owner: payments, repository: acme/ledgerd}
  shop: {owner: checkout, repository: acme/shop}
  player: {owner: video, repository: acme/player}
"""


@pytest.fixture
def outside(database: sa.Engine, tmp_path: Path) -> Outside:
    open_door(database)
    with writing(database) as connection:
        for record in RECORDS:
            for entry in record.entries:
                register.append(connection, entry)
    later = MovedClock(datetime(2026, 11, 3, tzinfo=UTC) - clock())
    found = outside_of(database, tmp_path, later, "http://127.0.0.1:9", Credentials(token="t"))
    return replace(found, configuration=Configuration((("org.yaml", ORG), ("services.yaml", SERVICES))))


def told(outside: Outside) -> list[notices.Stored]:
    with outside.engine.connect() as connection:
        return list(notices.waiting(connection, "acme/governance", 50))


def test_each_entity_with_something_to_tell_is_told_once_a_month(outside: Outside) -> None:
    steps = Steps(outside.engine)
    for _ in range(2):
        digests.regularly(outside, steps, outside.clock())
    found = {one.notice.key: one.notice for one in told(outside)}
    assert sorted(found) == ["digest:company:2026-10", "digest:media:2026-10", "digest:retail:2026-10"]
    retail = found["digest:retail:2026-10"]
    assert (retail.title, retail.labels) == ("retail: exceptions of October 2026", ("homebot-digest",))
    assert "`O6`" in retail.body


def test_without_a_governance_repository_nobody_is_told(outside: Outside) -> None:
    org = ORG.replace("governance_repository: acme/governance\n", "")
    without = replace(outside, configuration=Configuration((("org.yaml", org), ("services.yaml", SERVICES))))
    digests.regularly(without, Steps(outside.engine), outside.clock())
    assert told(outside) == []


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("retail", "2026-10"), 0, "against `B5` (`architecture`)"),
        (("retail", "2020-01"), 0, "retail has nothing to tell of January 2020."),
        (("retial", "2026-10"), 2, "did you mean retail?"),
        (("retail", "october"), 2, "'october' is no month; write it as in 20"),
    ],
)
def test_anybody_with_the_database_can_read_it(
    arguments: tuple[str, ...], code: int, says: str, outside: Outside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "org.yaml").write_text(ORG)
    (tmp_path / "config" / "services.yaml").write_text(SERVICES)
    monkeypatch.setenv("HOMEBOT_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("HOMEBOT_DATABASE_URL", outside.engine.url.render_as_string(hide_password=False))
    done = CliRunner().invoke(homebot, ["digest", *arguments])
    assert done.exit_code == code
    assert says in done.output
