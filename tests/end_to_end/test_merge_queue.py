"""The merge queue, through HTTP only: both checks on a group's commit, and what becomes of the group by them."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from homebot.sandbox.box import Refused
from tests.end_to_end.serving import (
    PATIENCE_SECONDS,
    REPOSITORY,
    REVIEW,
    STANDARDS,
    Served,
    checks,
    complete,
    serving,
)

GREEN = {STANDARDS: ("completed", "success"), REVIEW: ("completed", "success")}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("queue")) as found:
        found.reconciled()
        found.box.control("merge-queue", repository=REPOSITORY, required=[STANDARDS, REVIEW])
        yield found


@pytest.fixture(autouse=True)
def settings(served: Served) -> Iterator[None]:
    """The queue demands both checks of each pull request, and homebot may see it; nobody is left in it."""
    yield
    both = [STANDARDS, REVIEW]
    served.box.control("merge-queue", repository=REPOSITORY, strategy="ALLGREEN", hidden=False, required=both)
    for number in list(served.box.queue(REPOSITORY)):
        served.people["carol"].edit_pull(REPOSITORY, number, state="closed")


def opened(served: Served, branch: str) -> int:
    """An away pull request that waits for its review."""
    number = served.away_pull(branch)
    served.until(number, complete)
    return number


def approved(served: Served, branch: str) -> int:
    """An away pull request of which both checks are green."""
    number = opened(served, branch)
    served.people["bob"].review(REPOSITORY, number)
    served.until(number, lambda now: checks(now) == GREEN)
    return number


def groups(served: Served, action: str, number: int) -> list[dict[str, Any]]:
    """The payloads that told of a pull request's own groups."""
    sent = [one["payload"] for one in served.box.control("deliveries")["deliveries"] if one["event"] == "merge_group"]
    mine = [one for one in sent if f"/pr-{number}-" in one["merge_group"]["head_ref"]]
    return [one for one in mine if one["action"] == action]


def when(served: Served, holds: Callable[[], Any]) -> Any:
    """What holds, once it does."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not (found := holds()):
        assert time.monotonic() < ends, "it never held"
        time.sleep(0.05)
    return found


def at(served: Served, sha: str) -> dict[str, Any]:
    """The newest run of each name at a commit; only runs that are completed."""
    return {run["name"]: run for run in served.box.checks(REPOSITORY, sha) if run["status"] == "completed"}


def verdicts(served: Served, sha: str) -> dict[str, tuple[str, str]]:
    """What both checks came to, once both have."""
    found = when(served, lambda: len(runs := at(served, sha)) == 2 and runs)
    return {name: (run["conclusion"], run["title"]) for name, run in found.items()}


def test_a_ready_pull_request_is_merged_by_the_queue(served: Served) -> None:
    number = approved(served, "queued")
    served.quiet()
    served.box.calls(clear=True)
    served.box.enqueue(REPOSITORY, number, by="carol")
    state = served.until(number, lambda now: now["merged"])
    runs = served.box.checks(REPOSITORY, state["merged"])
    assert sorted(run["name"] for run in runs) == [REVIEW, STANDARDS]
    assert verdicts(served, state["merged"]) == {
        STANDARDS: ("success", f"#{number}: every standard holds"), REVIEW: ("success", f"#{number}: ready"),
    }  # fmt: skip
    calls = [call for call in served.box.calls() if call["operation"] == "MergeGroup"]
    assert len(calls) == 1, "one read is enough"
    served.until(number, lambda now: "**Merged.**" in now["comments"][0]["body"])


def test_a_batch_says_which_pull_request_holds_it_up(served: Served) -> None:
    """Nobody may slip in behind others: a row of groups may be merged by its last."""
    served.box.control("merge-queue", repository=REPOSITORY, strategy="HEADGREEN")
    good, bad = approved(served, "batch-good"), opened(served, "batch-bad")
    served.box.enqueue(REPOSITORY, bad, good, by="dana", bypass=True)
    # The newest of each: GitHub delivers some things twice, and makes a group anew when its branch moves.
    first, second = (when(served, lambda n=n: groups(served, "checks_requested", n))[-1] for n in (bad, good))
    for payload in (first, second):
        found = verdicts(served, payload["merge_group"]["head_sha"])
        assert found[STANDARDS][0] == "success"
        conclusion, title = found[REVIEW]
        assert conclusion == "failure"
        assert title.startswith(f"#{bad}: waiting for ")
    served.until(good, lambda now: now["merged"])
    assert served.box.state(REPOSITORY, bad)["state"] == "open"
    assert [one["reason"] for one in groups(served, "destroyed", bad)] == ["dequeued"]


def test_the_one_behind_goes_on_without_the_one_that_failed(served: Served) -> None:
    bad, good = opened(served, "ahead-bad"), approved(served, "ahead-good")
    served.box.enqueue(REPOSITORY, bad, good, by="dana", bypass=True)
    served.until(good, lambda now: now["merged"])
    assert served.box.state(REPOSITORY, bad)["state"] == "open"
    assert "invalidated" in [one["reason"] for one in groups(served, "destroyed", good)]


def test_github_lets_nobody_in_before_both_checks_are_green(served: Served) -> None:
    number = opened(served, "early")
    with pytest.raises(Refused, match="did not pass"):
        served.box.enqueue(REPOSITORY, number, by="carol")


def standing(served: Served, branch: str) -> tuple[int, dict[str, Any]]:
    """A pull request that was not approved, and its group, which stays: the queue waits for something else."""
    number = opened(served, branch)
    served.box.control("merge-queue", repository=REPOSITORY, required=["build"])
    served.box.enqueue(REPOSITORY, number, by="dana", bypass=True)
    (payload,) = when(served, lambda: groups(served, "checks_requested", number))
    assert verdicts(served, payload["merge_group"]["head_sha"])[REVIEW][0] == "failure"
    served.quiet()
    return number, payload


def test_the_same_delivery_twenty_times_and_the_same_group_anew_change_nothing(served: Served) -> None:
    _, payload = standing(served, "twenty-groups")
    head = payload["merge_group"]["head_sha"]
    before = served.box.checks(REPOSITORY, head)
    (sent,) = [one for one in served.box.control("deliveries")["deliveries"] if one["payload"] == payload]
    body = json.dumps(payload).encode()
    for _ in range(20):
        assert served.post("merge_group", body, sent["guid"]) == 202
    for word in ("one", "two", "three"):
        assert served.post("merge_group", body, f"another-{word}") == 202
    served.quiet()
    assert served.box.checks(REPOSITORY, head) == before
    assert len(before) == 2


@pytest.mark.parametrize("after", [False, True], ids=["refused", "the answer lost"])
def test_a_write_that_went_wrong_is_looked_for_first(served: Served, after: bool) -> None:
    number = opened(served, f"lost-{after}".lower())
    served.box.control("merge-queue", repository=REPOSITORY, required=["build"])
    served.box.faults({"kind": "status", "method": "POST", "path": "/check-runs", "after": after})
    served.box.enqueue(REPOSITORY, number, by="dana", bypass=True)
    (payload,) = when(served, lambda: groups(served, "checks_requested", number))
    verdicts(served, payload["merge_group"]["head_sha"])
    served.quiet()
    assert served.box.clear_faults() == 0
    assert len(served.box.checks(REPOSITORY, payload["merge_group"]["head_sha"])) == 2


def test_what_was_said_of_a_merged_group_stays(served: Served) -> None:
    number = approved(served, "late-news")
    served.box.enqueue(REPOSITORY, number, by="carol")
    head = served.until(number, lambda now: now["merged"])["merged"]
    (payload,) = groups(served, "checks_requested", number)
    served.quiet()
    before = served.box.checks(REPOSITORY, head)
    assert served.post("merge_group", json.dumps(payload).encode(), "very-late") == 202
    served.quiet()
    assert served.box.checks(REPOSITORY, head) == before


def test_a_rerun_looks_again(served: Served) -> None:
    number, payload = standing(served, "again")
    head = payload["merge_group"]["head_sha"]
    served.people["bob"].review(REPOSITORY, number)
    served.until(number, lambda now: checks(now) == GREEN)
    run = at(served, head)[REVIEW]["id"]
    served.people["carol"].call("POST", f"/repos/{REPOSITORY}/check-runs/{run}/rerequest")
    when(served, lambda: at(served, head)[REVIEW]["conclusion"] == "success")
    assert at(served, head)[REVIEW]["title"] == f"#{number}: ready"


def test_a_pull_request_nobody_evaluated_is_evaluated_first(served: Served) -> None:
    """As after a webhook that was lost: the group wakes it, and waits."""
    served.quiet()
    served.box.control("webhook", paused=True)
    number = served.away_pull("unheard")
    served.box.idle()
    served.box.control("webhook", paused=False)
    served.box.enqueue(REPOSITORY, number, by="dana", bypass=True)
    (payload,) = when(served, lambda: groups(served, "checks_requested", number))
    found = verdicts(served, payload["merge_group"]["head_sha"])
    assert found[STANDARDS] == ("success", f"#{number}: every standard holds")
    assert found[REVIEW][0] == "failure"
    served.until(number, complete)


def test_an_approval_a_moment_before_counts(served: Served) -> None:
    number = opened(served, "just-now")
    served.people["bob"].review(REPOSITORY, number)
    served.box.enqueue(REPOSITORY, number, by="dana", bypass=True)
    served.until(number, lambda now: now["merged"])


def test_a_queue_homebot_may_not_see(served: Served) -> None:
    """A group alone on the branch is judged by the name of its branch; one on another group does not pass."""
    served.box.control("merge-queue", repository=REPOSITORY, hidden=True)
    number = approved(served, "unseen")
    served.box.enqueue(REPOSITORY, number, by="carol")
    served.until(number, lambda now: now["merged"])
    served.box.control("merge-queue", repository=REPOSITORY, strategy="HEADGREEN")
    first, second = opened(served, "unseen-first"), approved(served, "unseen-second")
    served.box.enqueue(REPOSITORY, first, second, by="dana", bypass=True)
    (payload,) = when(served, lambda: groups(served, "checks_requested", second))
    conclusion, title = verdicts(served, payload["merge_group"]["head_sha"])[REVIEW]
    assert (conclusion, title[:40]) == ("failure", "GitHub does not show homebot the queue, "[:40])


def test_a_group_that_is_no_more_gets_no_checks(served: Served) -> None:
    head = "d" * 40
    about = {"head_sha": head, "head_ref": f"refs/heads/gh-readonly-queue/main/pr-1-{head}", "base_sha": head,
             "base_ref": "refs/heads/main"}  # fmt: skip
    where = {"repository": {"full_name": REPOSITORY}, "sender": {"login": "carol", "type": "User"}}
    served.quiet()
    served.box.calls(clear=True)
    body = json.dumps({"action": "destroyed", "reason": "dequeued", "merge_group": about, **where}).encode()
    assert served.post("merge_group", body, "destroyed-long-ago") == 202
    elsewhere = {**where, "repository": {"full_name": "acme/without-services"}}
    body = json.dumps({"action": "checks_requested", "merge_group": about, **elsewhere}).encode()
    assert served.post("merge_group", body, "of-no-service") == 202
    served.quiet()
    assert [call for call in served.box.calls() if call["operation"] == "MergeGroup"] == []
