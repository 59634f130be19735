"""Several processes follow one configuration in a repository: what one reads, all see."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.adapters.config import Configuration, RemoteFolder
from homebot.adapters.config.repository import SourceUnavailable
from homebot.adapters.git.mirror import Mirrors
from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import GitHub
from homebot.app.following import MOST_PROBLEMS, Following, in_force, problems_of
from homebot.sandbox.box import Box
from homebot.store import configurations
from homebot.store.engine import writing
from tests.adapters.config.company import ORG, SERVICES
from tests.app.working import clock
from tests.nursery import sandbox

PLACE = RemoteFolder("acme", "governance", "config")
BROKEN = "version: 1\nservices: {ledgerd: {}}\n"


class Room:
    """A governance repository and any number of processes that follow it."""

    def __init__(self, box: Box, engine: sa.Engine, root: Path) -> None:
        token = box.person("root", "acme").token
        self.box = box
        self.engine = engine
        self.github = GitHub(box.api_url, Credentials(token=token))
        self.mirrors = Mirrors(root / "mirrors", 1 << 30)

    def process(self) -> Following:
        return Following(PLACE, self.github, self.mirrors, self.engine, clock, shows=True)

    def push(self, services: str) -> None:
        self.box.commit("acme/governance", "main", {"config/services.yaml": services}, "root")


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with sandbox(tmp_path_factory.mktemp("following")) as found:
        found.repository("acme", "governance", {"config/org.yaml": ORG})
        yield found


@pytest.fixture
def room(box: Box, database: sa.Engine, tmp_path: Path) -> Room:
    """The repository as it was at first, and nobody who has read it."""
    box.clear_faults()
    found = Room(box, database, tmp_path)
    found.push(SERVICES)
    return found


def test_what_one_process_reads_all_see_even_what_came_between_two_looks(room: Room) -> None:
    one, other = room.process(), room.process()
    one.reread()
    configuration = Configuration(other.look)
    assert set(configuration.current().services) == {"ledgerd", "shop"}
    room.push(SERVICES.replace("shop:", "store:"))
    one.reread()
    room.push(BROKEN)
    one.reread()
    assert set(configuration.refresh().services) == {"ledgerd", "store"}
    assert [str(problem.place) for problem in configuration.problems] == [
        "acme/governance:config/services.yaml:2:21",
        "acme/governance:config/services.yaml:2:21",
    ]
    assert problems_of(room.engine, PLACE) == 2
    room.push(SERVICES)
    one.reread()
    one.reread()
    assert set(configuration.refresh().services) == {"ledgerd", "shop"}
    assert configuration.problems == ()
    assert problems_of(room.engine, PLACE) == 0


def test_many_problems_are_counted_and_some_kept(room: Room) -> None:
    room.process().reread()
    many = "".join(f"  s{number}: {{owner: nobody, repository: acme/s}}\n" for number in range(300))
    room.push(f"version: 1\nservices:\n{many}")
    room.process().reread()
    loaded = room.process().look()
    assert loaded is not None
    assert (len(loaded.problems), problems_of(room.engine, PLACE)) == (MOST_PROBLEMS, 300)
    assert loaded.directory is not None


def test_github_away_leaves_what_is_written(room: Room) -> None:
    room.process().reread()
    room.box.faults({"kind": "git", "how": "status", "status": 503, "times": 9})
    with pytest.raises(SourceUnavailable):
        room.process().reread()
    assert Configuration(room.process().look).current().services.keys() == {"ledgerd", "shop"}


def test_the_last_good_one_is_that_of_the_place_before_any_other(room: Room) -> None:
    room.process().reread()
    with writing(room.engine) as connection:
        configurations.keep(connection, "another", (("config/org.yaml", "version: 1\n"),), clock())
        own = in_force(connection, PLACE)
        other = in_force(connection, RemoteFolder("acme", "elsewhere"))
    assert own is not None
    assert [name for name, _ in own] == ["acme/governance:config/org.yaml", "acme/governance:config/services.yaml"]
    assert other == (("config/org.yaml", "version: 1\n"),)


def test_who_was_faster_has_the_last_word(database: sa.Engine) -> None:
    said = [(None, "a", True), (None, "b", False), ("a", "c", True), ("a", "d", False)]
    with writing(database) as connection:
        assert [configurations.follow(connection, "x", old, new, clock()) for old, new, _ in said] == [
            done for _, _, done in said
        ]
        assert configurations.followed(connection, "x") == "c"
