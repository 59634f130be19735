"""Deliveries become events; nothing a payload holds, or lacks, raises."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.event import Event, Ignored, Malformed, Unknown
from homebot.core.events import HANDLERS, parse
from homebot.core.facts import PullId
from homebot.core.merge_groups import MergeGroup
from homebot.core.pushes import Pushed

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
        ("push", payload(ref="refs/heads/main"), "push:acme/ledgerd"),
        ("create", payload(ref="v1.2.0", ref_type="tag"), "push:acme/ledgerd"),
        ("release", payload(action="published", release={"tag_name": "v1.2.0"}), "push:acme/ledgerd"),
        ("ping", {"zen": "Keep it logically awesome."}, "ping"),
    ],
)
def test_what_matters_has_a_lane(name: str, body: dict[str, Any], lane: str) -> None:
    event = parse(name, body)
    assert isinstance(event, Event)
    assert event.lane == lane


def pushed(*commits: Any, **more: Any) -> dict[str, Any]:
    return payload(ref="refs/heads/main", forced=False, commits=list(commits), **more)


def changed(*paths: str, kind: str = "modified") -> dict[str, list[str]]:
    return {"added": [], "removed": [], "modified": [], kind: list(paths)}


@pytest.mark.parametrize(
    ("body", "speaks"),
    [
        (pushed(changed("src/a.py", "docs/guide/CODEOWNERS")), False),
        (pushed(changed("a.py"), changed(".github/CODEOWNERS")), True),
        (pushed(changed("src/pay/OWNERS", kind="removed")), True),
        (pushed(changed("OWNERS_ALIASES", kind="added")), True),
        (pushed(changed(".homebot.yml")), True),
        (pushed(changed("catalog-info.yaml")), True),
        (pushed(), True),
        (pushed(*[changed("a.py")] * 2048), True),
        (pushed(changed("a.py")) | {"forced": True}, True),
        (pushed({"added": [], "modified": []}), True),
        (payload(ref="refs/heads/main"), True),
    ],
)
def test_a_push_speaks_of_owners_where_it_names_a_file_of_theirs_or_may_not_name_all(
    body: dict[str, Any], speaks: bool
) -> None:
    event = parse("push", body)
    assert isinstance(event, Event)
    assert event.speaks_of_owners is speaks


def test_an_event_of_a_team_names_it_and_the_one_it_is_nested_in() -> None:
    team = {"slug": "Squad", "parent": {"slug": "Payments"}}
    event = parse("membership", payload(action="added", organization={"login": "Acme"}, team=team))
    assert isinstance(event, Event)
    assert event.teams == ("acme/squad", "acme/payments")
    everybody = parse("organization", payload(action="member_removed", organization={"login": "Acme"}))
    assert isinstance(everybody, Event)
    assert everybody.teams == ()


def test_what_is_said_of_a_repository_by_the_way_is_kept_where_it_can_be() -> None:
    said = {**REPOSITORY, "size": 12, "archived": False, "fork": True}
    release = payload(action="published", release={"tag_name": "v1.2.0"}) | {"repository": said}
    event = parse("release", release)
    assert isinstance(event, Event)
    assert (event.tag, event.pushed) == ("v1.2.0", Pushed(12, archived=False, fork=True))
    strange = payload(ref="refs/heads/main") | {"repository": {**REPOSITORY, "size": "large", "fork": 1}}
    event = parse("push", strange)
    assert isinstance(event, Event)
    assert (event.tag, event.pushed) == (None, Pushed())


@pytest.mark.parametrize(("said", "at"), [
    ({"created_at": "2026-11-23T09:30:07Z"}, datetime(2026, 11, 23, 9, 30, 7, tzinfo=UTC)),
    ({"created_at": "2026-11-23T09:30:07"}, None),
    ({"created_at": "soon"}, None),
    ({"created_at": 7}, None),
    ({}, None),
])  # fmt: skip
def test_a_command_was_given_when_its_comment_was_made(said: dict[str, Any], at: datetime | None) -> None:
    body = comment("/homebot why")
    event = parse("issue_comment", body | {"comment": body["comment"] | said})
    assert isinstance(event, Event)
    assert event.comment is not None
    assert event.comment.at == at


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
        ("merge_group", payload(action="created", merge_group={}), "no check"),
        ("push", payload(ref="refs/heads/topic"), "another branch"),
        ("push", payload(ref="refs/tags/main"), "another branch"),
        ("create", payload(ref="topic", ref_type="branch"), "a branch"),
        ("release", payload(action="edited", release={"tag_name": "v1.2.0"}), "release edited"),
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
        ("push", payload(), "ref"),
        ("create", payload(ref="v1"), "ref_type"),
        ("release", payload(action="published", release={"tag_name": None}), "release.tag_name"),
        ("push", {**payload(ref="refs/heads/main"), "repository": {"full_name": "a/b"}}, "default_branch"),
        ("status", payload(state="success", context="ci"), "sha"),
        ("status", payload(state="success", sha="1" * 40), "context"),
        ("check_run", payload(action="completed", check_run={"name": "ci"}), "head_sha"),
        ("merge_group", payload(action="checks_requested"), "merge_group.head_sha"),
        ("merge_group", payload(action="checks_requested", merge_group={"head_sha": "1" * 40}), "base_ref"),
        ("merge_group", payload(action="destroyed", merge_group={"head_sha": "HEAD", "base_ref": "main"}), "a commit"),
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


GITHUBS_EXAMPLE = {
    "head_sha": "2ffea6db159f6b6c47a24e778fb9ef40cf6b1c7d",
    "head_ref": "refs/heads/gh-readonly-queue/main/pr-104-929f8209d40f77f4abc622a499c93a83babdbe64",
    "base_sha": "380387fbc80638b734a49e1be1c4dfec1c01b33c",
    "base_ref": "refs/heads/main",
    "head_commit": {"id": "ec26c3e57ca3a959ca5aad62de7213c562f8c821", "message": "Merge pull request #2048 from x/y"},
}
"""From @octokit/webhooks-examples: a commit, a message and a name that do not agree."""


@pytest.mark.parametrize(("action", "destroyed"), [("checks_requested", False), ("destroyed", True)])
def test_a_merge_group_has_a_lane_of_its_own(action: str, destroyed: bool) -> None:
    event = parse("merge_group", payload(action=action, reason="merged", merge_group=GITHUBS_EXAMPLE))
    assert isinstance(event, Event)
    head, base = GITHUBS_EXAMPLE["head_sha"], GITHUBS_EXAMPLE["base_sha"]
    assert (event.kind, event.pull, event.repository) == ("group", None, "acme/ledgerd")
    assert event.lane == f"queue:acme/ledgerd@{head}"
    assert event.group == MergeGroup(head, base, "main", 104, destroyed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ref", "branch", "number"),
    [
        ("refs/heads/gh-readonly-queue/release/1.x/pr-7-" + "a" * 40, "release/1.x", 7),
        ("gh-readonly-queue/pr-9-x/pr-8-" + "a" * 40, "pr-9-x", 8),
        ("refs/heads/gh-readonly-queue/main/pr-0-" + "a" * 40, "main", None),
        ("refs/heads/gh-readonly-queue/main/pr-7", "main", None),
        ("refs/heads/my/gh-readonly-queue/main/pr-7-" + "a" * 40, "main", None),
        (None, "main", None),
    ],
)
def test_the_name_of_a_groups_branch_says_whose_it_is(ref: str | None, branch: str, number: int | None) -> None:
    about = {**GITHUBS_EXAMPLE, "head_ref": ref, "base_ref": f"refs/heads/{branch}"}
    event = parse("merge_group", payload(action="checks_requested", merge_group=about))
    assert isinstance(event, Event)
    assert event.group is not None
    assert (event.group.branch, event.group.number) == (branch, number)


@pytest.mark.parametrize("subject", ["check_run", "check_suite"])
def test_a_rerun_of_our_check_on_a_group_asks_for_the_groups_checks(subject: str) -> None:
    branch, head = "gh-readonly-queue/main/pr-7-" + "a" * 40, "b" * 40
    suite = {"head_branch": branch, "head_sha": head, "pull_requests": []}
    about = suite if subject == "check_suite" else {"name": "homebot: review", "head_sha": head, "check_suite": suite}
    event = parse(subject, payload(action="rerequested", **{subject: about}))
    assert isinstance(event, Event)
    assert event.lane == f"queue:acme/ledgerd@{head}"
    assert event.group == MergeGroup(head, "", "main", 7)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("opened") | st.just("created")
    | st.just("completed") | st.just("rerequested") | st.just("checks_requested") | st.just("1" * 40),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["action", "repository", "full_name", "pull_request", "number", "comment", "user", "issue",
                             "sender", "installation", "id", "login", "type", "body", "check_run", "organization",
                             "sha", "context", "state", "head_sha", "name", "conclusion", "merge_group", "head_ref",
                             "base_ref", "check_suite", "head_branch"]),
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
