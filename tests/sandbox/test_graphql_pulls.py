"""A pull request through GraphQL is the one of the REST API and of git, at every stage of its life."""

from typing import Any

from tests.sandbox.conftest import REPOSITORY, Company

PULL = """
query Pull($number: Int!) {
  viewer { login }
  repository(owner: "acme", name: "ledgerd") {
    pullRequest(number: $number) {
      title state isDraft headRefOid baseRefName
      author { __typename login }
      mergedBy { login }
      mergeCommit { oid }
      reviews(last: 10) { totalCount nodes { state author { login } commit { oid } } }
      reviewRequests(first: 10) { nodes { requestedReviewer { __typename ...on User { login } } } }
      timelineItems(last: 10, itemTypes: [REVIEW_REQUESTED_EVENT, REVIEW_REQUEST_REMOVED_EVENT]) {
        nodes {
          __typename
          ...on ReviewRequestedEvent { actor { login } requestedReviewer { ...on User { login } } }
          ...on ReviewRequestRemovedEvent { actor { login } requestedReviewer { ...on User { login } } }
        }
      }
      commits(last: 10) { nodes { commit { oid authors(first: 5) { nodes { user { login } } } } } }
    }
  }
}
"""


def pull(acme: Company, number: int) -> dict[str, Any]:
    """A pull request as GraphQL shows it."""
    answer = acme.query(PULL, number=number)
    assert "errors" not in answer
    found: dict[str, Any] = answer["data"]["repository"]["pullRequest"]
    return found


def test_a_pull_request_is_the_one_of_rest_and_git(acme: Company) -> None:
    number = acme.pull("one-world")
    shown, rest = pull(acme, number), acme.alice.call("GET", f"/repos/{REPOSITORY}/pulls/{number}")
    assert (shown["title"], shown["state"], shown["baseRefName"]) == ("Add one-world", "OPEN", "main")
    assert shown["headRefOid"] == rest["head"]["sha"] == shown["commits"]["nodes"][-1]["commit"]["oid"]
    assert shown["author"] == {"__typename": "User", "login": "alice"}
    assert shown["commits"]["nodes"][-1]["commit"]["authors"]["nodes"] == [{"user": {"login": "alice"}}]


def test_requests_and_reviews_leave_their_trace(acme: Company) -> None:
    number = acme.pull("traced")
    acme.alice.request_review(REPOSITORY, number, ["bob", "carol"])
    acme.alice.unrequest_review(REPOSITORY, number, ["carol"])
    shown = pull(acme, number)
    assert shown["reviewRequests"]["nodes"] == [{"requestedReviewer": {"__typename": "User", "login": "bob"}}]
    events = [(one["__typename"], one["requestedReviewer"]["login"]) for one in shown["timelineItems"]["nodes"]]
    assert events == [
        ("ReviewRequestedEvent", "bob"),
        ("ReviewRequestedEvent", "carol"),
        ("ReviewRequestRemovedEvent", "carol"),
    ]
    acme.bob.review(REPOSITORY, number, "APPROVE")
    shown = pull(acme, number)
    assert shown["reviewRequests"]["nodes"] == []
    assert shown["reviews"]["nodes"] == [
        {"state": "APPROVED", "author": {"login": "bob"}, "commit": {"oid": shown["headRefOid"]}}
    ]


def test_a_merge_says_who_and_what(acme: Company) -> None:
    number = acme.pull("merged-here")
    sha = acme.bob.merge(REPOSITORY, number)
    shown = pull(acme, number)
    assert (shown["state"], shown["mergedBy"], shown["mergeCommit"]) == ("MERGED", {"login": "bob"}, {"oid": sha})


def test_a_draft_and_a_closed_one(acme: Company) -> None:
    number = acme.pull("unready", draft=True)
    assert pull(acme, number)["isDraft"] is True
    acme.alice.edit_pull(REPOSITORY, number, state="closed")
    assert pull(acme, number)["state"] == "CLOSED"


def test_one_missing_thing_spoils_nothing_else(acme: Company) -> None:
    answer = acme.query('{ there: user(login: "bob") { login } gone: user(login: "nobody-at-all") { login } }')
    assert answer["data"] == {"there": {"login": "bob"}, "gone": None}
    assert [error["path"] for error in answer["errors"]] == [["gone"]]
