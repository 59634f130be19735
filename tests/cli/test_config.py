"""`homebot config check` as a person or a CI job meets it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from homebot.cli.config import config
from tests.adapters.config.company import ORG, SERVICES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "org.yaml").write_text(ORG)
    (tmp_path / "services.yaml").write_text(SERVICES)
    return tmp_path


def check(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(config, ["check", *arguments], env=environment)


def test_a_good_configuration(folder: Path) -> None:
    result = check(str(folder))

    assert result.exit_code == 0
    assert result.stdout == "configuration is good: 2 entities, 2 teams, 2 services, 1 profile, 0 successions\n"


def test_the_folder_of_the_environment_is_the_default(folder: Path) -> None:
    assert check(HOMEBOT_CONFIG=str(folder)).exit_code == 0


def test_problems_are_one_line_each_on_stderr(folder: Path) -> None:
    (folder / "services.yaml").write_text("version: 1\nservices:\n  ledgerd:\n    repositry: acme/ledgerd\n")

    result = check(str(folder))

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        f'{folder}/services.yaml:4:5: services.ledgerd: unknown key "repositry"; did you mean "repository"?',
        f'{folder}/services.yaml:4:5: services.ledgerd: the key "owner" is missing; it is the name of a team',
        f'{folder}/services.yaml:4:5: services.ledgerd: the key "repository" is missing; it is a repository',
    ]


def test_a_good_configuration_as_json(folder: Path) -> None:
    answer = json.loads(check(str(folder), "--format", "json").stdout)

    assert (answer["good"], answer["teams"], answer["problems"]) == (True, 2, [])
    assert len(answer["digest"]) == 64


def test_problems_as_json(folder: Path) -> None:
    (folder / "homebot.yaml").write_text("version: 1\nreviewer_limt: 3\n")

    result = check(str(folder), "--format", "json")

    assert result.exit_code == 2
    assert json.loads(result.stdout) == {
        "good": False,
        "problems": [
            {
                "file": f"{folder}/homebot.yaml",
                "line": 2,
                "column": 1,
                "message": 'unknown key "reviewer_limt"',
                "hint": 'did you mean "reviewer_limit"?',
            }
        ],
    }


def test_notes_are_shown_and_are_no_problem(folder: Path) -> None:
    (folder / "homebot.yaml").write_text("version: 1\nteam_size_note: 1\n")

    result, answer = check(str(folder)), json.loads(check(str(folder), "--format", "json").stdout)

    assert result.exit_code == 0
    assert result.stdout.splitlines()[1] == (
        f"note: {folder}/org.yaml:6:3: teams.payments: 2 people, more than 1 (team_size_note); a team so large is often"
        " two: split it by a succession, or raise team_size_note"
    )
    assert [(note["line"], note["file"]) for note in answer["notes"]] == [(6, f"{folder}/org.yaml")]
