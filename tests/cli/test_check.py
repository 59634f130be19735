"""`homebot check` from a shell, over real git.

After a change of words: `HOMEBOT_REWRITE_GOLDEN=1 pytest tests/cli/test_check.py`, then read the difference."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from homebot.cli.check import check
from tests.adapters.git.remote import Remote
from tests.cli import histories

GOLDEN = Path(__file__).parent / "checked"


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Remote:
    return histories.build(tmp_path_factory.mktemp("checked") / "ledgerd.git")


def run(repo: Path, *arguments: str) -> Result:
    given = ["--repo", str(repo), *arguments]
    return CliRunner().invoke(check, given, env={"HOMEBOT_CONFIG": None}, catch_exceptions=False)


@pytest.mark.parametrize("form", ["text", "github"])
@pytest.mark.parametrize("name", histories.NAMES)
def test_a_history_reads_as_it_was_agreed(remote: Remote, name: str, form: str) -> None:
    result = run(remote.path, "--base", "main", "--head", name, "--format", form)
    file = GOLDEN / f"{name}.{form}.txt"
    said = f"{result.stdout}exit {result.exit_code}\n"
    if os.environ.get("HOMEBOT_REWRITE_GOLDEN"):
        file.write_bytes(said.encode())
    assert said.encode() == file.read_bytes()


def test_no_golden_file_is_left_over() -> None:
    wanted = {f"{name}.{form}.txt" for name in histories.NAMES for form in ("text", "github")}
    assert {file.name for file in GOLDEN.iterdir()} == wanted


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_nothing_of_a_name_reaches_the_terminal_raw(remote: Remote, form: str) -> None:
    result = run(remote.path, "--base", "main", "--head", "hostile-names", "--format", form)
    assert all(mark.isprintable() or mark == "\n" for mark in result.stdout)
    assert "\u202e" not in result.stdout
