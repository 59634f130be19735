"""`homebot ledger`: what each subcommand prints, and how it ends."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from homebot.adapters.github.anchors import PATH
from homebot.cli import homebot
from homebot.core.credit.quarters import end_of
from homebot.sandbox.box import Box
from homebot.store import books, migrations
from homebot.store.engine import open_engine
from tests.app.books import close, feed
from tests.core.credit import histories
from tests.core.credit.histories import Step
from tests.guards import unguarded
from tests.nursery import sandbox

FACTS = (Step("merged", 0, 1, 0, 1, 0), Step("carried", 0, 3, 0, 2, 0), Step("used", 0, 3, 0, 1, 0))
ORG = """\
version: 1
entities: {company: {}}
teams: {payments: {entity: company, members: [alice], owners: [alice]}}
"""
numbers = count(1)
SERVICES = "version: 1\nservices: {ledgerd: {owner: payments, repository: acme/ledgerd}}\n"


@dataclass
class Desk:
    """Where somebody looks after a ledger: a database with one closed quarter, and the settings."""

    engine: sa.Engine
    governance: str
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: str) -> Result:
        """`homebot ledger ...`."""
        return CliRunner().invoke(homebot, ["ledger", *words], env=self.environment)


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Desk]:
    engine = open_engine(sqlite_url)
    migrations.upgrade(engine)
    feed(engine, histories.facts_of(FACTS))
    close(engine, end_of("2026Q1").replace(day=15))
    config = tmp_path / "config"
    config.mkdir()
    governance = f"acme/governance{next(numbers)}"
    (config / "org.yaml").write_text(f"{ORG}governance_repository: {governance}\n")
    (config / "services.yaml").write_text(SERVICES)
    environment = {
        "HOMEBOT_DATABASE_URL": sqlite_url,
        "HOMEBOT_STATE_DIR": str(tmp_path / "state"),
        "HOMEBOT_CONFIG": str(config),
        "HOMEBOT_LOG_LEVEL": "error",
    }
    yield Desk(engine, governance, environment)
    engine.dispose()


def test_a_whole_ledger_is_verified(desk: Desk) -> None:
    done = desk("verify")
    with desk.engine.connect() as connection:
        digest = books.head(connection).hash
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"the ledger is whole: 2 entries, the last one's hash is {digest}\n"


def test_the_first_bad_entry_is_named(desk: Desk) -> None:
    unguarded(desk.engine, "UPDATE ledger_entries SET body = replace(body, '5000', '6000') WHERE seq = 1")
    done = desk("verify")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("homebot: entry 1 (2026Q1:ads:payments): its hash is ")
    assert done.stderr.endswith("; 0 entries before it are good\n")
    assert desk("recompute").exit_code == 1


def test_an_empty_ledger_is_whole(tmp_path: Path) -> None:
    environment = {"HOMEBOT_STATE_DIR": str(tmp_path)}
    for words, said in (
        (["verify"], "the ledger is whole: it has no entries yet\n"),
        (["recompute"], "0 entries of all closed quarters were made again from facts and are the same\n"),
    ):
        done = CliRunner().invoke(homebot, ["ledger", *words], env=environment)
        assert (done.exit_code, done.stdout) == (0, said)


def test_the_books_are_made_again(desk: Desk) -> None:
    for words, which in (([], "all closed quarters"), (["2026Q1"], "2026Q1"), (["2026q1"], "2026Q1")):
        done = desk("recompute", *words)
        assert done.stdout == f"2 entries of {which} were made again from facts and are the same\n"
        assert done.exit_code == 0


def test_a_quarter_that_is_not_closed_cannot_be_made_again(desk: Desk) -> None:
    done = desk("recompute", "2026Q2")
    assert done.exit_code == 2
    assert done.stderr == 'homebot: the quarter "2026Q2" is not closed; closed are 2026Q1\n'


def test_facts_that_say_otherwise_are_shown(desk: Desk) -> None:
    unguarded(
        desk.engine,
        """UPDATE ledger_events SET body = replace(body, '"ads"', '"video"'), consumer = 'video'
        WHERE consumer = 'ads'""",
    )
    done = desk("recompute")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[0] == "2026Q1, entry 1 (2026Q1:ads:payments): no facts lead to it"
    assert "2026Q1 (2026Q1:video:payments): missing from the books; facts lead to minted -1000 by video" in done.stdout
    assert done.stderr == "homebot: 2 entries of all closed quarters were made again from facts, 3 differ\n"


def test_the_books_are_exported(desk: Desk, tmp_path: Path) -> None:
    shown = desk("export", "--format", "csv")
    rows = list(csv.DictReader(shown.stdout.splitlines()))
    assert sum(int(row["milli_credits"] or 0) for row in rows) == 0
    target = tmp_path / "books.beancount"
    assert desk("export", "--format", "beancount", "--output", str(target)).exit_code == 0
    assert "Assets:Earned:Team-checkout  5000 MCR" in target.read_text()
    assert sorted(path.name for path in tmp_path.glob("*books*")) == ["books.beancount"]


def test_an_export_that_breaks_off_leaves_no_file(desk: Desk, tmp_path: Path) -> None:
    unguarded(desk.engine, "UPDATE ledger_entries SET body = 'x' WHERE seq = 2")
    target = tmp_path / "books.csv"
    done = desk("export", "--format", "csv", "--output", str(target))
    assert done.exit_code == 1
    assert done.stderr.startswith("homebot: entry 2 cannot be read: ")
    assert list(tmp_path.glob("*books*")) == []
    assert desk("export", "--format", "csv", "--output", str(tmp_path / "no" / "where")).exit_code == 3


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with sandbox(tmp_path_factory.mktemp("github")) as found:
        found.app("http://127.0.0.1:9/", "secret")
        yield found
        assert found.control("violations")["violations"] == []


@pytest.fixture
def anchored(desk: Desk, box: Box) -> Desk:
    """The desk with a governance repository, and a token for it."""
    box.repository("acme", desk.governance.partition("/")[2], {"README.md": "# Governance\n"})
    desk.environment["HOMEBOT_GITHUB_API_URL"] = box.api_url
    desk.environment["HOMEBOT_ANCHOR_TOKEN"] = box.person("alice", "acme").token
    return desk


def test_where_the_books_end_is_anchored_once(anchored: Desk) -> None:
    missing = anchored("verify", "--anchor")
    assert (missing.exit_code, missing.stderr) == (
        1,
        f"homebot: {anchored.governance} has no {PATH}; homebot ledger anchor makes it\n",
    )
    with anchored.engine.connect() as connection:
        head = books.head(connection)
    for said in ("is anchored now", "was anchored before"):
        done = anchored("anchor")
        assert (done.exit_code, done.stdout) == (0, f"entry 2, {head.hash}, {said} in {anchored.governance}:{PATH}\n")
    held = anchored("verify", "--anchor")
    assert held.exit_code == 0
    assert held.stdout.endswith(f"1 anchors in {anchored.governance} agree, the newest with entry 2\n")
    close(anchored.engine, end_of("2026Q2").replace(day=15))
    assert anchored("anchor").stdout.startswith("entry 3, ")


def test_a_tail_that_was_cut_off_is_seen(anchored: Desk) -> None:
    assert anchored("anchor").exit_code == 0
    unguarded(anchored.engine, "DELETE FROM ledger_entries WHERE seq = 2")
    assert anchored("verify").exit_code == 0
    for command in (("verify", "--anchor"), ("anchor",)):
        done = anchored(*command)
        assert done.exit_code == 1
        assert "entry 2 was anchored, and the books end at entry 1: their tail is cut" in done.stderr


def test_anchors_need_a_repository_and_somebody_who_may_write_there(desk: Desk, box: Box) -> None:
    done = desk("anchor")
    assert (done.exit_code, done.stderr.endswith("or HOMEBOT_ANCHOR_TOKEN\n")) == (2, True)
    box.repository("acme", desk.governance.partition("/")[2], {"README.md": ""})
    desk.environment |= {
        "HOMEBOT_GITHUB_API_URL": box.api_url,
        "HOMEBOT_ANCHOR_TOKEN": box.person("mallory").token,
    }
    done = desk("anchor")
    assert done.exit_code == 3
    assert f"HOMEBOT_ANCHOR_TOKEN needs Contents: read and write on {desk.governance}" in done.stderr
    config = Path(desk.environment["HOMEBOT_CONFIG"]) / "org.yaml"
    config.write_text(ORG)
    done = desk("anchor")
    assert (done.exit_code, "org.yaml names no governance_repository" in done.stderr) == (2, True)
