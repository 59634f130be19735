"""`homebot check` and the webhook say the same of the same commits: every history as a real pull request, judged by a
real `homebot serve`, and by `homebot check` over a clone."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from homebot.cli.check import check
from homebot.cli.demo import company
from homebot.core.facts import PullId
from homebot.store import evaluations
from homebot.store.engine import open_engine
from homebot.store.evaluations import Evaluation
from tests.adapters.git.remote import git
from tests.cli import histories
from tests.end_to_end.serving import REPOSITORY, checks, serving

WORDS = {"clean": company.GOOD_DESCRIPTION, "moved": company.GOOD_DESCRIPTION}
"""Descriptions by history; the others have a poor one."""

STANDARDS = (
    company.STANDARDS
    + """\
    secrets: {}
    lint: {}
    docs: {public: [ledger/**], strength: advice}
    commits: {dco: true, strength: advice}
    licence: {spdx: [MIT]}
    pattern:
      rules:
        - {name: no-seventeen, pattern: '== 17:', fix: take sixteen}
        - {name: no-odd-names, pattern: '[^ -~]', where: names}
        - {name: a-test-says-why, pattern: '\"\"\"', must: be-in-each, paths: [tests/**]}
"""
)
AT_HOME = {"generated": "alice", "old-debt-rises": "bob"}
"""Authors from the Home Team; the others are carol's, who is away."""


@dataclass
class Judged:
    """What the webhook stored of each history, the catalogue it used, a clone of the repository, and what stands on the
    pull request that leaks a credential."""

    evaluations: dict[str, Evaluation]
    catalogue: Path
    clone: Path
    said: str


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    folder = tmp_path_factory.mktemp("checked")
    made = histories.build(folder / "made.git")
    with serving(folder, {**company.CATALOGUE, "standards.yaml": STANDARDS}) as served:
        hosted = folder / "github" / "acme" / "ledgerd.git"
        git(hosted, "fetch", "--quiet", "--update-head-ok", str(made.path), "+refs/heads/*:refs/heads/*")
        numbers = {
            name: served.people[AT_HOME.get(name, "carol")].open_pull(
                REPOSITORY, name, name, WORDS.get(name, company.DESCRIPTION)
            )
            for name in histories.NAMES
        }
        for number in numbers.values():
            served.until(number, lambda state: len(checks(state)) == 2)
        clone = folder / "clone"
        git(folder, "clone", "--quiet", str(hosted), str(clone))
        engine = open_engine(f"sqlite:///{folder / 'state' / 'homebot.sqlite'}")
        with engine.connect() as connection:
            found = {name: _stored(connection, number) for name, number in numbers.items()}
        said = json.dumps(served.box.state(REPOSITORY, numbers["leaks"]))
        yield Judged(found, folder / "config", clone, said)


def _stored(connection: sa.Connection, number: int) -> Evaluation:
    found = evaluations.latest(connection, PullId("acme", "ledgerd", number), None)
    assert found is not None
    return found


def checked(judged: Judged, name: str, tmp_path: Path) -> tuple[int, dict[str, Any]]:
    """What `homebot check` says of a history, told who wrote it and what the description is."""
    words = tmp_path / "description.md"
    words.write_text(WORDS.get(name, company.DESCRIPTION))
    given = ["--repo", str(judged.clone), "--head", f"origin/{name}", "--format", "json", "--description", str(words)]
    known = ["--config", str(judged.catalogue), "--repository", REPOSITORY, "--author", AT_HOME.get(name, "carol")]
    result = CliRunner().invoke(check, [*given, *known], catch_exceptions=False)
    return result.exit_code, json.loads(result.stdout)


@pytest.mark.parametrize("name", histories.NAMES)
def test_the_same_of_the_same_commits(judged: Judged, name: str, tmp_path: Path) -> None:
    stored = judged.evaluations[name]
    code, said = checked(judged, name, tmp_path)

    change, decision = stored.snapshot.change, stored.decision
    assert (said["base"]["merge_base"], said["head"]["commit"]) == (change.merge_base, change.head)
    assert (said["files"], said["commits"]["count"]) == (len(change.files), len(change.commits))
    assert said["rules"]["configuration"] == decision.configuration
    assert [one["away"] for one in said["services"]] == [not one.home for one in decision.recognition.standings]
    assert [of_check(one) for one in said["judgements"]] == [of_webhook(asdict(one)) for one in decision.judgements]
    assert sorted(map(str, said["functions"])) == sorted(str(asdict_of(one)) for one in change.functions)
    assert (code == 1) == (decision.standards_conclusion == "failure")


def test_lines_are_found_where_they_stand(judged: Judged) -> None:
    found = {
        (name, one.standard, finding.path, finding.line)
        for name in ("leaks", "unlinted")
        for one in judged.evaluations[name].decision.judgements
        for finding in one.findings
        if one.standard in ("secrets", "lint")
    }
    assert found == {
        ("leaks", "secrets", "ledger/close.py", company.LEDGER.count("\n") + 3),
        ("leaks", "secrets", "gen/tables.py", 2),
        ("unlinted", "lint", "ledger/long.py", 1),
        ("unlinted", "lint", "ledger/broken.py", 1),
    }


def test_nothing_of_a_credential_is_kept_or_said(judged: Judged) -> None:
    """Not in the database, the log of its changes, a comment or a check run."""
    state = judged.catalogue.parent / "state"
    kept = [path.read_bytes() for path in state.iterdir() if path.is_file()]
    pieces = [histories.TOKEN[start : start + 12].encode() for start in range(len(histories.TOKEN) - 12)]
    assert any(b"GitHub Token" in content for content in kept)
    assert not [piece for piece in pieces if any(piece in content for content in kept)]
    assert "GitHub Token" in judged.said
    assert not [piece for piece in pieces if piece.decode() in judged.said]


def of_check(judgement: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in judgement.items() if key != "blocks"}


def of_webhook(judgement: dict[str, Any]) -> dict[str, Any]:
    findings = [{key: value for key, value in one.items() if key != "level"} for one in judgement["findings"]]
    return {key: value for key, value in judgement.items() if key != "mode"} | {"findings": findings}


def asdict_of(function: Any) -> dict[str, Any]:
    keys = ("path", "name", "line", "end_line", "before", "after", "tool")
    return {key: getattr(function, key) for key in keys}


def test_the_histories_are_of_many_kinds(judged: Judged) -> None:
    outcomes = {one.outcome for stored in judged.evaluations.values() for one in stored.decision.judgements}
    assert outcomes >= {"pass", "fail", "error", "not-applicable"}
    failed = {
        one.standard
        for stored in judged.evaluations.values()
        for one in stored.decision.judgements
        if one.outcome == "fail"
    }
    assert failed >= {"complexity", "tests", "docs", "commits", "licence", "pattern"}
    conclusions = {stored.decision.standards_conclusion for stored in judged.evaluations.values()}
    assert conclusions == {"success", "failure"}
