"""The configuration in force follows its files, and outlives broken edits."""

import threading
from pathlib import Path

import pytest

from homebot.adapters.config import Configuration, ConfigurationError
from tests.adapters.config.company import ORG, SERVICES

BROKEN = "version: 1\nservices: {ledgerd: {}}\n"
RENAMED = SERVICES.replace("ledgerd:", "ledger-two:")


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "org.yaml").write_text(ORG)
    (tmp_path / "services.yaml").write_text(SERVICES)
    return tmp_path


def test_an_edit_is_seen_a_second_later(folder: Path, clock: Clock) -> None:
    configuration = Configuration(folder, clock=clock)
    (folder / "services.yaml").write_text(RENAMED)

    clock.now = 0.9
    assert "ledgerd" in configuration.current().services
    clock.now = 1.0
    assert "ledger-two" in configuration.current().services


def test_what_did_not_change_is_not_read_again(folder: Path, clock: Clock) -> None:
    configuration = Configuration(folder, clock=clock)
    before = configuration.current()

    clock.now = 5.0

    assert configuration.current() is before


def test_a_broken_edit_leaves_the_last_good_one_in_force(folder: Path, clock: Clock) -> None:
    configuration = Configuration(folder, clock=clock)
    (folder / "services.yaml").write_text(BROKEN)
    clock.now = 1.0

    assert "ledgerd" in configuration.current().services
    assert [problem.place.line for problem in configuration.problems] == [2, 2]

    (folder / "services.yaml").write_text(RENAMED)
    clock.now = 2.0
    assert "ledger-two" in configuration.current().services
    assert configuration.problems == ()


def test_files_that_go_away_leave_the_last_good_one_in_force(folder: Path, clock: Clock) -> None:
    configuration = Configuration(folder, clock=clock)
    (folder / "org.yaml").unlink()
    clock.now = 1.0

    assert "ledgerd" in configuration.current().services
    assert "the file is missing" in str(configuration.problems[0])


def test_a_start_on_a_broken_folder_takes_the_last_good_one(folder: Path, clock: Clock) -> None:
    (folder / "services.yaml").write_text(BROKEN)
    last_good = [("org.yaml", ORG), ("services.yaml", RENAMED)]

    configuration = Configuration(folder, fallback=last_good, clock=clock)
    assert "ledger-two" in configuration.current().services
    assert configuration.problems

    (folder / "services.yaml").write_text(SERVICES)
    clock.now = 1.0
    assert "ledgerd" in configuration.current().services


def test_a_start_with_nothing_good_is_refused_with_the_problems(folder: Path) -> None:
    (folder / "services.yaml").write_text(BROKEN)

    with pytest.raises(ConfigurationError, match='the key "owner" is missing') as refused:
        Configuration(folder, fallback=[("org.yaml", "")])
    assert len(refused.value.problems) == 2


def test_texts_stay_as_they_are() -> None:
    assert "shop" in Configuration([("org.yaml", ORG), ("services.yaml", SERVICES)]).current().services


def test_threads_see_one_good_directory(folder: Path) -> None:
    ticks = iter(range(1_000_000))
    configuration = Configuration(folder, clock=lambda: float(next(ticks)))
    seen: set[str] = set()

    def read() -> None:
        for _ in range(50):
            seen.update(configuration.current().services)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for text in (RENAMED, BROKEN, SERVICES):
        (folder / "services.yaml").write_text(text)
    for thread in threads:
        thread.join()

    assert seen <= {"ledgerd", "ledger-two", "shop"}
    assert configuration.current().services.keys() == {"ledgerd", "shop"}
