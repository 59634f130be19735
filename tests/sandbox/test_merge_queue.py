"""The merge queue as GitHub's: groups on real merge commits, required checks, and what is told of them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from homebot.sandbox.box import Refused
from tests.sandbox.conftest import REPOSITORY, Company, Listener

CHECK = "build"
QUEUE = """
query Queue($branch: String!) {
  repository(owner: "acme", name: "ledgerd") {
    ref(qualifiedName: "refs/heads/main") { target { oid } }
    mergeQueue(branch: $branch) {
      id url resourcePath repository { name } configuration { mergeMethod mergingStrategy }
      entries(first: 10) {
        totalCount
        nodes {
          id position state enqueuedAt jump solo enqueuer { login }
          headCommit { oid } baseCommit { oid } pullRequest { number headRefOid mergeQueueEntry { position } }
        }
      }
    }
  }
}
"""


@pytest.fixture(autouse=True)
def queue(acme: Company) -> Iterator[None]:
    """`main` is merged by a queue that demands one check; it is empty afterwards."""
    acme.box.control("merge-queue", repository=REPOSITORY, required=[CHECK], strategy="ALLGREEN", hidden=False)
    yield
    for number in list(acme.box.queue(REPOSITORY)):
        acme.alice.edit_pull(REPOSITORY, number, state="closed")
    assert acme.box.queue(REPOSITORY) == {}


def ready(acme: Company, branch: str) -> int:
    """A pull request whose required check passed."""
    number = acme.pull(branch)
    acme.box.ci(REPOSITORY, acme.box.state(REPOSITORY, number)["head"], CHECK, "success")
    return number


def groups(listener: Listener, action: str) -> list[dict[str, Any]]:
    """In the order of the pull requests: four threads send what happens at once."""
    found = [one.payload for one in listener.of("merge_group", action)]
    return sorted(found, key=lambda one: int(one["merge_group"]["head_ref"].rpartition("/pr-")[2].partition("-")[0]))


def tip(acme: Company) -> str:
    return str(acme.query(QUEUE, branch="main")["data"]["repository"]["ref"]["target"]["oid"])


def test_one_pull_request_is_merged_by_its_group(acme: Company, told: Callable[[], Listener]) -> None:
    number, before = ready(acme, "q-one"), tip(acme)
    acme.box.enqueue(REPOSITORY, number, by="alice")
    (asked,) = groups(told(), "checks_requested")
    group = asked["merge_group"]
    assert group["base_sha"] == before
    assert group["base_ref"] == "refs/heads/main"
    assert group["head_ref"] == f"refs/heads/gh-readonly-queue/main/pr-{number}-{before}"
    assert acme.box.queue(REPOSITORY) == {number: group["head_sha"]}
    assert tip(acme) == before, "it waits for its check"
    acme.box.ci(REPOSITORY, group["head_sha"], CHECK, "success", event="merge_group")
    assert acme.box.queue(REPOSITORY) == {}
    assert tip(acme) == group["head_sha"]
    assert acme.box.state(REPOSITORY, number)["state"] == "closed"
    heard = told()
    assert [one["reason"] for one in groups(heard, "destroyed")] == ["merged"]
    (closed,) = heard.of("pull_request", "closed")
    assert closed.payload["pull_request"]["merged"] is True
    assert closed.payload["pull_request"]["merge_commit_sha"] == group["head_sha"]


def test_groups_stand_on_each_other_and_are_listed(acme: Company, told: Callable[[], Listener]) -> None:
    first, second = ready(acme, "q-first"), ready(acme, "q-second")
    acme.box.enqueue(REPOSITORY, first, second, by="bob")
    one, two = groups(told(), "checks_requested")
    assert two["merge_group"]["base_sha"] == one["merge_group"]["head_sha"]
    found = acme.query(QUEUE, branch="main")["data"]["repository"]["mergeQueue"]
    assert found["configuration"] == {"mergeMethod": "MERGE", "mergingStrategy": "ALLGREEN"}
    entries = found["entries"]["nodes"]
    assert [(e["position"], e["pullRequest"]["number"], e["state"]) for e in entries] == [
        (1, first, "AWAITING_CHECKS"), (2, second, "AWAITING_CHECKS"),
    ]  # fmt: skip
    assert entries[1]["baseCommit"] == entries[0]["headCommit"] == {"oid": one["merge_group"]["head_sha"]}
    assert [e["enqueuer"]["login"] for e in entries] == ["bob", "bob"]
    assert entries[1]["pullRequest"]["mergeQueueEntry"] == {"position": 2}


def test_one_that_fails_leaves_and_the_others_are_made_anew(acme: Company, told: Callable[[], Listener]) -> None:
    first, second = ready(acme, "q-bad"), ready(acme, "q-good")
    acme.box.enqueue(REPOSITORY, first, second, by="alice")
    before = acme.box.queue(REPOSITORY)
    acme.box.ci(REPOSITORY, before[first], CHECK, "failure")
    after = acme.box.queue(REPOSITORY)
    assert list(after) == [second]
    assert after[second] != before[second]
    gone = [(one["reason"], one["merge_group"]["head_sha"]) for one in groups(told(), "destroyed")]
    assert gone == [("dequeued", before[first]), ("invalidated", before[second])]
    assert acme.box.state(REPOSITORY, first)["state"] == "open"
    (left,) = told().of("pull_request", "dequeued")
    assert left.payload["reason"] == "CI_FAILURE"


def test_a_row_is_merged_when_only_its_last_must_pass(acme: Company) -> None:
    acme.box.control("merge-queue", repository=REPOSITORY, strategy="HEADGREEN")
    first, second = ready(acme, "q-red"), ready(acme, "q-green")
    acme.box.enqueue(REPOSITORY, first, second, by="alice")
    heads = acme.box.queue(REPOSITORY)
    acme.box.ci(REPOSITORY, heads[first], CHECK, "failure")
    assert list(acme.box.queue(REPOSITORY)) == [first, second]
    acme.box.ci(REPOSITORY, heads[second], CHECK, "success")
    assert acme.box.queue(REPOSITORY) == {}
    assert tip(acme) == heads[second]
    assert acme.box.state(REPOSITORY, first)["merged"] == heads[first]


def test_a_push_to_the_base_makes_groups_anew(acme: Company) -> None:
    number = ready(acme, "q-moved")
    acme.box.enqueue(REPOSITORY, number, by="alice")
    before = acme.box.queue(REPOSITORY)
    pushed = acme.box.commit(REPOSITORY, "main", {"pushed.txt": "x\n"}, "bob")
    after = acme.box.queue(REPOSITORY)
    assert after[number] != before[number]
    (entry,) = acme.query(QUEUE, branch="main")["data"]["repository"]["mergeQueue"]["entries"]["nodes"]
    assert entry["baseCommit"] == {"oid": pushed}


@pytest.mark.parametrize("leave", ["push", "close"])
def test_one_that_changes_leaves_the_queue(acme: Company, leave: str) -> None:
    number = ready(acme, f"q-{leave}")
    acme.box.enqueue(REPOSITORY, number, by="alice")
    if leave == "push":
        acme.box.commit(REPOSITORY, "q-push", {"more.txt": "x\n"}, "alice")
    else:
        acme.alice.edit_pull(REPOSITORY, number, state="closed")
    assert acme.box.queue(REPOSITORY) == {}


def test_two_that_do_not_go_together(acme: Company, told: Callable[[], Listener]) -> None:
    numbers = []
    for branch in ("q-left", "q-right"):
        acme.box.commit(REPOSITORY, branch, {"README.md": f"{branch}\n"}, "alice")
        numbers.append(acme.alice.open_pull(REPOSITORY, branch, branch))
    acme.box.enqueue(REPOSITORY, *numbers, by="alice", bypass=True)
    assert list(acme.box.queue(REPOSITORY)) == numbers[:1]
    assert [one.payload["reason"] for one in told().of("pull_request", "dequeued")] == ["MERGE_CONFLICT"]


def test_what_is_not_ready_is_refused(acme: Company) -> None:
    number = acme.pull("q-unready")
    with pytest.raises(Refused, match="did not pass"):
        acme.box.enqueue(REPOSITORY, number, by="alice")
    acme.box.enqueue(REPOSITORY, number, by="alice", bypass=True)
    with pytest.raises(Refused, match="already"):
        acme.box.enqueue(REPOSITORY, number, by="alice", bypass=True)
    with pytest.raises(Refused, match="cannot be added"):
        acme.box.enqueue(REPOSITORY, 10_000, by="alice")


def test_an_app_without_the_permission_sees_no_queue(acme: Company) -> None:
    acme.box.control("merge-queue", repository=REPOSITORY, hidden=True)
    answer = acme.query(QUEUE, branch="main")
    assert answer["data"]["repository"]["mergeQueue"] is None
    assert [error["type"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert acme.query(QUEUE, acme.alice.token, branch="main")["data"]["repository"]["mergeQueue"] is not None


def test_a_branch_without_a_queue_has_none(acme: Company) -> None:
    assert acme.query(QUEUE, branch="elsewhere")["data"]["repository"]["mergeQueue"] is None
