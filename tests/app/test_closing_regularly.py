"""The worker's part: parameters noted, due quarters closed and their end anchored, without anybody asking."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.adapters.analysis.analysers import analysers
from homebot.adapters.config import Configuration
from homebot.adapters.git.mirror import Mirrors
from homebot.adapters.github.anchors import read_file
from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import GitHub
from homebot.app import closing
from homebot.app.engine import Regular, Work, prepare
from homebot.app.outside import Outside
from homebot.core.credit.anchors import read
from homebot.core.credit.events import ParametersSet
from homebot.sandbox.box import Box
from homebot.store import books, json, ledger
from tests.app.books import drafts, feed
from tests.app.working import wait_until, working
from tests.core.credit import histories
from tests.core.credit.histories import Step
from tests.nursery import sandbox

FACTS = (Step("merged", 0, 1, 0, 1, 0), Step("carried", 0, 3, 0, 2, 0), Step("used", 0, 3, 0, 1, 0))
ORG = """\
version: 1
entities: {company: {}}
teams: {payments: {entity: company, members: [alice], owners: [alice]}}
"""
SERVICES = "version: 1\nservices: {ledgerd: {owner: payments, repository: acme/ledgerd}}\n"
BOT = "version: 1\ncredit: {used_pool: 8000}\n"
JULY = datetime(2026, 7, 20, tzinfo=UTC)
numbers = count(1)

Wired = Callable[[Credentials], tuple[Outside, GitHub, str]]
"""What is outside of a worker in July, GitHub with these credentials, and the governance repository."""


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with sandbox(tmp_path_factory.mktemp("github")) as found:
        found.app("http://127.0.0.1:9/", "secret")
        yield found


@pytest.fixture
def wired(empty_database: sa.Engine, box: Box, tmp_path: Path) -> Wired:
    prepare(empty_database)
    feed(empty_database, histories.facts_of(FACTS))
    name = f"governance{next(numbers)}"
    box.repository("acme", name, {"README.md": "# Governance\n"})
    org = f"{ORG}governance_repository: acme/{name}\n"
    files = (("org.yaml", org), ("services.yaml", SERVICES), ("homebot.yaml", BOT))

    def make(credentials: Credentials) -> tuple[Outside, GitHub, str]:
        github = GitHub(box.api_url, credentials)
        mirrors, reading = Mirrors(tmp_path / "mirrors", 1 << 30), analysers(1)
        outside = Outside(Configuration(files), github, mirrors, reading, empty_database, lambda: JULY, "1")
        return outside, github, f"acme/{name}"

    return make


def run(outside: Outside, github: GitHub, until: Callable[[], bool]) -> None:
    """A worker that has nothing else to do starts, and works until it is so."""
    regular = Regular("closing", "0 0 1 1 *", partial(closing.regularly, outside, github), at_start=True)
    with outside.analysis, working(outside.engine, Work(lambda steps, lane, deliveries: None, (regular,))):
        wait_until(until, "what is due is closed")


def closed(outside: Outside) -> list[str]:
    return [draft.quarter for draft in drafts(outside.engine) if draft.kind == "close"]


def test_a_worker_closes_what_is_due_and_anchors_it(wired: Wired, box: Box) -> None:
    outside, github, repository = wired(Credentials(token=box.person("alice", "acme").token))

    def anchors() -> tuple[int, ...]:
        with github.job(repository) as client:
            return tuple(one.seq for one in read(read_file(client, repository).text)[0])

    run(outside, github, lambda: anchors() != ())
    assert closed(outside) == ["2026Q1", "2026Q2"]
    assert anchors() == (len(drafts(outside.engine)),)
    with outside.engine.connect() as connection:
        told = [json.decode(event.body, ParametersSet) for event in ledger.events(connection, "parameters.set")]
        head = books.head(connection)
    assert (dict(told[-1].values)["used_pool"], told[-1].at) == (8000, JULY)
    assert head.seq == 3


@pytest.mark.parametrize("token", [None, "ghp_nobody"])
def test_quarters_are_closed_where_nothing_can_be_anchored(wired: Wired, box: Box, token: str | None) -> None:
    outside, github, _ = wired(Credentials(token=token, app_id=1, private_key="none"))
    run(outside, github, lambda: closed(outside) == ["2026Q1", "2026Q2"])
