"""Where the ownership files of a repository lie, in real git histories."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirrors, branch, pull_head
from homebot.adapters.git.ownership_files import MOST_FOLDERS, OwnershipFiles, find_files
from homebot.app.owned import also_ownership
from tests.adapters.git.remote import Content, Remote, git

MAIN, HEAD = "refs/heads/main", "refs/pull/1/head"
FILES: dict[bytes, Content] = {
    b"OWNERS": b"approvers: [ann]\n",
    b"OWNERS_ALIASES": b"aliases: {}\n",
    b"a/OWNERS": b"approvers: [bob]\n",
    b"a/b/c/OWNERS": b"approvers: [carol]\n",
    b"z/OWNERS": b"approvers: [zoe]\n",
    b"\xff/OWNERS": b"approvers: [odd]\n",
    b"docs/CODEOWNERS": b"* @ann\n",
    b"catalog-info.yml": b"kind: Component\n",
    b".homebot.yml": b"mode: observe\n",
}


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    made = Remote(tmp_path / "remote" / "acme" / "ledgerd.git")
    git(made.path, "config", "uploadpack.allowFilter", "true")
    git(made.path, "config", "uploadpack.allowAnySHA1InWant", "true")
    return made


def found(remote: Remote, mirrors: Mirrors, files: dict[bytes, Content], *paths: bytes) -> OwnershipFiles:
    commit = remote.commit(MAIN, {b"README": b"1\n", **files})
    with mirrors.open("acme", "ledgerd") as mirror:
        mirror.fetch(remote.url, None, [branch("main", commit)], whole=True)
        return find_files(mirror.objects, commit, commit, paths)


def test_files_of_the_folders_above_the_paths_and_of_the_root(remote: Remote, mirrors: Mirrors) -> None:
    lying = found(remote, mirrors, FILES, b"a/b/c/d/x.py", b"\xff/y.py", b"README")

    assert {folder: one.path for folder, one in lying.owners.items()} == {
        "": "OWNERS",
        "a": "a/OWNERS",
        "a/b/c": "a/b/c/OWNERS",
        "\\xff": "\\xff/OWNERS",
    }
    assert [one.path if one else None for one in (lying.own, lying.backstage, lying.codeowners, lying.aliases)] == [
        ".homebot.yml",
        "catalog-info.yml",
        "docs/CODEOWNERS",
        "OWNERS_ALIASES",
    ]


@pytest.mark.parametrize(
    ("files", "path", "link"),
    [
        ({b"CODEOWNERS": b"x", b"docs/CODEOWNERS": b"y"}, "CODEOWNERS", False),
        ({b".github/CODEOWNERS": b"x", b"CODEOWNERS": b"y"}, ".github/CODEOWNERS", False),
        ({b"CODEOWNERS": ("120000", b"/etc/passwd"), b"docs/CODEOWNERS": b"y"}, "CODEOWNERS", True),
        ({b"CODEOWNERS": ("160000", b"1" * 40), b"docs/CODEOWNERS": b"y"}, "docs/CODEOWNERS", False),
        ({b"CODEOWNERS/x": b"x"}, None, False),
        ({b".github": ("160000", b"1" * 40), b"CODEOWNERS": b"y"}, "CODEOWNERS", False),
        ({b".github": ("120000", b"docs"), b"docs/CODEOWNERS": b"y"}, "docs/CODEOWNERS", False),
    ],
    ids=["root before docs", ".github first", "a link", "a submodule", "a folder", "a submodule above", "a link above"],
)
def test_the_first_place_of_codeowners_counts(
    remote: Remote, mirrors: Mirrors, files: dict[bytes, Content], path: str | None, link: bool
) -> None:
    lying = found(remote, mirrors, files).codeowners
    assert (lying.path if lying else None, lying.link if lying else False) == (path, link)


def test_no_files_is_nothing(remote: Remote, mirrors: Mirrors) -> None:
    lying = found(remote, mirrors, {}, b"a/b.py", b"../x", b"/y", b"a\nb/c", b"")
    assert lying == OwnershipFiles()
    assert lying.is_empty


def test_folders_looked_into_are_bounded_and_it_says_so(remote: Remote, mirrors: Mirrors) -> None:
    paths = [b"f%d/x.py" % number for number in range(MOST_FOLDERS + 10)]
    lying = found(remote, mirrors, {b"OWNERS": b"approvers: [ann]\n"}, *paths)
    assert (list(lying.owners), lying.folders_left) == ([""], 11)


def test_a_mirror_without_blobs_gets_them_with_those_of_the_change(remote: Remote, mirrors: Mirrors) -> None:
    base = remote.commit(MAIN, {b"README": b"1\n", b"a/b/x.py": b"x = 1\n", **FILES})
    head = remote.commit(HEAD, {b"a/b/x.py": b"x = 2\n"}, base)
    with capture_logs() as logs, mirrors.open("acme", "ledgerd") as mirror:
        mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)])
        assert mirror.is_partial
        read_change(mirror, base, head, also_ownership(mirror, base, base))
        lying = find_files(mirror.objects, base, base, [b"a/b/x.py"])
        assert all(mirror.objects.has(oid) for oid in lying.oids)
        unread = mirror.objects.blob_at(base, "z/OWNERS")
        assert unread is not None
        assert not mirror.objects.has(unread), "a folder that the change does not touch"
    assert [one for one in logs if "by itself" in str(one["event"])] == []
