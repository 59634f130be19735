"""Real merge commits: which of them git alone would have made of their parents, and which hold something more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from homebot.adapters.git.change import read_change
from homebot.adapters.git.drift import MOST_BYTES, MOST_MERGED
from homebot.adapters.git.errors import GitUnavailable
from homebot.adapters.git.merges import read_clean_merges
from homebot.adapters.git.mirror import Mirrors, branch, pull_head
from tests.adapters.git.remote import Remote, git
from tests.adapters.git.test_since import APPROVED, HEAD, MAIN, OLD, Files, World, lines

OTHER = "refs/heads/other"


@pytest.fixture(params=["whole", "without blobs"])
def world(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    remote = Remote(tmp_path / "remote" / "ledgerd.git")
    git(remote.path, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(remote.path, "config", "uploadpack.allowFilter", str(request.param != "whole").lower())
    root = remote.commit(MAIN, OLD)
    with Mirrors(tmp_path / "mirrors", 1 << 30).open("acme", "ledgerd") as mirror:
        yield World(remote, mirror, root)


def clean(world: World, base: str, *merges: str) -> tuple[str, ...]:
    """Which of them are clean; the last is the head of the pull request."""
    world.mirror.fetch(world.remote.url, None, [branch("main", base), pull_head(1, merges[-1])])
    change = read_change(world.mirror, base, merges[-1])
    assert {one.oid for one in change.commits if one.merge} >= set(merges)
    return read_clean_merges(world.mirror, merges)


def made_by_hand(world: World, tree_of: str, *parents: str) -> str:
    """A merge commit of any parents, with the files of any commit."""
    options = [word for parent in parents for word in ("-p", parent)]
    who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    message = ("-m", "Merge branch 'main' into work")
    made = git(world.remote.path, *who, "commit-tree", f"{tree_of}^{{tree}}", *options, *message)
    git(world.remote.path, "update-ref", HEAD, made)
    return made


@pytest.mark.parametrize(
    "by_base",
    [
        {b"other.py": b"1\n"},
        {b"a.py": lines((2, "two, by the base")), b"b.py": None},
        {b"a.py": None, b"moved/a.py": OLD[b"a.py"]},
        {b"new.py": b"new\n"},
        {b"a.py": ("100755", OLD[b"a.py"]), b"link": ("120000", b"b.py"), b"sub": ("160000", b"2" * 40)},
    ],
)
@pytest.mark.parametrize("is_turned", [False, True])
def test_an_update_that_git_makes_is_clean(world: World, by_base: Files, is_turned: bool) -> None:
    work = world.onto(world.root, APPROVED)
    base = world.base(by_base)
    merge = world.merge(base, work) if is_turned else world.merge(work, base)
    assert clean(world, base, merge) == (merge,)


def test_updates_one_after_the_other_are_clean(world: World) -> None:
    first = world.base({b"a.py": lines((2, "two"))})
    one = world.merge(world.onto(world.root, APPROVED), first)
    second = world.base({b"a.py": lines((2, "two"), (18, "eighteen"))}, first)
    two = world.merge(world.onto(one, {b"b.py": b"mine\n"}), second)
    assert clean(world, second, one, two) == (one, two)


@pytest.mark.parametrize("sneaked", [b"a.py", b"b.py", b"else.py", b"new.py", b"run.sh"])
def test_a_merge_with_anything_put_into_it_is_not(world: World, sneaked: bytes) -> None:
    work = world.onto(world.root, APPROVED)
    base = world.base({b"a.py": lines((2, "two, by the base"))})
    evil = world.merge(work, base, {sneaked: b"evil\n"})
    assert clean(world, base, evil) == ()


def test_a_clean_one_is_told_from_one_that_is_not(world: World) -> None:
    first = world.base({b"a.py": lines((2, "two"))})
    evil = world.merge(world.onto(world.root, APPROVED), first, {b"else.py": b"evil\n"})
    second = world.base({b"a.py": lines((2, "two"), (18, "eighteen"))}, first)
    merge = world.merge(evil, second)
    assert clean(world, second, evil, merge) == (merge,)


@pytest.mark.parametrize("side", ["ours", "theirs", "base"])
def test_a_merge_that_takes_the_files_of_one_commit_is_not(world: World, side: str) -> None:
    work = world.onto(world.root, APPROVED)
    base = world.base({b"b.py": lines((3, "a hole mended"), count=30)})
    merge = made_by_hand(world, {"ours": work, "theirs": base, "base": world.root}[side], work, base)
    assert clean(world, base, merge) == ()


@pytest.mark.parametrize(
    "resolved",
    [
        lines((10, "ten, approved")),
        lines((10, "ten, by the base")),
        lines((10, "ten, by both")),
        lines((10, "<<<<<<< ours")),
        None,
    ],
)
def test_a_conflict_that_was_resolved_is_not(world: World, resolved: bytes | None) -> None:
    work = world.onto(world.root, APPROVED)
    base = world.base({b"a.py": lines((10, "ten, by the base"))})
    merge = world.merge(work, base, {b"a.py": resolved})
    assert clean(world, base, merge) == ()


def test_a_merge_of_several_branches_at_once_is_not(world: World) -> None:
    work = world.onto(world.root, APPROVED)
    base = world.base({b"b.py": b"1\n"})
    other = world.onto(world.root, {b"run.sh": b"2\n"}, OTHER)
    merge = made_by_hand(world, world.merge(world.merge(work, base), other), work, base, other)
    assert clean(world, base, merge) == ()


def test_a_merge_of_another_branch_is_clean_and_its_commits_are_in_the_change(world: World) -> None:
    work = world.onto(world.root, APPROVED)
    other = world.onto(world.root, {b"a.py": lines((2, "two, by another"))}, OTHER)
    merge = world.merge(work, other)
    assert clean(world, world.root, merge) == (merge,)
    assert other in {one.oid for one in read_change(world.mirror, world.root, merge).commits}


def test_a_merge_of_what_has_nothing_in_common_is_not(world: World) -> None:
    work = world.onto(world.root, APPROVED)
    other = world.remote.commit(OTHER, {b"x.py": b"1\n"})
    tree = world.onto(work, {b"x.py": b"1\n"}, "refs/heads/tree")
    assert clean(world, world.root, made_by_hand(world, tree, work, other)) == ()


def test_a_merge_over_several_merge_bases_is_not(world: World) -> None:
    """By one of them alone, what was taken out again could come back."""
    one = world.onto(world.root, {b"b.py": b"1\n"})
    two = world.base({b"run.sh": b"2\n"})
    work = world.onto(world.merge(one, two), APPROVED)
    base = world.base({b"pic": b"\0\3"}, world.merge(two, one, ref=MAIN))
    crossed = made_by_hand(world, world.merge(work, base), work, base)
    assert len(git(world.remote.path, "merge-base", "--all", work, base).split()) == 2
    assert clean(world, base, crossed) == ()


@pytest.mark.parametrize("same", ["twice the same", "nothing new"])
def test_a_merge_that_brings_nothing_is_clean_as_long_as_it_changes_nothing(world: World, same: str) -> None:
    work = world.onto(world.root, APPROVED)
    other = work if same == "twice the same" else world.root
    merge = _raw(world, work, work, other)
    assert clean(world, world.root, merge) == (merge,)
    evil = _raw(world, world.onto(work, {b"else.py": b"evil\n"}), work, other)
    assert clean(world, world.root, evil) == ()


def _raw(world: World, tree_of: str, *parents: str) -> str:
    """A commit by its bytes: `commit-tree` leaves out a parent that is named twice."""
    tree = git(world.remote.path, "rev-parse", f"{tree_of}^{{tree}}")
    who = "Ann <ann@example.com> 1700000000 +0000"
    lines_of_parents = "".join(f"parent {parent}\n" for parent in parents)
    text = f"tree {tree}\n{lines_of_parents}author {who}\ncommitter {who}\n\nMerge\n"
    made = git(world.remote.path, "hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=text.encode())
    git(world.remote.path, "update-ref", HEAD, made)
    return made


def test_a_parent_that_git_does_not_see_is_none(world: World) -> None:
    """Written after the author, where git reads no parents: what it would have brought in has no commit here."""
    work = world.onto(world.root, APPROVED)
    evil = world.onto(world.root, {b"else.py": b"evil\n"}, OTHER)
    tree = git(world.remote.path, "rev-parse", f"{world.merge(work, evil)}^{{tree}}")
    who = "Ann <ann@example.com> 1700000000 +0000"
    text = f"tree {tree}\nparent {work}\nauthor {who}\ncommitter {who}\nparent {evil}\n\nMerge\n"
    made = git(world.remote.path, "hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=text.encode())
    git(world.remote.path, "update-ref", HEAD, made)
    world.mirror.fetch(world.remote.url, None, [branch("main", world.root), pull_head(1, made), branch("other", evil)])
    assert read_clean_merges(world.mirror, [made]) == ()


def test_what_is_too_much_to_merge_is_not(world: World) -> None:
    count = MOST_MERGED + 1
    seed = world.base({b"many/%03d" % n: lines() for n in range(count)})
    work = world.onto(seed, {b"many/%03d" % n: lines((10, "ten")) for n in range(count)})
    base = world.base({b"many/%03d" % n: lines((2, "two")) for n in range(count)}, seed)
    assert clean(world, base, world.merge(work, base)) == ()


def test_what_is_too_large_to_merge_is_not(world: World) -> None:
    filler = b"x" * MOST_BYTES + b"\n"
    seed = world.base({b"large": lines() + filler})
    work = world.onto(seed, {b"large": lines((10, "ten")) + filler})
    base = world.base({b"large": lines((2, "two")) + filler}, seed)
    assert clean(world, base, world.merge(work, base)) == ()


def test_the_files_of_all_come_in_one_request(world: World) -> None:
    first = world.base({b"a.py": lines((2, "two"))})
    one = world.merge(world.onto(world.root, APPROVED), first)
    second = world.base({b"b.py": lines((1, "one"), count=30)}, first)
    two = world.merge(world.onto(one, {b"b.py": lines((30, "thirty"), count=30)}), second)
    last = world.onto(two, {b"a.py": None, b"b.py": None})
    world.mirror.fetch(world.remote.url, None, [branch("main", second), pull_head(1, last)])
    packs = world.mirror.path / "objects" / "pack"
    before = len([*packs.glob("*.pack")])
    assert read_clean_merges(world.mirror, [one, two]) == (one, two)
    assert len([*packs.glob("*.pack")]) - before <= 1


def test_without_a_merge_git_is_not_asked(world: World) -> None:
    assert read_clean_merges(world.mirror, []) == ()


def test_a_merge_that_is_not_here_is_an_error(world: World) -> None:
    with pytest.raises(GitUnavailable):
        read_clean_merges(world.mirror, ["1" * 40])
