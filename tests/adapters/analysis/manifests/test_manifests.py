"""Manifests of a tree, read in a limited child: each once, and each for itself."""

from pathlib import Path

import pytest

from homebot.adapters.analysis.cache import Results
from homebot.adapters.analysis.manifests import manifests
from homebot.adapters.analysis.manifests.manifests import ManifestReader, release_of_formats
from homebot.adapters.git.blobs import Objects
from homebot.adapters.git.errors import MirrorCorrupt
from homebot.adapters.git.mirror import Mirror, Mirrors, branch
from homebot.core.manifests.manifest import MAX_BYTES, Dependency, Manifest, Problem, Provided
from tests.adapters.git.remote import Remote, git
from tests.core.manifests.reading import GOLDEN, NAMED
from tests.core.manifests.reading import read as read_here

PACKAGE = b'{"name": "shop", "version": "1.0.0",\n"dependencies": {"a": "^1.2.0"}}'
SAID = Manifest((Dependency("pkg:npm/a", "", "1.2.0", "runtime", True, 2),), (Provided("pkg:npm/shop", "1.0.0", 1),))


def tree(tmp_path: Path, mirror: Mirror, files: dict[str, bytes]) -> tuple[dict[str, str], Objects]:
    """Ids of the files' blobs by path, and where they lie."""
    remote = Remote(tmp_path / "remote.git")
    commit = remote.commit("refs/heads/main", {path.encode(): data for path, data in files.items()})
    mirror.fetch(remote.url, None, [branch("main", commit)])
    return {path: git(remote.path, "rev-parse", f"{commit}:{path}") for path in files}, mirror.objects


def test_the_child_says_what_the_formats_say(tmp_path: Path, mirror: Mirror, reader: ManifestReader) -> None:
    golden = {str(path.relative_to(GOLDEN)): path.read_bytes() for path in GOLDEN.rglob("*") if path.is_file()}
    files = {path: b"\n# nothing\n" for path, _ in NAMED} | golden
    found = reader.read(*tree(tmp_path, mirror, files))
    assert found == {path: read_here(path, data) for path, data in files.items()}
    assert len(found) == len(files)


def test_each_file_costs_its_own_answer_only(tmp_path: Path, mirror: Mirror) -> None:
    files = {
        "a/package.json": PACKAGE,
        "b/uv.lock": b"".join(b"a%d=1\n" % number for number in range(1_500_000)),
        "c/package-lock.json": b"{" + b" " * MAX_BYTES,
        "d/pom.xml": b'<!DOCTYPE a [<!ENTITY b "bb">]><project>&b;</project>',
        "e/package.json": PACKAGE,
        "f/readme.md": b"# a",
    }
    reader = ManifestReader(1, seconds=5)
    ids, objects = tree(tmp_path, mirror, files)
    try:
        found = reader.read(ids, objects)
        assert found["a/package.json"] == found["e/package.json"] == SAID
        reasons = {path: [problem.text for problem in one.problems] for path, one in found.items() if one != SAID}
        assert reasons == {
            "b/uv.lock": ["its analysis took longer than 5 seconds"],
            "c/package-lock.json": [f"it has {MAX_BYTES + 1} bytes and is not read; at most {MAX_BYTES} are"],
            "d/pom.xml": ["it declares a document type, which is not taken; remove <!DOCTYPE>"],
            "f/readme.md": ["it is no manifest by its name"],
        }
        assert all(problem.line == 1 for one in found.values() for problem in one.problems)
    finally:
        reader.close()


def test_a_blob_is_read_once_under_a_name(tmp_path: Path, mirror: Mirror) -> None:
    results = Results()
    ids, objects = tree(tmp_path, mirror, {"web/package.json": PACKAGE})
    with Mirrors(tmp_path / "empty", max_bytes=1 << 30).open("acme", "other") as empty:
        first = ManifestReader(1, results=results, release="1")
        try:
            assert first.read(ids, objects) == {"web/package.json": SAID}
            assert first.read(ids, empty.objects) == {"web/package.json": SAID}, "it needs no blob"
            with pytest.raises(MirrorCorrupt):
                first.read({"web/package-lock.json": ids["web/package.json"]}, empty.objects)
            with pytest.raises(MirrorCorrupt):
                ManifestReader(1, results=results, release="2").read(ids, empty.objects)
        finally:
            first.close()


def test_what_took_too_long_is_not_remembered(tmp_path: Path, mirror: Mirror, reader: ManifestReader) -> None:
    ids, objects = tree(tmp_path, mirror, {"own/package.json": PACKAGE})
    late = Manifest(problems=(Problem("it is not read: the tree's manifests take too long", 1),))
    assert reader.read(ids, objects, budget_seconds=-1) == {"own/package.json": late}
    assert reader.read(ids, objects) == {"own/package.json": SAID}


def test_endless_manifests_are_cut_the_deepest_first(tmp_path: Path, mirror: Mirror, reader: ManifestReader) -> None:
    ids, objects = tree(tmp_path, mirror, {"package.json": PACKAGE})
    oid = ids["package.json"]
    files = {f"d/{number}/package.json": oid for number in range(manifests.MOST_FILES)} | {"package.json": oid}
    found = reader.read(files, objects, budget_seconds=-1)
    text = f"it is not read: the tree has {len(files)} manifests, and {manifests.MOST_FILES} are read"
    cut = [path for path, one in found.items() if one.problems == (Problem(text, 1),)]
    assert cut == [f"d/{sorted(map(str, range(manifests.MOST_FILES)))[-1]}/package.json"]


def test_names_of_any_characters_are_asked_on_one_line(tmp_path: Path, mirror: Mirror, reader: ManifestReader) -> None:
    ids, objects = tree(tmp_path, mirror, {"package.json": PACKAGE})
    found = reader.read({"a\nb/package.json": ids["package.json"], "\udcff/package.json": ids["package.json"]}, objects)
    assert set(found.values()) == {SAID}


def test_the_release_names_the_formats() -> None:
    assert release_of_formats() == release_of_formats()
    assert len(release_of_formats()) == 16


SHOWN = '"\\x01"'
"""How a control character is shown."""


@pytest.mark.parametrize(
    ("path", "data", "problem"),
    [
        ("requirements.txt", b"\x01\n", f"{SHOWN} is no requirement"),
        ("package.json", b'{"dependencies": {"\\u0001": "1"}}', f"{SHOWN} is no name of a package"),
        ("go.mod", b"module \x01\n", None),
        ("Gemfile.lock", b"GEM\n  specs:\n    \x01 (1)\n", None),
        (".gitmodules", b'[submodule "a"]\n\x01\n', None),
        ("Chart.yaml", "name: \u2028\n".encode(), None),
    ],
)
def test_characters_that_do_not_print_are_shown_as_escapes(
    tmp_path: Path, mirror: Mirror, reader: ManifestReader, path: str, data: bytes, problem: str | None
) -> None:
    """The codec that writes them is loaded before the child can open no file any more."""
    (said,) = reader.read(*tree(tmp_path, mirror, {path: data})).values()
    assert said == read_here(path, data)
    assert problem is None or [one.text for one in said.problems] == [problem]


def test_a_smaller_limit_can_be_set(tmp_path: Path, mirror: Mirror, reader: ManifestReader) -> None:
    ids, objects = tree(tmp_path, mirror, {"small/package.json": PACKAGE, "package.json": PACKAGE + b" " * 50})
    found = reader.read(ids, objects, most_bytes=len(PACKAGE))
    assert found["small/package.json"] == SAID
    text = f"it has {len(PACKAGE) + 50} bytes and is not read; at most {len(PACKAGE)} are"
    assert found["package.json"].problems == (Problem(text, 1),)
    assert reader.read(ids, objects)["package.json"] == SAID, "that it was too large is not remembered"
