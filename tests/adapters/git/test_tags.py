"""Tags of a remote, and which commits contain which merges, by real git."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from homebot.adapters.git.errors import RefGone, RepositoryGone
from homebot.adapters.git.listing import default_branch
from homebot.adapters.git.mirror import Mirror, Mirrors
from homebot.adapters.git.tags import containing, fetch_heads, read_heads
from tests.adapters.git.remote import Remote, git


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "remote.git")


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with Mirrors(tmp_path / "mirrors", 2**30).open("acme", "ledgerd") as mirror:
        yield mirror


def test_an_annotated_tag_leads_to_its_commit(remote: Remote, mirror: Mirror) -> None:
    first = remote.commit("refs/heads/main", {b"a": b"1"})
    git(remote.path, "update-ref", "refs/tags/v1", first)
    second = remote.commit("refs/heads/main", {b"a": b"2"}, first)
    who = ("-c", "user.name=a", "-c", "user.email=a@b")
    git(remote.path, *who, "tag", "-a", "-m", "two", "deep/v2", second)
    heads = read_heads(mirror, remote.url, None, tags=True)
    assert (heads.tip, dict(heads.tags), heads.left) == (second, {"v1": first, "deep/v2": second}, 0)
    assert read_heads(mirror, remote.url, None, tags=False).tags == {}


def test_a_tag_beside_the_branch_is_fetched_and_others_cost_nothing(remote: Remote, mirror: Mirror) -> None:
    first = remote.commit("refs/heads/main", {b"a": b"1"})
    aside = remote.commit("refs/tags/aside", {b"a": b"2"}, first)
    assert fetch_heads(mirror, remote.url, None, first, {"aside": aside}, whole=False) == first
    assert mirror.objects.has(aside)
    # What is here need not be asked for: nobody answers at this address.
    assert fetch_heads(mirror, "file:///nowhere", None, first, {"aside": aside}, whole=False) == first


def test_a_remote_without_a_branch_or_without_anything_is_said(remote: Remote, mirror: Mirror) -> None:
    with pytest.raises(RefGone):
        read_heads(mirror, remote.url, None, tags=True)
    with pytest.raises(RepositoryGone):
        read_heads(mirror, "file:///nowhere", None, tags=True)


def test_the_history_is_walked_as_git_says(remote: Remote, mirror: Mirror) -> None:
    """A random history with merges, against `git merge-base --is-ancestor` for each pair."""
    chance = random.Random(5)
    oids: list[str] = []
    for number in range(40):
        files = {b"f%d" % number: b"x"}
        made = remote.commit("refs/heads/main", files, chance.choice(oids) if oids else None)
        if oids and chance.random() < 0.4:
            tree = git(remote.path, "rev-parse", f"{made}^{{tree}}")
            who = ("-c", "user.name=a", "-c", "user.email=a@b")
            parents = ("-p", made, "-p", chance.choice(oids))
            made = git(remote.path, *who, "commit-tree", tree, *parents, stdin=b"merge")
        oids.append(made)
        git(remote.path, "update-ref", f"refs/heads/b{number}", made)
    for number, oid in enumerate(oids):
        git(remote.path, "update-ref", f"refs/tags/t{number}", oid)
    tags = {f"t{number}": oid for number, oid in enumerate(oids)}
    git(remote.path, "update-ref", "refs/heads/main", oids[-1])
    mirror.fetch(remote.url, None, [default_branch()])
    fetch_heads(mirror, remote.url, None, oids[-1], tags, whole=False)
    tips, wanted = chance.sample(oids, 12), chance.sample(oids, 15)
    found = containing(mirror, tips, wanted)
    for tip in tips:
        expected = {one for one in wanted if _is_ancestor(remote.path, one, tip)}
        assert found[tip] == expected


def _is_ancestor(path: Path, one: str, other: str) -> bool:
    return git(path, "merge-base", one, other, status=(0, 1)) == one


def test_what_is_not_here_contains_nothing_and_is_in_nothing(remote: Remote, mirror: Mirror) -> None:
    first = remote.commit("refs/heads/main", {b"a": b"1"})
    mirror.fetch(remote.url, None, [default_branch()])
    tree = git(remote.path, "rev-parse", f"{first}^{{tree}}")
    assert containing(mirror, [first, "f" * 40, tree], ["e" * 40, tree]) == {first: frozenset()}
    assert containing(mirror, ["f" * 40], [first]) == {}
