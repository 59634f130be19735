"""Refs and objects read as files are what git itself says they are, loose or packed."""

import itertools
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.sandbox import repositories
from homebot.sandbox.git_command import GitError, git
from homebot.sandbox.objects import Objects
from homebot.sandbox.pkt import FLUSH, listed_refs, packet

Histories = st.lists(st.sets(st.integers(0, 11), max_size=2), min_size=1, max_size=12)


def history(path: Path, parents: Sequence[set[int]]) -> list[str]:
    """A repository of one commit for each set of earlier commits, which are its parents; the commits' ids. Half of
    the commits claim to be older than their parents."""
    repositories.create(path, "main")
    lines = []
    for number, before in enumerate(parents):
        at = 1_700_000_000 + (number if number % 2 else -number)
        lines += [f"commit refs/heads/c{number}", f"mark :{number + 1}", f"committer Zoë <zoe@example.com> {at} +0000"]
        lines += [f"data {len(f'c{number}')}", f"c{number}"]
        known = sorted(one for one in before if 0 <= one < number)
        lines += [f"{'merge' if index else 'from'} :{one + 1}" for index, one in enumerate(known)]
    git(path, "fast-import", "--quiet", data="\n".join([*lines, "done", ""]).encode())
    return [git(path, "rev-parse", f"c{number}").decode().strip() for number in range(len(parents))]


@settings(max_examples=12, deadline=None)
@given(Histories)
def test_what_one_commit_has_beyond_another(tmp_path_factory: pytest.TempPathFactory, parents: list[set[int]]) -> None:
    path = tmp_path_factory.mktemp("history") / "a.git"
    commits = history(path, parents)
    objects = Objects(path)
    for base, head in itertools.product(commits[-3:], repeat=2):
        found = [one.oid for one in objects.between(base, head)]
        assert sorted(found) == sorted(git(path, "rev-list", f"{base}..{head}").decode().split())
        places = {oid: place for place, oid in enumerate(found)}
        assert all(places.get(p, -1) < places[oid] for oid in found for p in objects.commit(oid).parents)


def test_a_long_history_is_read_at_once_and_a_push_after_it_too(tmp_path: Path) -> None:
    commits = history(tmp_path / "a.git", [{number - 1} for number in range(60)])
    git(tmp_path / "a.git", "repack", "-adq")
    objects = Objects(tmp_path / "a.git")
    assert [one.oid for one in objects.between(commits[9], commits[-1])] == commits[10:]
    tree = objects.commit(commits[-1]).tree
    new = repositories.commit_tree(tmp_path / "a.git", tree, (commits[-1],), "more", ("a", "a@example.com"))
    assert [one.message for one in objects.between(commits[-1], new)] == ["more"]


@pytest.fixture(scope="module", params=["loose", "packed"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with branches, a folder of branches, tags of two kinds, loose or packed."""
    path = tmp_path_factory.mktemp("both") / "a.git"
    commits = history(path, [set(), {0}, {0}])
    for name, oid in (("main", commits[1]), ("a/b", commits[2]), ("a/c", commits[0])):
        repositories.set_ref(path, f"refs/heads/{name}", oid)
    git(path, "tag", "light", commits[0])
    git(path, "-c", "user.name=a", "-c", "user.email=a@b", "tag", "-a", "-m", "v1", "v1", commits[1])
    if request.param == "packed":
        git(path, "repack", "-adq")
        git(path, "pack-refs", "--all")
    return path


@pytest.mark.parametrize(
    "name",
    ["HEAD", "main", "a/b", "heads/a/b", "refs/heads/a/c", "light", "v1", "tags/v1", "main~1", "v1^{commit}",
     "refs/heads/a", "refs/heads/../../HEAD", "refs/heads/nowhere", "nowhere", "", "--all", "0" * 40, "main:x"],
)  # fmt: skip
def test_a_name_stands_for_what_git_says(both: Path, name: str) -> None:
    try:
        said = git(both, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").decode().strip()
    except GitError:
        said = ""
    assert (Objects(both).resolve(name) or "") == said


def test_an_object_is_what_git_says(both: Path) -> None:
    objects, oid = Objects(both), git(both, "rev-parse", "main").decode().strip()
    assert objects.read(oid) == ("commit", git(both, "cat-file", "commit", oid))
    assert (objects.commit(oid).committer, objects.commit(oid).message) == ("zoe@example.com", "c1")
    assert objects.resolve(objects.commit(oid).tree) is None
    with pytest.raises(GitError):
        objects.read("1" * 40)


@pytest.mark.parametrize("prefixes", [(), ("refs/heads/",), ("refs/heads/a",), ("refs/tags/v", "refs/heads/m")])
def test_refs_are_listed_as_git_lists_them(both: Path, prefixes: tuple[str, ...]) -> None:
    every = [
        line.split() for line in git(both, "for-each-ref", "--format=%(refname) %(objectname)").decode().splitlines()
    ]
    wanted = [(name, oid) for name, oid in every if not prefixes or name.startswith(prefixes)]
    assert Objects(both).refs.under(*prefixes) == wanted


def test_a_ref_is_set_moved_and_deleted_where_git_sees_it(both: Path) -> None:
    oid, other = (git(both, "rev-parse", name).decode().strip() for name in ("main", "a/b"))
    for value in (oid, other):
        repositories.set_ref(both, "refs/heads/deep/er", value)
        assert git(both, "rev-parse", "refs/heads/deep/er").decode().strip() == value
    repositories.set_ref(both, "refs/heads/deep/er", None)
    repositories.set_ref(both, "refs/heads/deep", oid)
    assert Objects(both).refs["refs/heads/deep"] == oid
    repositories.set_ref(both, "refs/heads/deep", None)
    assert Objects(both).refs["refs/heads/deep"] is None


def asked(*prefixes: str) -> bytes:
    lines = [b"command=ls-refs\n", b"agent=git/2\n", b"object-format=sha1"]
    more = [b"peel\n", b"symrefs\n", *(f"ref-prefix {one}\n".encode() for one in prefixes)]
    return b"".join(map(packet, lines)) + b"0001" + b"".join(map(packet, more)) + FLUSH


@pytest.mark.parametrize(
    "prefixes",
    [("HEAD", "refs/heads/"), ("refs/heads/a/",), ("refs/heads/ma", "refs/pull/1/head"), ("refs/nothing/",), ("HEAD",),
     ("refs/",), (), ("refs/tags/",)],
)  # fmt: skip
def test_ls_refs_says_what_git_says_or_leaves_it_to_git(both: Path, prefixes: tuple[str, ...]) -> None:
    request = asked(*prefixes)
    said = subprocess.run(
        ["git", "upload-pack", "--stateless-rpc", str(both)], input=request, capture_output=True, check=True,
        env={"GIT_PROTOCOL": "version=2", "PATH": "/usr/bin:/bin:/usr/local/bin"},
    ).stdout  # fmt: skip
    found = listed_refs(Objects(both), request)
    has_tags = prefixes in (("refs/",), (), ("refs/tags/",))
    assert found == (None if has_tags else said)
