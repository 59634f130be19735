from collections.abc import Iterator
from pathlib import Path

import pytest

from homebot.adapters.git.change import read_change
from homebot.adapters.git.errors import GitUnavailable
from homebot.adapters.git.mirror import Mirror, Mirrors, branch, pull_head
from homebot.core.facts import Change, FileChange
from tests.adapters.git.remote import Content, Remote, git

MAIN = "refs/heads/main"
HEAD = "refs/pull/1/head"


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with Mirrors(tmp_path / "mirrors", max_bytes=1 << 30).open("acme", "ledgerd") as opened:
        yield opened


def change_of(remote: Remote, mirror: Mirror, before: dict[bytes, Content], after: dict[bytes, Content]) -> Change:
    base = remote.commit(MAIN, before)
    head = remote.commit(HEAD, after, parent=base)
    mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)])
    return read_change(mirror, base, head)


def only(change: Change) -> FileChange:
    (file,) = change.files
    return file


def test_kinds_counts_and_ids(remote: Remote, mirror: Mirror) -> None:
    change = change_of(
        remote,
        mirror,
        {b"keep": b"same\n", b"edit": b"a\nb\nc\n", b"drop": b"x\ny\n", b"run": b"echo\n"},
        {b"edit": b"a\nB\nc\nd\n", b"drop": None, b"new": b"1\n2\n3\n", b"run": ("100755", b"echo\n")},
    )
    found = {file.path: (file.kind, file.added, file.deleted) for file in change.files}
    assert found == {
        "edit": ("modified", 2, 1),
        "drop": ("deleted", 0, 2),
        "new": ("added", 3, 0),
        "run": ("modified", 0, 0),
    }
    files = {file.path: file for file in change.files}
    assert (files["new"].before, files["drop"].after) == (None, None)
    assert (files["new"].mode_before, files["run"].mode_after) == (None, "100755")
    after = files["edit"].after
    assert after is not None
    assert mirror.objects.read(after, 100) == b"a\nB\nc\nd\n"


def test_both_names_of_a_rename(remote: Remote, mirror: Mirror) -> None:
    body = b"".join(b"line %d\n" % number for number in range(50))
    file = only(change_of(remote, mirror, {b"a/old.py": body}, {b"a/old.py": None, b"b/new.py": body + b"more\n"}))
    assert (file.kind, file.old_path, file.path, file.added) == ("renamed", "a/old.py", "b/new.py", 1)
    assert file.paths == ("b/new.py", "a/old.py")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"line\nfeed.py", "line\nfeed.py"),
        (b'quote"d.py', 'quote"d.py'),
        (b"tab\tbed.py", "tab\tbed.py"),
        (b"not-utf-\xff\xfe.py", "not-utf-\\xff\\xfe.py"),
        (b"--output=evil", "--output=evil"),
        (b":(glob)**", ":(glob)**"),
        (b"<!-- @team -->|x|.md", "<!-- @team -->|x|.md"),
        ("dôme/ü.py".encode(), "dôme/ü.py"),
        (b"a\nb/\xff/c", "a\nb/\\xff/c"),
    ],
)
def test_hostile_names(remote: Remote, mirror: Mirror, raw: bytes, text: str) -> None:
    before: dict[bytes, Content] = {b".gitattributes": b"*.never linguist-generated\n"}
    file = only(change_of(remote, mirror, before, {raw: b"1\n2\n"}))
    assert (file.path, file.added) == (text, 2)


def test_a_rename_between_hostile_names(remote: Remote, mirror: Mirror) -> None:
    body = b"".join(b"line %d\n" % number for number in range(50))
    file = only(change_of(remote, mirror, {b"-a\n\xff": body}, {b"-a\n\xff": None, b"\t0\t1": body}))
    assert (file.kind, file.old_path, file.path) == ("renamed", "-a\n\\xff", "\t0\t1")


def test_symlink_submodule_and_binary(remote: Remote, mirror: Mirror) -> None:
    change = change_of(
        remote,
        mirror,
        {b"readme": b"\n"},
        {
            b"link": ("120000", b"/etc/passwd"),
            b"module": ("160000", b"1" * 40),
            b"image": b"\x89PNG\0\0" * 10,
        },
    )
    files = {file.path: file for file in change.files}
    assert files["link"].mode_after == "120000"
    assert (files["module"].mode_after, files["module"].added) == ("160000", None)
    assert (files["image"].added, files["image"].deleted) == (None, None)


@pytest.mark.parametrize(
    ("before", "after", "kind", "modes", "counts"),
    [
        (("160000", b"1" * 40), ("160000", b"2" * 40), "modified", ("160000", "160000"), (None, None)),
        (("160000", b"1" * 40), None, "deleted", ("160000", None), (None, None)),
        (("160000", b"1" * 40), b"a\n", "type-changed", ("160000", "100644"), (None, None)),
        (b"a\n", ("120000", b"/etc/passwd"), "type-changed", ("100644", "120000"), (1, 1)),
        (("120000", b"a"), ("120000", b"../../b"), "modified", ("120000", "120000"), (1, 1)),
        (("100755", b"a\n"), b"a\n", "modified", ("100755", "100644"), (0, 0)),
        (b"\0a", b"\0b", "modified", ("100644", "100644"), (None, None)),
        (b"a\n", b"\0b", "modified", ("100644", "100644"), (None, None)),
    ],
)
@pytest.mark.parametrize("filtered", ["false", "true"])
def test_what_is_no_plain_text_before_and_after(
    remote: Remote,
    mirror: Mirror,
    filtered: str,
    before: Content,
    after: Content,
    kind: str,
    modes: tuple[str, str | None],
    counts: tuple[int | None, int | None],
) -> None:
    git(remote.path, "config", "uploadpack.allowFilter", filtered)
    file = only(change_of(remote, mirror, {b"x": before, b"other": b"\n"}, {b"x": after}))
    assert (file.path, file.kind) == ("x", kind)
    assert (file.mode_before, file.mode_after) == modes
    assert (file.added, file.deleted) == counts


def test_a_huge_line_is_looked_at_but_not_read(remote: Remote, mirror: Mirror) -> None:
    file = only(change_of(remote, mirror, {b"a": b"\n"}, {b"huge.json": b"x" * 50_000_000}))
    assert file.after is not None
    assert mirror.objects.read(file.after, limit=1 << 20) == 50_000_000
    assert file.added is None


def test_ten_thousand_files(remote: Remote, mirror: Mirror) -> None:
    before: dict[bytes, Content] = {b"d%d/f%d.py" % (n % 100, n): b"%d\n" % n for n in range(10_000)}
    after: dict[bytes, Content] = dict.fromkeys(before, b"changed\n")
    change = change_of(remote, mirror, before, after)
    assert len(change.files) == 10_000
    assert {(file.kind, file.added, file.deleted) for file in change.files} == {("modified", 1, 1)}


def test_too_many_files_for_renames_is_said(remote: Remote, mirror: Mirror) -> None:
    before: dict[bytes, Content] = {b"old/%d" % n: b"%d\n%s" % (n, b"a\n" * 20) for n in range(1100)}
    after: dict[bytes, Content] = {b"new/x%d" % n: b"%d\n%s" % (n, b"a\n" * 19) for n in range(1100)}
    after |= dict.fromkeys(before)
    change = change_of(remote, mirror, before, after)
    assert change.renames_cut
    assert len(change.files) == 2200


def test_generated_is_said_by_the_base_alone(remote: Remote, mirror: Mirror) -> None:
    change = change_of(
        remote,
        mirror,
        {
            b".gitattributes": b"*.pb.py linguist-generated\nvendor/** linguist-vendored=true\n",
            b"api/.gitattributes": b"mine.pb.py -linguist-generated\n",
            b"readme": b"\n",
        },
        {
            b"api/a.pb.py": b"1\n",
            b"api/mine.pb.py": b"1\n",
            b"vendor/x\n/y.py": b"1\n",
            b"src/.gitattributes": b"* linguist-generated\n",
            b"src/new.py": b"1\n",
        },
    )
    assert {file.path for file in change.files if file.generated} == {"api/a.pb.py", "vendor/x\n/y.py"}


def test_an_attribute_cannot_hide_the_count(remote: Remote, mirror: Mirror) -> None:
    change = change_of(
        remote, mirror, {b"a": b"\n"}, {b".gitattributes": b"* binary -diff filter=evil\n", b"b.py": b"1\n2\n"}
    )
    assert {file.path: file.added for file in change.files} == {".gitattributes": 1, "b.py": 2}


def test_no_common_history_is_said(remote: Remote, mirror: Mirror) -> None:
    base = remote.commit(MAIN, {b"a": b"1\n"})
    head = remote.commit(HEAD, {b"b": b"1\n"})
    mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)])
    change = read_change(mirror, base, head)
    assert change.merge_base is None
    assert change.unreadable is not None
    assert "no history in common" in change.unreadable


def test_a_commit_that_was_not_fetched_does_no_harm_to_the_mirror(tmp_path: Path, remote: Remote) -> None:
    base = remote.commit(MAIN, {b"a": b"1\n"})
    mirrors = Mirrors(tmp_path / "others", 1 << 30)
    with mirrors.open("acme", "ledgerd") as mirror:
        mirror.fetch(remote.url, None, [branch("main", base)])
    with pytest.raises(GitUnavailable) as caught, mirrors.open("acme", "ledgerd") as mirror:
        read_change(mirror, base, "1" * 40)
    assert type(caught.value) is GitUnavailable
    with mirrors.open("acme", "ledgerd") as mirror:
        assert mirror.objects.has(base)
