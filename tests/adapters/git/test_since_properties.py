"""Any history that git itself makes without a conflict leaves an approval and no committer, and any edit takes the one
and makes the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from homebot.adapters.git.change import read_change
from homebot.adapters.git.merges import read_clean_merges
from homebot.adapters.git.mirror import Mirror, Mirrors, branch, pull_head
from homebot.adapters.git.since import read_since
from tests.adapters.git.remote import Content, Remote, git

MAIN, HEAD = "refs/heads/main", "refs/pull/1/head"
NAMES = (b"a.py", b"b/c.py", b"b/d")
Text = tuple[str, ...]
Tree = dict[bytes, Text]

words = st.sampled_from(("", "x", "x = 1", "def f():", "    return x", "end"))
texts = st.lists(words, min_size=0, max_size=25).map(tuple)
trees = st.dictionaries(st.sampled_from(NAMES), texts, min_size=1, max_size=3)


@st.composite
def edited(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same files with a few lines, or whole files, put in, taken out or changed."""
    made = dict(tree)
    for name in draw(st.sets(st.sampled_from(NAMES), max_size=2)):
        lines = list(made.get(name, ()))
        for _ in range(draw(st.integers(1, 3))):
            at = draw(st.integers(0, len(lines)))
            lines[at : at + draw(st.integers(0, 2))] = draw(st.lists(words, max_size=2))
        made[name] = tuple(lines)
        if draw(st.integers(0, 7)) == 0:
            del made[name]
    return made


@st.composite
def histories(draw: st.DrawFn) -> tuple[Tree, Tree, Tree]:
    old = draw(trees)
    return old, draw(edited(old)), draw(edited(old))


@dataclass
class Place:
    remote: Remote
    mirror: Mirror

    def commit(self, ref: str, tree: Tree, parent: str | None) -> str:
        files: dict[bytes, Content] = dict.fromkeys(NAMES)
        files |= {name: "".join(f"{line}\n" for line in lines).encode() for name, lines in tree.items()}
        return self.remote.commit(ref, files, parent)

    def updated(self, approved: str, base: str) -> str | None:
        """The tree of git's own update merge; `None` for a conflict."""
        options = ("merge-tree", "--write-tree", "--no-messages", "-z")
        tree, *conflicts = git(self.remote.path, *options, approved, base, status=(0, 1)).rstrip("\0").split("\0")
        return None if conflicts else tree

    def on(self, tree: str, *parents: str) -> str:
        who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
        options = [word for parent in parents for word in ("-p", parent)]
        made = git(self.remote.path, *who, "commit-tree", tree, *options, "-m", "made")
        git(self.remote.path, "update-ref", HEAD, made)
        return made

    def differing(self, approved: str, base: str, head: str) -> tuple[str, ...]:
        self.mirror.fetch(self.remote.url, None, [branch("main", base), pull_head(1, head)])
        (found,) = read_since(self.mirror, read_change(self.mirror, base, head), [approved])
        assert (found.obstacle, found.more, found.unmerged) == (None, 0, 0)
        return found.differing

    def clean(self, base: str, merge: str) -> bool:
        self.mirror.fetch(self.remote.url, None, [branch("main", base), pull_head(1, merge)])
        return read_clean_merges(self.mirror, [merge]) == (merge,)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    root: Path = tmp_path_factory.mktemp("properties")
    with Mirrors(root / "mirrors", 1 << 30).open("acme", "ledgerd") as mirror:
        yield Place(Remote(root / "remote.git"), mirror)


FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(history=histories(), is_merge=st.booleans())
def test_what_git_updates_without_a_conflict_stands(
    place: Place, history: tuple[Tree, Tree, Tree], is_merge: bool
) -> None:
    old, change, moved = history
    root = place.commit(MAIN, old, None)
    approved, base = place.commit(HEAD, change, root), place.commit(MAIN, moved, root)
    tree = place.updated(approved, base)
    assume(tree is not None)
    head = place.on(str(tree), *([approved, base] if is_merge else [base]))
    assert place.differing(approved, base, head) == ()
    # git leaves out a parent that is named twice: that is no merge.
    assert not is_merge or approved == base or place.clean(base, head)


@FEW
@given(history=histories(), other=texts, data=st.data())
def test_any_edit_of_what_was_approved_falls(
    place: Place, history: tuple[Tree, Tree, Tree], other: Text, data: st.DataObject
) -> None:
    old, change, moved = history
    touched = sorted(name for name in {*old, *change} if old.get(name) != change.get(name))
    assume(touched)
    root = place.commit(MAIN, old, None)
    approved, base = place.commit(HEAD, change, root), place.commit(MAIN, moved, root)
    tree = place.updated(approved, base)
    assume(tree is not None)
    clean = place.on(str(tree), base)
    name = data.draw(st.sampled_from(touched))
    content = "".join(f"{line}\n" for line in other).encode()
    head = place.remote.commit(HEAD, {name: content}, clean)
    same = git(place.remote.path, "rev-parse", f"{head}^{{tree}}") == tree
    assert (name.decode() in place.differing(approved, base, head)) == (not same)


@FEW
@given(history=histories(), name=st.sampled_from((*NAMES, b"new")), other=texts)
def test_a_merge_with_any_edit_in_it_is_its_makers_own(
    place: Place, history: tuple[Tree, Tree, Tree], name: bytes, other: Text
) -> None:
    old, change, moved = history
    root = place.commit(MAIN, old, None)
    work, base = place.commit(HEAD, change, root), place.commit(MAIN, moved, root)
    tree = place.updated(work, base)
    assume(tree is not None and work != base)
    content = "".join(f"{line}\n" for line in other).encode()
    edited = place.remote.commit(HEAD, {name: content}, place.on(str(tree), work, base))
    own = git(place.remote.path, "rev-parse", f"{edited}^{{tree}}")
    assert place.clean(base, place.on(own, work, base)) == (own == tree)
