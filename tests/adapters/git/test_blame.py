"""Whose the touched lines are, by real histories: newer lines weigh more, and the work is bounded."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from homebot.adapters.git.blame import MOST_FILES, Authors, read_authors
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirror, Mirrors, branch, pull_head
from tests.adapters.git.remote import Remote, git

MAIN, HEAD = "refs/heads/main", "refs/pull/1/head"
ANN, BOB = b"7+Ann@users.noreply.github.com", b"bob@example.com"
YEAR = 365 * 86400
NOW = 1_700_000_000


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with Mirrors(tmp_path / "mirrors", max_bytes=1 << 30).open("acme", "ledgerd") as opened:
        yield opened


def lines(*words: str) -> bytes:
    return "".join(f"{word}\n" for word in words).encode()


def authors(remote: Remote, mirror: Mirror, base: str, head: str, seconds: float = 60, whole: bool = True) -> Authors:
    mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)], whole=whole)
    change = read_change(mirror, base, head)
    assert change.merge_base is not None
    return read_authors(mirror, change.merge_base, head, change.files, seconds)


def aged(remote: Remote, name: bytes, content: bytes, mail: bytes, at: int, parent: str | None) -> str:
    """A commit of that time."""
    person = b"X <%s> %d +0000" % (mail, at)
    stream = b"reset refs/heads/main\ncommit refs/heads/main\nauthor %s\ncommitter %s\ndata 1\nx\n" % (person, person)
    stream += b"from %s\n" % parent.encode() if parent else b""
    stream += b"M 100644 inline %s\ndata %d\n%s\n" % (name, len(content), content)
    git(remote.path, "fast-import", "--quiet", "--force", stdin=stream)
    return git(remote.path, "rev-parse", MAIN)


def test_lines_that_are_changed_or_taken_away_are_told_from_the_others(remote: Remote, mirror: Mirror) -> None:
    first = remote.commit(MAIN, {b"a.py": lines("1", "2", "3", "4", "5", "6")}, mail=ANN)
    base = remote.commit(MAIN, {b"a.py": lines("1", "b", "3", "b", "5", "6")}, first, mail=BOB)
    head = remote.commit(HEAD, {b"a.py": lines("1", "x", "3", "x", "6")}, base, mail=b"eve@example.com")
    assert authors(remote, mirror, base, head).shares == ((BOB.decode(), 667), (ANN.decode().lower(), 333))


def test_where_lines_are_only_added_the_one_before_counts(remote: Remote, mirror: Mirror) -> None:
    first = remote.commit(MAIN, {b"a.py": lines("1", "2", "3")}, mail=ANN)
    base = remote.commit(MAIN, {b"a.py": lines("1", "b", "3")}, first, mail=BOB)
    head = remote.commit(HEAD, {b"a.py": lines("1", "b", "new", "new", "3")}, base)
    assert authors(remote, mirror, base, head).shares == ((BOB.decode(), 1000),)


def test_a_line_of_a_year_before_weighs_half(remote: Remote, mirror: Mirror) -> None:
    first = aged(remote, b"a.py", lines("1", "2"), ANN, NOW - YEAR, None)
    base = aged(remote, b"a.py", lines("1", "b"), BOB, NOW, first)
    head = remote.commit(HEAD, {b"a.py": lines("x", "y")}, base)
    assert authors(remote, mirror, base, head).shares == ((BOB.decode(), 667), (ANN.decode().lower(), 333))


def test_what_is_older_than_four_years_is_nobodys(remote: Remote, mirror: Mirror) -> None:
    first = aged(remote, b"a.py", lines("1", "2"), ANN, NOW - 10 * YEAR, None)
    base = aged(remote, b"a.py", lines("1", "b"), BOB, NOW, first)
    head = remote.commit(HEAD, {b"a.py": lines("x", "y")}, base)
    assert authors(remote, mirror, base, head).shares == ((BOB.decode(), 941),)


def test_a_renamed_file_is_known_to_those_who_wrote_it(remote: Remote, mirror: Mirror) -> None:
    text = [f"line {number}" for number in range(30)]
    base = remote.commit(MAIN, {b"old/a.py": lines(*text)}, mail=ANN)
    head = remote.commit(HEAD, {b"old/a.py": None, b"new/a.py": lines("x", *text[1:])}, base)
    assert authors(remote, mirror, base, head).shares == ((ANN.decode().lower(), 1000),)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({b"other": b"1\n"}, {b"new.py": b"1\n"}),
        ({b"a.bin": b"\0\1\2"}, {b"a.bin": b"\0\1\3"}),
        ({b"link": ("120000", b"a")}, {b"link": ("120000", b"b")}),
        ({b"\xff.py": b"1\n"}, {b"\xff.py": b"2\n"}),
    ],
)
def test_of_new_binary_and_unspeakable_files_nothing_is_told(
    remote: Remote, mirror: Mirror, before: dict[bytes, bytes], after: dict[bytes, bytes]
) -> None:
    base = remote.commit(MAIN, before, mail=ANN)
    assert authors(remote, mirror, base, remote.commit(HEAD, after, base)).shares == ()


def test_names_that_look_like_options_and_patterns_are_names(remote: Remote, mirror: Mirror) -> None:
    names = (b"--output=x", b":(glob)**", b"*.py", b"a b.py")
    base = remote.commit(MAIN, {name: lines("1", "2") for name in names} | {b"z.py": lines("1")}, mail=ANN)
    head = remote.commit(HEAD, {name: lines("1", "x") for name in names}, base)
    assert authors(remote, mirror, base, head).shares == ((ANN.decode().lower(), 1000),)


def test_most_files_are_left_out_and_it_is_said_each_folder_having_its_turn(remote: Remote, mirror: Mirror) -> None:
    many = {b"many/f%d.py" % number: lines("1", "2", "3") for number in range(MOST_FILES + 10)}
    base = remote.commit(MAIN, many, mail=ANN)
    base = remote.commit(MAIN, {b"one/small.py": lines("1")}, base, mail=BOB)
    head = remote.commit(HEAD, dict.fromkeys(many, b"x\n") | {b"one/small.py": b"x\n"}, base)
    found = authors(remote, mirror, base, head)
    assert found.cut == f"Who knows the touched lines was told from {MOST_FILES} of {MOST_FILES + 11} files."
    assert BOB.decode() in dict(found.shares)


def test_no_time_is_said_and_is_no_failure(remote: Remote, mirror: Mirror) -> None:
    base = remote.commit(MAIN, {b"a.py": lines("1", "2")}, mail=ANN)
    head = remote.commit(HEAD, {b"a.py": lines("1", "x")}, base)
    found = authors(remote, mirror, base, head, seconds=0)
    assert found == Authors((), "Who knows the touched lines was told from a part of the files, as it took too long.")


def test_a_mirror_without_old_files_is_asked_for_commits_and_fetches_nothing(remote: Remote, mirror: Mirror) -> None:
    git(remote.path, "config", "uploadpack.allowFilter", "true")
    git(remote.path, "config", "uploadpack.allowAnySHA1InWant", "true")
    base = remote.commit(MAIN, {b"a.py": lines("1", "2"), b"b.py": b"1\n"}, mail=ANN)
    for number in range(3):
        base = remote.commit(MAIN, {b"a.py": lines("1", f"b{number}")}, base, mail=BOB)
    base = remote.commit(MAIN, {b"b.py": b"2\n"}, base, mail=b"else@example.com")
    head = remote.commit(HEAD, {b"a.py": lines("1", "x")}, base)
    mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)])
    change = read_change(mirror, base, head)
    fetched = mirror.fetched_bytes
    found = read_authors(mirror, base, head, change.files)
    assert mirror.is_partial
    assert found.shares == ((BOB.decode(), 750), (ANN.decode().lower(), 250))
    assert "the mirror has no old files" in found.cut
    assert mirror.fetched_bytes == fetched


def test_generated_files_are_nobodys_work(remote: Remote, mirror: Mirror) -> None:
    base = remote.commit(MAIN, {b"a.py": lines("1", "2")}, mail=ANN)
    head = remote.commit(HEAD, {b"a.py": lines("1", "x")}, base)
    mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)], whole=True)
    files = [replace(file, generated=True) for file in read_change(mirror, base, head).files]
    assert read_authors(mirror, base, head, files) == Authors()
