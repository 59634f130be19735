from collections.abc import Iterator
from pathlib import Path

import pytest

from homebot.adapters.git.change import read_change
from homebot.adapters.git.history import MAX_COMMITS, MAX_MESSAGE_BYTES, read_history
from homebot.adapters.git.mirror import Mirror, Mirrors, branch, pull_head
from tests.adapters.git.remote import Remote, git

MAIN = "refs/heads/main"
HEAD = "refs/pull/1/head"


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with Mirrors(tmp_path / "mirrors", max_bytes=1 << 30).open("acme", "ledgerd") as opened:
        yield opened


def test_merge_base_is_where_the_branches_parted(remote: Remote, mirror: Mirror) -> None:
    root = remote.commit(MAIN, {b"a": b"1\n"})
    base = remote.commit(MAIN, {b"base-only": b"1\n"}, parent=root)
    head = remote.commit(HEAD, {b"b": b"1\n"}, parent=root)
    mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)])
    change = read_change(mirror, base, head)
    assert change.merge_base == root
    assert [file.path for file in change.files] == ["b"]
    assert [commit.oid for commit in change.commits] == [head]


def test_commits_carry_mails_and_bounded_messages(remote: Remote, mirror: Mirror) -> None:
    base = remote.commit(MAIN, {b"a": b"1\n"})
    first = remote.commit(HEAD, {b"b": b"1\n"}, base, b"Revert it\n\nauthor <x@y>\nTeam: ads\n", b"bob@example.com")
    head = remote.commit(HEAD, {b"c": b"1\n"}, first, b"x" * (MAX_MESSAGE_BYTES + 1), b"eve\xff@example.com")
    mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)])
    newest, oldest = read_change(mirror, base, head).commits
    assert (oldest.oid, oldest.author_email) == (first, "bob@example.com")
    assert oldest.message == "Revert it\n\nauthor <x@y>\nTeam: ads\n"
    assert len(newest.message) == MAX_MESSAGE_BYTES
    assert newest.committer_email == "eve\N{REPLACEMENT CHARACTER}@example.com"


def test_many_commits_are_cut_and_said(remote: Remote, mirror: Mirror) -> None:
    base = remote.commit(MAIN, {b"a": b"1\n"})
    person = "committer Ann <ann@example.com> 1700000000 +0000\ndata 1\nx\n"
    stream = f"commit {HEAD}\n{person}from {base}\nM 100644 inline b\ndata 2\n1\n\n"
    stream += "".join(f"commit {HEAD}\n{person}\n" for _ in range(MAX_COMMITS))
    git(remote.path, "fast-import", "--quiet", stdin=stream.encode())
    head = git(remote.path, "rev-parse", HEAD)
    mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)])
    change = read_change(mirror, base, head)
    assert (len(change.commits), change.commits_cut) == (MAX_COMMITS, True)


@pytest.mark.parametrize("length", [0, 1, 11, 12, 13, 40])
def test_short_and_long_histories_are_read_alike(remote: Remote, mirror: Mirror, length: int) -> None:
    base = remote.commit(MAIN, {b"a": b"0\n"})
    oids = [base]
    for number in range(length):
        oids.append(remote.commit(HEAD, {b"a": b"%d\n" % (number + 1)}, parent=oids[-1]))
    refs = [branch("main", base), pull_head(1, oids[-1])] if length else [branch("main", base)]
    mirror.fetch(remote.url, None, refs)
    history = read_history(mirror, base, oids[-1])
    assert (history.merge_base, history.cut) == (base, False)
    assert [commit.oid for commit in history.commits] == oids[:0:-1]


def test_a_merge_of_the_base_is_followed(remote: Remote, mirror: Mirror) -> None:
    root = remote.commit(MAIN, {b"a": b"0\n"})
    work = remote.commit(HEAD, {b"b": b"0\n"}, parent=root)
    base = remote.commit(MAIN, {b"a": b"1\n"}, parent=root)
    tree = git(remote.path, "merge-tree", "--write-tree", work, base)
    author = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    head = git(remote.path, *author, "commit-tree", tree, "-p", work, "-p", base, "-m", "update")
    git(remote.path, "update-ref", HEAD, head)
    mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)])
    change = read_change(mirror, base, head)
    assert change.merge_base == base
    assert {commit.oid: commit.merge for commit in change.commits} == {head: True, work: False}
    assert [file.path for file in change.files] == ["b"]
