"""A configuration in a repository: followed on push, never replaced by a broken one, there while GitHub is down."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from homebot.cli.demo import company
from tests.end_to_end.serving import (
    PATIENCE_SECONDS,
    REPOSITORY,
    STANDARDS,
    Served,
    alive,
    checks,
    comments,
    complete,
    serving,
)
from tests.nursery import nursery

GOVERNANCE = "acme/governance"
SOURCE = f"github:{GOVERNANCE}/config"
OBSERVED = company.SERVICES.replace(
    "mode: enforce\n    profile: python-service", "mode: observe\n    profile: python-service"
)

FILES = {
    "README.md": "# Who owns what\n",
    "config/org.yaml": company.ORG,
    "config/services.yaml": OBSERVED,
    "config/standards.yaml": company.STANDARDS,
    "config/homebot.yaml": "version: 1\nreviewer_limit: 100\n",
}
BROKEN = company.SERVICES.replace("repository: acme/ledgerd", "repositry: acme/ledgerd")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("remote")
    with serving(folder, repositories={"governance": FILES}, HOMEBOT_CONFIG=SOURCE) as found:
        yield found


def push(served: Served, text: str) -> str:
    """Everything that follows from a push is done."""
    sha = served.box.commit(GOVERNANCE, "main", {"config/services.yaml": text}, "dana")
    served.quiet()
    return sha


def shown(served: Served, sha: str) -> list[dict[str, object]]:
    """The check runs of a commit."""
    path = f"/repos/{GOVERNANCE}/commits/{sha}/check-runs"
    return list(served.people["dana"].call("GET", path)["check_runs"])


def problems(served: Served) -> int:
    return int(requests.get(f"{served.url}/readyz", timeout=60).json()["configuration_problems"])


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < ends, "it never held"
        time.sleep(0.2)


def test_a_push_takes_effect_at_the_next_evaluation_and_a_broken_one_never(served: Served) -> None:
    first = served.away_pull("first")
    state = served.until(first, lambda now: comments(now) and len(checks(now)) == 2)
    assert checks(state)[STANDARDS] == ("completed", "neutral")

    good = push(served, company.SERVICES)
    second = served.away_pull("second")
    state = served.until(second, complete)
    assert checks(state)[STANDARDS] == ("completed", "success")
    [run] = shown(served, good)
    assert (run["name"], run["conclusion"]) == ("homebot: configuration", "success")
    assert problems(served) == 0

    broken = push(served, BROKEN)
    third = served.away_pull("third")
    state = served.until(third, complete)
    assert checks(state)[STANDARDS] == ("completed", "success")
    [run] = shown(served, broken)
    output = run["output"]
    assert isinstance(output, dict)
    assert run["conclusion"] == "failure"
    assert output["title"] == "2 problems; the last good one stays in force"
    assert "acme/governance:config/services.yaml:5:5" in output["summary"]
    assert output["annotations_count"] == 2
    until(lambda: problems(served) == 2)
    assert "homebot_configuration_problems 2.0" in requests.get(f"{served.url}/metrics", timeout=60).text

    push(served, company.SERVICES)
    until(lambda: problems(served) == 0)


def test_pushes_elsewhere_cost_nothing(served: Served) -> None:
    served.reconciled()
    served.quiet()
    served.box.calls(clear=True)
    served.box.commit(GOVERNANCE, "topic", {"config/services.yaml": "broken"}, "dana")
    served.box.commit(REPOSITORY, "topic", {"README.md": "# more\n"}, "alice")
    served.quiet()
    assert [call for call in served.box.calls() if GOVERNANCE in call["path"] or call.get("operation")] == []


def test_a_push_that_was_missed_is_found_by_reconciliation(served: Served) -> None:
    served.box.control("webhook", paused=True)
    push(served, BROKEN)
    assert served.run("reconcile").returncode == 0
    until(lambda: problems(served) == 2)
    push(served, company.SERVICES)
    served.box.control("webhook", paused=False)
    assert served.run("reconcile").returncode == 0
    until(lambda: problems(served) == 0)


def test_git_away_at_a_push_only_delays_it(served: Served) -> None:
    served.box.faults({"kind": "git", "how": "status", "status": 503, "times": 1, "path": ".*governance.*"})
    sha = served.box.commit(GOVERNANCE, "main", {"config/homebot.yaml": "version: 1\nreviewer_limit: 99\n"}, "dana")
    until(lambda: [run["conclusion"] for run in shown(served, sha)] == ["success"])


def test_commands_read_it_too(served: Served) -> None:
    good = served.run("config", "check")
    assert (good.returncode, good.stdout) == (
        0,
        "configuration is good: 3 entities, 3 teams, 3 services, 2 profiles, 0 successions\n",
    )
    owners = served.run("owners", "ledger/close.py", "--repository", REPOSITORY)
    assert "said at    acme/governance:config/services.yaml:3:3" in owners.stdout
    elsewhere = served.run("config", "check", "github:acme/governance")
    assert elsewhere.returncode == 2
    assert "acme/governance:org.yaml:1:1: the file is missing" in elsewhere.stderr
    nowhere = served.run("config", "check", "github:acme/nowhere")
    assert nowhere.returncode == 2
    assert "github:acme/nowhere cannot be read: GitHub shows homebot no such repository" in nowhere.stderr
    assert len(nowhere.stderr.splitlines()) == 1
    wrong = served.run("config", "check", "github:acme")
    assert (wrong.returncode, "write github:OWNER/REPO[/FOLDER]" in wrong.stderr) == (2, True)


def test_homebot_starts_with_the_last_good_one_while_github_is_down(tmp_path: Path) -> None:
    with serving(tmp_path, repositories={"governance": FILES}, HOMEBOT_CONFIG=SOURCE) as served:
        push(served, company.SERVICES.replace("acme/player", "acme/players"))
        push(served, BROKEN)
        environment = served.environment
    # The stand-in has ended: nobody answers at GitHub's address any more.
    done = nursery().run(["reconcile"], {**os.environ, **environment})
    assert done.returncode == 3
    assert "acme/players" in done.stderr
    with alive(environment, tmp_path / "again.log") as url:
        ready = requests.get(f"{url}/readyz", timeout=60)
        assert (ready.status_code, ready.json()["configuration_problems"]) == (200, 2)

    (tmp_path / "elsewhere").mkdir()
    elsewhere = {**os.environ, **environment, "HOMEBOT_STATE_DIR": str(tmp_path / "elsewhere")}
    nothing = nursery().run(["reconcile"], elsewhere)
    assert nothing.returncode == 3
    last = nothing.stderr.splitlines()[-1]
    assert "github:acme/governance/config cannot be read" in last
    assert "no earlier configuration is known" in last
