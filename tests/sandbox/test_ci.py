"""What CI says of a commit: check runs of other Apps and commit statuses, over both APIs and as webhooks."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.conftest import REPOSITORY, Company, Listener

ROLLUP = """
query($oid: GitObjectID!, $after: String) {
  repository(owner: "acme", name: "ledgerd") { object(oid: $oid) { ...on Commit { statusCheckRollup {
    state
    contexts(first: 2, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        __typename
        ...on CheckRun { name conclusion checkSuite { app { slug } workflowRun { event workflow { name } } } }
        ...on StatusContext { context state }
      }
    }
  } } } }
}
"""


@pytest.fixture
def head(acme: Company, request: pytest.FixtureRequest) -> str:
    number = acme.pull(request.node.name.replace("[", "-").rstrip("]"))
    return str(acme.box.state(REPOSITORY, number)["head"])


def rollup(acme: Company, oid: str, **more: Any) -> Any:
    found = acme.query(ROLLUP, oid=oid, **more)
    assert "errors" not in found, found
    return found["data"]["repository"]["object"]["statusCheckRollup"]


def test_a_commit_nobody_speaks_of_has_no_rollup(acme: Company, head: str) -> None:
    assert rollup(acme, head) is None


def test_all_that_is_said_of_a_commit_in_pages(acme: Company, head: str) -> None:
    acme.box.ci(REPOSITORY, head, "test", "failure")
    acme.box.ci(REPOSITORY, head, "test", "success", workflow="Nightly", event="schedule")
    acme.box.ci(REPOSITORY, head, "buildkite/lint", "success", app="buildkite")
    acme.bob.status(REPOSITORY, head, "jenkins", "failure")
    acme.bob.status(REPOSITORY, head, "jenkins", "success")
    first = rollup(acme, head)
    assert (first["state"], first["contexts"]["totalCount"]) == ("FAILURE", 4)
    after = first["contexts"]["pageInfo"]["endCursor"]
    nodes = first["contexts"]["nodes"] + rollup(acme, head, after=after)["contexts"]["nodes"]
    runs = {
        (node["name"], node["checkSuite"]["app"]["slug"], (node["checkSuite"]["workflowRun"] or {}).get("event"))
        for node in nodes
        if node["__typename"] == "CheckRun"
    }
    assert runs == {
        ("test", "github-actions", "pull_request"),
        ("test", "github-actions", "schedule"),
        ("buildkite/lint", "buildkite", None),
    }
    assert [node for node in nodes if node["__typename"] == "StatusContext"] == [
        {"__typename": "StatusContext", "context": "jenkins", "state": "SUCCESS"}
    ]


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ((), "pending"),
        (("success",), "success"),
        (("success", "pending"), "pending"),
        (("error", "success"), "failure"),
    ],
)
def test_statuses_over_rest(acme: Company, head: str, states: tuple[str, ...], state: str) -> None:
    for number, one in enumerate(states):
        acme.alice.status(REPOSITORY, head, f"context {number}", one)
    combined = acme.send("GET", f"/repos/{REPOSITORY}/commits/{head}/status").json()
    assert (combined["state"], combined["total_count"]) == (state, len(states))
    listed = acme.send("GET", f"/repos/{REPOSITORY}/commits/{head}/statuses").json()
    assert [one["state"] for one in listed] == list(reversed(states))
    assert {one["creator"]["login"] for one in listed} <= {"alice"}


@pytest.mark.parametrize(
    "body", [{"state": "fine"}, {"state": "success", "description": "x" * 141}, {}], ids=["state", "long", "none"]
)
def test_a_status_github_refuses(acme: Company, head: str, body: dict[str, Any]) -> None:
    assert acme.send("POST", f"/repos/{REPOSITORY}/statuses/{head}", body).status_code == 422


def test_a_status_of_no_commit_is_refused(acme: Company) -> None:
    assert acme.send("POST", f"/repos/{REPOSITORY}/statuses/{'0' * 40}", {"state": "success"}).status_code == 422


def test_the_app_hears_what_ci_says(acme: Company, head: str, told: Callable[[], Listener]) -> None:
    acme.box.ci(REPOSITORY, head, "test")
    acme.box.ci(REPOSITORY, head, "test", "failure")
    acme.bob.status(REPOSITORY, head, "jenkins", "pending")
    heard = told()
    [completed] = heard.of("check_run", "completed")
    assert len(heard.of("check_run", "created")) == len(heard.of("check_suite", "completed")) == 1
    run = completed.payload["check_run"]
    assert (run["name"], run["head_sha"], run["conclusion"], run["app"]["slug"]) == (
        "test", head, "failure", "github-actions",
    )  # fmt: skip
    assert [pull["head"]["sha"] for pull in run["pull_requests"]] == [head]
    [status] = heard.of("status")
    assert (status.payload["context"], status.payload["state"], status.payload["sha"]) == ("jenkins", "pending", head)


def test_a_workflow_that_starts_anew_has_a_suite_of_its_own(acme: Company, head: str) -> None:
    acme.box.ci(REPOSITORY, head, "test", "failure")
    acme.box.ci(REPOSITORY, head, "test", "success", anew=True)
    assert [node["conclusion"] for node in rollup(acme, head)["contexts"]["nodes"]] == ["FAILURE", "SUCCESS"]
