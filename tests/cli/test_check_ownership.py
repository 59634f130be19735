"""`homebot check` says of an edit of ownership files what the bot would, as far as a checkout can tell."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from homebot.cli.check import check
from homebot.cli.demo import company
from homebot.cli.explain import explain
from tests.adapters.git.remote import Content, Remote, git

BASE: dict[bytes, Content] = {
    b"config/org.yaml": company.ORG.encode(),
    b"config/services.yaml": company.SERVICES.encode(),
    b"config/standards.yaml": company.STANDARDS.encode(),
    b"CODEOWNERS": b"/gone/ @alice @bob\n",
    b".homebot.yml": b"warranty_days: 40\n",
    b"a.py": b"A = 1\n",
}


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    made = Remote(tmp_path / "ledgerd.git")
    git(made.path, "remote", "add", "origin", "https://github.example/Acme/Ledgerd.git")
    return made


def run(remote: Remote, head: dict[bytes, Content], form: str = "json", base: dict[bytes, Content] = BASE) -> Result:
    first = remote.commit("refs/heads/main", base)
    remote.commit("refs/heads/work", head, parent=first)
    given = ["--repo", str(remote.path), "--base", "main", "--head", "work", "--format", form]
    return CliRunner().invoke(check, given, env={"HOMEBOT_CONFIG": None}, catch_exceptions=False)


def judged(result: Result) -> list[dict[str, Any]]:
    return [one for one in json.loads(result.stdout)["judgements"] if one["standard"] == "ownership"]


def test_a_file_that_would_be_broken_fails(remote: Remote) -> None:
    result = run(remote, {b".homebot.yml": b"warranty_days: 40\nmode: enfroce\n"})
    assert result.exit_code == 1
    (found,) = judged(result)
    assert (found["outcome"], found["strength"], found["blocks"]) == ("fail", "standard", True)
    assert [(one["path"], one["line"]) for one in found["findings"]] == [(".homebot.yml", 2)]


def test_lint_is_advice_and_old_faults_are_not_told(remote: Remote) -> None:
    result = run(remote, {b"CODEOWNERS": b"# a comment\n/gone/ @alice @bob\n/nowhere/ @alice @bob\n*.py @alice\n"})
    assert result.exit_code == 0
    (found,) = judged(result)
    assert found["strength"] == "advice"
    assert [one["line"] for one in found["findings"]] == [3, 4]


def test_what_the_catalogue_refuses_is_advice(remote: Remote) -> None:
    result = run(remote, {b".homebot.yml": b"warranty_days: 40\nprofile: pythn-service\nowner: video\n"})
    assert result.exit_code == 0
    (found,) = judged(result)
    said = " ".join(one["message"] for one in found["findings"])
    assert "unknown profile" in said
    assert "owned by" in said


@pytest.mark.parametrize("head", [{b"a.py": b"A = 2\n"}, {b"CODEOWNERS": None}, {b"src/CODEOWNERS": b"* @x\n"}])
def test_nothing_is_said_of_what_is_well(remote: Remote, head: dict[bytes, Content]) -> None:
    result = run(remote, head)
    assert judged(result) == []


@pytest.mark.parametrize("form", ["text", "sarif", "github"])
def test_every_format_tells_it(remote: Remote, form: str) -> None:
    result = run(remote, {b".homebot.yml": b"mode: enfroce\n", b"CODEOWNERS": b"/nowhere/ @alice @bob\n"}, form)
    assert result.exit_code == 1
    assert "ownership" in result.stdout
    assert "matches no file" in result.stdout
    assert "enfroce" in result.stdout


def test_it_is_explained() -> None:
    result = CliRunner().invoke(explain, ["ownership"])
    assert result.exit_code == 0
    assert "To fix:" in result.stdout


@pytest.mark.parametrize("catalogue", [True, False])
def test_the_file_that_sets_services_is_held_to_the_standards_of_each(remote: Remote, catalogue: bool) -> None:
    rooms = "version: 1\nservices:\n" + "".join(
        f"  {name}: {{owner: {owner}, repository: acme/ledgerd, paths: [{name}/**]}}\n"
        for name, owner in (("books", "payments"), ("vault", "video"))
    )
    own = b"- {name: books, paths: [books/**]}\n- {name: vault, paths: [vault/**], mode: %s}\n"
    files = BASE | {b"config/services.yaml": rooms.encode()} if catalogue else {}
    result = run(remote, {b".homebot.yml": own % b"observe"}, base={**files, b".homebot.yml": own % b"enforce"})
    found = json.loads(result.stdout)
    assert [one["name"] for one in found["services"]] == ["books", "vault"], found
    assert found["unowned"] == []
