"""Standards whose answer is a decision, and those that ask the description, on a laptop."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from homebot.cli.check import check
from homebot.cli.demo import company
from tests.adapters.git.remote import Content, Remote, git

Files = dict[bytes, Content]
PROFILES = """
version: 1
profiles:
  python-service:
    dependencies: {may_depend_on: [video*]}
    experiment: {}
    architecture:
      public: [ledger/api.py]
      forbidden: [{files: [ledger/**], modules: [web], because: a ledger has no pages}]
      adr_required: [deploy/**]
"""
BASE: Files = {b"ledger/api.py": b"def settle(order): ...\n", b"requirements.txt": b"six\n"}


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    made = Remote(tmp_path / "ledgerd.git")
    git(made.path, "remote", "add", "origin", "https://github.example/acme/ledgerd.git")
    (tmp_path / "config").mkdir()
    for name, text in {"org.yaml": company.ORG, "services.yaml": company.SERVICES, "standards.yaml": PROFILES}.items():
        (tmp_path / "config" / name).write_text(text)
    return made


def judged(remote: Remote, head: Files, *arguments: str, words: str | None = None) -> dict[str, dict[str, Any]]:
    """What is said of a commit with `head` on one with `BASE`, by standard."""
    first = remote.commit("refs/heads/main", BASE)
    remote.commit("refs/heads/work", head, parent=first)
    given = ["--repo", str(remote.path), "--base", "main", "--head", "work", "--format", "json", *arguments]
    given += ["--config", str(remote.path.parent / "config"), "--author", "carol"]
    if words is not None:
        (remote.path.parent / "words.md").write_text(words)
        given += ["--description", str(remote.path.parent / "words.md")]
    result = CliRunner().invoke(check, given, env={"HOMEBOT_CONFIG": None}, catch_exceptions=False)
    assert result.stdout, result.stderr
    found = json.loads(result.stdout)
    assert result.exit_code == (0 if found["passes"] else 1)
    return {one["standard"]: one for one in found["judgements"]}


def test_a_public_name_that_goes_a_forbidden_import_and_no_adr(remote: Remote) -> None:
    head: Files = {b"ledger/api.py": b"import web\n", b"deploy/prod.yaml": b"a: 1\n"}
    said = judged(remote, head)["architecture"]
    assert said["outcome"] == "decision-needed"
    assert [(one["path"], one["line"], one["message"]) for one in said["findings"]] == [
        ("ledger/api.py", 1, "settle (function) is removed; it stood on line 1 of the base"),
        ("ledger/api.py", 1, "it imports web and is one of ledger/** that may not: a ledger has no pages"),
        ("deploy/prod.yaml", 1, "no ADR says why deploy/prod.yaml changes"),
    ]


def test_what_is_kept_passes(remote: Remote) -> None:
    head: Files = {
        b"ledger/api.py": b"def settle(order, at=None): ...\n",
        b"deploy/prod.yaml": b"a: 1\n",
        b"docs/adr/0001-queue.md": b"# A queue\n",
    }
    assert judged(remote, head)["architecture"]["outcome"] == "pass"


NEW: Files = {b"requirements.txt": b"six\nrequests\n"}


@pytest.mark.parametrize(
    ("head", "words", "outcome"),
    [
        (NEW, "Dependency: requests - the partner speaks HTTP only", "pass"),
        (NEW, "", "fail"),
        (NEW, None, "not-applicable"),
        ({b"requirements.txt": b"six==2\n"}, None, "pass"),
        ({b"requirements.txt": b"!\n"}, None, "error"),
        ({b"requirements.txt": b"six\n", b"README.md": b"x"}, None, "not-applicable"),
    ],
    ids=["a reason", "none", "no description", "a version", "unreadable", "no manifest"],
)
def test_a_new_dependency(remote: Remote, head: Files, words: str | None, outcome: str) -> None:
    assert judged(remote, head, words=words)["dependencies"]["outcome"] == outcome


@pytest.mark.parametrize("words", [None, "Dependency: acme-identity - people have to sign in"])
def test_a_package_of_another_service_needs_a_decision_whatever_is_known(remote: Remote, words: str | None) -> None:
    services = remote.path.parent / "config" / "services.yaml"
    more = "  identity: {owner: payments, repository: acme/identity, provides: ['pkg:pypi/acme-identity']}\n"
    services.write_text(company.SERVICES + more)
    said = judged(remote, {b"requirements.txt": b"six\nacme-identity\n"}, words=words)["dependencies"]
    assert said["outcome"] == "decision-needed"
    assert [one["message"] for one in said["findings"]] == [
        "acme-identity is identity's, which ledgerd may not depend on"
    ]


@pytest.mark.parametrize(
    ("arguments", "words", "outcome"),
    [
        ((), "Experiment: https://exp.example/1", "not-applicable"),
        (("--label", "customer-facing"), None, "not-applicable"),
        (("--label", "bug"), "", "not-applicable"),
        (("--label", "bug", "--label", "customer-facing"), "", "fail"),
        (("--label", "customer-facing"), "Experiment: https://exp.example/1", "pass"),
    ],
)
def test_an_experiment(remote: Remote, arguments: tuple[str, ...], words: str | None, outcome: str) -> None:
    assert judged(remote, {b"README.md": b"x\n"}, *arguments, words=words)["experiment"]["outcome"] == outcome
