"""Reading a folder, and the name of an exact configuration."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homebot.adapters.config import load, load_texts
from tests.adapters.config.company import ORG, SERVICES

SHIPPED = Path(__file__).parents[3] / "config"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "config"
    made.mkdir()
    (made / "org.yaml").write_text(ORG)
    (made / "services.yaml").write_text(SERVICES)
    return made


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in load(folder).problems]


def test_the_shipped_example_is_good() -> None:
    loaded = load(SHIPPED)

    assert loaded.problems == ()
    assert loaded.directory is not None
    assert {path.name for path in SHIPPED.glob("*.yaml")} == {Path(name).name for name, _ in loaded.directory.files}


def test_the_small_files_may_be_left_out(folder: Path) -> None:
    directory = load(folder).directory

    assert directory is not None
    assert [(setting.standard, setting.strength) for setting in directory.profiles["default"]] == [
        ("complexity", "standard"),
        ("size", "standard"),
        ("tests", "standard"),
        ("description", "standard"),
        ("secrets", "floor"),
    ]
    assert directory.settings.retention_days == 400
    assert str(directory.services["shop"].place) == "config/services.yaml:4:3"


def test_kept_texts_load_to_the_same_directory(folder: Path) -> None:
    directory = load(folder).directory
    assert directory is not None

    assert load_texts(directory.files).directory == directory


def test_the_digest_names_the_text_wherever_it_lies(folder: Path, tmp_path: Path) -> None:
    first = load(folder).directory
    moved = load(folder.rename(tmp_path / "elsewhere")).directory
    changed = load_texts([("org.yaml", ORG), ("services.yaml", SERVICES + "# a word\n")]).directory
    assert first is not None
    assert moved is not None
    assert changed is not None

    assert first.digest == moved.digest
    assert first.digest != changed.digest
    assert len(first.digest) == 64


def test_a_missing_folder(tmp_path: Path) -> None:
    assert told(tmp_path / "none") == [
        f"{tmp_path}/none:1:1: no folder to read: No such file or directory; "
        "make it with org.yaml and services.yaml, or name another folder in HOMEBOT_CONFIG"
    ]


def test_missing_and_misspelt_files(folder: Path) -> None:
    (folder / "services.yaml").rename(folder / "service.yml")
    (folder / "mkdocs.yml").write_text("site_name: not ours\n")

    assert told(folder) == [
        'config/service.yml:1:1: this file is not read; did you mean "services.yaml"?',
        "config/services.yaml:1:1: the file is missing; see docs/configuration.md",
    ]


def test_bytes_that_are_not_utf_8(folder: Path) -> None:
    (folder / "org.yaml").write_bytes("version: 1\nentities: {é".encode() + b"\xff}\n")

    assert told(folder) == ["config/org.yaml:2:13: the byte 0xff is not UTF-8; save the file as UTF-8"]


def test_a_file_over_the_limit(folder: Path) -> None:
    (folder / "services.yaml").write_bytes(SERVICES.encode() + b"#" * (1 << 20))

    assert told(folder)[0].startswith("config/services.yaml:1:1: the file is over 1 MiB")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(org=st.binary(max_size=200), services=st.binary(max_size=200))
def test_any_bytes_give_a_directory_or_problems(folder: Path, org: bytes, services: bytes) -> None:
    (folder / "org.yaml").write_bytes(org)
    (folder / "services.yaml").write_bytes(services)

    loaded = load(folder)

    assert (loaded.directory is None) == bool(loaded.problems)
