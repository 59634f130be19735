"""A surface in use goes from the default branch, is asked about once on its pull request, and comes back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.adapters.analysis.analysers import analysers
from homebot.adapters.config import Configuration
from homebot.adapters.git.listing import default_branch
from homebot.adapters.git.mirror import Mirrors
from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import GitHub
from homebot.app.ledgering import append
from homebot.app.outside import Outside
from homebot.app.steps import Steps
from homebot.app.surface_questions import ask, look, write_down
from homebot.core.credit.events import Carried, ContributionMerged, ContributionVoided, Evidence, Part, SurfaceUsed
from homebot.core.credit.surface_gone import Looked
from homebot.sandbox.box import Box
from homebot.store.credit_tables import adoptions
from homebot.store.engine import writing
from homebot.store.tables import sent
from tests.nursery import sandbox

ORG = """\
version: 1
entities: {company: {}}
teams:
  payments: {entity: company, members: [alice, bob], owners: [alice]}
  ads: {entity: company, members: [carol], owners: [carol]}
"""
SERVICES = """\
version: 1
services:
  ledgerd: {owner: payments, repository: acme/ledgerd, paths: ["ledger/**"]}
  campaigns: {owner: ads, repository: acme/campaigns}
"""
START = datetime(2026, 11, 1, 12, tzinfo=UTC)
USED = "ledger/batch.py"
CODE = "def settle_batch():\n    pass\n"


@dataclass
class Room:
    outside: Outside
    box: Box
    number: int
    now: list[datetime]

    @property
    def of(self) -> str:
        return f"acme/ledgerd#{self.number}"

    def push(self, files: dict[str, str | None]) -> list[str]:
        """The default branch with these files, looked at and written down; the kinds of the new facts."""
        self.box.commit("acme/ledgerd", "main", files, "alice")
        return self.looked_at()

    def looked_at(self) -> list[str]:
        self.now[0] += timedelta(minutes=1)
        looked, commit = self.look()
        with writing(self.outside.engine) as connection:
            found = write_down(connection, looked, "acme/ledgerd", commit, self.now[0])
        return [type(fact).__name__ for fact in found]

    def look(self) -> tuple[tuple[Looked, ...], str]:
        github, directory = self.outside.github, self.outside.configuration.current()
        with github.job("acme/ledgerd") as client, self.outside.mirrors.open("acme", "ledgerd") as mirror:
            (head,) = mirror.fetch(github.git_url("acme", "ledgerd"), client.token, [default_branch()])
            return look(self.outside, mirror, directory, "acme/ledgerd", head.oid), head.oid

    def ask(self) -> list[str]:
        """Questions are asked; all comments on the pull request then."""
        directory = self.outside.configuration.current()
        assert ask(self.outside, Steps(self.outside.engine), directory, "acme/ledgerd", None) is None
        return [str(one["body"]) for one in self.box.state("acme/ledgerd", self.number)["comments"]]

    def held(self) -> str:
        with self.outside.engine.connect() as connection:
            return str(connection.execute(sa.select(adoptions.c.held).where(adoptions.c.kind == "used")).scalar_one())


@pytest.fixture
def room(database: sa.Engine, tmp_path: Path) -> Iterator[Room]:
    with sandbox(tmp_path / "github") as box, analysers(1) as analysis:
        token = box.person("root", "acme").token
        alice = box.person("alice", "acme")
        box.repository("acme", "ledgerd", {"README.md": "#\n", USED: CODE, "other/b.py": CODE})
        box.commit("acme/ledgerd", "change", {"x.md": "x\n"}, "alice")
        number = alice.open_pull("acme/ledgerd", "change", "Settle in batches", "Surface: settle_batch")
        now = [START]
        outside = Outside(
            configuration=Configuration([("org.yaml", ORG), ("services.yaml", SERVICES)]),
            github=GitHub(box.api_url, Credentials(token=token)),
            mirrors=Mirrors(tmp_path / "mirrors", 1 << 20),
            analysis=analysis,
            engine=database,
            clock=lambda: now[0],
            version="1",
        )
        found = Room(outside, box, number, now)
        adopt(found)
        yield found


def adopt(room: Room, again: str = "1") -> None:
    """ads uses what the pull request brought to ledgerd."""
    of, evidence = room.of, Evidence("acme/campaigns", "c" * 40)
    part = Part("ledgerd", "payments", None, home=True)
    merged = ContributionMerged(
        f"merged:{of}", of, "x", "home", (part,), START, "e" * 40, "a" * 40, surface=("settle_batch", "SettleMore")
    )
    carried = Carried(f"carried:{again}", of, "ledgerd", "ads", "campaigns", START, evidence)
    used = SurfaceUsed(f"used:{again}", of, "ledgerd", "ads", "campaigns", START, evidence)
    with writing(room.outside.engine) as connection:
        assert all(append(connection, fact) for fact in (merged, carried, used))


def test_a_surface_goes_and_comes_back(room: Room) -> None:
    assert room.looked_at() == []
    assert room.push({USED: "# settle_batch is gone\n"}) == ["SurfaceGone"]
    assert "gone from the code" in room.held()
    assert room.looked_at() == []
    [asked] = room.ask()
    assert "@alice" in asked
    assert "`settle_batch`, `SettleMore`" in asked
    assert "`ads`" in asked
    assert f'`/homebot credit withdraw {room.of} because="..."`' in asked
    assert room.ask() == [asked]
    assert room.push({"ledger/other.py": "x = 'SettleMore'\n"}) == ["DisputeClosed"]
    assert room.held() == ""
    assert room.push({"ledger/other.py": None}) == ["SurfaceGone"]
    assert len(room.ask()) == 2


def test_a_comment_that_may_have_been_written_is_looked_for(room: Room) -> None:
    room.push({USED: None})
    [asked] = room.ask()
    with writing(room.outside.engine) as connection:
        connection.execute(sa.delete(sent))
    assert room.ask() == [asked]


def test_github_away_is_said_and_nothing_is_lost(room: Room) -> None:
    room.push({USED: None})
    room.box.faults({"kind": "status", "status": 503, "method": "POST", "path": ".*/comments", "after": True})
    directory = room.outside.configuration.current()
    later = ask(room.outside, Steps(room.outside.engine), directory, "acme/ledgerd", None)
    assert later is not None
    room.box.clear_faults()
    assert len(room.ask()) == 1


def test_a_pull_request_that_takes_no_comment_holds_up_no_other_question(room: Room) -> None:
    first = room.number
    room.box.commit("acme/ledgerd", "second", {"y.md": "y\n"}, "alice")
    room.number = room.box.person("amy", "acme").open_pull("acme/ledgerd", "second", "Again", "Surface: settle_batch")
    adopt(room, "2")
    room.push({USED: None})
    locked = f".*/issues/{room.number}/comments"
    room.box.faults({"kind": "status", "status": 403, "method": "POST", "path": locked})
    assert room.ask() == []
    room.number = first
    assert len(room.box.state("acme/ledgerd", first)["comments"]) == 1


def test_what_is_void_or_too_old_is_not_looked_at(room: Room) -> None:
    room.now[0] = START + timedelta(days=181)
    assert room.push({USED: None}) == []
    room.now[0] = START + timedelta(days=1)
    void = ContributionVoided("voided:1", room.of, "acme/ledgerd#9", "x", room.now[0])
    with writing(room.outside.engine) as connection:
        append(connection, void)
    assert room.look()[0] == ()
