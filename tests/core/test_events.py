"""Deliveries become events; nothing a payload holds, or lacks, raises."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.events import HANDLERS, Event, Ignored, Malformed, Unknown, parse
from homebot.core.facts import PullId

REPOSITORY = {"full_name": "Acme/LedgerD", "name": "LedgerD", "default_branch": "main"}
ALICE = {"login": "Alice", "type": "User"}


def payload(**parts: Any) -> dict[str, Any]:
    return {"repository": REPOSITORY, "sender": ALICE, "installation": {"id": 42}, **parts}


def comment(body: str, action: str = "created", kind: str = "User", **issue: Any) -> dict[str, Any]:
    said = {"id": 9, "body": body, "user": {"login": "Alice", "type": kind}}
    return payload(action=action, issue={"number": 7, **issue}, comment=said)


@pytest.mark.parametrize(
    ("name", "body", "lane"),
    [
        ("pull_request", payload(action="opened", pull_request={"number": 7}), "acme/ledgerd#7"),
        ("pull_request", payload(action="closed", pull_request={"number": 7}), "acme/ledgerd#7"),
        ("pull_request_review", payload(action="submitted", pull_request={"number": 7}), "acme/ledgerd#7"),
        ("issue_comment", comment("/homebot why"), "acme/ledgerd#7"),
        ("issue_comment", comment("thanks!\r\n/homebot why"), "acme/ledgerd#7"),
        ("team", payload(action="edited", organization={"login": "Acme"}), "org:acme"),
        ("ping", {"zen": "Keep it logically awesome."}, "ping"),
    ],
)
def test_what_matters_has_a_lane(name: str, body: dict[str, Any], lane: str) -> None:
    event = parse(name, body)
    assert isinstance(event, Event)
    assert event.lane == lane


def test_the_names_of_a_pull_request_are_in_lower_case() -> None:
    event = parse("pull_request", payload(action="opened", pull_request={"number": 7}))
    assert isinstance(event, Event)
    assert event.pull == PullId("acme", "ledgerd", 7)
    assert (event.sender, event.installation, event.action) == ("alice", 42, "opened")


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("pull_request", payload(action="assigned", pull_request={"number": 7}), "assigned"),
        ("issue_comment", comment("nice work"), "no command"),
        ("issue_comment", comment("please say `/homebot why`"), "no command"),
        ("issue_comment", comment("/homebot why", action="edited"), "never a command"),
        ("issue_comment", comment("/homebot why", kind="Bot"), "bots"),
        ("check_run", payload(action="created", check_run={"name": "ci"}), "to be created"),
        ("check_run", payload(action="completed", check_run={"name": "homebot: review"}), "own check"),
        ("check_suite", payload(action="completed", check_suite={"head_sha": "1"}), "completed"),
        ("check_run", payload(action="rerequested", check_run={"name": "ci"}), "somebody else"),
        ("status", payload(state="pending", context="ci", sha="1" * 40), "not finished"),
        ("push", payload(ref="refs/heads/main"), "no rule"),
    ],
)
def test_what_cannot_matter_is_ignored_with_the_reason(name: str, body: dict[str, Any], why: str) -> None:
    event = parse(name, body)
    assert isinstance(event, Ignored)
    assert why in event.reason


@pytest.mark.parametrize(
    ("name", "body", "missing"),
    [
        ("pull_request", payload(action="opened"), "pull_request.number"),
        ("pull_request", payload(action="opened", pull_request={"number": "7"}), "a number"),
        ("pull_request", {"action": "opened", "pull_request": {"number": 7}}, "repository.full_name"),
        ("pull_request", {**payload(action="opened", pull_request={"number": 7}), "repository": {"full_name": "../x"}},
         "repository.full_name"),
        ("pull_request", payload(pull_request={"number": 7}), "action"),
        ("issue_comment", {"action": "created", "comment": {"body": "/homebot why"}}, "comment.user"),
        ("team", payload(action="edited"), "organization.login"),
        ("status", payload(state="success", context="ci"), "sha"),
        ("status", payload(state="success", sha="1" * 40), "context"),
        ("check_run", payload(action="completed", check_run={"name": "ci"}), "head_sha"),
        ("pull_request", [1], "not a JSON object"),
    ],
)  # fmt: skip
def test_what_lacks_a_key_says_which(name: str, body: Any, missing: str) -> None:
    event = parse(name, body)
    assert isinstance(event, Malformed)
    assert missing in event.reason


@pytest.mark.parametrize(
    ("name", "body", "state", "word"),
    [
        ("status", {"state": "success", "context": "ci", "sha": "1" * 40}, "passed", "success"),
        ("status", {"state": "error", "context": "ci", "sha": "1" * 40}, "failed", "error"),
        ("check_run", {"name": "ci", "head_sha": "1" * 40, "conclusion": "skipped"}, "passed", "skipped"),
        ("check_run", {"name": "ci", "head_sha": "1" * 40, "conclusion": "timed_out"}, "failed", "timed_out"),
    ],
)
def test_what_ci_says_goes_to_a_lane_of_the_repository(name: str, body: dict[str, Any], state: str, word: str) -> None:
    event = parse(name, payload(**body) if name == "status" else payload(action="completed", check_run=body))
    assert isinstance(event, Event)
    assert (event.kind, event.lane, event.pull) == ("ci", "ci:acme/ledgerd", None)
    assert event.ci is not None
    assert (event.ci.oid, event.ci.context.name, event.ci.context.state, event.ci.context.said) == (
        "1" * 40, "ci", state, word,
    )  # fmt: skip


def test_a_rerun_of_our_check_wakes_its_pull_request_in_this_repository_only() -> None:
    run = {
        "name": "homebot: review",
        "pull_requests": [
            {"number": 3, "base": {"repo": {"name": "elsewhere"}}},
            {"number": 7, "base": {"repo": {"name": "LedgerD"}}},
        ],
    }
    event = parse("check_run", payload(action="rerequested", check_run=run))
    assert isinstance(event, Event)
    assert event.pull == PullId("acme", "ledgerd", 7)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("opened") | st.just("created")
    | st.just("completed"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["action", "repository", "full_name", "pull_request", "number", "comment", "user", "issue",
                             "sender", "installation", "id", "login", "type", "body", "check_run", "organization",
                             "sha", "context", "state", "head_sha", "name", "conclusion"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)  # fmt: skip


@given(st.sampled_from(sorted(HANDLERS)), JSON)
def test_no_payload_raises(name: str, body: Any) -> None:
    assert isinstance(parse(name, body), Event | Ignored | Malformed)


def test_an_event_homebot_does_not_know_is_unknown() -> None:
    assert parse("sponsorship", {}) == Unknown()
