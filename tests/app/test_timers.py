"""Waits that end: a worker, a database and the stand-in for GitHub, by a clock that the test moves."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from homebot.adapters.analysis.analysers import analysers
from homebot.adapters.config import Configuration
from homebot.adapters.git.mirror import Mirrors
from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import GitHub
from homebot.app.handle import Handler
from homebot.app.outside import Outside
from homebot.app.receive import Door
from homebot.app.timers import wake_due
from homebot.core.facts import PullId
from homebot.core.waits import Hold
from homebot.sandbox.box import Box, Person
from homebot.store import deliveries, people
from homebot.store.engine import writing
from homebot.store.tables import turns as turn_table
from tests.app.working import clock, open_door, wait_until, working
from tests.nursery import sandbox

REPOSITORY = "acme/ledgerd"
numbers = count(1)
WAIT = timedelta(hours=48, minutes=5)
ORG = """\
version: 1
entities:
  company: {}
  retail: {parent: company, managers: [dana]}
teams:
  payments: {entity: retail, members: [bob, erin], owners: [alice]}
  checkout: {entity: retail, members: [carol], owners: [carol]}
"""
SERVICES = """\
version: 1
services:
  ledgerd: {owner: payments, repository: acme/ledgerd, mode: enforce, profile: bare, review: {first_response: 48h}}
"""
FILES = (("org.yaml", ORG), ("services.yaml", SERVICES), ("standards.yaml", "version: 1\nprofiles: {bare: {}}\n"))


@dataclass
class MovedClock:
    """The time, and as much later as a test says."""

    later: timedelta = timedelta()

    def __call__(self) -> datetime:
        return clock() + self.later


@dataclass
class World:
    """A worker at work for a company whose payments' owner is away."""

    box: Box
    door: Door
    outside: Outside
    clock: MovedClock
    carol: Person
    number: int = 0
    branch: str = ""
    looks: int = 0

    @property
    def pull(self) -> PullId:
        return PullId("acme", "ledgerd", self.number)

    def look(self) -> dict[str, Any]:
        """homebot looks at the pull request; what stands there then."""
        self.looks += 1
        self.door.look_again(f"look-{self.looks}", self.pull, None, self.clock())
        return self.settled()

    def sweep(self, later: timedelta) -> tuple[int, dict[str, Any]]:
        """So much later, timers are looked at: how many pull requests woke, and what stands on ours then."""
        self.clock.later += later
        woken = wake_due(self.outside, self.door)
        return woken, self.settled()

    def pushed(self, name: str, *paths: str) -> str:
        """GitHub tells of a push to the default branch that changed these paths; what becomes of it at the door."""
        commits = [{"added": [], "removed": [], "modified": list(paths)}]
        repository = {"full_name": REPOSITORY, "default_branch": "main"}
        body = {"ref": "refs/heads/main", "forced": False, "commits": commits, "repository": repository}
        return self.door.receive(f"{name}-{self.number}", "push", json.dumps(body).encode(), self.clock()).status

    def settled(self) -> dict[str, Any]:
        """What stands on the pull request once nothing waits."""
        wait_until(self._is_idle, "all deliveries are done")
        return self.box.state(REPOSITORY, self.number)

    def _is_idle(self) -> bool:
        with self.outside.engine.connect() as connection:
            return deliveries.waiting(connection)[0] == 0

    def due_at(self) -> datetime | None:
        """When the pull request is to be looked at again."""
        with self.outside.engine.connect() as connection:
            return connection.execute(sa.select(turn_table.c.due_at)).scalar_one_or_none()


def words(state: dict[str, Any]) -> str:
    """homebot's comment."""
    return next(str(one["body"]) for one in state["comments"] if one["body"].startswith("<!-- homebot:pull"))


def outside_of(engine: sa.Engine, folder: Path, now: MovedClock, url: str, credentials: Credentials) -> Outside:
    return Outside(
        configuration=Configuration(FILES),
        github=GitHub(url, credentials),
        mirrors=Mirrors(folder / "mirrors", 1 << 30),
        analysis=analysers(1),
        engine=engine,
        clock=now,
        version="1",
    )


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Box, Credentials]]:
    with sandbox(tmp_path_factory.mktemp("timers")) as box:
        number, key = box.app("http://127.0.0.1:9/", "secret")
        box.control("webhook", paused=True)
        for login in ("alice", "bob", "erin", "carol", "dana"):
            box.person(login, "acme")
        box.control("install", organisation="acme")
        box.repository("acme", "ledgerd", {"README.md": "# ledgerd\n", "close.py": "a = 1\n"})
        yield box, Credentials(app_id=number, private_key=key)


def told(handler: Handler) -> Handler:
    """The door behind it knows what it may drop."""
    handler.tell_the_door()
    return handler


@pytest.fixture
def world(github: tuple[Box, Credentials], database: sa.Engine, tmp_path: Path) -> Iterator[World]:
    box, credentials = github
    now = MovedClock()
    door = open_door(database)
    outside = outside_of(database, tmp_path, now, box.api_url, credentials)
    with writing(database) as connection:
        people.set_absence(connection, "alice", now() + timedelta(days=300))
    with outside.analysis, working(database, told(Handler(outside, door)).handle):
        yield World(box, door, outside, now, box.person("carol", "acme"))


@pytest.fixture
def opened(world: World) -> World:
    """carol has opened a pull request, a new one for each test."""
    world.branch = f"change-{next(numbers)}"
    world.box.commit(REPOSITORY, world.branch, {"close.py": "a = 2\n"}, author="carol")
    world.number = world.carol.open_pull(REPOSITORY, world.branch, "A change")
    return world


def test_a_review_that_nobody_answers_moves_once_then_owners_then_managers_are_named(opened: World) -> None:
    state = opened.look()
    [first] = state["requested"]
    other = {"bob": "erin", "erin": "bob"}[first]
    assert opened.sweep(timedelta()) == (0, state), "nothing is due"

    woken, state = opened.sweep(WAIT)
    assert (woken, state["requested"]) == (1, [other])
    assert f"| `{first}` | `ledgerd` | no: no answer since" in words(state)
    assert opened.sweep(timedelta(hours=40))[0] == 0, "the second has as much time"

    woken, state = opened.sweep(timedelta(hours=9))
    assert (woken, state["requested"]) == (1, [other]), "it moves once"
    assert "no answer so far; @alice, please help out" in words(state)
    assert "`/homebot assign @somebody`" in words(state)

    woken, state = opened.sweep(WAIT)
    assert (woken, state["requested"]) == (1, [other])
    assert "@alice and @dana, please help out" in words(state)
    assert opened.due_at() is None, "nothing more comes of waiting"
    assert opened.sweep(timedelta(days=30))[0] == 0


def test_a_comment_is_an_answer_and_a_push_begins_no_new_wait(opened: World) -> None:
    [first] = opened.look()["requested"]
    due = opened.due_at()
    opened.clock.later += timedelta(hours=24)
    opened.box.commit(REPOSITORY, opened.branch, {"close.py": "a = 3\n"}, author="carol")
    opened.look()
    assert opened.due_at() is not None
    assert abs(opened.due_at() - due) < timedelta(minutes=1)  # type: ignore[operator]
    opened.box.person(first).comment(REPOSITORY, opened.number, "on Thursday, I promise")
    woken, state = opened.sweep(timedelta(hours=25))
    assert (woken, state["requested"], opened.due_at()) == (1, [first], None)


def test_held_nothing_moves_and_afterwards_the_wait_begins_anew(opened: World) -> None:
    [first] = opened.look()["requested"]
    with writing(opened.outside.engine) as connection:
        people.hold(connection, opened.pull, Hold("bob", "after the release", opened.clock()))
    assert "**On hold**" in words(opened.look())
    assert opened.due_at() is None
    assert opened.sweep(timedelta(days=9))[0] == 0
    with writing(opened.outside.engine) as connection:
        people.unhold(connection, opened.pull)
    assert opened.look()["requested"] == [first]
    assert opened.sweep(timedelta(hours=47)) == (0, opened.settled())
    assert opened.sweep(timedelta(hours=2))[1]["requested"] != [first]


def test_a_push_of_owners_wakes_what_is_open_and_any_other_push_does_not(opened: World) -> None:
    assert "CODEOWNERS" not in words(opened.look())
    for name, files in (("plain", {"notes.md": "#\n"}), ("owners", {"CODEOWNERS": "*.py @erin\n"})):
        opened.box.commit(REPOSITORY, "main", files, author="alice")
        assert opened.pushed(name, *files) == "new", "the branch is read anyway"
        opened.settled()
        woken, state = opened.sweep(timedelta(minutes=8))
        assert woken == (0 if name == "plain" else 1)
    assert "CODEOWNERS" in words(state)
    assert opened.sweep(timedelta(minutes=8))[0] == 0, "once"
    opened.box.commit(REPOSITORY, "main", {"CODEOWNERS": None}, author="alice")


def test_people_who_come_or_go_wake_what_is_open_once_however_many_they_are(opened: World) -> None:
    opened.look()
    body = json.dumps({"action": "member_removed", "organization": {"login": "Acme"}}).encode()
    for time in range(3):
        opened.door.receive(f"left-{opened.number}-{time}", "organization", body, opened.clock())
    opened.settled()
    assert [opened.sweep(timedelta(minutes=8))[0] for _ in range(2)] == [1, 0]


def test_a_closed_pull_request_has_no_timer(opened: World) -> None:
    opened.look()
    assert opened.due_at() is not None
    opened.carol.edit_pull(REPOSITORY, opened.number, state="closed")
    opened.look()
    assert opened.due_at() is None
