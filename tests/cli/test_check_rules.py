"""Which rules `homebot check` goes by: a catalogue, the base's own `.homebot.yml`, or homebot's; never the head's."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from homebot.cli.check import check
from homebot.cli.demo import company
from tests.adapters.git.remote import Content, Remote, git
from tests.cli.histories import branches

MAIN, WORK = "refs/heads/main", "refs/heads/work"
CODE: dict[bytes, Content] = {
    b"ledger/a.py": branches(12),
    b"reports/b.py": branches(13),
    b"tests/test_a.py": b"A = 1\n",
}
LENIENT = company.STANDARDS.replace("max: 10", "max: 20")
CATALOGUE: dict[bytes, Content] = {
    b"config/org.yaml": company.ORG.encode(),
    b"config/services.yaml": company.SERVICES.encode(),
    b"config/standards.yaml": LENIENT.encode(),
}
STRICT: dict[bytes, Content] = {b"config/standards.yaml": company.STANDARDS.encode()}
TWO = b"""\
- {name: ledger, mode: enforce}
- {name: reports, paths: [reports/**], mode: advise, owner: video}
"""


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    made = Remote(tmp_path / "ledgerd.git")
    git(made.path, "remote", "add", "origin", "https://github.example/Acme/Ledgerd.git")
    return made


def history(remote: Remote, base: dict[bytes, Content], head: dict[bytes, Content]) -> None:
    first = remote.commit(MAIN, {b"README.md": b"# x\n", **base})
    remote.commit(WORK, head, parent=first)


def run(remote: Remote, *arguments: str, environment: str | None = None) -> Result:
    given = ["--repo", str(remote.path), "--base", "main", "--head", "work", *arguments]
    return CliRunner().invoke(check, given, env={"HOMEBOT_CONFIG": environment}, catch_exceptions=False)


def answer(remote: Remote, *arguments: str) -> dict[str, Any]:
    result = run(remote, *arguments, "--format", "json")
    found: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == (0 if found["passes"] else 1)
    return found


def outcomes(found: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {(one["service"], one["standard"]): one["outcome"] for one in found["judgements"]}


def folder(tmp_path: Path, **files: str) -> Path:
    made = tmp_path / "catalogue"
    made.mkdir()
    for name, text in (company.CATALOGUE | {f"{name}.yaml": text for name, text in files.items()}).items():
        (made / name).write_text(text)
    return made


def test_without_any_configuration(remote: Remote) -> None:
    history(remote, {}, CODE)
    found = answer(remote)
    assert found["repository"] == "acme/ledgerd"
    assert found["rules"]["from"] == "homebot's own, the profile `default`"
    assert [(one["name"], one["mode"], one["profile"]) for one in found["services"]] == [
        ("ledgerd", "enforce", "default")
    ]
    assert outcomes(found)["ledgerd", "complexity"] == "fail"


def test_the_catalogue_of_the_base(remote: Remote) -> None:
    history(remote, CATALOGUE, CODE)
    found = answer(remote)
    assert found["rules"]["from"] == "config/ of main"
    assert outcomes(found)["ledgerd", "complexity"] == "pass"


def test_the_head_does_not_set_its_own_rules(remote: Remote) -> None:
    strict = {**CATALOGUE, **STRICT}
    history(remote, strict, {**CODE, **CATALOGUE, b".homebot.yml": b"mode: observe\npaths: [nothing]\n"})
    assert outcomes(answer(remote))["ledgerd", "complexity"] == "fail"


def test_the_head_does_not_bring_rules_where_there_were_none(remote: Remote) -> None:
    history(remote, {}, {**CODE, **CATALOGUE, b".homebot.yml": b"paths: [nothing]\n"})
    found = answer(remote)
    assert found["rules"]["from"].startswith("homebot's own")
    assert outcomes(found)["ledgerd", "complexity"] == "fail"


def test_a_catalogue_of_other_repositories_is_left_with_a_note(remote: Remote) -> None:
    elsewhere = {**CATALOGUE, b"config/services.yaml": company.SERVICES.replace("acme/ledgerd", "acme/other").encode()}
    history(remote, elsewhere, CODE)
    found = answer(remote)
    assert found["rules"]["from"].startswith("homebot's own")
    assert found["notes"] == ["config/ of main has no service in acme/ledgerd, so it does not count here"]


@pytest.mark.parametrize("way", ["option", "variable"])
def test_a_named_catalogue_goes_before_all(remote: Remote, tmp_path: Path, way: str) -> None:
    history(remote, {**CATALOGUE, b".homebot.yml": b"warranty_days: 3\n"}, CODE)
    named = folder(tmp_path)
    result = run(remote, "--config", str(named)) if way == "option" else run(remote, environment=str(named))
    assert result.exit_code == 1
    assert f"rules: the catalogue in {named}" in result.stdout


def test_the_base_sets_its_own_service_in_a_catalogue_and_what_is_not_its_own_is_told(
    remote: Remote, tmp_path: Path
) -> None:
    own = b"paths: [nothing]\nowner: video\n"
    history(remote, {**CATALOGUE, b".homebot.yml": own}, {**CODE, b".homebot.yml": b"paths: ['**']\n"})
    result = run(remote, "--config", str(folder(tmp_path)))
    assert "with .homebot.yml of main" in result.stdout
    assert '.homebot.yml:2:8: owner: "ledgerd" is owned by "payments"' in result.stdout
    assert "no service covers" in result.stdout, "what the head says does not count"


def test_a_named_catalogue_without_the_repository(remote: Remote, tmp_path: Path) -> None:
    history(remote, {}, CODE)
    result = run(remote, "--config", str(folder(tmp_path)), "--repository", "acme/none")
    assert result.exit_code == 2
    assert "lives in acme/none; give --repository, one of: acme/ledgerd, acme/player, acme/storefront" in result.stderr


@pytest.mark.parametrize(
    ("files", "line"),
    [
        (
            {**CATALOGUE, b"config/services.yaml": b"version: 1\nservices: {a: {ownr: x}}\n"},
            "main:config/services.yaml:2:16",
        ),
        ({**CATALOGUE, b"config/org.yaml": b"\xff\xfe\0"}, "main:config/org.yaml:1"),
        ({**CATALOGUE, b"config/org.yaml": b"#" * (2 << 20)}, "main:config/org.yaml:1"),
        (
            {b".homebot.yml": b"mode: enforced\n"},
            "main:.homebot.yml:1:7: mode: expected one of observe, advise, enforce",
        ),
        ({b".homebot.yml": b""}, "main:.homebot.yml:1:1: the file is empty"),
        ({b".homebot.yml": b"mod: enforce\n"}, 'unknown key "mod"; did you mean "mode"?'),
        ({b".homebot.yml": b"profile: careful\n"}, "name its folder with --config"),
        ({b".homebot.yml": b"- {mode: enforce}\n"}, '"name" is missing'),
        ({b".homebot.yml": b"- {name: a}\n- {name: a}\n"}, 'main:.homebot.yml:2:3: the service "a" is there twice'),
        ({b".homebot.yml": b"just words\n"}, "expected the keys of one service, or a list of services"),
        ({b".homebot.yml": b"a: &a [x]\nb: [*a"}, "main:.homebot.yml:"),
        ({b".homebot.yml": b"#" * (2 << 20)}, "main:.homebot.yml:1"),
        ({b".homebot.yml": b"\xff"}, "main:.homebot.yml:1"),
        ({b".homebot.yml": b'"\\x1b[31m": 1\n'}, "unknown key"),
    ],
)
def test_broken_rules_are_named_with_their_place(remote: Remote, files: dict[bytes, Content], line: str) -> None:
    history(remote, files, CODE)
    result = run(remote)
    assert result.exit_code == 2
    assert line in result.stderr
    assert "\x1b" not in result.stderr
    assert result.stderr.splitlines()[-1] == "homebot: the rules are broken; mend what is named above"
    assert result.stdout == ""


def test_the_own_file_of_one_service(remote: Remote) -> None:
    history(remote, {b".homebot.yml": b"version: 1\nmode: enforce\npaths: [ledger/**, tests/**]\n"}, CODE)
    found = answer(remote)
    assert found["rules"]["from"] == ".homebot.yml of main"
    assert [(one["name"], one["mode"]) for one in found["services"]] == [("ledgerd", "enforce")]
    assert found["unowned"] == ["reports/b.py"]


def test_the_own_file_of_several_services(remote: Remote) -> None:
    history(remote, {b".homebot.yml": TWO}, CODE)
    found = answer(remote)
    assert [(one["name"], one["team"], one["mode"]) for one in found["services"]] == [
        ("ledger", None, "enforce"),
        ("reports", "video", "advise"),
    ]
    assert [one["blocks"] for one in found["judgements"] if one["standard"] == "complexity"] == [True, False]


def test_an_own_file_that_says_nothing_observes(remote: Remote) -> None:
    """What it does not say is what a new service starts with; the check still says what does not hold."""
    history(remote, {b".homebot.yml": b"version: 1\n"}, CODE)
    result = run(remote)
    assert "it only observes: on GitHub nothing of this blocks" in result.stdout
    assert result.exit_code == 1


def test_one_service_of_several(remote: Remote) -> None:
    history(remote, {b".homebot.yml": TWO}, {**CODE, b"ledger/a.py": branches(2)})
    everything, ledger, reports = (
        answer(remote),
        answer(remote, "--service", "ledger"),
        answer(remote, "--service", "reports"),
    )
    assert (everything["passes"], ledger["passes"], reports["passes"]) == (False, True, False)
    assert {one["service"] for one in reports["judgements"]} == {"reports"}
    assert {one["path"] for one in reports["functions"]} == {"reports/b.py"}


def test_one_service_that_is_not_touched(remote: Remote) -> None:
    history(remote, {b".homebot.yml": TWO}, {b"ledger/a.py": branches(12)})
    result = run(remote, "--service", "reports")
    assert result.exit_code == 0
    assert "nothing to judge: nothing that is judged here covers what changed" in result.stdout


def test_advice_does_not_fail(remote: Remote, tmp_path: Path) -> None:
    advice = company.STANDARDS.replace("{max: 10}", "{max: 10, strength: advice}").replace("tests: {}", "")
    history(remote, {}, CODE)
    result = run(remote, "--config", str(folder(tmp_path, standards=advice)))
    assert result.exit_code == 0
    assert "advice: 2 of 2 touched functions above 10" in result.stdout
    assert "with advice on complexity" in result.stdout


@pytest.mark.parametrize(
    ("words", "author", "outcome"),
    [
        (None, "carol", "not-applicable"),
        (company.GOOD_DESCRIPTION, "carol", "pass"),
        (company.DESCRIPTION, "carol", "fail"),
        (company.DESCRIPTION, "", "fail"),
        ("", "carol", "fail"),
        (company.DESCRIPTION, "Alice", "not-applicable"),
    ],
    ids=["none", "good", "poor", "of nobody known", "empty", "at home"],
)
def test_the_description(remote: Remote, tmp_path: Path, words: str | None, author: str, outcome: str) -> None:
    history(remote, {}, CODE)
    given = ["--config", str(folder(tmp_path)), "--author", author]
    if words is not None:
        (tmp_path / "words.md").write_text(words)
        given += ["--description", str(tmp_path / "words.md")]
    assert outcomes(answer(remote, *given))["ledgerd", "description"] == outcome


def test_a_description_too_large(remote: Remote, tmp_path: Path) -> None:
    history(remote, {}, CODE)
    (tmp_path / "words.md").write_bytes(b"x" * (1 << 20) + b"x")
    result = run(remote, "--description", str(tmp_path / "words.md"))
    assert result.exit_code == 2
    assert "--description holds more than" in result.stderr
