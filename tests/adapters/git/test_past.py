from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from homebot.adapters.git.errors import MirrorCorrupt
from homebot.adapters.git.listing import default_branch
from homebot.adapters.git.mirror import Mirror, Mirrors
from homebot.adapters.git.past import Past, commit_times, read_past
from tests.adapters.git.remote import Remote, git

DAY = 86_400
START = 1_700_000_000
SINCE = datetime.fromtimestamp(START, UTC)


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "remote.git")


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with Mirrors(tmp_path / "mirrors", 2**30).open("acme", "ledgerd") as mirror:
        yield mirror


def commit(
    remote: Remote,
    files: Mapping[bytes, bytes],
    *parents: str,
    message: bytes = b"a change",
    mail: bytes = b"ann@example.com",
    day: int = 0,
    branch: bytes = b"main",
) -> str:
    """A commit of a day on a branch; the tree is that of the first parent with these files."""
    who = b"Ann <%s> %d +0000" % (mail, START + day * DAY)
    lines = [b"reset refs/heads/%s\ncommit refs/heads/%s\nmark :1\n" % (branch, branch)]
    lines += [b"author %s\ncommitter %s\ndata %d\n%s\n" % (who, who, len(message), message)]
    lines += [b"from %s\n" % parents[0].encode()] if parents else []
    lines += [b"merge %s\n" % parent.encode() for parent in parents[1:]]
    for name, text in files.items():
        quoted = b"".join(b"\\%03o" % byte for byte in name)
        lines.append(b'M 100644 inline "%s"\ndata %d\n%s\n' % (quoted, len(text), text))
    lines.append(b"\nget-mark :1\n")
    return git(remote.path, "fast-import", "--quiet", "--force", stdin=b"".join(lines))


def past(mirror: Mirror, remote: Remote, since: datetime = SINCE, **limits: int) -> Past:
    (head,) = mirror.fetch(remote.url, None, [default_branch()])
    return read_past(mirror, head.oid, since, **limits)


def test_a_merge_is_by_who_wrote_what_it_brought_and_changes_what_it_changes_on_the_branch(
    remote: Remote, mirror: Mirror
) -> None:
    first = commit(remote, {b"a.py": b"1"})
    side = commit(remote, {b"b.py": b"1"}, first, mail=b"Bob@Example.com", branch=b"side")
    side = commit(remote, {b"c.py": b"1"}, side, mail=b"carol@example.com", branch=b"side")
    other = commit(remote, {b"d.py": b"1"}, first, day=1)
    merge = commit(
        remote, {b"b.py": b"1", b"c.py": b"1"}, other, side, message=b"Merge pull request #3 from x/y", day=2
    )
    found = past(mirror, remote).commits
    assert [one.oid for one in found] == [first, other, merge]
    assert found[-1].mails == ("bob@example.com", "carol@example.com")
    assert found[-1].paths == ("b.py", "c.py")
    assert (found[-1].parent, found[-1].head, found[0].parent) == (other, side, None)
    assert found[1].mails == ("ann@example.com",)
    assert found[-1].message == "Merge pull request #3 from x/y"


def test_merges_of_the_branch_into_a_change_bring_no_author_and_no_commit_twice(remote: Remote, mirror: Mirror) -> None:
    first = commit(remote, {b"a.py": b"1"})
    side = commit(remote, {b"b.py": b"1"}, first, mail=b"bob@example.com", branch=b"side")
    second = commit(remote, {b"a.py": b"2"}, first, mail=b"zoe@example.com")
    update = commit(remote, {b"a.py": b"2"}, side, second, mail=b"clicker@example.com", branch=b"side")
    commit(remote, {b"b.py": b"1"}, second, update)
    assert past(mirror, remote).commits[-1].mails == ("bob@example.com",)


def test_an_octopus_is_by_all_who_wrote_for_it(remote: Remote, mirror: Mirror) -> None:
    first = commit(remote, {b"a.py": b"1"})
    sides = [
        commit(remote, {b"%d.py" % number: b"1"}, first, mail=b"p%d@example.com" % number, branch=b"s%d" % number)
        for number in range(3)
    ]
    commit(remote, {b"%d.py" % number: b"1" for number in range(3)}, first, *sides)
    (_, merge) = past(mirror, remote).commits
    assert merge.mails == ("p0@example.com", "p1@example.com", "p2@example.com")
    assert merge.paths == ("0.py", "1.py", "2.py")


def test_each_commit_is_judged_by_its_own_clock(remote: Remote, mirror: Mirror) -> None:
    at = commit(remote, {b"a.py": b"0"}, day=-9)
    oids = []
    for number, day in enumerate((5, -5, 4, 9_000, 3)):
        at = commit(remote, {b"a.py": b"%d" % (number + 1)}, at, day=day)
        oids.append(at)
    assert [one.oid for one in past(mirror, remote).commits] == [oid for oid in oids if oid != oids[1]]


def test_nothing_is_read_of_a_branch_without_anything_in_time(remote: Remote, mirror: Mirror) -> None:
    commit(remote, {b"a.py": b"1"}, day=-5)
    assert past(mirror, remote).commits == ()


def test_names_and_messages_are_bytes_and_a_name_is_no_commit(remote: Remote, mirror: Mirror) -> None:
    names = [b"new\nline", b"\xff.py", b"\x01" + b"a" * 40, b"-x", b"tab\t", b"A"]
    first = commit(remote, {b"a.py": b"1"}, message=b"\xff\xfe Merge\x01 (#1)\n\nbody\x1b[31m")
    commit(remote, dict.fromkeys(names, b"1"), first, mail=b"\xff\xfe@x")
    one, other = past(mirror, remote).commits
    assert set(other.paths) == {name.decode("utf-8", "backslashreplace") for name in names}
    assert one.message.endswith("body\x1b[31m")
    assert len(other.mails) == 1


def test_what_commits_inside_a_merge_say_they_revert_is_kept(remote: Remote, mirror: Mirror) -> None:
    first = commit(remote, {b"a.py": b"1"})
    said = b"Revert\n\nThis reverts commit %s." % first.encode()
    side = commit(remote, {b"a.py": b"0"}, first, message=said, branch=b"side")
    commit(remote, {b"a.py": b"0"}, first, side)
    assert past(mirror, remote).commits[-1].brought == (said.decode(),)


def test_a_long_branch_is_cut_at_its_old_end_and_says_so(remote: Remote, mirror: Mirror) -> None:
    at = commit(remote, {b"a.py": b"0"})
    oids = [at]
    for number in range(1, 8):
        at = commit(remote, {b"a.py": b"%d" % number}, at, day=number)
        oids.append(at)
    found = past(mirror, remote, most_on_branch=3)
    assert [one.oid for one in found.commits] == oids[-3:]
    assert found.cuts == ("only the newest 3 commits of the branch were looked at",)
    assert past(mirror, remote).cuts == ()
    by_bytes = past(mirror, remote, max_bytes=400)
    assert by_bytes.cuts
    assert [one.oid for one in by_bytes.commits] == oids[len(oids) - len(by_bytes.commits) :]
    assert 0 < len(by_bytes.commits) < len(oids)
    by_commits = past(mirror, remote, most_commits=4)
    assert [one.oid for one in by_commits.commits] == oids[-4:]
    assert by_commits.cuts


def test_a_merge_by_a_crowd_has_no_author(remote: Remote, mirror: Mirror) -> None:
    first = commit(remote, {b"a.py": b"1"})
    side = first
    for number in range(21):
        side = commit(remote, {b"b.py": b"%d" % number}, side, mail=b"p%d@example.com" % number, branch=b"side")
    commit(remote, {b"b.py": b"20"}, first, side)
    assert past(mirror, remote).commits[-1].mails == ()


def test_a_commit_that_is_not_there_is_an_error(mirror: Mirror) -> None:
    with pytest.raises(MirrorCorrupt):
        read_past(mirror, "1" * 40, SINCE)


def test_times_of_commits_are_told_for_those_that_are_there(remote: Remote, mirror: Mirror) -> None:
    first = commit(remote, {b"a.py": b"1"}, day=3)
    past(mirror, remote)
    assert commit_times(mirror, [first, "1" * 40, first]) == {first: datetime.fromtimestamp(START + 3 * DAY, UTC)}
    assert commit_times(mirror, []) == {}
