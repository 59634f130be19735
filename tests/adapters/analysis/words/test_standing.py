"""Which words stand in the code of a commit, and on added lines, in real repositories with hostile files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from homebot.adapters.analysis.analysers import analysers
from homebot.adapters.analysis.children import Children
from homebot.adapters.analysis.words.standing import Standing, standing
from homebot.adapters.analysis.words.words import MAX_BYTES, Places, added_words, deadline_from_now
from homebot.adapters.git.added import read_additions
from homebot.adapters.git.change import read_change
from homebot.adapters.git.grep import blobs_with
from homebot.adapters.git.merged import before_merge
from homebot.adapters.git.mirror import Mirror, Mirrors, branch, pull_head
from tests.adapters.git.remote import Content, Remote, git

MAIN, HEAD = "refs/heads/main", "refs/pull/1/head"
WORDS = ("settle_batch", "/v2/payouts")


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    with analysers(1) as started:
        yield started.words


@pytest.fixture(params=["whole", "without blobs"])
def remote(tmp_path: Path, request: pytest.FixtureRequest) -> Remote:
    found = Remote(tmp_path / "remote" / "ledgerd.git")
    git(found.path, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(found.path, "config", "uploadpack.allowFilter", str(request.param != "whole").lower())
    return found


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with Mirrors(tmp_path / "mirrors", max_bytes=1 << 30).open("acme", "ledgerd") as opened:
        yield opened


def stands(
    remote: Remote,
    mirror: Mirror,
    children: Children,
    files: dict[bytes, Content],
    words: tuple[str, ...] = WORDS,
    written: bool = True,
) -> Standing:
    tip = remote.commit(MAIN, files)
    mirror.fetch(remote.url, None, [branch("main", tip)])
    return standing(mirror, tip, lambda path: path.startswith("ledger/"), words, children, written)


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({b"ledger/a.py": b"settle_batch()\n", b"ledger/b.js": b"f('/v2/payouts')\n"}, set(WORDS)),
        ({b"ledger/a.py": b"# settle_batch\n", b"ledger/c.py": b"settle_batch()\n"}, {"settle_batch"}),
        ({b"ledger/a.py": b"# settle_batch\n", b"ledger/README.md": b"settle_batch()\n"}, set()),
        ({b"other/a.py": b"settle_batch()\n"}, set()),
        ({b"ledger/a.py": b"resettle_batch2()\n"}, set()),
        ({b"ledger/vendor/a.py": b"settle_batch()\n"}, set()),
        ({b"ledger/a.py": ("120000", b"settle_batch.py"), b"ledger/b": ("160000", b"2" * 40)}, set()),
        ({b"ledger/x\n\xff 'y.py": b"settle_batch()\n"}, {"settle_batch"}),
        ({b"ledger/-e.py": b"settle_batch()\n", b".gitattributes": b"*.py -text binary\n"}, {"settle_batch"}),
        ({b"ledger/a.py": b"x = 1 \x00\nsettle_batch()\n"}, {"settle_batch"}),
    ],
)
def test_words_in_the_code_of_a_commit(
    remote: Remote, mirror: Mirror, children: Children, files: dict[bytes, Content], found: set[str]
) -> None:
    assert stands(remote, mirror, children, files) == Standing(frozenset(found))


def test_what_was_not_written_here_counts_only_where_it_is_asked_for(
    remote: Remote, mirror: Mirror, children: Children
) -> None:
    files: dict[bytes, Content] = {
        b"ledger/made.py": b"settle_batch()\n",
        b"ledger/.gitattributes": b"made.py linguist-generated\n",
    }
    assert stands(remote, mirror, children, files).words == frozenset()
    assert stands(remote, mirror, children, files, written=False).words == {"settle_batch"}


def test_what_cannot_be_read_is_a_doubt(remote: Remote, mirror: Mirror, children: Children) -> None:
    """Also of a single line of 50 MB, which git searches and nobody else reads."""
    files: dict[bytes, Content] = {
        b"ledger/long.py": b"x" * 50_000_000 + b" settle_batch",
        b"ledger/b.js": b"f('/v2/payouts')\n",
    }
    found = stands(remote, mirror, children, files)
    assert found.words == {"/v2/payouts"}
    assert (
        found.doubt == f"ledger/long.py could not be read: it has 50,000,013 bytes; files up to {MAX_BYTES:,} are read"
    )
    files[b"ledger/a.py"] = b"settle_batch()\n"
    assert stands(remote, mirror, children, files) == Standing(frozenset(WORDS))


@pytest.mark.parametrize("word", ["--open-files-in-pager=touch${IFS}/tmp/x", "-O", "--", "$(id)", "a.*b", "..", "\\"])
def test_words_are_neither_options_nor_expressions(remote: Remote, mirror: Mirror, word: str) -> None:
    tip = remote.commit(MAIN, {b"a": b"aXXb\n", b"b": word.encode() + b"\n"})
    mirror.fetch(remote.url, None, [branch("main", tip)])
    here = {name: mirror.objects.blob_at(tip, name) or "" for name in ("a", "b")}
    mirror.require(here.values())
    assert blobs_with(mirror, list(here.values()), [word]) == {here["b"]}
    assert blobs_with(mirror, list(here.values()), []) == frozenset()


def added(
    remote: Remote, mirror: Mirror, children: Children, before: dict[bytes, Content], after: dict[bytes, Content]
) -> Places:
    base = remote.commit(MAIN, before)
    head = remote.commit(HEAD, after, parent=base)
    mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)])
    change = read_change(mirror, base, head)
    additions = read_additions(mirror, base, head, change.files, 1 << 20)
    return added_words(mirror.objects, change.files, additions, WORDS, children, deadline_from_now())


def test_only_added_lines_of_code_count(remote: Remote, mirror: Mirror, children: Children) -> None:
    before: dict[bytes, Content] = {
        b"old.py": b"settle_batch()\nx = 1\n",
        b"moved.py": b"settle_batch()\n" * 9,
        b".gitattributes": b"made/** linguist-vendored\n",
    }
    after: dict[bytes, Content] = {
        b"old.py": b"settle_batch()\nx = 2\n# settle_batch\ny = '/v2/payouts'\n",
        b"moved.py": None,
        b"there.py": b"settle_batch()\n" * 9,
        b"new/a\xff.py": b"# /v2/payouts\nsettle_batch(\n  '/v2/payouts')\n",
        b"made/a.py": b"settle_batch()\n",
        b"README.md": b"settle_batch()\n",
        b"link.py": ("120000", b"settle_batch"),
    }
    found = added(remote, mirror, children, before, after)
    assert found.errors == ()
    assert sorted((place.path, place.word, place.line) for place in found.found) == [
        ("new/a\\xff.py", "/v2/payouts", 3),
        ("new/a\\xff.py", "settle_batch", 2),
        ("old.py", "/v2/payouts", 4),
    ]


def test_a_file_that_cannot_be_read_costs_its_own_result(remote: Remote, mirror: Mirror, children: Children) -> None:
    after: dict[bytes, Content] = {
        b"a/long.py": b"x" * 2_000_000 + b" settle_batch\n",
        b"b/deep.py": b"(" * 900_000 + b"settle_batch\n",
        b"z/good.py": b"settle_batch()\n",
    }
    base = remote.commit(MAIN, {b"x": b"1"})
    head = remote.commit(HEAD, after, parent=base)
    mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)])
    change = read_change(mirror, base, head)
    additions = read_additions(mirror, base, head, change.files)
    found = added_words(mirror.objects, change.files, additions, WORDS, children, deadline_from_now())
    assert [place.path for place in found.found if place.path.startswith("z/")] == ["z/good.py"]
    assert f"it has 2,000,014 bytes; files up to {MAX_BYTES:,} are read" in [error.reason for error in found.errors]
    few = read_additions(mirror, base, head, change.files, 1 << 10)
    beyond = added_words(mirror.objects, change.files, few, WORDS, children, deadline_from_now())
    assert {error.reason for error in beyond.errors} == {"the change adds more text than is read"}


@pytest.mark.parametrize("how", ["merge", "squash", "rebase", "fast-forward"])
def test_where_the_branch_stood_before_a_merge(remote: Remote, mirror: Mirror, how: str) -> None:
    root = remote.commit(MAIN, {b"a.py": b"1\n"})
    one = remote.commit(HEAD, {b"b.py": b"1\n"}, parent=root, message=b"one")
    head = remote.commit(HEAD, {b"b.py": b"2\n"}, parent=one, message=b"two\n\nwhy")
    before = root if how == "fast-forward" else remote.commit(MAIN, {b"c.py": b"1\n"}, parent=root)
    if how == "merge":
        who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
        merge = git(remote.path, *who, "commit-tree", f"{head}^{{tree}}", "-p", before, "-p", head, "-m", "Merge")
        git(remote.path, "update-ref", MAIN, merge)
    elif how == "squash":
        merge = remote.commit(MAIN, {b"b.py": b"2\n"}, parent=before, message=b"Change b (#1)\n\n* one\n\n* two")
    elif how == "rebase":
        copy = remote.commit(MAIN, {b"b.py": b"1\n"}, parent=before, message=b"one")
        merge = remote.commit(MAIN, {b"b.py": b"2\n"}, parent=copy, message=b"two\n\nwhy")
    else:
        merge = head
        git(remote.path, "update-ref", MAIN, merge)
    mirror.fetch(remote.url, None, [branch("main", merge), pull_head(1, head)])
    assert before_merge(mirror, read_change(mirror, before, head), merge) == before


def test_before_the_first_commit_there_was_nothing(remote: Remote, mirror: Mirror) -> None:
    root = remote.commit(MAIN, {b"a.py": b"1\n"})
    mirror.fetch(remote.url, None, [branch("main", root), pull_head(1, root)])
    assert before_merge(mirror, read_change(mirror, root, root), root) is None
