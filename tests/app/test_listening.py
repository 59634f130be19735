"""What CI says wakes whom it concerns, from what the database knows alone."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from homebot.adapters.analysis.analysers import analysers
from homebot.adapters.config import Configuration
from homebot.adapters.git.mirror import Mirrors
from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import GitHub
from homebot.app.listening import Listening
from homebot.app.outside import Outside
from homebot.app.owned import owned
from homebot.app.ownership import keep_files
from homebot.app.receive import Door, read_json
from homebot.core.directory import Place
from homebot.core.event import Event
from homebot.core.events import parse
from homebot.core.found import Context, ContextState
from homebot.core.policy import decide
from homebot.core.repository_files import RepositoryFiles, Settings
from homebot.store import deliveries, evaluations
from homebot.store.engine import writing
from homebot.store.evaluations import Evaluation
from tests import build
from tests.app.working import clock, open_door, send

ORG = "version: 1\nentities: {acme: {}}\nteams: {payments: {entity: acme, members: [bob], owners: [bob]}}\n"
SERVICES = "version: 1\nservices: {ledgerd: {owner: payments, repository: acme/ledgerd, profile: ci}}\n"
STANDARDS = "version: 1\nprofiles: {ci: {required-checks: {contexts: [test]}}}\n"
FILES = (("org.yaml", ORG), ("services.yaml", SERVICES), ("standards.yaml", STANDARDS))


@dataclass
class Room:
    """A door and what listens behind it; GitHub is nowhere."""

    door: Door
    listening: Listening
    engine: sa.Engine
    outside: Outside

    def says(
        self,
        delivery: str,
        context: str = "test",
        state: str = "success",
        sha: str = build.HEAD,
        repository: str = "acme/ledgerd",
    ) -> str:
        """A commit status comes in; what becomes of it at the door."""
        body = {"sha": sha, "context": context, "state": state, "repository": {"full_name": repository}}
        return self.door.receive(delivery, "status", json.dumps(body).encode(), clock()).status

    def hears(self, *ids: str) -> None:
        """A worker takes these deliveries up."""
        with self.engine.connect() as connection:
            taken = [one for name in ids if (one := deliveries.find(connection, name)) is not None]
            bodies = [deliveries.body(connection, one.id) or b"" for one in taken]
        events = [parse("status", read_json(body)) for body in bodies]
        pairs = zip(taken, events, strict=True)
        self.listening.hear([(one, event) for one, event in pairs if isinstance(event, Event)])

    def woken(self) -> list[str]:
        """The deliveries of our own that wake pull requests."""
        with self.engine.connect() as connection:
            return sorted(one.id for one in deliveries.recent(connection, None, 100) if ":" in one.id)

    def evaluated(self, seen: ContextState | None, /, **facts: Any) -> None:
        """A pull request was evaluated when CI had said so much."""
        said = () if seen is None else (Context("test", seen),)
        snapshot = build.snapshot(contexts=said, **facts)
        made = Evaluation(f"e{snapshot.pull}", build.NOW, snapshot, decide(snapshot, build.directory(), "1"))
        with writing(self.engine) as connection:
            evaluations.record(connection, made)


@pytest.fixture
def room(database: sa.Engine, tmp_path: Path) -> Iterator[Room]:
    door = open_door(database)
    github = GitHub(
        "http://127.0.0.1:9", Credentials(token="t"), lambda kind, operation: None, lambda number, left: None
    )
    with analysers(1) as analysis:
        outside = Outside(
            configuration=Configuration(FILES),
            github=github,
            mirrors=Mirrors(tmp_path / "mirrors", 1 << 20),
            analysis=analysis,
            engine=database,
            clock=clock,
            version="1",
        )
        yield Room(door, Listening(outside, door), database, outside)


def test_the_door_drops_what_no_standard_asks_for_once_it_is_told(room: Room) -> None:
    assert room.says("before", "lint") == "new"
    room.listening.tell_the_door()
    assert room.says("after", "lint") == "ignored"
    assert room.says("named", "test") == "new"
    assert room.says("unfinished", "test", "pending") == "ignored"
    with room.engine.connect() as connection:
        found = deliveries.find(connection, "after")
    assert found is not None
    assert found.reason == "no standard in force asks for the check 'lint'"


@pytest.mark.parametrize(
    ("seen", "facts", "wakes"),
    [
        (None, {}, True),
        ("pending", {}, True),
        ("failed", {}, True),
        ("passed", {}, False),
        ("failed", {"head_oid": build.OLD_HEAD}, False),
        ("failed", {"state": "closed"}, False),
        ("failed", {"state": "merged", "merged_at": build.NOW}, False),
    ],
)
def test_a_pull_request_is_woken_when_its_verdict_can_change(
    room: Room, seen: ContextState | None, facts: dict[str, Any], wakes: bool
) -> None:
    room.evaluated(seen, **facts)
    room.says("d1")
    room.hears("d1")
    room.hears("d1")
    assert room.woken() == (["d1:7"] if wakes else [])


def test_one_that_is_being_looked_at_may_have_been_read_too_early(room: Room) -> None:
    send(room.door, "opened", pull=9)
    room.says("d1", sha="9" * 40)
    room.hears("d1")
    assert room.woken() == ["d1:9"]


def test_a_check_that_nobody_requires_wakes_nobody_even_when_the_door_let_it_in(room: Room) -> None:
    room.evaluated("failed")
    room.says("d1", "lint")
    room.hears("d1")
    assert room.woken() == []


def test_the_door_is_told_anew_of_repositories_that_have_services_by_their_own_files(room: Room) -> None:
    """The files did not change, the profile they name did: what they ask for is another."""
    name, settings = "acme/own", Settings(Place(".homebot.yml", 1), name="own", owner="payments", profile="ci")
    files = RepositoryFiles(settings=(settings,))
    now = owned(room.outside.configuration.current(), files, name, clock().date())
    keep_files(room.outside, name, RepositoryFiles(), now)
    room.listening.tell_the_door()
    assert room.says("d1", "build", repository=name) == "ignored"
    changed = [(file, text.replace("[test]", "[build]")) for file, text in FILES]
    Listening(replace(room.outside, configuration=Configuration(changed)), room.door).tell_the_door()
    assert room.says("d2", "build", repository=name) == "new"
    assert room.says("d3", "test", repository=name) == "ignored"


def test_the_door_drops_pushes_to_where_neither_the_configuration_nor_a_service_lies(room: Room) -> None:
    def pushed(delivery: str, repository: str) -> str:
        about = {"full_name": repository, "default_branch": "main"}
        commits = [{"added": [], "removed": [], "modified": ["a.py"]}]
        body = {"ref": "refs/heads/main", "repository": about, "commits": commits}
        return room.door.receive(delivery, "push", json.dumps(body).encode(), clock()).status

    assert pushed("before", "acme/elsewhere") == "new"
    room.listening.tell_the_door()
    assert pushed("after", "acme/elsewhere") == "ignored"
    assert pushed("listed", "Acme/LedgerD") == "new"
