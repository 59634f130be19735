"""What CI says of a commit, in one answer with the conversation or page by page."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homebot.adapters.github.ci import PAGES, named, read_contexts
from homebot.adapters.github.client import Client
from homebot.adapters.github.read import read_conversation
from homebot.core.facts import Conversation, PullId
from homebot.core.found import Context
from tests.adapters.github.company import Company
from tests.adapters.github.test_read import HEAD, PULL, answer, places
from tests.adapters.github.wire import Reply, Seen, Wire

NAMES = frozenset({"test", "jenkins"})


def run(name: str = "test", conclusion: str | None = "SUCCESS", started: str = "1", **suite: Any) -> dict[str, Any]:
    workflow = {"event": suite.get("event", "push"), "workflow": {"name": suite.get("workflow", "CI")}}
    return {
        "__typename": "CheckRun", "name": name, "status": "COMPLETED" if conclusion else "IN_PROGRESS",
        "conclusion": conclusion, "startedAt": f"2026-11-23T07:0{started}:00Z",
        "checkSuite": {"app": {"slug": suite.get("app", "github-actions")}, "workflowRun": workflow},
    }  # fmt: skip


def status(context: str = "jenkins", state: str = "SUCCESS") -> dict[str, Any]:
    return {"__typename": "StatusContext", "context": context, "state": state}


def rolled_up(*nodes: dict[str, Any] | None, after: str = "", oid: str = HEAD) -> dict[str, Any]:
    page = {"nodes": list(nodes), "pageInfo": {"hasNextPage": bool(after), "endCursor": after}}
    return {"nodes": [{"commit": {"oid": oid, "statusCheckRollup": {"contexts": page}}}]}


def read(wire: Wire, client: Client, head: Any, names: frozenset[str] = NAMES) -> Conversation:
    wire.on_query(Reply(200, answer(head=head)))
    return read_conversation(client, PULL, (), 1, names)


def test_it_comes_with_the_conversation(company: Company) -> None:
    calls: list[tuple[str, str]] = []
    pull = company.pull()
    head = company.box.state(pull.repository, pull.number)["head"]
    company.box.ci(pull.repository, head, "test", "failure")
    company.box.ci(pull.repository, head, "test", "success", anew=True)
    company.box.ci(pull.repository, head, "lint", "failure")
    company.bob.status(pull.repository, head, "jenkins", "pending")
    with company.github(calls).job(pull.repository) as client:
        found = read_conversation(client, pull, (), company.credentials.app_id, NAMES)
        unasked = read_conversation(client, pull, (), company.credentials.app_id)
        apart, more = read_contexts(client, pull, head, NAMES)
    assert [kind for kind, _ in calls].count("read") == 3
    assert {(one.name, one.state) for one in found.contexts} == {("test", "passed"), ("jenkins", "pending")}
    assert (set(apart), more) == (set(found.contexts), False)
    assert (unasked.contexts, unasked.cut) == ((), ())


def test_a_hundred_and_more_are_read_page_by_page(company: Company) -> None:
    calls: list[tuple[str, str]] = []
    pull = company.pull()
    head = company.box.state(pull.repository, pull.number)["head"]
    for number in range(105):
        company.bob.status(pull.repository, head, f"matrix {number}", "success")
    company.bob.status(pull.repository, head, "jenkins", "failure")
    with company.github(calls).job(pull.repository) as client:
        found = read_conversation(client, pull, (), company.credentials.app_id, NAMES)
        pages = [kind for kind, _ in calls].count("read")
        base, _ = read_contexts(client, pull, head, NAMES)
    assert found.contexts == base == (Context("jenkins", "failed", "failure"),)
    assert pages == 2


def test_a_commit_that_nobody_speaks_of_or_that_is_not_there(company: Company) -> None:
    pull = company.pull()
    with company.github().job(pull.repository) as client:
        assert read_contexts(client, pull, "1" * 40, NAMES) == ((), False)
        found = read_conversation(client, pull, (), company.credentials.app_id, NAMES)
    assert found.contexts == ()


def test_pages_end_somewhere_and_it_is_said(wire: Wire, client: Client) -> None:
    endless = rolled_up(status(), after="x")["nodes"][0]["commit"]

    def page(seen: Seen) -> Reply:
        more = {"data": {"repository": {"object": endless}}}
        return Reply(200, more if "oid" in seen.body["variables"] else answer(head=rolled_up(after="x")))

    wire.on_query(page)
    found = read_conversation(client, PULL, (), 1, NAMES)
    assert found.cut == ("checks",)
    assert found.contexts == (Context("jenkins", "passed", "success"),)
    assert len(wire.calls("/api/graphql")) == PAGES


def test_an_older_last_commit_says_nothing_of_the_head(wire: Wire, client: Client) -> None:
    assert read(wire, client, rolled_up(run(), oid="c" * 40)).contexts == ()


@pytest.mark.parametrize(
    ("nodes", "states"),
    [
        ([run(conclusion="FAILURE", started="1"), run(started="2")], ["passed"]),
        ([run(started="2"), run(conclusion="FAILURE", started="1")], ["passed"]),
        ([run(conclusion=None, started="3"), run(started="2")], ["pending"]),
        ([run(conclusion="FAILURE"), run(event="pull_request")], ["failed", "passed"]),
        ([run(conclusion="FAILURE"), run(workflow="Nightly")], ["failed", "passed"]),
        ([run(conclusion="FAILURE"), run(app="buildkite")], ["failed", "passed"]),
        ([run("lint"), status("travis"), None, {"__typename": "Mystery"}], []),
        ([status(state="PENDING"), status(state="ERROR")], ["failed"]),
    ],
    ids=["again", "again, listed first", "runs again", "event", "workflow", "app", "others", "one context"],
)
def test_a_workflow_that_ran_again_replaces_itself_alone(
    nodes: list[Any], states: list[str], wire: Wire, client: Client
) -> None:
    assert [one.state for one in read(wire, client, rolled_up(*nodes)).contexts] == states


def test_a_status_and_a_run_of_one_name_stand_beside_each_other() -> None:
    assert len(named(frozenset({"test"}), [run(), status("test")])) == 2


FULL = answer(head=rolled_up(run(), status()))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(nulled=st.sets(st.sampled_from(places(FULL["data"]["repository"]["pullRequest"]["head"])), max_size=4))
def test_no_null_field_breaks_the_reading(nulled: set[tuple[Any, ...]], wire: Wire, client: Client) -> None:
    given_back = deepcopy(FULL)
    for place in sorted(nulled, key=len, reverse=True):
        if place:
            part: Any = given_back["data"]["repository"]["pullRequest"]["head"]
            for key in place[:-1]:
                part = part[key]
            part[place[-1]] = None
    fresh = Wire("")
    fresh.on_query(Reply(200, given_back))
    wire.take(fresh)
    found = read_conversation(client, PullId("acme", "ledgerd", 7), (), 1, NAMES)
    assert {one.name for one in found.contexts} <= NAMES
