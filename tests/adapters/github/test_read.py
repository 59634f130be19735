"""The conversation of a pull request: everything in one query, and nothing lost by a field that is null."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homebot.adapters.github.client import Client
from homebot.adapters.github.outcomes import CallFailed, Gone
from homebot.adapters.github.read import read_conversation
from homebot.adapters.github.write import apply
from homebot.core.effects import WantCheck, WantComment, WantReply
from homebot.core.facts import Conversation, Observed, PullId
from tests.adapters.github.company import Company
from tests.adapters.github.wire import Reply, Seen, Wire

PULL = PullId("acme", "ledgerd", 7)
MARKER = "<!-- homebot:comment -->"
HEAD = "b" * 40
ACTOR = {"__typename": "User", "login": "Alice"}
HELPER = {"__typename": "Bot", "login": "Helper"}
COMMIT = {"commit": {"authors": {"nodes": [{"user": ACTOR}]}, "committer": {"user": ACTOR}}}


def comment(number: int, body: str = f"{MARKER}\nhello", own: bool = True) -> dict[str, Any]:
    """A comment as the query gives it."""
    return {"id": f"IC_{number}", "fullDatabaseId": str(number), "body": body, "viewerDidAuthor": own}


def answer(**more: Any) -> dict[str, Any]:
    """A plain answer to the query; `more` replaces fields of the pull request."""
    found = {
        "id": "PR_7", "title": "T", "body": None, "state": "OPEN", "isDraft": False,
        "createdAt": "2026-11-23T06:00:00Z", "updatedAt": "2026-11-23T07:00:00Z", "author": ACTOR,
        "baseRefName": "main", "baseRefOid": "a" * 40, "headRefName": "change", "headRefOid": HEAD,
        "commits": {"totalCount": 1, "nodes": []}, "reviews": {"totalCount": 0, "nodes": []},
        "head": {"nodes": []}, "early": {"nodes": [], "pageInfo": {"hasNextPage": False}}, "recent": {"nodes": []},
        **more,
    }  # fmt: skip
    repository = {"defaultBranchRef": {"name": "main"}, "pullRequest": found}
    return {"data": {"viewer": {"login": "homebot[bot]"}, "nodes": [], "repository": repository}}


def read(wire: Wire, client: Client, **more: Any) -> Conversation:
    """The conversation, when GitHub answers this."""
    wire.on_query(Reply(200, answer(**more)))
    return read_conversation(client, PULL, (), 1)


def test_everything_of_a_pull_request_is_read_in_one_query(company: Company) -> None:
    calls: list[tuple[str, str]] = []
    pull = company.pull()
    company.carol.request_review(pull.repository, pull.number, ["alice", "bob"])
    company.carol.unrequest_review(pull.repository, pull.number, ["bob"])
    company.bob.review(pull.repository, pull.number, "REQUEST_CHANGES", "please")
    with company.github(calls).job(pull.repository) as client:
        found = read_conversation(client, pull, (), company.credentials.app_id)
    state = company.box.state(pull.repository, pull.number)
    assert [kind for kind, _ in calls].count("read") == 1
    assert (found.author, found.title, found.body, found.state) == ("carol", "A change", "Why", "open")
    assert (found.base_ref, found.head_ref, found.default_branch) == ("main", "change", "main")
    assert found.head_oid == state["head"]
    assert found.viewer == "homebot[bot]"
    assert [(one.author, one.state, one.oid) for one in found.reviews] == [("bob", "CHANGES_REQUESTED", state["head"])]
    asked = [("alice", False), ("bob", False), ("bob", True)]
    assert [(one.reviewer, one.removed) for one in found.requests] == asked
    assert {one.actor for one in found.requests} == {"carol"}
    assert found.observed.requested == ("alice",)
    assert found.cut == ()


def test_another_base_branch_is_read_with_its_time_and_is_no_request(company: Company) -> None:
    pull = company.pull()
    company.box.commit(pull.repository, "elsewhere", {"x": "1"}, "alice")
    company.carol.edit_pull(pull.repository, pull.number, base="elsewhere")
    with company.github().job(pull.repository) as client:
        found = read_conversation(client, pull, (), company.credentials.app_id)
    assert (found.base_ref, found.retargeted_at, found.requests) == ("elsewhere", found.updated_at, ())


def test_the_last_change_of_the_base_branch_counts(wire: Wire, client: Client) -> None:
    events = [{"__typename": "BaseRefChangedEvent", "createdAt": f"2026-11-23T06:{at}:00Z"} for at in (10, 40, 30)]
    asked = {"__typename": "ReviewRequestedEvent", "createdAt": "2026-11-23T06:50:00Z", "requestedReviewer": ACTOR}
    found = read(wire, client, timelineItems={"nodes": [*events, asked]})
    assert found.retargeted_at is not None
    assert (found.retargeted_at.minute, len(found.requests)) == (40, 1)


def test_a_merge_is_read(company: Company) -> None:
    pull = company.pull()
    merged = company.alice.merge(pull.repository, pull.number)
    with company.github().job(pull.repository) as client:
        found = read_conversation(client, pull, (), company.credentials.app_id)
    assert (found.state, found.merged_by, found.merge_oid) == ("merged", "alice", merged)
    assert found.merged_at is not None


def test_what_homebot_wrote_is_found_and_nothing_that_others_wrote(company: Company) -> None:
    """Somebody repeats the markers, and a later head has no check run yet."""
    pull = company.pull()
    head = company.box.state(pull.repository, pull.number)["head"]
    check = WantCheck("homebot: review", head, "in_progress", None, "T", "S", digest="v1:d")
    reply, notice = "<!-- homebot:reply:9 -->", "<!-- homebot:notice:said:D1 -->"
    for body in (MARKER, reply):
        company.mallory.comment(pull.repository, pull.number, body)
    with company.github().job(pull.repository) as client:
        for effect in (
            WantComment(MARKER, f"{MARKER}\nhello"),
            WantReply(reply, f"{reply}\nyes"),
            WantReply(notice, notice),
            check,
        ):
            apply(client, pull, effect, Observed())
        observed = read_conversation(client, pull, (), company.credentials.app_id).observed
        company.box.commit(pull.repository, "change", {"a.py": "a = 2\n"}, author="carol")
        later = read_conversation(client, pull, (), company.credentials.app_id).observed
    assert [one.body for one in observed.comments] == [f"{MARKER}\nhello"]
    assert [one.body for one in observed.replies] == [f"{reply}\nyes"]
    assert [(one.name, one.status, one.digest) for one in observed.checks] == [
        ("homebot: review", "in_progress", "v1:d")
    ]
    assert later.checks == ()


def test_the_comment_is_found_on_the_third_page_and_by_its_id_at_once(company: Company) -> None:
    calls: list[tuple[str, str]] = []
    pull = company.pull()
    for number in range(120):
        company.carol.comment(pull.repository, pull.number, f"{number}")
    with company.github(calls).job(pull.repository) as client:
        wrote = apply(client, pull, WantComment(MARKER, f"{MARKER}\nhello"), Observed())
        for number in range(50):
            company.carol.comment(pull.repository, pull.number, f"later {number}")
        calls.clear()
        without = read_conversation(client, pull, (), company.credentials.app_id).observed.comments
        pages = len(calls)
        by_id = read_conversation(client, pull, [str(wrote.node_id)], company.credentials.app_id).observed.comments
    assert [one.id for one in without] == [one.id for one in by_id] == [wrote.github_id]
    assert (pages, len(calls) - pages) == (3, 1)


def test_a_comment_that_was_deleted_is_not_there_and_harms_nothing(company: Company) -> None:
    pull = company.pull()
    with company.github().job(pull.repository) as client:
        wrote = apply(client, pull, WantComment(MARKER, f"{MARKER}\nhello"), Observed())
        client.write("delete", "DELETE", f"/repos/{pull.repository}/issues/comments/{wrote.github_id}")
        found = read_conversation(client, pull, [str(wrote.node_id)], company.credentials.app_id)
    assert found.observed.comments == ()


def test_a_known_comment_that_is_gone_is_one_null_among_the_rest(wire: Wire, client: Client) -> None:
    """As GitHub itself answers: an error with the place, and the data beside it."""
    gone = {"type": "NOT_FOUND", "path": ["nodes", 0], "message": "Could not resolve to a node"}
    given = answer(recent={"nodes": [comment(8)]})
    given["data"]["nodes"] = [None]
    wire.on_query(Reply(200, {**given, "errors": [gone]}))
    assert [one.id for one in read_conversation(client, PULL, ["IC_5"], 1).observed.comments] == [8]
    assert len(wire.calls("/api/graphql")) == 1


def test_there_is_no_such_pull_request(company: Company) -> None:
    repository = company.repository()
    with company.github().job(repository) as client, pytest.raises(Gone, match=f"no pull request {repository}#99"):
        read_conversation(client, PullId("acme", repository.partition("/")[2], 99))


def test_a_deleted_author_is_a_ghost_and_a_bot_is_called_as_elsewhere(wire: Wire, client: Client) -> None:
    reviews = [
        {"author": None, "state": "APPROVED", "submittedAt": "2026-11-23T06:30:00Z", "commit": None},
        {"author": HELPER, "state": "COMMENTED", "submittedAt": "2026-11-23T06:30:00Z"},
        {"author": ACTOR, "state": "PENDING", "submittedAt": None},
        {"author": ACTOR, "state": "PONDERED", "submittedAt": "2026-11-23T06:30:00Z"},
    ]  # fmt: skip
    bot = {"__typename": "Bot", "login": "dependabot"}
    found = read(wire, client, author=bot, mergedBy=None, reviews={"totalCount": 4, "nodes": reviews})
    assert (found.author, found.author_is_bot) == ("dependabot[bot]", True)
    assert [(one.author, one.oid) for one in found.reviews] == [("ghost", None), ("helper[bot]", None)]


def test_authors_and_committers_are_told_without_the_author_and_githubs_own_name(wire: Wire, client: Client) -> None:
    commits = [
        {
            "commit": {
                "oid": "1" * 40,
                "authors": {"nodes": [{"user": {"login": "Bob"}}, {"user": None}]},
                "committer": {"user": None},
            }
        },
        {"commit": {"oid": "2" * 40, "authors": None, "committer": {"user": {"login": "web-flow"}}}},
        {"commit": {"authors": {"nodes": [{"user": {"login": "alice"}}]}, "committer": {"user": {"login": "Zoe"}}}},
    ]
    found = read(wire, client, commits={"totalCount": 3, "nodes": commits})
    assert found.committers == ("bob", "zoe")
    assert found.commits_of_others == (("1" * 40, ("bob",)), ("", ("zoe",)))


def test_whose_address_is_whose_is_told_as_github_says_it(wire: Wire, client: Client) -> None:
    bob, web = (
        {"email": "Bob@Example.com", "user": {"login": "Bob"}},
        {"email": "noreply@x", "user": {"login": "web-flow"}},
    )
    authors = [bob, {"email": "eve@example.com", "user": None}, {"user": {"login": "zoe"}}]
    commits = [{"commit": {"authors": {"nodes": authors}, "committer": web}}] * 2
    found = read(wire, client, commits={"totalCount": 2, "nodes": commits})
    assert found.addresses == (("bob@example.com", "bob"),)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("commits", {"totalCount": 101, "nodes": []}, "commits"),
        ("reviews", {"totalCount": 101, "nodes": []}, "reviews"),
        ("labels", {"nodes": [], "pageInfo": {"hasNextPage": True}}, "labels"),
        ("reviewRequests", {"nodes": [], "pageInfo": {"hasNextPage": True}}, "reviewRequests"),
        ("timelineItems", {"nodes": [], "pageInfo": {"hasPreviousPage": True}}, "review request events"),
    ],
)
def test_a_list_that_is_cut_is_named(field: str, value: object, said: str, wire: Wire, client: Client) -> None:
    assert read(wire, client, **{field: value}).cut == (said,)


def run(**more: Any) -> dict[str, Any]:
    """A check run as the query gives it."""
    plain = {
        "databaseId": 5,
        "name": "homebot: review",
        "status": "COMPLETED",
        "conclusion": "SUCCESS",
        "externalId": "d",
    }
    return {**plain, **more}


def suites(*runs: dict[str, Any], slug: str | None = "homebot", oid: str = HEAD) -> dict[str, Any]:
    """The last commit with one suite of an App's."""
    suite = {"app": {"slug": slug} if slug else None, "standards": None, "review": {"nodes": [*runs, None]}}
    return {"nodes": [{"commit": {"oid": oid, "checkSuites": {"nodes": [suite, None]}}}]}


ADDRESS = "https://github.example/acme/ledgerd/runs/9876543210123?check_suite_focus=true"


@pytest.mark.parametrize(
    ("head", "numbers"),
    [
        pytest.param(suites(run()), [5], id="ours"),
        pytest.param(suites(run(), slug="other"), [], id="another App's"),
        pytest.param(suites(run(), slug=None), [], id="nobody's"),
        pytest.param(suites(run(), oid="c" * 40), [], id="of an older commit"),
        pytest.param(suites(run(databaseId=None, permalink=ADDRESS)), [9876543210123], id="number above 32 bits"),
        pytest.param(suites(run(databaseId=None)), [], id="without a number"),
        pytest.param({"nodes": [None]}, [], id="none"),
        pytest.param(None, [], id="hidden"),
    ],
)
def test_a_check_run_is_ours(head: object, numbers: list[int], wire: Wire, client: Client) -> None:
    assert [one.id for one in read(wire, client, head=head).observed.checks] == numbers


def test_the_oldest_of_several_comments_comes_first(wire: Wire, client: Client) -> None:
    early, recent = [comment(9), comment(5, own=False)], [comment(12), comment(9), comment(7)]
    found = read(wire, client, early={"nodes": early, "pageInfo": {"hasNextPage": True}}, recent={"nodes": recent})
    assert [one.id for one in found.observed.comments] == [7, 9, 12]
    assert len(wire.calls("/api/graphql")) == 1


def test_pages_end_somewhere(wire: Wire, client: Client) -> None:
    """Even where GitHub says that there is always one more."""
    endless = {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": "x"}}

    def page(seen: Seen) -> Reply:
        more = {"data": {"repository": {"pullRequest": {"comments": endless}}}}
        return Reply(200, more if "after" in seen.body["variables"] else answer(early=endless))

    wire.on_query(page)
    assert read_conversation(client, PULL).observed.comments == ()
    assert len(wire.calls("/api/graphql")) < 100


FULL = answer(
    mergedBy=ACTOR, mergedAt="2026-11-23T07:00:00Z", mergeCommit={"oid": "d" * 40},
    labels={"nodes": [{"name": "x"}], "pageInfo": {"hasNextPage": False}},
    commits={"totalCount": 1, "nodes": [COMMIT]},
    head=suites(run(startedAt="2026-11-23T07:00:00Z")),
    reviews={"totalCount": 1, "nodes": [{"author": ACTOR, "state": "APPROVED", "submittedAt": "2026-11-23T07:00:00Z",
                                         "commit": {"oid": HEAD}}]},
    reviewRequests={"nodes": [{"requestedReviewer": ACTOR},
                              {"requestedReviewer": {"__typename": "Team", "combinedSlug": "acme/Payments"}}],
                    "pageInfo": {"hasNextPage": False}},
    timelineItems={"nodes": [{"__typename": "ReviewRequestedEvent", "createdAt": "2026-11-23T07:00:00Z", "actor": ACTOR,
                              "requestedReviewer": ACTOR}], "pageInfo": {"hasPreviousPage": False}},
    early={"nodes": [comment(1)], "pageInfo": {"hasNextPage": False}}, recent={"nodes": [comment(2)]},
)  # fmt: skip
NEVER_NULL = ("id", "createdAt", "updatedAt", "submittedAt", "name", "status", "__typename")
"""GitHub's schema says so, of the fields without which there is nothing to read."""


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything inside that GitHub may give as null."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [place for key, part in inside for place in places(part, (*at, key))]
    return found + ([at] if at and at[-1] not in NEVER_NULL else [])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(nulled=st.sets(st.sampled_from(places(FULL["data"], ("data",))), max_size=4))
def test_no_null_field_breaks_the_reading(nulled: set[tuple[Any, ...]], wire: Wire, client: Client) -> None:
    given_back = deepcopy(FULL)
    for place in sorted(nulled, key=len, reverse=True):
        part: Any = given_back
        for key in place[:-1]:
            part = part[key]
        part[place[-1]] = None
    fresh = Wire("")
    fresh.on_query(Reply(200, given_back))
    wire.take(fresh)
    try:
        found = read_conversation(client, PULL, (), 1)
    except CallFailed:
        assert any(len(place) < 4 for place in nulled)
    else:
        assert found.pull == PULL
        assert found.author in ("alice", "ghost")


def spoken(login: str, at: str, kind: str = "User", **more: Any) -> dict[str, Any]:
    """A comment as the query gives it, with who said it when."""
    return comment(len(at), "hm", own=False) | {"createdAt": at, "author": {"__typename": kind, "login": login}} | more


def test_the_newest_comment_of_each_person_is_read_and_no_bots_or_authors(wire: Wire, client: Client) -> None:
    early = [spoken("Bob", "2026-11-23T08:00:00Z"), spoken("Alice", "2026-11-23T09:00:00Z")]
    recent = [
        spoken("bob", "2026-11-24T08:00:00Z"),
        spoken("Bea", "2026-11-24T07:00:00Z"),
        spoken("bea", "2026-11-23T07:00:00Z"),
        spoken("renovate", "2026-11-24T08:00:00Z", "Bot"),
        spoken("homebot", "2026-11-24T08:00:00Z", viewerDidAuthor=True),
        {**spoken("ghost", "2026-11-24T08:00:00Z"), "author": None},
        {**spoken("carol", "2026-11-24T08:00:00Z"), "createdAt": None},
    ]
    nodes = {"early": {"nodes": early, "pageInfo": {"hasNextPage": False}}, "recent": {"nodes": recent}}
    found = read(wire, client, **nodes).remarks
    assert [(one.author, one.at.isoformat()) for one in found] == [
        ("bea", "2026-11-24T07:00:00+00:00"),
        ("bob", "2026-11-24T08:00:00+00:00"),
    ]


def test_comments_are_read_with_the_conversation(company: Company) -> None:
    calls: list[tuple[str, str]] = []
    pull = company.pull()
    company.alice.comment(pull.repository, pull.number, "I shall look at it")
    company.carol.comment(pull.repository, pull.number, "thank you")
    with company.github(calls).job(pull.repository) as client:
        found = read_conversation(client, pull, (), company.credentials.app_id)
    assert [one.author for one in found.remarks] == ["alice"]
    assert [kind for kind, _ in calls].count("read") == 1
