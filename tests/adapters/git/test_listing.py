from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from homebot.adapters.git.errors import MirrorCorrupt
from homebot.adapters.git.listing import default_branch, read_churn, read_tree
from homebot.adapters.git.mirror import Mirror, Mirrors
from tests.adapters.git.remote import Remote, git

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "remote.git")


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with Mirrors(tmp_path / "mirrors", 2**30).open("acme", "ledgerd") as mirror:
        yield mirror


def fetched(mirror: Mirror, remote: Remote) -> str:
    (head,) = mirror.fetch(remote.url, None, [default_branch()])
    return head.oid


def test_the_default_branch_is_asked_of_the_remote_each_time(remote: Remote, mirror: Mirror) -> None:
    first = remote.commit("refs/heads/main", {b"a.py": b"1"})
    assert fetched(mirror, remote) == first
    second = remote.commit("refs/heads/trunk", {b"a.py": b"2"}, first)
    git(remote.path, "symbolic-ref", "HEAD", "refs/heads/trunk")
    assert fetched(mirror, remote) == second


def test_only_regular_files_are_listed_whatever_they_are_called(remote: Remote, mirror: Mirror) -> None:
    names = [b"a.py", b"d/b c.py", b"new\nline.py", b"tab\t.py", b"\xff.py", b"-x.py", b"run.py"]
    files = {name: (b"1" if name != b"run.py" else ("100755", b"2")) for name in names}
    remote.commit(
        "refs/heads/main", {**files, b"link.py": ("120000", b"/etc/passwd"), b"sub.py": ("160000", b"1" * 40)}
    )
    tree = read_tree(mirror, fetched(mirror, remote))
    assert {file.name for file in tree.files} == set(names)
    assert not tree.cut
    assert "\\xff.py" in {file.path for file in tree.files}
    assert mirror.objects.read({file.path: file.oid for file in tree.files}["run.py"], 10) == b"2"


def test_a_long_listing_is_cut_at_a_whole_file(remote: Remote, mirror: Mirror) -> None:
    remote.commit("refs/heads/main", {b"%03d.py" % number: b"1" for number in range(100)})
    tree = read_tree(mirror, fetched(mirror, remote), max_bytes=1_000)
    assert tree.cut
    assert 0 < len(tree.files) < 100
    assert all(len(file.oid) == 40 and file.path.endswith(".py") for file in tree.files)


def test_changes_are_counted_by_commit_and_a_merge_counts_once(remote: Remote, mirror: Mirror) -> None:
    one = remote.commit("refs/heads/main", {b"a.py": b"1", b"b.py": b"1", b"\x01" + b"a" * 40: b"1"})
    two = remote.commit("refs/heads/main", {b"a.py": b"2"}, one)
    side = two
    for number in range(3):
        side = remote.commit("refs/heads/side", {b"b.py": b"side %d" % number}, side)
    tree = git(remote.path, "rev-parse", f"{side}^{{tree}}")
    merge = git(remote.path, *["-c", "user.name=a", "-c", "user.email=a@b"], "commit-tree", tree, "-p", two, "-p", side)
    git(remote.path, "update-ref", "refs/heads/main", merge)
    churn = read_churn(mirror, fetched(mirror, remote), LONG_AGO)
    assert dict(churn.changes) == {"a.py": 2, "b.py": 2, "\x01" + "a" * 40: 1}
    assert (churn.commits, churn.cut) == (3, False)


def test_a_file_that_moved_keeps_its_count_and_a_removed_one_its_own(remote: Remote, mirror: Mirror) -> None:
    at = remote.commit("refs/heads/main", {b"old.py": b"x = 1\n" * 50})
    at = remote.commit("refs/heads/main", {b"old.py": b"x = 2\n" * 50}, at)
    at = remote.commit("refs/heads/main", {b"old.py": None, b"middle.py": b"x = 2\n" * 50}, at)
    at = remote.commit("refs/heads/main", {b"middle.py": None, b"new.py": b"x = 2\n" * 50}, at)
    at = remote.commit("refs/heads/main", {b"new.py": b"x = 3\n" * 50, b"old.py": b"another\n"}, at)
    churn = read_churn(mirror, fetched(mirror, remote), LONG_AGO)
    assert churn.changes["new.py"] == 5
    assert churn.changes["old.py"] == 1


def test_commits_before_that_day_do_not_count(remote: Remote, mirror: Mirror) -> None:
    remote.commit("refs/heads/main", {b"a.py": b"1"})
    made = datetime.fromtimestamp(1_700_000_000, UTC)
    head = fetched(mirror, remote)
    assert read_churn(mirror, head, made - timedelta(seconds=1)).changes == {"a.py": 1}
    assert read_churn(mirror, head, made + timedelta(seconds=1)).changes == {}


def test_a_long_history_is_cut_by_commits_and_by_bytes(remote: Remote, mirror: Mirror) -> None:
    at = None
    for number in range(12):
        at = remote.commit("refs/heads/main", {b"a.py": b"%d" % number}, at)
    head = fetched(mirror, remote)
    whole = read_churn(mirror, head, LONG_AGO, max_commits=12)
    assert (whole.changes["a.py"], whole.commits, whole.cut) == (12, 12, False)
    short = read_churn(mirror, head, LONG_AGO, max_commits=5)
    assert (short.changes["a.py"], short.commits, short.cut) == (5, 5, True)
    small = read_churn(mirror, head, LONG_AGO, max_bytes=300)
    assert small.cut
    assert 0 < small.changes["a.py"] < 12


def test_a_commit_that_is_not_there_is_an_error(mirror: Mirror) -> None:
    with pytest.raises(MirrorCorrupt):
        read_tree(mirror, "1" * 40)
    with pytest.raises(MirrorCorrupt):
        read_churn(mirror, "1" * 40, LONG_AGO)
