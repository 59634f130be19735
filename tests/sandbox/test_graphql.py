"""GraphQL against GitHub's own schema: what homebot asks, and what GitHub would not answer."""

from pathlib import Path
from typing import Any

import pytest

import homebot.adapters.github
from tests.sandbox.conftest import REPOSITORY, Company

CONVERSATION = (Path(homebot.adapters.github.__path__[0]) / "conversation.graphql").read_text()
COMMENTS = """
query($number: Int!, $first: Int, $last: Int, $after: String) {
  repository(owner: "acme", name: "ledgerd") {
    pullRequest(number: $number) {
      comments(first: $first, last: $last, after: $after) {
        totalCount nodes { body viewerDidAuthor } pageInfo { hasNextPage hasPreviousPage endCursor }
      }
    }
  }
}
"""


@pytest.fixture(scope="module")
def number(acme: Company) -> int:
    return acme.pull("bounds")


def comments(acme: Company, number: int, **page: object) -> dict[str, Any]:
    answer = acme.query(COMMENTS, number=number, **page)
    found: dict[str, Any] = answer["data"]["repository"]["pullRequest"]["comments"]
    return found


def test_the_conversation_is_answered_whole(acme: Company) -> None:
    number = acme.pull("conversation", body="Why")
    acme.alice.request_review(REPOSITORY, number, ["bob", "carol"])
    acme.alice.unrequest_review(REPOSITORY, number, ["carol"])
    acme.bob.review(REPOSITORY, number, "REQUEST_CHANGES", "no")
    acme.send("POST", f"/repos/{REPOSITORY}/issues/{number}/comments", {"body": "ours"})
    head = acme.box.state(REPOSITORY, number)["head"]
    run = {"name": "homebot: review", "head_sha": head, "status": "in_progress", "external_id": "digest"}
    acme.send("POST", f"/repos/{REPOSITORY}/check-runs", run)
    asked = {"app": acme.app_id, "ci": True, "files": True}
    answer = acme.query(CONVERSATION, owner="acme", name="ledgerd", number=number, known=[], **asked)
    assert "errors" not in answer
    pull = answer["data"]["repository"]["pullRequest"]
    assert (pull["title"], pull["body"], pull["state"], pull["isDraft"]) == ("Add conversation", "Why", "OPEN", False)
    assert pull["author"] == {"__typename": "User", "login": "alice"}
    assert pull["headRefOid"] == head
    assert pull["reviews"]["nodes"][0]["state"] == "CHANGES_REQUESTED"
    assert pull["reviewRequests"]["nodes"] == []
    events = [(one["__typename"], one["requestedReviewer"]["login"]) for one in pull["timelineItems"]["nodes"]]
    assert events == [
        ("ReviewRequestedEvent", "bob"),
        ("ReviewRequestedEvent", "carol"),
        ("ReviewRequestRemovedEvent", "carol"),
    ]
    [suite] = pull["head"]["nodes"][0]["commit"]["checkSuites"]["nodes"]
    assert [one["externalId"] for one in suite["review"]["nodes"]] == ["digest"]
    assert [(one["body"], one["viewerDidAuthor"]) for one in pull["recent"]["nodes"]] == [("ours", True)]


def test_a_known_comment_is_found_by_its_id(acme: Company) -> None:
    number = acme.pull("known")
    made = acme.send("POST", f"/repos/{REPOSITORY}/issues/{number}/comments", {"body": "ours"}).json()
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { ...on IssueComment { fullDatabaseId body } } }"
    assert acme.query(query, ids=[made["node_id"]])["data"]["nodes"] == [
        {"fullDatabaseId": str(made["id"]), "body": "ours"}
    ]
    gone = acme.query(query, ids=["IC_0", made["node_id"]])
    assert gone["data"]["nodes"][0] is None
    assert gone["data"]["nodes"][1]["body"] == "ours"
    assert [(error["type"], error["path"]) for error in gone["errors"]] == [("NOT_FOUND", ["nodes", 0])]


def test_pages_forwards_and_the_last_ones(acme: Company) -> None:
    number = acme.pull("paged")
    for index in range(5):
        acme.bob.comment(REPOSITORY, number, f"{index}")
    first = comments(acme, number, first=2)
    assert [one["body"] for one in first["nodes"]] == ["0", "1"]
    after = first["pageInfo"]["endCursor"]
    assert [one["body"] for one in comments(acme, number, first=2, after=after)["nodes"]] == ["2", "3"]
    last = comments(acme, number, last=2)
    assert [one["body"] for one in last["nodes"]] == ["3", "4"]
    assert (last["totalCount"], last["pageInfo"]["hasPreviousPage"]) == (5, True)


@pytest.mark.parametrize("page", [{"first": 101}, {"last": 101}, {}], ids=["first 101", "last 101", "no bound"])
def test_a_page_without_bounds_is_refused(acme: Company, number: int, page: dict[str, int]) -> None:
    answer = acme.query(COMMENTS, number=number, **page)
    assert answer["errors"]
    repository = (answer.get("data") or {}).get("repository") or {}
    assert not (repository.get("pullRequest") or {}).get("comments")


@pytest.mark.parametrize(
    "query",
    [
        "{ viewer { shoeSize } }",
        '{ repository(owner: "acme") { name } }',
        "{ viewer { login ",
        '{ repository(owner: "acme", name: "ledgerd") { pullRequest(number: "one") { id } } }',
    ],
    ids=["unknown field", "missing argument", "broken", "wrong type"],
)
def test_a_query_github_would_not_answer(acme: Company, query: str) -> None:
    answer = acme.query(query)
    assert answer["errors"][0]["message"]
    assert "data" not in answer


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ('{ repository(owner: "acme", name: "nowhere") { name } }', ["repository"]),
        (
            '{ repository(owner: "acme", name: "ledgerd") { pullRequest(number: 9999) { id } } }',
            ["repository", "pullRequest"],
        ),
        ('{ organization(login: "nobody") { login } }', ["organization"]),
    ],
    ids=["repository", "pull request", "organisation"],
)
def test_what_is_not_there_is_null_with_an_error(acme: Company, query: str, path: list[str]) -> None:
    answer = acme.query(query)
    [error] = answer["errors"]
    assert (error["type"], error["path"]) == ("NOT_FOUND", path)
    assert error["message"].startswith("Could not resolve to a")


def test_a_strangers_eyes_see_no_private_repository(acme: Company) -> None:
    answer = acme.query('{ repository(owner: "acme", name: "ledgerd") { name } }', token=acme.stranger.token)
    assert answer["errors"][0]["type"] == "NOT_FOUND"


def test_teams_their_members_and_who_is_busy(acme: Company) -> None:
    acme.box.control("team", organisation="acme", slug="payments", members=["alice", "bob"])
    acme.box.control("team", organisation="acme", slug="hidden", members=["alice"], secret=True)
    acme.box.control("user", login="bob", busy=True)
    answer = acme.query("""{
      organization(login: "acme") {
        team(slug: "payments") { combinedSlug members(first: 10) { nodes { login } } }
        none: team(slug: "hidden") { slug }
        teams(first: 10, userLogins: ["alice"]) { nodes { combinedSlug } }
      }
      repository(owner: "acme", name: "ledgerd") {
        assignableUsers(first: 10, query: "bo") { nodes { login status { indicatesLimitedAvailability } } }
      }
    }""")
    found = answer["data"]["organization"]
    assert found["team"]["combinedSlug"] == "acme/payments"
    assert [one["login"] for one in found["team"]["members"]["nodes"]] == ["alice", "bob"]
    assert found["none"] is None
    assert found["teams"]["nodes"] == [{"combinedSlug": "acme/payments"}]
    [bob] = answer["data"]["repository"]["assignableUsers"]["nodes"]
    assert bob == {"login": "bob", "status": {"indicatesLimitedAvailability": True}}


def test_files_of_the_default_branch(acme: Company) -> None:
    acme.box.repository("acme", "player", {"requirements.txt": "acme-ledgerd\n", "logo.png": "base64:iVBORwD/"})
    answer = acme.query("""{
      repository(owner: "acme", name: "player") {
        root: object(expression: "HEAD:") { ...on Tree { entries { name type } } }
        text: object(expression: "HEAD:requirements.txt") { ...on Blob { byteSize isBinary isTruncated text } }
        image: object(expression: "HEAD:logo.png") { ...on Blob { isBinary text } }
        none: object(expression: "HEAD:nowhere") { oid }
      }
    }""")
    found = answer["data"]["repository"]
    assert {entry["name"] for entry in found["root"]["entries"]} == {"requirements.txt", "logo.png"}
    assert found["text"] == {"byteSize": 13, "isBinary": False, "isTruncated": False, "text": "acme-ledgerd\n"}
    assert found["image"] == {"isBinary": True, "text": None}
    assert found["none"] is None


def test_a_field_the_stand_in_does_not_know_is_an_error_that_names_it(acme: Company) -> None:
    answer = acme.query('{ repository(owner: "acme", name: "ledgerd") { name homepageUrl } }')
    assert answer["data"]["repository"] == {"name": "ledgerd", "homepageUrl": None}
    assert "Repository.homepageUrl" in answer["errors"][0]["message"]


def test_edges_are_the_nodes_with_their_cursors(acme: Company) -> None:
    numbers = [acme.pull(f"edged-{index}") for index in range(3)]
    query = """query($after: String) { repository(owner: "acme", name: "ledgerd") {
      pullRequests(first: 100, after: $after) { edges { cursor node { number } } } } }"""
    edges = acme.query(query)["data"]["repository"]["pullRequests"]["edges"]
    [cursor] = [one["cursor"] for one in edges if one["node"]["number"] == numbers[0]]
    rest = acme.query(query, after=cursor)["data"]["repository"]["pullRequests"]["edges"]
    assert [one["node"]["number"] for one in rest] == numbers[1:]


@pytest.mark.parametrize(("direction", "first"), [("ASC", 0), ("DESC", -1)])
def test_pull_requests_come_in_the_order_that_is_asked(acme: Company, direction: str, first: int) -> None:
    numbers = [acme.pull(f"ordered-{direction}-{index}".lower()) for index in range(2)]
    answer = acme.query(
        """query($order: IssueOrder) { repository(owner: "acme", name: "ledgerd") {
        pullRequests(last: 100, orderBy: $order) { nodes { number } } } }""",
        order={"field": "CREATED_AT", "direction": direction},
    )
    found = [one["number"] for one in answer["data"]["repository"]["pullRequests"]["nodes"]]
    assert next(one for one in found if one in numbers) == numbers[first]


def test_rest_and_graphql_say_the_same(acme: Company) -> None:
    number = acme.pull("same-truth")
    rest = acme.alice.call("GET", f"/repos/{REPOSITORY}/pulls/{number}")
    answer = acme.query("query($id: ID!) { node(id: $id) { ...on PullRequest { url changedFiles additions mergeable "
                        "author { url } repository { databaseId url isPrivate } authorAssociation } } }",
                        id=rest["node_id"])  # fmt: skip
    pull, home = answer["data"]["node"], rest["base"]["repo"]
    assert (pull["url"], pull["author"]["url"]) == (rest["html_url"], rest["user"]["html_url"])
    assert (pull["changedFiles"], pull["additions"]) == (rest["changed_files"], rest["additions"]) == (1, 1)
    assert (pull["mergeable"], pull["authorAssociation"]) == ("MERGEABLE", rest["author_association"])
    assert pull["repository"] == {"databaseId": home["id"], "url": home["html_url"], "isPrivate": home["private"]}


def test_a_node_is_shown_to_who_may_see_it(acme: Company) -> None:
    number = acme.pull("secretly")
    made = acme.send("POST", f"/repos/{REPOSITORY}/issues/{number}/comments", {"body": "ours"}).json()
    answer = acme.query("query($id: ID!) { node(id: $id) { id } }", token=acme.stranger.token, id=made["node_id"])
    assert answer["data"]["node"] is None
