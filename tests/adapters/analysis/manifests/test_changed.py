"""What changed manifests newly ask for, by real blobs and the limited child."""

from pathlib import Path

import pytest

from homebot.adapters.analysis.manifests import changed
from homebot.adapters.analysis.manifests.changed import find_dependencies
from homebot.adapters.analysis.manifests.manifests import ManifestReader
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirror, branch
from homebot.core.found import Dependencies
from tests.adapters.git.remote import Remote

Files = dict[str, bytes]


def found(tmp_path: Path, mirror: Mirror, reader: ManifestReader, before: Files, after: Files) -> Dependencies:
    """Of a commit with `after` on one with `before`."""
    remote = Remote(tmp_path / "remote.git")
    base = remote.commit("refs/heads/main", {path.encode(): data for path, data in before.items()})
    now = {path.encode(): after.get(path) for path in {**before, **after}}
    head = remote.commit("refs/heads/topic", now, base)
    mirror.fetch(remote.url, None, [branch("main", base), branch("topic", head)])
    return find_dependencies(mirror.objects, read_change(mirror, base, head).files, reader)


def wants(*names: str) -> bytes:
    return "".join(f"{name}\n" for name in names).encode()


def test_what_is_added_and_what_was_there_of_it(tmp_path: Path, mirror: Mirror, reader: ManifestReader) -> None:
    before = {"a/requirements.txt": wants("one", "two==1"), "b/requirements.txt": wants("six", "ten")}
    after = {"a/requirements.txt": wants("one", "two==2", "six"), "b/requirements.txt": wants("ten")}
    files = found(tmp_path, mirror, reader, before, after).files
    assert [(one.path, one.old_path, one.added, one.before) for one in files] == [
        ("a/requirements.txt", "a/requirements.txt", (("pkg:pypi/six", 3),), ()),
        ("b/requirements.txt", "b/requirements.txt", (), ("pkg:pypi/six",)),
    ]


def test_a_new_file_a_removed_one_and_locks(tmp_path: Path, mirror: Mirror, reader: ManifestReader) -> None:
    before = {"old/requirements.txt": wants("six"), "README.md": b"x"}
    after = {
        "new/package.json": b'{"dependencies": {"six": "1"}, "devDependencies": {"jest": "1"}}',
        "uv.lock": b"x",
        "vendor/a/requirements.txt": wants("foreign"),
        "README.md": b"y",
    }
    files = found(tmp_path, mirror, reader, before, after).files
    assert [(one.path, one.old_path, one.added) for one in files] == [
        ("old/requirements.txt", "old/requirements.txt", ()),
        ("new/package.json", "", (("pkg:npm/six", 1),)),
    ]


def test_a_renamed_manifest_is_compared_with_its_former_self(
    tmp_path: Path, mirror: Mirror, reader: ManifestReader
) -> None:
    names = [f"package-number-{number}" for number in range(20)]
    before, after = {"requirements.txt": wants(*names)}, {"app/requirements.txt": wants(*names, "six")}
    (file,) = found(tmp_path, mirror, reader, before, after).files
    assert (file.path, file.old_path, file.added) == (
        "app/requirements.txt",
        "requirements.txt",
        (("pkg:pypi/six", 21),),
    )


def test_another_name_can_make_development_what_is_needed(
    tmp_path: Path, mirror: Mirror, reader: ManifestReader
) -> None:
    before, after = {"requirements-dev.txt": wants("six")}, {"requirements.txt": wants("six")}
    (file,) = found(tmp_path, mirror, reader, before, after).files
    assert file.added == (("pkg:pypi/six", 1),)


def test_a_manifest_that_cannot_be_read_is_an_error(tmp_path: Path, mirror: Mirror, reader: ManifestReader) -> None:
    before = {"package.json": b"{}", "b/package.json": b"{", "a/requirements.txt": b"six\n!\n"}
    after = {"package.json": b"{", "b/package.json": b"{ ", "a/requirements.txt": b"six\nten\n!\n?\n"}
    errors = found(tmp_path, mirror, reader, before, after).errors
    assert [(one.path, one.reason) for one in errors] == [
        ("a/requirements.txt", 'line 4: "?" is no requirement'),
        ("b/package.json", "it is not JSON: Expecting property name enclosed in double quotes"),
        ("package.json", "it is not JSON: Expecting property name enclosed in double quotes"),
    ], "a line that was wrong before is not charged, a file of which nothing can be read is"


def test_endless_lists_and_endless_files_are_cut(
    tmp_path: Path, mirror: Mirror, reader: ManifestReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changed, "MOST_ADDED", 3)
    large = b"#" * (changed.MOST_BYTES + 1)
    after = {"requirements.txt": wants(*"abcde"), "b/requirements.txt": large}
    dependencies = found(tmp_path, mirror, reader, {"x": b""}, after)
    assert dependencies.cut
    assert [len(one.added) for one in dependencies.files] == [0, 3]
    (error,) = dependencies.errors
    assert error.reason == f"it has {len(large)} bytes and is not read; at most {changed.MOST_BYTES} are"


def test_a_change_of_mode_alone_is_none(reader: ManifestReader, mirror: Mirror) -> None:
    from tests import build

    file = build.file("requirements.txt", after="1" * 40, mode_before="100644", mode_after="100755")
    link = build.file("go.mod", mode_before="120000", mode_after="120000")
    assert find_dependencies(mirror.objects, (file, link), reader) == Dependencies()
