"""`homebot check --coverage`: what the webhook says of a report that CI uploaded, from a file."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from homebot.cli.check import check
from homebot.cli.demo import company
from tests.adapters.git.remote import Remote, git

MAIN, WORK = "refs/heads/main", "refs/heads/work"
NEEDED = company.STANDARDS.replace("tests: {}", "tests: {changed_lines_covered: 80, coverage_from: 3}")
CHANGED = b"def settle(x):\n    if x:\n        return 1\n    return 2\n\n\ndef other(x):\n    return x\n"


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    made = Remote(tmp_path / "ledgerd.git")
    git(made.path, "remote", "add", "origin", "https://github.example/Acme/Ledgerd.git")
    texts = {b"org": company.ORG, b"services": company.SERVICES, b"standards": NEEDED}
    catalogue = {b"config/%s.yaml" % name: text.encode() for name, text in texts.items()}
    first = made.commit(MAIN, {**catalogue, b"ledger/close.py": b"def other(x):\n    return x\n"})
    made.commit(WORK, {b"ledger/close.py": CHANGED, b"tests/test_close.py": b"A = 1\n"}, parent=first)
    return made


def run(remote: Remote, tmp_path: Path, *reports: bytes) -> tuple[Result, dict[str, Any]]:
    given = ["--repo", str(remote.path), "--base", "main", "--head", "work", "--format", "json"]
    for number, report in enumerate(reports):
        (tmp_path / f"{number}.report").write_bytes(report)
        given += ["--coverage", str(tmp_path / f"{number}.report")]
    result = CliRunner().invoke(check, given, env={"HOMEBOT_CONFIG": None}, catch_exceptions=False)
    judgements = json.loads(result.stdout)["judgements"] if result.exit_code < 2 else []
    return result, next((one for one in judgements if one["standard"] == "tests"), {})


def lcov(path: str, words: str) -> bytes:
    data = "".join(f"DA:{word[:-1]},{int(word[-1] == '+')}\n" for word in words.split())
    return f"SF:{path}\n{data}end_of_record\n".encode()


def test_lines_that_did_not_run_are_named(remote: Remote, tmp_path: Path) -> None:
    result, tests = run(remote, tmp_path, lcov("/w/ledger/close.py", "1+ 2+ 3- 4- 7- 8-"))
    assert (result.exit_code, tests["outcome"]) == (1, "fail")
    (finding,) = tests["findings"]
    assert (finding["path"], finding["line"], finding["end_line"]) == ("ledger/close.py", 3, 4), "7 and 8 are not new"


def test_several_reports_are_one(remote: Remote, tmp_path: Path) -> None:
    parts = (lcov("/w/ledger/close.py", "1+ 2+ 3+ 4-"), lcov("close.py", "1+ 2+ 3- 4+"))
    _, tests = run(remote, tmp_path, *parts)
    assert tests["summary"].endswith("tests run 4 of 4 changed lines (100%, at least 80% wanted)")
    assert tests["outcome"] == "pass"


def test_without_a_report_the_rest_is_judged(remote: Remote, tmp_path: Path) -> None:
    _, tests = run(remote, tmp_path)
    assert (tests["outcome"], tests["findings"]) == ("pass", [])
    assert tests["summary"].endswith("; coverage is judged with --coverage FILE")


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (b"nonsense", "it is neither Cobertura XML nor lcov"),
        (b'<!DOCTYPE coverage [<!ENTITY a "b">]><coverage/>', "declares things of its own"),
        (lcov("/elsewhere/other.py", "1+"), "the coverage reports name no file of this repository"),
    ],
)
def test_a_report_that_says_nothing_is_no_pass(remote: Remote, tmp_path: Path, report: bytes, said: str) -> None:
    result, tests = run(remote, tmp_path, report)
    assert said in json.dumps(tests)
    assert (result.exit_code, tests["outcome"]) == (1, "error")
