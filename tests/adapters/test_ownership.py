"""What ownership files say, read from real git histories and remembered by blob."""

from pathlib import Path

import pytest

from homebot.adapters.git.errors import MirrorCorrupt
from homebot.adapters.git.mirror import Mirrors, branch
from homebot.adapters.git.ownership_files import Lying, OwnershipFiles, find_files
from homebot.adapters.ownership import Memory, Ownership, read_ownership
from homebot.core.directory import Place
from homebot.core.path_owners import path_owners
from homebot.core.repository_files import Settings
from tests.adapters.git.remote import Content, Remote

PATHS = ("src/a.py", "web/x.css", "README")


def read(tmp_path: Path, files: dict[bytes, Content], memory: Memory | None = None) -> Ownership:
    remote = Remote(tmp_path / "remote" / "acme" / "ledgerd.git")
    commit = remote.commit("refs/heads/main", {b"README": b"1\n", **files})
    with Mirrors(tmp_path / "mirrors", 1 << 30).open("acme", "ledgerd") as mirror:
        mirror.fetch(remote.url, None, [branch("main", commit)], whole=True)
        found = find_files(mirror.objects, commit, commit, [path.encode() for path in PATHS])
        return read_ownership(mirror.objects, found, memory or Memory())


def test_all_files_together(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {
            b"CODEOWNERS": b"* @acme/all\n*.py @acme/python\n/web/\n",
            b"OWNERS": b"approvers: [leads]\n",
            b"OWNERS_ALIASES": b"aliases: {leads: [ann, ben]}\n",
            b".homebot.yml": b"mode: advise\n",
            b"catalog-info.yaml": (
                b"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: ledgerd}\nspec: {owner: ops}\n"
                b"---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: ops}\nspec: {members: [ann]}\n"
                b"---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: cy}\nspec: {memberOf: [ops]}\n"
            ),
        },
    )
    files = found.files()
    assert files.faults == ()
    assert [(one.name, one.owner) for one in files.components] == [("ledgerd", "group:default/ops")]
    assert [(one.name, one.members) for one in files.groups] == [("ops", ("ann", "cy"))]
    assert [[str(owner) for owner in one.owners] for one in files.words] == [["@acme/all"], ["@ann", "@ben"]]
    assert files.settings[0].mode == "advise"
    assert [(one.paths, [str(owner) for owner in one.owners]) for one in path_owners(PATHS, found.rules)] == [
        (("src/a.py",), ["@acme/python"]),
        (("web/x.css",), []),
        (("README",), ["@acme/all"]),
    ]


@pytest.mark.parametrize(
    ("files", "place", "says"),
    [
        ({b"CODEOWNERS": ("120000", b"README")}, "CODEOWNERS:1:1", "a symbolic link, which is not followed"),
        ({b".homebot.yml": ("120000", b"README")}, ".homebot.yml:1:1", "a symbolic link, which is not followed"),
        ({b"docs/CODEOWNERS": b"# x\n" * (1 << 20)}, "docs/CODEOWNERS:1:1", "bytes"),
        ({b"OWNERS": b"# x\n" * (1 << 19)}, "OWNERS:1:1", "the file has 2097152 bytes, over 1 MiB, and is not read"),
        ({b".homebot.yml": b" " * ((1 << 20) + 1)}, ".homebot.yml:1:1", "the file has 1048577 bytes, over 1 MiB"),
        ({b".homebot.yml": b"mode: [\n"}, ".homebot.yml:2:1", "not YAML"),
        ({b"src/OWNERS": b"approvers: 3\n"}, "src/OWNERS:1:12", ""),
        (
            {b"catalog-info.yml": b"a: &a [x]\n" + b"b: &b [*a, *a, *a, *a, *a, *a, *a, *a]\n" * 2},
            "catalog-info.yml:1:1",
            "",
        ),
    ],
)
def test_a_fault_says_where(tmp_path: Path, files: dict[bytes, Content], place: str, says: str) -> None:
    faults = read(tmp_path, files).files().faults
    assert (str(faults[0].place), says in faults[0].message) == (place, True), faults[0]


def test_owners_files_are_bounded_together(tmp_path: Path) -> None:
    large = b"# x\n" * (1 << 18)
    memory = Memory()
    remote = Remote(tmp_path / "remote" / "acme" / "ledgerd.git")
    folders = [f"f{number}" for number in range(6)]
    commit = remote.commit("refs/heads/main", {f"{folder}/OWNERS".encode(): large for folder in folders})
    with Mirrors(tmp_path / "mirrors", 1 << 30).open("acme", "ledgerd") as mirror:
        mirror.fetch(remote.url, None, [branch("main", commit)], whole=True)
        lying = find_files(mirror.objects, commit, commit, [f"{folder}/x".encode() for folder in folders])
        found = read_ownership(mirror.objects, lying, memory)
    assert list(found.rules.owners) == folders[:4]
    assert "2 OWNERS files from here on are not read" in str([fault.message for fault in found.files().faults])


def test_of_a_broken_own_file_the_last_good_one_counts(tmp_path: Path) -> None:
    found = read(tmp_path, {b".homebot.yml": b"mode: enfroce\n"})
    good = Settings(Place(".homebot.yml", 1), mode="enforce")

    kept = found.files(last_good=(good,))

    assert kept.settings == (good,)
    first = kept.faults[0]
    assert first.message == "the last good .homebot.yml stays in force until this is mended"
    assert str(kept.faults[1].place) == ".homebot.yml:1:7"
    assert found.files().settings == ()
    assert read(tmp_path / "gone", {}).files(last_good=(good,)).settings == (), "one that is gone sets nothing"


def test_a_blob_is_read_once(tmp_path: Path) -> None:
    """What is remembered is found even where the blob is not."""
    memory = Memory()
    before = read(tmp_path, {b"CODEOWNERS": b"* @ann\n"}, memory)
    remote = Remote(tmp_path / "other" / "acme" / "ledgerd.git")
    commit = remote.commit("refs/heads/main", {b"README": b"1\n"})
    with Mirrors(tmp_path / "empty", 1 << 30).open("acme", "ledgerd") as mirror:
        mirror.fetch(remote.url, None, [branch("main", commit)], whole=True)
        oid = "92f8deb6f24ab4c3dd8db9f4ae0ba84ff8e6c6d0"
        unknown = OwnershipFiles(codeowners=Lying("CODEOWNERS", oid))
        with pytest.raises(MirrorCorrupt):
            read_ownership(mirror.objects, unknown, memory)
    assert read(tmp_path / "again", {b"CODEOWNERS": b"* @ann\n"}, memory).codeowners is before.codeowners


def test_little_is_remembered_of_much(tmp_path: Path) -> None:
    memory = Memory(most_bytes=20)
    first = read(tmp_path / "1", {b"CODEOWNERS": b"* @ann0123456789\n"}, memory)
    read(tmp_path / "2", {b"CODEOWNERS": b"* @bob0123456789\n"}, memory)
    assert read(tmp_path / "3", {b"CODEOWNERS": b"* @ann0123456789\n"}, memory).codeowners is not first.codeowners
