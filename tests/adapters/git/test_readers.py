"""Reading processes are kept from one opening to the next, and never for what is no longer there."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from homebot.adapters.git import upkeep
from homebot.adapters.git.mirror import Mirrors, branch
from homebot.adapters.git.readers import Readers
from tests.adapters.git.remote import Remote

MAIN = "refs/heads/main"


def reading() -> set[int]:
    """The processes of ours that read objects."""
    return {child.pid for child in psutil.Process().children(recursive=True) if "--batch-command" in command(child)}


def command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:  # It ended meanwhile.
        return []


def read(mirrors: Mirrors, remote: Remote, commit: str, path: str = "a") -> bytes | None:
    with mirrors.open("acme", "web") as mirror:
        mirror.fetch(remote.url, None, [branch("main", commit)])
        return mirror.objects.read_path(commit, path, 1000)


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "remote.git")


@pytest.fixture
def mirrors(tmp_path: Path) -> Mirrors:
    return Mirrors(tmp_path / "mirrors", 1 << 30)


def test_one_process_serves_one_opening_after_the_other_and_sees_what_was_fetched_since(
    remote: Remote, mirrors: Mirrors
) -> None:
    before = reading()
    first = remote.commit(MAIN, {b"a": b"1\n"})
    assert read(mirrors, remote, first) == b"1\n"
    kept = reading() - before
    assert len(kept) == 1
    second = remote.commit(MAIN, {b"a": b"2\n"}, parent=first)
    assert read(mirrors, remote, second) == b"2\n"
    assert reading() - before == kept


def test_openings_at_the_same_time_have_a_process_each(remote: Remote, mirrors: Mirrors) -> None:
    commit = remote.commit(MAIN, {f"{n}".encode(): b"%d\n" % n for n in range(50)})
    read(mirrors, remote, commit)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: read(mirrors, remote, commit, str(n % 50)), range(200)))
    assert answers == [b"%d\n" % (n % 50) for n in range(200)]


def test_a_process_that_was_killed_meanwhile_is_replaced(remote: Remote, mirrors: Mirrors) -> None:
    before = reading()
    commit = remote.commit(MAIN, {b"a": b"1\n"})
    read(mirrors, remote, commit)
    (pid,) = reading() - before
    psutil.Process(pid).kill()
    assert read(mirrors, remote, commit) == b"1\n"
    assert pid not in reading()


def test_a_mirror_that_was_replaced_is_not_read_by_the_process_of_the_old_one(remote: Remote, mirrors: Mirrors) -> None:
    commit = remote.commit(MAIN, {b"a": b"1\n"})
    read(mirrors, remote, commit)
    with mirrors.open("acme", "web") as mirror:
        path = mirror.path
    upkeep.replace(path)
    with mirrors.open("acme", "web") as mirror:
        assert not mirror.objects.has(commit)


def test_what_waits_is_bounded(remote: Remote, tmp_path: Path) -> None:
    mirrors = Mirrors(tmp_path / "mirrors", 1 << 30, readers=Readers(most_idle=3))
    before = reading()
    commit = remote.commit(MAIN, {b"a": b"1\n"})
    for number in range(6):
        with mirrors.open("acme", f"web{number}") as mirror:
            mirror.fetch(remote.url, None, [branch("main", commit)])
            assert mirror.objects.read_path(commit, "a", 1000) == b"1\n"
    assert len(reading() - before) == 3


def test_nobody_waits_for_ever(remote: Remote, tmp_path: Path) -> None:
    mirrors = Mirrors(tmp_path / "mirrors", 1 << 30, readers=Readers(idle_seconds=-1))
    before = reading()
    read(mirrors, remote, remote.commit(MAIN, {b"a": b"1\n"}))
    assert reading() == before
