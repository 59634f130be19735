"""`homebot owners` in a checkout: what its last commit says in its own ownership files counts too."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from homebot.cli.owners import owners
from tests.adapters.config.company import ORG, SERVICES

FILES = {
    ".github/CODEOWNERS": "* @acme/checkout\n/docs/ @dora docs@example.com\n/free/\n![a] @x\n",
    "ledger/close.py": "x = 1\n",
    ".homebot.yml": "owner: paymnts\n",
}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "org.yaml").write_text(ORG)
    (folder / "services.yaml").write_text(SERVICES)
    clone = tmp_path / "clone"
    for name, text in FILES.items():
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        (clone / name).write_text(text)
    monkeypatch.chdir(clone)
    git("init", "-q")
    git("remote", "add", "origin", "git@github.com:acme/ledgerd.git")
    commit()
    return folder


def git(*arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@example.com", *arguments], check=True)


def commit() -> None:
    git("add", "-A")
    git("commit", "-q", "-m", "files")


def ask(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(owners, [*arguments, "--config", str(folder), "--date", "2026-06-30"])


def test_each_fact_has_its_place_and_drift_is_told(checkout: Path) -> None:
    result = ask(checkout, "docs/index.md")

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "service    ledgerd",
        "team       payments",
        "reviewers  alice, bob",
        "owners     @dora, docs@example.com (CODEOWNERS, .github/CODEOWNERS:2:1)",
        f"said at    {checkout}/services.yaml:3:3",
        f"said at    {checkout}/org.yaml:6:3",
        "said at    .github/CODEOWNERS:2:1",
        "drift      CODEOWNERS says @acme/checkout at .github/CODEOWNERS:1:1; services.yaml is used",
    ]
    assert '.homebot.yml:1:8: owner: unknown team "paymnts"; did you mean "payments"?' in result.stderr
    assert ".github/CODEOWNERS:4:1: " in result.stderr


def test_several_paths_are_a_table(checkout: Path) -> None:
    result = ask(checkout, "docs/index.md", "free/x", "/ledger/close.py")

    assert result.exit_code == 0
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in result.stdout.splitlines() if "│" in line]
    assert ["", "owners", "nobody", ".github/CODEOWNERS:3:1"] in rows, result.stdout
    assert {row[0] for row in rows if row[0]} >= {"docs/index.md", "free/x", "/ledger/close.py"}
    assert [row[2] for row in rows if row[1] == "drift"] == ["CODEOWNERS says @acme/checkout"] * 3


def test_several_paths_as_json(checkout: Path) -> None:
    docs, free = json.loads(ask(checkout, "docs/index.md", "free/x", "--format", "json").stdout)

    assert docs["path_owners"] == {
        "owners": ["@dora", "docs@example.com"],
        "source": "CODEOWNERS",
        "place": ".github/CODEOWNERS:2:1",
    }
    assert free["path_owners"]["owners"] == []
    assert docs["team_said_by"] == "services.yaml"
    assert [one["source"] for one in docs["drift"]] == ["services.yaml", "CODEOWNERS"]


def test_what_is_not_committed_does_not_count(checkout: Path) -> None:
    Path(".github/CODEOWNERS").write_text("* @acme/payments\n")
    assert "drift      CODEOWNERS" in ask(checkout, "a.py").stdout
    commit()
    assert "owners     @acme/payments" in ask(checkout, "a.py").stdout


def test_a_checkout_of_a_repository_that_no_catalogue_lists(checkout: Path) -> None:
    git("remote", "set-url", "origin", "https://github.com/acme/Search.git")
    result = ask(checkout, "a.py")

    assert result.exit_code == 0, result.output
    assert "service    search" in result.stdout
    assert "team       checkout" in result.stdout, "the unknown team gives way to CODEOWNERS"


def test_another_repository_is_not_that_of_the_checkout(checkout: Path) -> None:
    result = ask(checkout, "a.py", "--repository", "acme/shop")
    assert "CODEOWNERS" not in result.output


def test_paths_of_no_service_are_told_with_their_owners(checkout: Path) -> None:
    Path(".homebot.yml").write_text("paths: [ledger]\n")
    commit()
    result = ask(checkout, "docs/index.md")
    assert result.exit_code == 1
    assert "no service covers it" in result.stdout
    assert "owners     @dora" in result.stdout
