"""`kill -9` of the server while people decide: what a command was answered with is in the register, once, and nothing
else is.

HOMEBOT_TEST_REGISTER_KILLS sets how often; the default keeps CI short.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.cli.demo import company
from homebot.sandbox.box import Box
from homebot.store import commands, json, register_view
from homebot.store.engine import open_engine
from homebot.store.register_tables import register_entries
from tests.crash import test_kill
from tests.nursery import sandbox

pytestmark = [pytest.mark.crash, pytest.mark.timeout(3600)]
KILLS = int(os.environ.get("HOMEBOT_TEST_REGISTER_KILLS", "3"))
PULLS = 12
UNTIL = (datetime.now(UTC) + timedelta(days=60)).date()
PATIENCE_SECONDS = test_kill.PATIENCE_SECONDS
CATALOGUE = {
    **company.CATALOGUE,
    "org.yaml": f"{company.ORG}bar_raisers: {{architecture: [erin, frank]}}\n",
    "standards.yaml": "version: 1\nprofiles: {python-service: {complexity: {max: 1}}}\n",
}
WHY = 'because="it cannot be done in time for the launch"'
SAID = (
    ("erin", f"duplicate ledgerd {WHY}"),
    ("carol", f"deviate complexity {WHY} until={UNTIL}"),
    ("carol", f"deviate complexity {WHY} until={UNTIL}"),
    ("dave", f"raise architecture {WHY}"),
    ("dave", f"raise architecture door=one-way {WHY}"),
    ("alice", f"accept D1 {WHY}"),
    ("alice", f"accept D2 {WHY}"),
    ("carol", f'evidence D1 data=https://127.0.0.1:9/ says="the table is faster" {WHY}'),
    ("frank", "register"),
)


def decide(life: test_kill.Life, chance: random.Random, asked: list[tuple[int, int]]) -> None:
    """One act: a pull request is opened, or somebody decides something on one, sometimes two things in one comment."""
    if not life.pulls or (len(life.pulls) < PULLS and chance.random() < 0.3):
        life.open()
        return
    number = chance.choice(life.pulls)
    who, text = chance.choice(SAID)
    text = f"/homebot {text}"
    if chance.random() < 0.3:
        text = f"{text}\n/homebot {chance.choice(SAID)[1]}"
    asked.append((number, life.people[who].comment(test_kill.REPOSITORY, number, text)))


def test_no_decision_is_lost_or_doubled(database_url: str, tmp_path: Path) -> None:
    seed = int(os.environ.get("HOMEBOT_TEST_SEED", "23"))
    chance = random.Random(seed)
    asked: list[tuple[int, int]] = []
    with sandbox(tmp_path / "github") as box:
        life = test_kill.Life(box, chance)
        server = test_kill.Server(box, tmp_path, database_url, CATALOGUE)
        server.start(wait=True)
        try:
            for kill in range(KILLS):
                for _ in range(8):
                    decide(life, chance, asked)
                time.sleep(chance.random() * 1.5)
                server.kill()
                server.start(wait=kill % 2 == 0)
            server.kill()
            decide(life, chance, asked)
            server.start(wait=True)
            box.idle(PATIENCE_SECONDS)
            server.fetch_what_was_missed(box)
            server.drain()
            for number in life.pulls:
                once_replied(box, number, {comment for place, comment in asked if place == number}, seed)
            held_against_the_answers(database_url, {comment for _, comment in asked}, seed)
            assert "the register is whole" in server.run("register", "verify")
            assert box.control("violations")["violations"] == []
        finally:
            server.kill()


def once_replied(box: Box, number: int, asked: set[int], seed: int) -> None:
    """Each comment with commands has one reply."""
    state = box.state(test_kill.REPOSITORY, number)
    own = [one["body"] for one in state["comments"] if one["author"] == "homebot[bot]"]
    replied = Counter(body.split("\n")[0] for body in own if body.startswith("<!-- homebot:reply:"))
    assert replied == Counter(f"<!-- homebot:reply:{comment} -->" for comment in asked), (number, seed)


def held_against_the_answers(database_url: str, asked: set[int], seed: int) -> None:
    """A command that was not refused has just its entries in the register, each once; one that was refused has none."""
    engine = open_engine(database_url)
    with engine.connect() as connection:
        keys = list(connection.execute(sa.select(register_entries.c.key)).scalars())
        done = dict(answers(connection, asked))
        assert register_view.verify(connection).problem == ""
    engine.dispose()
    of_commands = Counter(key.rpartition(":")[0] for key in keys if key.split(":")[0].isdigit())
    decided = {key for key, refused in done.items() if not refused}
    assert len(set(keys)) == len(keys)
    assert of_commands == Counter(dict.fromkeys(decided, 1)), seed
    assert any(decided), "somebody decided something"


def answers(connection: sa.Connection, asked: set[int]) -> Iterator[tuple[str, bool]]:
    """Each command that can decide, and whether it was refused."""
    for comment in asked:
        for line in (1, 2):
            stored = commands.find(connection, f"{comment}:{line}")
            assert stored is not None or line == 2, comment
            if stored is not None and "register" not in stored.text:
                yield stored.key, json.decode(stored.answer, commands.Reply).refused
