import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from homebot.cli.db import db
from homebot.cli.deliveries import deliveries
from homebot.store import deliveries as store
from homebot.store.engine import open_engine, writing
from tests.app.working import clock, open_door, send


@pytest.fixture
def engine(ready_sqlite_url: str) -> sa.Engine:
    """Three deliveries: one waits, one failed, one has a name that would be markup."""
    engine = open_engine(ready_sqlite_url)
    door = open_door(engine)
    for number in (1, 2, 3):
        send(door, f"d{number}", pull=number)
    with writing(engine) as connection:
        store.finish(connection, ["d2"], "failed", "KeyError: '[red]head[/red]'", clock())
    return engine


@pytest.fixture
def run(engine: sa.Engine, sqlite_url: str, tmp_path: Path) -> "Run":
    return Run(sqlite_url, tmp_path)


class Run:
    """Runs `homebot deliveries ...` on the test's database."""

    def __init__(self, url: str, state: Path) -> None:
        self._environment = {"HOMEBOT_DATABASE_URL": url, "HOMEBOT_STATE_DIR": str(state), "COLUMNS": "200"}

    def __call__(self, *words: str) -> Result:
        return CliRunner().invoke(deliveries, words, env=self._environment)


def test_a_list_shows_the_newest_first_and_text_as_it_is(run: Run) -> None:
    lines = run("list").stdout.splitlines()
    assert [line.split()[2] for line in lines[1:]] == ["d3", "d2", "d1"]
    assert "KeyError: '[red]head[/red]'" in lines[2]


def test_lists_can_be_cut_and_read_by_machines(run: Run) -> None:
    found = json.loads(run("list", "--state", "failed", "--format", "json").stdout)
    assert [(one["id"], one["state"]) for one in found] == [("d2", "failed")]
    assert len(run("list", "--limit", "1").stdout.splitlines()) == 2


def test_one_delivery_is_shown_with_its_body(run: Run) -> None:
    assert "acme/ledgerd#1" in run("show", "d1").stdout
    assert json.loads(run("show", "d1", "--body").stdout)["pull_request"] == {"number": 1}
    assert json.loads(run("show", "d1", "--format", "json").stdout)["lane"] == "acme/ledgerd#1"
    missing = run("show", "d9")
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert "homebot deliveries list" in missing.stderr


def test_failed_deliveries_are_retried_by_name_or_all(run: Run, engine: sa.Engine) -> None:
    refused = run("retry", "d2", "d1")
    assert (refused.exit_code, refused.stdout) == (1, "1 waiting again\n")
    assert "d1" in refused.stderr
    assert run("retry", "--all-failed").stdout == "0 waiting again\n"
    assert run("retry").exit_code == 2
    with engine.connect() as connection:
        assert store.waiting(connection)[0] == 3


@pytest.mark.parametrize(
    ("url", "code"),
    [("mysql://x/y", 2), ("postgresql://nobody:hunter2@127.0.0.1:9/none", 3), ("sqlite:////proc/x/y", 3)],
)
def test_a_database_that_cannot_be_used_is_one_line(url: str, code: int, tmp_path: Path) -> None:
    environment = {"HOMEBOT_DATABASE_URL": url, "HOMEBOT_STATE_DIR": str(tmp_path)}
    result = CliRunner().invoke(db, ["upgrade"], env=environment)
    assert result.exit_code == code
    assert len(result.stderr.splitlines()) == 1
    assert "hunter2" not in result.output


def test_an_upgrade_creates_the_tables(sqlite_url: str, tmp_path: Path) -> None:
    environment = {"HOMEBOT_DATABASE_URL": sqlite_url, "HOMEBOT_STATE_DIR": str(tmp_path)}
    assert CliRunner().invoke(db, ["upgrade"], env=environment).exit_code == 0
    with open_engine(sqlite_url).connect() as connection:
        assert sa.inspect(connection).has_table("deliveries")
