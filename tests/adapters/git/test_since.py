"""Real histories: what of an approved change is still what was approved, after all that can happen to a branch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from homebot.adapters.git.change import read_change
from homebot.adapters.git.drift import MOST_BYTES, MOST_MERGED
from homebot.adapters.git.mirror import Mirror, Mirrors, branch, pull_head
from homebot.adapters.git.since import LISTED, read_since
from homebot.core.since import Since
from tests.adapters.git.remote import Content, Remote, git

MAIN, HEAD = "refs/heads/main", "refs/pull/1/head"
Files = Mapping[bytes, Content]


def lines(*changes: tuple[int, str], count: int = 20) -> bytes:
    """Numbered lines, some of them changed: enough between any two for git to tell them apart."""
    text = {number: f"line {number}" for number in range(1, count + 1)} | dict(changes)
    return "".join(f"{line}\n" for line in text.values()).encode()


OLD: Files = {
    b"a.py": lines(),
    b"b.py": lines(count=30),
    b"run.sh": b"echo\n",
    b"link": ("120000", b"a.py"),
    b"pic": b"\0\1",
    b"sub": ("160000", b"1" * 40),
}
APPROVED: Files = {b"a.py": lines((10, "ten, approved")), b"new.py": b"new\n"}


@dataclass
class World:
    """A remote, and the mirror that homebot reads it through."""

    remote: Remote
    mirror: Mirror
    root: str
    """The first commit of the base branch."""

    def onto(self, parent: str, files: Files, ref: str = HEAD) -> str:
        return self.remote.commit(ref, files, parent)

    def base(self, files: Files, parent: str | None = None) -> str:
        return self.remote.commit(MAIN, files, parent or self.root)

    def merge(self, ours: str, theirs: str, files: Files | None = None, ref: str = HEAD) -> str:
        """git's own merge; `files` are put in by hand in the very same commit, over a conflict too."""
        done = git(self.remote.path, "merge-tree", "--write-tree", ours, theirs, status=(0, 1))
        tree = done.splitlines()[0]
        if files is not None:
            made = self.remote.commit("refs/tmp2", files, self._commit(tree, ours))
            tree = git(self.remote.path, "rev-parse", f"{made}^{{tree}}")
        made = self._commit(tree, ours, theirs)
        git(self.remote.path, "update-ref", ref, made)
        return made

    def rebase(self, commit: str, onto: str) -> str:
        """The one commit anew on another, as `git rebase` does it; a conflict is an error."""
        there = self._commit(f"{onto}^{{tree}}", f"{commit}^")
        tree = git(self.remote.path, "merge-tree", "--write-tree", there, commit)
        made = self._commit(tree, onto)
        git(self.remote.path, "update-ref", HEAD, made)
        return made

    def _commit(self, tree: str, *parents: str) -> str:
        options = [word for parent in parents for word in ("-p", parent)]
        who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
        return git(self.remote.path, *who, "commit-tree", tree, *options, "-m", "made")

    def since(self, approved: str, head: str, base: str) -> Since:
        self.mirror.fetch(self.remote.url, None, [branch("main", base), pull_head(1, head)])
        change = read_change(self.mirror, base, head)
        (found,) = read_since(self.mirror, change, [approved])
        assert found.oid == approved
        return found


@pytest.fixture(params=["whole", "without blobs"])
def world(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    remote = Remote(tmp_path / "remote" / "ledgerd.git")
    git(remote.path, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(remote.path, "config", "uploadpack.allowFilter", str(request.param != "whole").lower())
    root = remote.commit(MAIN, OLD)
    with Mirrors(tmp_path / "mirrors", 1 << 30).open("acme", "ledgerd") as mirror:
        yield World(remote, mirror, root)


def test_a_clean_rebase_changes_nothing(world: World) -> None:
    approved = world.onto(world.root, APPROVED)
    base = world.base({b"b.py": lines((1, "one")), b"other.py": b"1\n"})
    assert world.since(approved, world.rebase(approved, base), base) == Since(approved)


def test_a_rebase_onto_changes_in_the_same_file_changes_nothing(world: World) -> None:
    approved = world.onto(world.root, APPROVED)
    base = world.base({b"a.py": lines((2, "two, by the base"))})
    assert world.since(approved, world.rebase(approved, base), base) == Since(approved)


def test_a_conflict_that_was_resolved_by_hand_is_a_change(world: World) -> None:
    approved = world.onto(world.root, APPROVED)
    base = world.base({b"a.py": lines((10, "ten, by the base"))})
    head = world.onto(base, {b"a.py": lines((10, "ten, by both")), b"new.py": b"new\n"})
    assert world.since(approved, head, base) == Since(approved, ("a.py",))


def test_an_update_merge_changes_nothing(world: World) -> None:
    approved = world.onto(world.root, APPROVED)
    base = world.base({b"a.py": lines((2, "two, by the base")), b"b.py": None})
    assert world.since(approved, world.merge(approved, base), base) == Since(approved)


def test_two_update_merges_change_nothing(world: World) -> None:
    approved = world.onto(world.root, APPROVED)
    first = world.base({b"a.py": lines((2, "two"))})
    merged = world.merge(approved, first)
    base = world.base({b"a.py": lines((2, "two"), (18, "eighteen"))}, first)
    assert world.since(approved, world.merge(merged, base), base) == Since(approved)
    assert world.since(merged, world.merge(merged, base), base) == Since(merged)


@pytest.mark.parametrize("sneaked", [b"a.py", b"b.py", b"else.py"])
def test_what_is_put_into_an_update_merge_is_a_change(world: World, sneaked: bytes) -> None:
    approved = world.onto(world.root, APPROVED)
    base = world.base({b"a.py": lines((2, "two, by the base"))})
    head = world.merge(approved, base, {sneaked: b"evil\n"})
    assert world.since(approved, head, base) == Since(approved, (sneaked.decode(),))


def test_an_update_merge_that_drops_what_the_base_did_is_a_change(world: World) -> None:
    approved = world.onto(world.root, APPROVED)
    base = world.base({b"b.py": lines((3, "a hole mended"), count=30)})
    head = world.merge(approved, base, {b"b.py": OLD[b"b.py"]})
    assert world.since(approved, head, base) == Since(approved, ("b.py",))


def test_a_squash_of_fixups_changes_nothing(world: World) -> None:
    first = world.onto(world.root, {b"a.py": lines((10, "typo"))})
    approved = world.onto(first, APPROVED)
    base = world.base({b"a.py": lines((2, "two, by the base"))})
    squashed = world.onto(world.root, APPROVED)
    assert world.since(approved, squashed, world.root) == Since(approved)
    assert world.since(approved, world.rebase(squashed, base), base) == Since(approved)


def test_a_push_is_a_change_of_what_it_touches_alone(world: World) -> None:
    approved = world.onto(world.root, APPROVED)
    head = world.onto(approved, {b"b.py": b"1\n", b"d/c.py": b"2\n"})
    assert world.since(approved, head, world.root) == Since(approved, ("b.py", "d/c.py"))


def test_a_commit_without_changes_is_none(world: World) -> None:
    approved = world.onto(world.root, APPROVED)
    assert world.since(approved, world.onto(approved, {}), world.root) == Since(approved)


@pytest.mark.parametrize(
    ("then", "differing"),
    [
        ({b"a.py": None, b"renamed.py": APPROVED[b"a.py"]}, ("a.py", "renamed.py")),
        ({b"new.py": None}, ("new.py",)),
        ({b"a.py": ("100755", APPROVED[b"a.py"])}, ("a.py",)),
        ({b"a.py": OLD[b"a.py"]}, ("a.py",)),
        ({b"pic": b"\0\2"}, ("pic",)),
        ({b"link": ("120000", b"b.py")}, ("link",)),
        ({b"sub": ("160000", b"2" * 40)}, ("sub",)),
        ({b"a.py": lines((10, "ten, approved")).replace(b"line 3\n", b"line 3 \n")}, ("a.py",)),
        ({b"a.py": lines((10, "ten,  approved"))}, ("a.py",)),
        ({b"a.py": lines((10, "ten, approved"))[:-1]}, ("a.py",)),
        ({b"a.py": lines((10, "ten, approved")).replace(b"\n", b"\r\n")}, ("a.py",)),
        ({b'odd \xff\n"name': b"1\n"}, ('odd \\xff\n"name',)),
    ],
)
@pytest.mark.parametrize("is_rebased", [False, True])
def test_every_other_content_is_a_change(
    world: World, then: Files, differing: tuple[str, ...], is_rebased: bool
) -> None:
    approved = world.onto(world.root, APPROVED)
    head = world.onto(approved, then)
    if not is_rebased:
        assert world.since(approved, head, world.root).differing == differing
        return
    base = world.base({b"a.py": lines((17, "seventeen")), b"b.py": lines((3, "three"), count=30)})
    kept = {b"a.py": lines((10, "ten, approved"), (17, "seventeen")), b"new.py": b"new\n"}
    head = world.onto(base, {**kept, **then})
    assert world.since(approved, head, base).differing == differing


def test_a_hunk_that_moved_between_equal_surroundings_is_a_change(world: World) -> None:
    block = b"def f():\n    return 1\n\n\n"
    base = world.base({b"same.py": block * 6})
    approved = world.onto(base, {b"same.py": block + b"evil()\n" + block * 5})
    head = world.onto(base, {b"same.py": block * 4 + b"evil()\n" + block * 2})
    assert world.since(approved, head, base).differing == ("same.py",)


def test_indentation_that_changed_meaning_is_a_change(world: World) -> None:
    approved = world.onto(world.root, {b"x.py": b"if ok:\n    check()\n    pay()\n"})
    head = world.onto(world.root, {b"x.py": b"if ok:\n    check()\npay()\n"})
    assert world.since(approved, head, world.root).differing == ("x.py",)


@pytest.mark.parametrize("is_merge", [False, True])
def test_a_file_that_the_base_moved_is_followed(world: World, is_merge: bool) -> None:
    approved = world.onto(world.root, APPROVED)
    base = world.base({b"a.py": None, b"moved/a.py": OLD[b"a.py"]})
    head = world.merge(approved, base) if is_merge else world.rebase(approved, base)
    assert world.since(approved, head, base) == Since(approved)
    edited = world.onto(head, {b"moved/a.py": lines((10, "ten, otherwise"))})
    assert world.since(approved, edited, base).differing == ("moved/a.py",)
    lost = world.onto(base, {b"new.py": b"new\n"})
    assert world.since(approved, lost, base).differing == ("a.py",)


def test_a_rename_that_was_approved_takes_what_the_base_did_along(world: World) -> None:
    approved = world.onto(world.root, {b"a.py": None, b"moved/a.py": lines((10, "ten, approved"))})
    base = world.base({b"a.py": lines((2, "two, by the base"))})
    assert world.since(approved, world.merge(approved, base), base) == Since(approved)


@pytest.mark.parametrize(
    "edit",
    [
        {b"run.sh": ("100755", b"echo\n")},
        {b"pic": b"\0\2"},
        {b"link": ("120000", b"run.sh")},
        {b"sub": ("160000", b"2" * 40)},
        {b"run.sh": None},
        {b"dir/new": b"\0"},
        {b"pic": None, b"pic/in": b"1\n"},
    ],
)
def test_what_cannot_be_merged_line_by_line_survives_a_base_that_leaves_it_alone(world: World, edit: Files) -> None:
    approved = world.onto(world.root, edit)
    base = world.base({b"a.py": lines((2, "two, by the base"))})
    assert world.since(approved, world.rebase(approved, base), base) == Since(approved)


@pytest.mark.parametrize(
    ("edit", "by_base", "result"),
    [
        ({b"pic": b"\0\2"}, {b"pic": b"\0\3"}, {b"pic": b"\0\2"}),
        ({b"run.sh": None}, {b"run.sh": b"echo 1\n"}, {b"run.sh": None}),
        ({b"run.sh": b"echo 1\n"}, {b"run.sh": None}, {b"run.sh": b"echo 1\n"}),
        ({b"link": ("120000", b"pic")}, {b"link": ("120000", b"sub")}, {b"link": ("120000", b"pic")}),
        ({b"sub": ("160000", b"2" * 40)}, {b"sub": ("160000", b"3" * 40)}, {b"sub": ("160000", b"2" * 40)}),
        ({b"x": b"1\n"}, {b"x": b"2\n"}, {b"x": b"1\n"}),
    ],
)
def test_a_conflict_is_a_change_whoever_wins(world: World, edit: Files, by_base: Files, result: Files) -> None:
    approved = world.onto(world.root, edit)
    base = world.base(by_base)
    head = world.onto(base, result)
    assert world.since(approved, head, base).differing == tuple(name.decode() for name in edit)


def test_a_mode_and_lines_merge_apart(world: World) -> None:
    approved = world.onto(world.root, {b"a.py": ("100755", lines((10, "ten")))})
    base = world.base({b"a.py": lines((2, "two"))})
    head = world.onto(base, {b"a.py": ("100755", lines((2, "two"), (10, "ten")))})
    assert world.since(approved, head, base) == Since(approved)
    head = world.onto(base, {b"a.py": lines((2, "two"), (10, "ten"))})
    assert world.since(approved, head, base).differing == ("a.py",)


def test_a_part_that_landed_in_the_base_is_no_change(world: World) -> None:
    approved = world.onto(world.root, APPROVED)
    base = world.base({b"new.py": b"new\n"})
    assert world.since(approved, world.rebase(approved, base), base) == Since(approved)
    base = world.base({b"a.py": lines((10, "ten, approved"), (19, "more"))})
    head = world.onto(base, {b"new.py": b"new\n"})
    assert world.since(approved, head, base) == Since(approved)


def test_a_commit_of_the_change_that_landed_by_a_merge(world: World) -> None:
    first = world.onto(world.root, {b"new.py": b"new\n"})
    approved = world.onto(first, {b"a.py": lines((10, "ten"))})
    base = world.merge(world.base({b"b.py": b"1\n"}), first, ref=MAIN)
    assert world.since(approved, world.merge(approved, base), base) == Since(approved)
    edited = world.merge(approved, base, {b"new.py": b"newer\n"})
    assert world.since(approved, edited, base).differing == ("new.py",)


def test_a_force_push_to_other_work_is_a_change_of_both(world: World) -> None:
    approved = world.onto(world.root, APPROVED)
    head = world.onto(world.root, {b"b.py": b"other\n"})
    assert world.since(approved, head, world.root) == Since(approved, ("a.py", "b.py", "new.py"))


def test_an_approved_commit_without_common_history(world: World) -> None:
    approved = world.remote.commit(HEAD, {b"a.py": b"1\n"})
    head = world.onto(world.root, APPROVED)
    assert world.since(approved, head, world.root) == Since(approved, obstacle="unrelated")


def test_a_commit_that_no_ref_leads_to_is_asked_for_by_id(world: World) -> None:
    approved = world.onto(world.root, APPROVED)
    base = world.base({b"a.py": lines((2, "two"))})
    head = world.rebase(approved, base)
    assert world.since(approved, head, base) == Since(approved)


def test_a_commit_that_is_gone_is_no_failure_and_hides_no_other(world: World) -> None:
    approved = world.onto(world.root, APPROVED)
    head = world.onto(world.root, APPROVED, HEAD)
    head = world.onto(head, {b"b.py": b"1\n"})
    world.onto(world.root, {b"z": b"1\n"}, "refs/pull/1/elsewhere")
    lost = world.onto(world.root, {b"x.py": b"1\n"}, "refs/pull/2/head")
    git(world.remote.path, "update-ref", "-d", "refs/pull/2/head")
    world.mirror.fetch(world.remote.url, None, [branch("main", world.root), pull_head(1, head)])
    change = read_change(world.mirror, world.root, head)
    commits = ["1" * 40, lost, "2" * 40, approved, "--upload-pack=x"]
    found = {one.oid: one.obstacle for one in read_since(world.mirror, change, commits)}
    assert found == {"1" * 40: "gone", lost: None, "2" * 40: "gone", approved: None, "--upload-pack=x": "gone"}


def test_what_the_remote_has_thrown_away_is_gone(world: World) -> None:
    lost = world.onto(world.root, {b"x.py": b"1\n"}, "refs/pull/2/head")
    git(world.remote.path, "update-ref", "-d", "refs/pull/2/head")
    (world.remote.path / "objects" / lost[:2] / lost[2:]).unlink()
    head = world.onto(world.root, APPROVED)
    assert world.since(lost, head, world.root) == Since(lost, obstacle="gone")


def test_too_many_paths_to_merge_count_as_changed_and_it_is_said(world: World) -> None:
    count = MOST_MERGED + 7
    seed = world.base({b"many/%03d" % n: lines() for n in range(count)})
    approved = world.onto(seed, {b"many/%03d" % n: lines((10, "ten")) for n in range(count)})
    base = world.base({b"many/%03d" % n: lines((2, "two")) for n in range(count)}, seed)
    found = world.since(approved, world.merge(approved, base), base)
    assert (len(found.differing), found.more, found.unmerged) == (7, 0, 7)


def test_a_file_too_large_to_merge_counts_as_changed_and_it_is_said(world: World) -> None:
    body = b"0123456789abcdef\n" * (MOST_BYTES // 16)
    seed = world.base({b"large": b"top\n" + body + b"end\n"})
    approved = world.onto(seed, {b"large": b"TOP\n" + body + b"end\n"})
    base = world.base({b"large": b"top\n" + body + b"END\n"}, seed)
    found = world.since(approved, world.merge(approved, base), base)
    assert found == Since(approved, ("large",), unmerged=1)


def test_a_long_list_is_cut_and_counted(world: World) -> None:
    approved = world.onto(world.root, APPROVED)
    head = world.onto(approved, {b"n/%05d" % n: b"%d\n" % n for n in range(LISTED + 5)})
    found = world.since(approved, head, world.root)
    assert (len(found.differing), found.more, found.unmerged) == (LISTED, 5, 0)


def test_nothing_is_written_into_the_mirror(world: World) -> None:
    approved = world.onto(world.root, APPROVED)
    base = world.base({b"a.py": lines((2, "two, by the base"))})
    head = world.rebase(approved, base)
    world.since(approved, head, base)
    before = git(world.mirror.path, "count-objects", "-v")
    assert world.since(approved, head, base) == Since(approved)
    assert git(world.mirror.path, "count-objects", "-v") == before
