"""`homebot owners PATH` from a shell."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from homebot.cli.owners import owners
from tests.adapters.config.company import ORG, SERVICES

SUCCESSION = "succession:\n  - {on: 2026-07-01, service: ledgerd, from: payments, to: checkout}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "config"
    made.mkdir()
    (made / "org.yaml").write_text(ORG + SUCCESSION)
    (made / "services.yaml").write_text(
        SERVICES.replace("repository: acme/shop", "repository: acme/shop, paths: [src]")
    )
    return made


def ask(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(owners, [*arguments, "--config", str(folder)])


def test_a_path_with_an_owner(folder: Path) -> None:
    result = ask(folder, "ledger/close.py", "--repository", "acme/ledgerd", "--date", "2026-06-30")

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "service    ledgerd",
        "team       payments",
        "reviewers  alice, bob",
        f"said at    {folder}/services.yaml:3:3",
        f"said at    {folder}/org.yaml:6:3",
    ]


def test_the_owner_of_another_day_as_json(folder: Path) -> None:
    result = ask(folder, "x.py", "--repository", "ACME/ledgerd", "--date", "2026-07-01", "--format", "json")

    answer = json.loads(result.stdout)
    assert (answer["service"], answer["team"], answer["reviewers"]) == ("ledgerd", "checkout", ["carol"])
    assert f"{folder}/org.yaml:9:5" in answer["places"]


def test_a_path_that_no_service_covers(folder: Path) -> None:
    result = ask(folder, "docs/x.md", "--repository", "acme/shop")

    assert result.exit_code == 1
    assert "no service covers it" in result.stdout


def test_an_unknown_repository_names_the_known_ones(folder: Path) -> None:
    result = ask(folder, "x.py", "--repository", "acme/none")

    assert result.exit_code == 2
    assert (
        result.stderr == "homebot: no service lives in acme/none; give --repository, one of: acme/ledgerd, acme/shop\n"
    )


@pytest.mark.parametrize("origin", ["git@github.com:acme/ledgerd.git", "https://github.com/acme/ledgerd"])
def test_a_checkout_tells_its_repository(
    folder: Path, tmp_path: Path, origin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path / "clone")], check=True)
    subprocess.run(["git", "-C", str(tmp_path / "clone"), "remote", "add", "origin", origin], check=True)
    monkeypatch.chdir(tmp_path / "clone")

    assert "service    ledgerd" in ask(folder, "x.py").stdout


def test_a_broken_configuration_is_told(folder: Path) -> None:
    (folder / "services.yaml").write_text("version: 1\nservices: 3\n")

    result = ask(folder, "x.py", "--repository", "acme/shop")

    assert result.exit_code == 2
    assert f"{folder}/services.yaml:2:11: services: expected a mapping of keys to values" in result.stderr
