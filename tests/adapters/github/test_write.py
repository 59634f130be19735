"""Effects on GitHub: what is there already is changed rather than repeated, whatever an answer does on its way."""

from typing import Any

import pytest

from homebot.adapters.github.client import Client
from homebot.adapters.github.outcomes import CallFailed, Denied, Gone, Later, Refused
from homebot.adapters.github.read import read_conversation
from homebot.adapters.github.write import Applied, apply, find_replies
from homebot.core.effects import Effect, WantCheck, WantComment, WantReaction, WantReply, WantReviewers
from homebot.core.facts import Observed, PullId
from homebot.core.findings import Finding
from homebot.core.own import OwnCheck, OwnComment
from tests.adapters.github.company import Company
from tests.adapters.github.wire import Reply, Seen, Wire

PULL = PullId("acme", "ledgerd", 7)
MARKER = "<!-- homebot:comment -->"
REPLY_MARKER = "<!-- homebot:reply:9 -->"
HEAD = "b" * 40
COMMENT = WantComment(MARKER, f"{MARKER}\nhello")
REPLY = WantReply(REPLY_MARKER, f"{REPLY_MARKER}\nyes")


def check(annotations: int = 0, conclusion: Any = "failure", digest: str = "v1:d", head: str = HEAD) -> WantCheck:
    """A concluded check run with so many annotations."""
    found = tuple(Finding(f"finding {number}", "mend it", "a.py", number + 1) for number in range(annotations))
    return WantCheck("homebot: standards", head, "completed", conclusion, "T", "S", digest, found)


def until_done(company: Company, pull: PullId, effect: Effect) -> list[Applied]:
    """What the worker does: apply; after an answer that was lost look again and, where it differs, apply again."""
    done = []
    with company.github().job(pull.repository) as client:
        for _ in range(5):
            observed = read_conversation(client, pull, (), company.credentials.app_id).observed
            try:
                done.append(apply(client, pull, effect, observed))
            except Later:
                continue
            return done
    raise AssertionError("GitHub never answered")


@pytest.mark.parametrize("kind", ["status", "reset", "truncate"])
@pytest.mark.parametrize("after", [False, True], ids=["before it took place", "after it took place"])
@pytest.mark.parametrize(
    ("effect", "path"), [(COMMENT, "/comments$"), (REPLY, "/comments$")], ids=["the comment", "a reply"]
)
def test_a_lost_answer_doubles_no_comment(effect: Effect, path: str, after: bool, kind: str, company: Company) -> None:
    pull = company.pull()
    company.box.faults({"kind": kind, "method": "POST", "path": path, "after": after})
    until_done(company, pull, effect)
    until_done(company, pull, effect)
    bodies = [one["body"] for one in company.box.state(pull.repository, pull.number)["comments"]]
    assert len(bodies) == 1


@pytest.mark.parametrize("annotations", [0, 120])
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_lost_answer_leaves_the_newest_check_whole(annotations: int, method: str, company: Company) -> None:
    """A run whose annotations are incomplete is followed by one that has all."""
    pull = company.pull()
    head = company.box.state(pull.repository, pull.number)["head"]
    company.box.faults({"kind": "status", "method": method, "path": "/check-runs", "after": True})
    until_done(company, pull, check(annotations, head=head, digest="v1:d+" if annotations else "v1:d"))
    runs = company.box.state(pull.repository, pull.number)["checks"]
    newest = max(runs, key=lambda run: run["id"])
    assert (newest["external_id"].rstrip("+"), newest["conclusion"]) == ("v1:d", "failure")
    assert len(newest["annotations"]) == annotations
    assert len({one["start_line"] for one in newest["annotations"]}) == annotations


@pytest.mark.parametrize(("annotations", "sizes"), [(0, [0]), (1, [1]), (50, [50]), (51, [50, 1]), (120, [50, 50, 20])])
def test_annotations_come_fifty_at_a_time(annotations: int, sizes: list[int], wire: Wire, client: Client) -> None:
    wire.on("POST", "/repos/acme/ledgerd/check-runs", Reply(201, {"id": 3, "node_id": "CR_3"}))
    wire.on("PATCH", "/repos/acme/ledgerd/check-runs/3", Reply(200, {"id": 3}))
    applied = apply(client, PULL, check(annotations), Observed())
    bodies = [one.body for one in wire.seen if "check-runs" in one.path]
    assert applied == Applied("check", f"homebot: standards@{HEAD}", 3, "CR_3", "v1:d")
    assert [len(body["output"]["annotations"]) for body in bodies] == sizes
    assert [body["external_id"] for body in bodies] == ["incomplete"] * (len(sizes) - 1) + ["v1:d"]
    assert all(body["conclusion"] == "failure" and body["output"]["summary"] == "S" for body in bodies)


@pytest.mark.parametrize(
    ("before", "annotations", "methods"),
    [
        pytest.param(None, 0, ["POST"], id="first"),
        pytest.param(("in_progress", None, "v1:x"), 0, ["PATCH"], id="running"),
        pytest.param(("completed", "success", "v1:x"), 0, ["PATCH"], id="was good"),
        pytest.param(("completed", "success", "v1:x+"), 0, ["POST"], id="was good with notices"),
        pytest.param(("completed", "failure", "v1:x+"), 0, ["POST"], id="had findings"),
        pytest.param(("completed", "success", "v1:x"), 2, ["POST"], id="has findings now"),
        pytest.param(("in_progress", None, "v1:x"), 60, ["POST", "PATCH"], id="has many now"),
    ],
)
def test_a_run_is_changed_in_place_as_long_as_it_has_no_annotations(
    before: tuple[str, str | None, str] | None, annotations: int, methods: list[str], wire: Wire, client: Client
) -> None:
    wire.on("POST", "/repos/acme/ledgerd/check-runs", Reply(201, {"id": 8}))
    wire.on("PATCH", r"/repos/acme/ledgerd/check-runs/\d+", Reply(200, {"id": 8}))
    older = OwnCheck(2, "homebot: standards", "completed", "success", "v1:older")
    other = OwnCheck(9, "homebot: review", "in_progress", None, "v1:other")
    runs = (OwnCheck(3, "homebot: standards", *before), older, other) if before else (other,)
    apply(client, PULL, check(annotations), Observed(checks=runs))
    made = [one for one in wire.calls() if "check-runs" in one]
    assert [one.split()[0] for one in made] == methods
    assert before is None or methods[0] == "POST" or made[0].endswith("/3")


def test_a_verdict_stands_even_where_an_annotation_is_refused(wire: Wire, client: Client) -> None:
    def strict(seen: Seen) -> Reply:
        bad = seen.body["output"]["annotations"]
        return Reply(422, {"message": "Invalid request."}) if bad else Reply(201, {"id": 3})

    wire.on("POST", "/repos/acme/ledgerd/check-runs", strict)
    assert apply(client, PULL, check(2), Observed()).github_id == 3


def test_a_check_that_is_refused_is_refused_once(wire: Wire, client: Client) -> None:
    wire.on("POST", "/repos/acme/ledgerd/check-runs", Reply(422, {"message": "No commit found for SHA"}))
    with pytest.raises(Refused, match="No commit found"):
        apply(client, PULL, check(), Observed())
    assert len(wire.calls("/repos/.*")) == 1


def test_an_annotation_is_as_github_takes_it(company: Company) -> None:
    """Lines in order, a message within 64 KiB, a name that is no path."""
    pull = company.pull()
    head = company.box.state(pull.repository, pull.number)["head"]
    findings = (
        Finding("m" * 70_000, "", "a.py", 9, 3),
        Finding("message", "fix", "line\nbreak\\xff.py", 2, 4, level="failure"),
        Finding("whole file", "", "a.py"),
    )
    effect = WantCheck("homebot: standards", head, "completed", "failure", "T", "S", "v1:d+", findings)
    until_done(company, pull, effect)
    (run,) = company.box.state(pull.repository, pull.number)["checks"]
    lines = [(one["start_line"], one["end_line"], one["annotation_level"]) for one in run["annotations"]]
    assert lines == [(9, 9, "warning"), (2, 4, "failure"), (1, 1, "warning")]
    assert run["annotations"][1]["message"] == "message\nfix"


def test_the_comment_is_edited_in_place_and_its_doubles_deleted(company: Company) -> None:
    pull = company.pull()
    with company.github().job(pull.repository) as client:
        ids = [apply(client, pull, WantComment(MARKER, f"{MARKER}\n{word}"), Observed()).github_id for word in "abc"]
    (applied,) = until_done(company, pull, COMMENT)
    left = company.box.state(pull.repository, pull.number)["comments"]
    assert applied.github_id == ids[0]
    assert [(one["id"], one["body"]) for one in left] == [(ids[0], COMMENT.body)]


def test_a_comment_that_reads_so_already_is_left_alone(wire: Wire, client: Client) -> None:
    stands = Observed(comments=(OwnComment(5, "IC_5", COMMENT.body),), replies=(OwnComment(6, "IC_6", REPLY.body),))
    assert apply(client, PULL, COMMENT, stands) == Applied("comment", MARKER, 5, "IC_5")
    assert apply(client, PULL, REPLY, stands) == Applied("reply", REPLY_MARKER, 6, "IC_6")
    assert wire.calls("/repos/.*") == []


def test_a_comment_that_somebody_deleted_meanwhile_is_written_anew(wire: Wire, client: Client) -> None:
    wire.on("POST", "/repos/acme/ledgerd/issues/7/comments", Reply(201, {"id": 8, "node_id": "IC_8"}))
    stood = Observed(comments=(OwnComment(5, "IC_5", "old"), OwnComment(6, "IC_6", "double")))
    assert apply(client, PULL, COMMENT, stood) == Applied("comment", MARKER, 8, "IC_8")


@pytest.mark.parametrize("answer", [None, {}, [], {"id": "five"}])
def test_an_answer_without_an_id_means_look_again(answer: Any, wire: Wire, client: Client) -> None:
    wire.on("POST", "/repos/.*", Reply(201, answer))
    for effect in (COMMENT, REPLY, check()):
        with pytest.raises(Later):
            apply(client, PULL, effect, Observed())


def test_one_person_whom_github_does_not_take_costs_nobody_else_the_request(company: Company) -> None:
    pull = company.pull()
    (applied,) = until_done(company, pull, WantReviewers(("alice", "zoe", "bob", "carol")))
    assert applied.dropped == ("zoe", "carol")
    assert company.box.state(pull.repository, pull.number)["requested"] == ["alice", "bob"]


def test_the_only_person_whom_github_does_not_take_is_asked_for_once(wire: Wire, client: Client) -> None:
    wire.on("POST", "/repos/acme/ledgerd/pulls/7/requested_reviewers", Reply(422, {"message": "not a collaborator"}))
    assert apply(client, PULL, WantReviewers(("zoe",)), Observed()).dropped == ("zoe",)
    assert len(wire.calls("/repos/.*")) == 1


def test_requests_are_taken_back_and_made(company: Company) -> None:
    pull = company.pull()
    until_done(company, pull, WantReviewers(("alice",)))
    (applied,) = until_done(company, pull, WantReviewers(("bob",), ("alice",)))
    assert applied == Applied("reviewers", "reviewers")
    assert company.box.state(pull.repository, pull.number)["requested"] == ["bob"]


def test_a_request_that_cannot_be_taken_back_holds_no_other_up(wire: Wire, client: Client) -> None:
    path = "/repos/acme/ledgerd/pulls/7/requested_reviewers"
    wire.on("DELETE", path, Reply(422, {"message": "zoe is not a collaborator"}))
    wire.on("POST", path, Reply(201, {}))
    apply(client, PULL, WantReviewers(("bob",), ("zoe",)), Observed())
    assert wire.bodies("POST", path) == [{"reviewers": ["bob"]}]


def test_a_reaction_can_be_repeated_and_its_comment_be_gone(company: Company) -> None:
    pull = company.pull()
    said = company.carol.comment(pull.repository, pull.number, "/homebot why")
    for comment_id in (said, said, 999_999_999):
        until_done(company, pull, WantReaction(comment_id, "eyes"))
    (comment,) = company.box.state(pull.repository, pull.number)["comments"]
    assert comment["reactions"] == ["eyes"]


@pytest.mark.parametrize(
    ("reply", "meaning"),
    [
        (Reply(403, {"message": "Resource not accessible by integration"}), Denied),
        (Reply(404, {"message": "Not Found"}), Gone),
        (Reply(502, {}), Later),
    ],
    ids=["denied", "gone", "later"],
)
@pytest.mark.parametrize(
    "effect",
    [COMMENT, REPLY, check(3), WantReviewers(("alice", "bob")), WantReviewers((), ("bob",))],
    ids=["comment", "reply", "check", "ask", "take back"],
)
def test_a_failure_keeps_its_meaning(
    effect: Effect, reply: Reply, meaning: type[CallFailed], wire: Wire, client: Client
) -> None:
    for method in ("POST", "PATCH", "DELETE"):
        wire.on(method, "/repos/.*", reply)
    with pytest.raises(meaning):
        apply(client, PULL, effect, Observed())
    assert len(wire.calls("/repos/.*")) == 1


def test_replies_on_an_issue_are_known_by_author_and_marker(company: Company) -> None:
    repository = company.repository()
    issue = PullId("acme", repository.partition("/")[2], company.alice.open_issue(repository, "A question"))
    company.mallory.comment(repository, issue.number, REPLY.body)
    with company.github().job(repository) as client:
        assert find_replies(client, issue, "2026-11-23T00:00:00Z") == ()
        wrote = apply(client, issue, REPLY, Observed())
        apply(client, issue, WantComment(MARKER, f"{MARKER} no reply"), Observed())
        found = find_replies(client, issue, "2026-11-23T00:00:00Z")
    assert [(one.id, one.body) for one in found] == [(wrote.github_id, REPLY.body)]


def test_replies_are_sought_on_all_pages_and_from_before_a_clock_that_is_ahead(wire: Wire, client: Client) -> None:
    path = "/repos/acme/ledgerd/issues/7/comments"
    mine = {"id": 1, "node_id": "IC_1", "body": REPLY.body, "user": {"login": "homebot[bot]"}}
    others = [{**mine, "user": None}, {**mine, "body": None}, {**mine, "user": {"login": "translator[bot]"}}]
    following = {"Link": f'<{wire.url}{path}?page=2>; rel="next", <{wire.url}{path}?page=9>; rel="last"'}
    wire.on("GET", path, Reply(200, others, following), Reply(200, [{**mine, "id": 2}]))
    assert [one.id for one in find_replies(client, PULL, "2026-11-23T07:00:00Z")] == [2]
    first, second = [one.query for one in wire.seen if one.path == path]
    assert first == {"since": "2026-11-23T06:50:00Z", "per_page": "100"}
    assert second == {"page": "2"}
