"""A configuration in a repository, read by git from the stand-in for GitHub: all files of one commit, places that say
where, and what cannot be read."""

from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

import pytest

from homebot.adapters.config import RemoteFolder, digest, remote_folder
from homebot.adapters.config.repository import ReadCommit, SourceUnavailable, read_repository
from homebot.adapters.git.mirror import Mirrors
from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import GitHub
from homebot.sandbox.box import Box
from tests.adapters.config.company import ORG, SERVICES
from tests.nursery import sandbox

numbers = count(1)
GOOD = {"org.yaml": ORG, "services.yaml": SERVICES}


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("github:acme/governance", RemoteFolder("acme", "governance")),
        ("github:acme/governance/", RemoteFolder("acme", "governance")),
        ("github:Acme/Gov.ernance/a/b c", RemoteFolder("Acme", "Gov.ernance", "a/b c")),
        ("config", None),
        ("/etc/github:acme/governance", None),
    ],
)
def test_where_a_configuration_lies(source: str, place: RemoteFolder | None) -> None:
    assert remote_folder(source) == place


@pytest.mark.parametrize(
    "source",
    ["github:", "github:acme", "github:acme/", "github:/governance", "github:acme/../x", "github:acme/x/../y",
     "github:acme/x//y", "github:acme/x/.git/y", "github:-acme/x", "github:acme/x/a:b", "github:acme/x\n",
     "github:a/b/\0", "github:https://github.com/acme/governance"],
)  # fmt: skip
def test_what_names_no_repository_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="is no folder of a repository"):
        remote_folder(source)


class Room:
    """A stand-in with a repository for each test, and homebot's way to it."""

    def __init__(self, box: Box, credentials: Credentials, root: Path) -> None:
        self.box = box
        self.github = GitHub(box.api_url, credentials)
        self.mirrors = Mirrors(root / "mirrors", 1 << 30)

    def repository(self, files: Mapping[str, str | None], folder: str = "") -> RemoteFolder:
        name = f"governance{next(numbers)}"
        self.box.repository("acme", name, files)
        return RemoteFolder("acme", name, folder)

    def read(self, place: RemoteFolder) -> ReadCommit:
        return read_repository(self.github, self.mirrors, place)

    def told(self, place: RemoteFolder) -> list[str]:
        return [str(problem) for problem in self.read(place).loaded.problems]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    root = tmp_path_factory.mktemp("remote")
    with sandbox(root / "github") as box:
        number, key = box.app("http://127.0.0.1:9/", "secret")
        box.control("webhook", paused=True)
        box.person("alice", "acme")
        box.control("install", organisation="acme")
        yield Room(box, Credentials(app_id=number, private_key=key), root)


@pytest.fixture
def room(founded: Room) -> Iterator[Room]:
    yield founded
    founded.box.clear_faults()


@pytest.mark.parametrize("folder", ["", "config", "a/b c"])
def test_a_folder_is_read_as_it_is_on_the_default_branch(folder: str, room: Room) -> None:
    at = f"{folder}/" if folder else ""
    place = room.repository({**{at + name: text for name, text in GOOD.items()}, "README.md": "# ours\n"}, folder)
    room.box.commit(f"acme/{place.name}", "topic", {f"{at}org.yaml": "broken"}, "alice")
    found = room.read(place)
    assert found.loaded.problems == ()
    assert found.loaded.directory is not None
    assert found.loaded.directory.digest == digest(list(GOOD.items()))
    service = found.loaded.directory.services["ledgerd"].place
    assert str(service) == f"acme/{place.name}:{at}services.yaml:3:3"


def test_all_files_are_of_one_commit_and_the_newest_is_read(room: Room) -> None:
    place = room.repository(GOOD)
    before = room.read(place)
    renamed = {"services.yaml": SERVICES.replace("ledgerd:", "ledger-two:")}
    pushed = room.box.commit(f"acme/{place.name}", "main", renamed, "alice")
    after = room.read(place)
    assert (before.commit == pushed, after.commit == pushed) == (False, True)
    assert after.loaded.directory is not None
    assert "ledger-two" in after.loaded.directory.services


def test_every_problem_says_in_which_repository_file_line_and_column(room: Room) -> None:
    files = {"config/org.yaml": ORG, "config/services.yaml": "version: 1\nservices:\n  ledgerd: {ownr: payments}\n"}
    place = room.repository({**files, "config/standard.yaml": "version: 1\n"}, "config")
    label = f"acme/{place.name}:config/"
    found = [text.removeprefix(label).partition(": ")[0] for text in room.told(place)]
    assert found == ["services.yaml:3:12", "services.yaml:3:12", "services.yaml:3:13", "standard.yaml:1:1"]
    assert any('unknown key "ownr"; did you mean "owner"?' in text for text in room.told(place))


@pytest.mark.parametrize(
    ("files", "folder", "says"),
    [
        (
            {"README.md": "# ours\n"},
            "",
            ["org.yaml:1:1: the file is missing", "services.yaml:1:1: the file is missing"],
        ),
        (GOOD, "config", ["config/:1:1: there is no such folder at"]),
        (GOOD, "org.yaml", ["org.yaml/:1:1: there is no such folder at"]),
        ({**GOOD, "org.yaml": "#" * (1 << 20) + "\n"}, "", ["org.yaml:1:1: the file is over 1 MiB"]),
    ],
    ids=["empty", "no folder", "a file", "too large"],
)
def test_what_is_not_a_configuration(files: dict[str, str], folder: str, says: list[str], room: Room) -> None:
    place = room.repository(files, folder)
    told = room.told(place)
    assert [text.startswith(f"acme/{place.name}:{said}") for text, said in zip(told, says, strict=True)] == [
        True
    ] * len(says)


def test_a_repository_that_github_does_not_show_is_refused(room: Room) -> None:
    with pytest.raises(SourceUnavailable, match="GitHub shows homebot no such repository") as error:
        room.read(RemoteFolder("acme", "nowhere", "config"))
    assert error.value.refused


def test_github_away_is_to_be_waited_for_and_says_no_secret(room: Room) -> None:
    place = room.repository(GOOD)
    room.box.faults({"kind": "git", "how": "status", "status": 503, "times": 9})
    with pytest.raises(SourceUnavailable) as error:
        room.read(place)
    assert not error.value.refused
    assert str(error.value).startswith(f"github:acme/{place.name} cannot be read: ")
    assert "ghs_" not in str(error.value)
    room.box.clear_faults()
    assert room.read(place).loaded.problems == ()
