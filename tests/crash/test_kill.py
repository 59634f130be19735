"""`kill -9` of the server at random moments: what was answered 202 is processed, and nothing is doubled.

HOMEBOT_TEST_KILLS sets how often; the default keeps CI short.
"""

import json
import os
import random
import socket
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from homebot.cli.demo import company
from homebot.sandbox.box import Box, Person
from homebot.store import ledger
from homebot.store.engine import open_engine
from tests.nursery import ended, nursery, sandbox

pytestmark = [pytest.mark.crash, pytest.mark.timeout(3600)]
KILLS = int(os.environ.get("HOMEBOT_TEST_KILLS", "12"))
PULLS = 40
MERGES = 15
REPOSITORY = "acme/ledgerd"
PATIENCE_SECONDS = 180.0


def lasting_port() -> int:
    """A port that nobody takes while the server is dead: the kernel gives those from 32768 on to whoever connects."""
    for port in range(20_000 + os.getpid() % 10_000, 32_000):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


class Server:
    """`homebot serve` on a port of its own, in its own process group."""

    def __init__(
        self,
        box: Box,
        folder: Path,
        database_url: str,
        catalogue: Mapping[str, str] = company.CATALOGUE,
    ) -> None:
        self.port = lasting_port()
        app_id, key = box.app(f"http://127.0.0.1:{self.port}/webhooks/github", "kill")
        box.control("install", organisation=company.ORGANISATION)
        (folder / "app.pem").write_text(key)
        (folder / "config").mkdir()
        for name, text in catalogue.items():
            (folder / "config" / name).write_text(text)
        (folder / "config" / "homebot.yaml").write_text("version: 1\nreviewer_limit: 1000\n")
        self.environment = {
            **os.environ,
            "HOMEBOT_GITHUB_APP_ID": str(app_id),
            "HOMEBOT_GITHUB_PRIVATE_KEY_FILE": str(folder / "app.pem"),
            "HOMEBOT_GITHUB_WEBHOOK_SECRET": "kill",
            "HOMEBOT_GITHUB_API_URL": box.api_url,
            "HOMEBOT_CONFIG": str(folder / "config"),
            "HOMEBOT_STATE_DIR": str(folder / "state"),
            "HOMEBOT_DATABASE_URL": database_url,
            "HOMEBOT_GITHUB_RETRY_SECONDS": "1",
            "HOMEBOT_LOG_LEVEL": "error",
        }
        self._output = folder / "serve.log"
        self._pid = 0

    def start(self, wait: bool) -> None:
        """A new life; `wait` until it takes requests."""
        self._pid = nursery().born(["serve", "--port", str(self.port)], self.environment, self._output)
        ends = time.monotonic() + PATIENCE_SECONDS
        while wait and "listening" not in self._said():
            assert time.monotonic() < ends, self._said()
            time.sleep(0.01)

    def _said(self) -> str:
        return self._output.read_text() if self._output.exists() else ""

    def kill(self) -> None:
        """The whole group at once, children included."""
        ended(self._pid)
        self._output.unlink(missing_ok=True)

    def run(self, *arguments: str) -> str:
        """One of homebot's commands; what it prints."""
        done = nursery().run(list(arguments), self.environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def drain(self) -> None:
        """Waits until everything taken in is done."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while json.loads(self.run("deliveries", "list", "--state", "received", "--format", "json")):
            assert time.monotonic() < ends, "deliveries that were answered 202 are not processed"
            time.sleep(0.5)

    def fetch_what_was_missed(self, box: Box) -> None:
        """What GitHub sent while nobody listened."""
        said = "more deliveries were missed"
        while "more deliveries were missed" in said:
            said = self.run("reconcile")
            box.idle(PATIENCE_SECONDS)


class Life:
    """What people do meanwhile, chosen by chance that can be repeated."""

    def __init__(self, box: Box, chance: random.Random) -> None:
        self._box = box
        self._chance = chance
        self.people: dict[str, Person] = {n: box.person(n, company.ORGANISATION) for n in company.PEOPLE}
        for name, files in company.REPOSITORIES.items():
            box.repository(company.ORGANISATION, name, files)
        self.pulls: list[int] = []
        self.merged: list[int] = []
        self.asked: list[tuple[int, int]] = []

    def act(self) -> None:
        """One act: open, push, ask, review or merge."""
        roll = self._chance.random()
        if not self.pulls or (len(self.pulls) < PULLS and roll < 0.5):
            self.open()
            return
        index = self._chance.randrange(len(self.pulls))
        number = self.pulls[index]
        if number in self.merged:
            return
        if roll < 0.7:
            self._box.commit(REPOSITORY, f"change-{index}", {f"notes{index}.txt": str(roll)}, "carol")
        elif roll < 0.85:
            self.asked.append((number, self.people["bob"].comment(REPOSITORY, number, "/homebot why")))
        elif roll < 0.96 or len(self.merged) == MERGES:
            self.people["alice"].review(REPOSITORY, number)
        else:
            self.merge(number)

    def open(self) -> None:
        """One more away pull request."""
        index = len(self.pulls)
        files = {f"ledger/close{index}.py": company.MENDED, f"tests/test_close{index}.py": company.MENDED_TEST}
        self._box.commit(REPOSITORY, f"change-{index}", files, "carol", **{"from": "refs/heads/main"})
        title = f"Change {index}"
        pull = self.people["carol"].open_pull(REPOSITORY, f"change-{index}", title, company.GOOD_DESCRIPTION)
        self.pulls.append(pull)

    def merge(self, number: int) -> None:
        """A maintainer merges, whatever the checks say."""
        self.people["bob"].merge(REPOSITORY, number)
        self.merged.append(number)


def test_nothing_is_lost_or_doubled(database_url: str, tmp_path: Path) -> None:
    seed = int(os.environ.get("HOMEBOT_TEST_SEED", "7"))
    chance = random.Random(seed)
    with sandbox(tmp_path / "github") as box:
        life = Life(box, chance)
        server = Server(box, tmp_path, database_url)
        server.start(wait=True)
        try:
            for kill in range(KILLS):
                ends = time.monotonic() + chance.random() * 1.2
                while time.monotonic() < ends:
                    life.act()
                server.kill()
                server.start(wait=kill % 2 == 0)
                if kill % 2:
                    time.sleep(chance.random() * 2)
            server.kill()
            while len(life.pulls) < PULLS:
                life.open()
            life.merge(next(number for number in life.pulls if number not in life.merged))
            server.start(wait=True)
            box.idle(PATIENCE_SECONDS)
            server.fetch_what_was_missed(box)
            server.drain()
            for number in life.pulls:
                asked = {comment for place, comment in life.asked if place == number}
                assert_as_wanted(box.state(REPOSITORY, number), asked, f"#{number}, seed {seed}")
            assert contributions(database_url) == sorted(f"merged:{REPOSITORY}#{number}" for number in life.merged)
            assert box.control("violations")["violations"] == []
        finally:
            server.kill()


def contributions(database_url: str) -> list[str]:
    """The keys of all merges in the ledger."""
    engine = open_engine(database_url)
    with engine.connect() as connection:
        found = sorted(event.key for event in ledger.events(connection, "contribution.merged"))
    engine.dispose()
    return found


def assert_as_wanted(state: dict[str, Any], asked: set[int], where: str) -> None:
    """One comment, two checks that are not doubled, one reply to each command, somebody asked or approved."""
    own = [one["body"] for one in state["comments"] if one["author"] == "homebot[bot]"]
    assert sum(body.startswith("<!-- homebot:pull -->") for body in own) == 1, where
    runs = Counter((run["name"], run["external_id"]) for run in state["checks"])
    assert set(runs.values()) == {1}, (where, runs)
    assert {name for name, _ in runs} == {"homebot: standards", "homebot: review"}, where
    replied = Counter(body.split("\n")[0] for body in own if body.startswith("<!-- homebot:reply:"))
    assert replied == Counter(f"<!-- homebot:reply:{comment} -->" for comment in asked), where
    review = next(run for run in reversed(state["checks"]) if run["name"] == "homebot: review")
    ended = review["conclusion"] is not None if state["state"] == "closed" else review["conclusion"] == "success"
    assert ended or len(state["requested"]) == 1, (where, state["requested"])
    assert len(set(state["requested"])) == len(state["requested"]), where
