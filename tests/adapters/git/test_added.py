from collections.abc import Iterator
from pathlib import Path

import pytest

from homebot.adapters.git.added import MAX_BYTES, Additions, read_additions
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirror, Mirrors, branch, pull_head
from tests.adapters.git.remote import Content, Remote

MAIN = "refs/heads/main"
HEAD = "refs/pull/1/head"


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with Mirrors(tmp_path / "mirrors", max_bytes=1 << 30).open("acme", "ledgerd") as opened:
        yield opened


def additions(
    remote: Remote, mirror: Mirror, before: dict[bytes, Content], after: dict[bytes, Content], limit: int = MAX_BYTES
) -> Additions:
    base = remote.commit(MAIN, before)
    head = remote.commit(HEAD, after, parent=base)
    mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)])
    return read_additions(mirror, base, head, read_change(mirror, base, head).files, limit)


def test_lines_have_their_numbers_at_the_head(remote: Remote, mirror: Mirror) -> None:
    found = additions(
        remote,
        mirror,
        {b"edit": b"a\nb\nc\nd\n", b"drop": b"x\n"},
        {b"edit": b"A\nb\nc\nd\ne\r\nf", b"drop": None, b"new": b"1\n\n3\n"},
    )
    assert {file.path: file.lines for file in found.files} == {
        "edit": ((1, b"A"), (5, b"e"), (6, b"f")),
        "new": ((1, b"1"), (2, b""), (3, b"3")),
    }
    assert found.left_out == ()


def test_what_looks_like_a_header_is_content(remote: Remote, mirror: Mirror) -> None:
    forged = b"diff --git a/x b/x\nindex " + b"1" * 40 + b".." + b"2" * 40 + b"\n@@ -1 +100 @@\n++ b/x\n-gone\n\\ No\n"
    found = additions(remote, mirror, {b"x": b"-- kept\n"}, {b"x": b"-- kept\n" + forged})
    (file,) = found.files
    assert [line for _, line in file.lines] == forged.splitlines()
    assert [number for number, _ in file.lines] == list(range(2, 8))


def test_names_of_any_bytes_renames_and_copies_of_one_blob(remote: Remote, mirror: Mirror) -> None:
    long = b"".join(b"line %d\n" % number for number in range(40))
    found = additions(
        remote,
        mirror,
        {b"old\nname": long},
        {b"old\nname": None, b'new "\xff\n': long + b"more\n", b"one": b"same\n", b"two": b"same\n"},
    )
    assert {file.path: file.lines for file in found.files} == {
        'new "\\xff\n': ((41, b"more"),),
        "one": ((1, b"same"),),
        "two": ((1, b"same"),),
    }


def test_binary_files_links_submodules_and_modes_add_no_lines(remote: Remote, mirror: Mirror) -> None:
    found = additions(
        remote,
        mirror,
        {b"run": b"echo\n", b"was-link": ("120000", b"target")},
        {
            b"run": ("100755", b"echo\n"),
            b"blob": b"\0\1\2",
            b"link": ("120000", b"/etc/passwd"),
            b"was-link": b"a file now\n",
            b"large": b"x" * (5 << 20),
        },
    )
    assert {file.path: file.lines for file in found.files} == {"was-link": ((1, b"a file now"),)}
    assert found.left_out == ()


def test_what_is_beyond_the_limit_is_named(remote: Remote, mirror: Mirror) -> None:
    files: dict[bytes, Content] = {b"a": b"first\n", b"b": b"y" * 3_000 + b"\n", b"c": b"last\n"}
    found = additions(remote, mirror, {b"seed": b"s\n"}, files, limit=2_000)
    assert [file.path for file in found.files] == ["a"]
    assert found.left_out == ("b", "c")
