"""What GitHub does not take, the sandbox does not take either: or a bot would look right here and fail there."""

import time
from typing import Any

import pytest
import requests

from homebot.sandbox.box import Refused
from tests.sandbox.conftest import REPOSITORY, Company

NOTE = {"path": "a.py", "start_line": 1, "end_line": 1, "annotation_level": "warning", "message": "hm"}


@pytest.fixture(scope="module")
def number(acme: Company) -> int:
    """A pull request of alice's."""
    return acme.pull("strict")


@pytest.fixture(scope="module")
def head(acme: Company, number: int) -> str:
    return str(acme.box.state(REPOSITORY, number)["head"])


CHECKS: dict[str, dict[str, Any]] = {
    "51 annotations": {"output": {"title": "t", "summary": "s", "annotations": [NOTE] * 51}},
    "an annotation without a message": {
        "output": {"title": "t", "summary": "s", "annotations": [{k: v for k, v in NOTE.items() if k != "message"}]}
    },
    "a summary too long": {"output": {"title": "t", "summary": "s" * 65_536}},
    "an output without a summary": {"output": {"title": "t"}},
    "completed without a conclusion": {"status": "completed"},
    "an unknown conclusion": {"status": "completed", "conclusion": "fine"},
    "a name of the wrong type": {"name": 7},
    "an unknown commit": {"head_sha": "0" * 40},
}


@pytest.mark.parametrize("wrong", CHECKS.values(), ids=CHECKS.keys())
def test_a_check_run_github_refuses(acme: Company, head: str, wrong: dict[str, Any]) -> None:
    done = acme.send("POST", f"/repos/{REPOSITORY}/check-runs", {"name": "x", "head_sha": head, **wrong})
    assert done.status_code == 422
    assert done.json()["message"]


@pytest.mark.parametrize("body", ["", "   \n", "x" * 65_537], ids=["empty", "blank", "too long"])
def test_a_comment_github_refuses(acme: Company, number: int, body: str) -> None:
    done = acme.send("POST", f"/repos/{REPOSITORY}/issues/{number}/comments", {"body": body})
    assert done.status_code == 422


def test_the_longest_comment_is_taken(acme: Company, number: int) -> None:
    done = acme.send("POST", f"/repos/{REPOSITORY}/issues/{number}/comments", {"body": "x" * 65_536})
    assert done.status_code == 201


@pytest.fixture(scope="module")
def teams(acme: Company) -> None:
    """Two teams of Acme, one of them secret, and one of somebody else's."""
    acme.box.control("team", organisation="acme", slug="payments", members=["bob"])
    acme.box.control("team", organisation="acme", slug="board", members=["carol"], secret=True)
    acme.box.control("team", organisation="elsewhere", slug="strangers", members=["mallory"])


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        pytest.param({"reviewers": ["bob", "alice"]}, "author", id="the author"),
        pytest.param({"reviewers": ["bob", "Alice"]}, "author", id="the author in capitals"),
        pytest.param({"reviewers": ["bob", "mallory"]}, "users or teams", id="a stranger"),
        pytest.param({"reviewers": ["bob", "nobody-at-all"]}, "users or teams", id="nobody"),
        pytest.param({"reviewers": ["bob", "homebot[bot]"]}, "users or teams", id="a bot"),
        pytest.param({"reviewers": ["bob", ""]}, "users or teams", id="an empty name"),
        pytest.param({"reviewers": ["bob", "acme/payments"]}, "users or teams", id="a team among people"),
        pytest.param({"reviewers": ["bob"], "team_reviewers": ["strangers"]}, "of the teams", id="another's team"),
        pytest.param({"team_reviewers": ["payments", "no-such-team"]}, "of the teams", id="no team"),
        pytest.param({"team_reviewers": ["acme/payments"]}, "of the teams", id="a team by its full name"),
        pytest.param({"reviewers": ["bob"], "team_reviewers": ["board"]}, "", id="a secret team"),
        pytest.param({"reviewers": "bob"}, "Invalid request", id="no list"),
    ],
)
def test_one_wrong_reviewer_refuses_all(
    acme: Company, number: int, teams: None, asked: dict[str, Any], says: str
) -> None:
    place = f"/repos/{REPOSITORY}/pulls/{number}/requested_reviewers"
    done = acme.send("POST", place, asked)
    assert done.status_code == 422
    assert says in done.json()["message"]
    assert acme.send("GET", place).json() == {"users": [], "teams": []}


def test_people_and_teams_are_asked_once_and_taken_back(acme: Company, teams: None) -> None:
    number = acme.pull("teams")
    place = f"/repos/{REPOSITORY}/pulls/{number}/requested_reviewers"
    for _ in range(2):
        done = acme.send("POST", place, {"reviewers": ["bob", "BOB"], "team_reviewers": ["payments"]})
        assert done.status_code == 201
    assert [one["slug"] for one in done.json()["requested_teams"]] == ["payments"]
    state = acme.box.state(REPOSITORY, number)
    assert state["requests"] == [
        {"reviewer": "bob", "removed": False}, {"reviewer": "acme/payments", "removed": False},
    ]  # fmt: skip
    asked = acme.query(
        'query($n: Int!) { repository(owner: "acme", name: "ledgerd") { pullRequest(number: $n) {'
        " reviewRequests(first: 5) { nodes { requestedReviewer {"
        " __typename ...on User { login } ...on Team { combinedSlug } } } } } } }",
        n=number,
    )["data"]["repository"]["pullRequest"]["reviewRequests"]["nodes"]
    assert [one["requestedReviewer"] for one in asked] == [
        {"__typename": "User", "login": "bob"}, {"__typename": "Team", "combinedSlug": "acme/payments"},
    ]  # fmt: skip
    done = acme.send("DELETE", place, {"reviewers": ["carol", "bob"], "team_reviewers": ["payments"]})
    assert (done.status_code, done.json()["requested_teams"]) == (200, [])
    assert acme.send("GET", place).json() == {"users": [], "teams": []}


def test_sixteen_reviewers_are_too_many(acme: Company) -> None:
    people = [f"person-{index}" for index in range(16)]
    for login in people:
        acme.box.person(login, "acme")
    place = f"/repos/{REPOSITORY}/pulls/{acme.pull('crowd')}/requested_reviewers"
    assert acme.send("POST", place, {"reviewers": people}).status_code == 422
    assert acme.send("POST", place, {"reviewers": people[:15]}).status_code == 201
    assert acme.send("POST", place, {"reviewers": people[15:]}).status_code == 422, "fifteen a pull request, not a call"
    assert acme.send("POST", place, {"reviewers": people[:15]}).status_code == 201, "they are asked already"


def test_nobody_approves_their_own_work(acme: Company, number: int) -> None:
    with pytest.raises(Refused) as refused:
        acme.alice.review(REPOSITORY, number, "APPROVE")
    assert refused.value.status == 422


def test_a_draft_is_not_merged(acme: Company) -> None:
    number = acme.pull("draft", draft=True)
    with pytest.raises(Refused) as refused:
        acme.bob.merge(REPOSITORY, number)
    assert refused.value.status == 405


def test_a_conflict_is_not_merged(acme: Company) -> None:
    acme.box.commit(REPOSITORY, "left", {"README.md": "left\n"}, "alice")
    number = acme.alice.open_pull(REPOSITORY, "left", "Left")
    acme.box.commit(REPOSITORY, "main", {"README.md": "right\n"}, "bob")
    with pytest.raises(Refused) as refused:
        acme.bob.merge(REPOSITORY, number)
    assert refused.value.status == 405


def test_a_merge_of_another_head_is_refused(acme: Company) -> None:
    number = acme.pull("moved")
    path = f"/repos/{REPOSITORY}/pulls/{number}/merge"
    with pytest.raises(Refused) as refused:
        acme.bob.call("PUT", path, {"sha": "1" * 40})
    assert refused.value.status == 409


BAD_PROOFS: dict[str, dict[str, Any]] = {
    "good for more than ten minutes": {"exp": int(time.time()) + 3600},
    "ended": {"exp": int(time.time()) - 10},
    "of another App": {"iss": "99"},
    "issued in the future": {"iat": int(time.time()) + 3600, "exp": int(time.time()) + 3700},
}


@pytest.mark.parametrize("changes", BAD_PROOFS.values(), ids=BAD_PROOFS.keys())
def test_a_proof_github_refuses(acme: Company, changes: dict[str, Any]) -> None:
    assert acme.as_app("GET", "/app", proof=acme.proof(**changes)).status_code == 401


@pytest.mark.parametrize("token", ["ghs_unknown", "ghp_unknown"])
def test_an_unknown_token_is_refused(acme: Company, token: str) -> None:
    done = acme.send("GET", f"/repos/{REPOSITORY}", token=token)
    assert (done.status_code, done.json()["message"]) == (401, "Bad credentials")


def test_a_token_ends(acme: Company) -> None:
    token = acme.token()
    acme.box.control("tokens", expire=True)
    assert acme.send("GET", f"/repos/{REPOSITORY}", token=token).status_code == 401
    assert acme.send("GET", f"/repos/{REPOSITORY}").status_code == 200


def test_private_repositories_are_not_there_for_strangers(acme: Company) -> None:
    acme.box.repository("elsewhere", "vault", {"README.md": "x\n"})
    assert acme.send("GET", f"/repos/{REPOSITORY}", token=acme.stranger.token).status_code == 404
    assert acme.send("GET", "/repos/elsewhere/vault").status_code == 404
    assert acme.as_app("GET", "/repos/elsewhere/vault/installation").status_code == 404


def test_a_person_makes_no_check_runs(acme: Company, head: str) -> None:
    body = {"name": "x", "head_sha": head}
    assert acme.send("POST", f"/repos/{REPOSITORY}/check-runs", body, acme.bob.token).status_code == 403


def test_an_installation_is_no_app_and_no_person(acme: Company) -> None:
    assert acme.send("GET", "/app").status_code == 401
    assert acme.as_app("GET", f"/repos/{REPOSITORY}").status_code == 404


def test_an_unknown_version_of_the_api_is_refused(acme: Company) -> None:
    done = acme.send("GET", f"/repos/{REPOSITORY}", **{"X-GitHub-Api-Version": "1999-01-01"})
    assert done.status_code == 400


def test_who_does_not_say_who_they_are_is_refused(acme: Company) -> None:
    address = f"{acme.box.api_url}/repos/{REPOSITORY}"
    headers = {"Authorization": f"token {acme.token()}", "User-Agent": ""}
    assert requests.get(address, headers=headers, timeout=30).status_code == 403


def test_broken_json_is_refused(acme: Company, number: int) -> None:
    address = f"{acme.box.api_url}/repos/{REPOSITORY}/issues/{number}/comments"
    headers = {"Authorization": f"token {acme.token()}", "User-Agent": "tests", "Content-Type": "application/json"}
    assert requests.post(address, b'{"body": ', headers=headers, timeout=30).status_code == 400


def test_a_path_github_does_not_have_is_not_found(acme: Company) -> None:
    assert acme.send("GET", f"/repos/{REPOSITORY}/pull_requests").status_code == 404


def test_nothing_is_left_of_the_hour(acme: Company) -> None:
    token = acme.token()
    acme.box.control("tokens", budget=1)
    assert acme.send("GET", f"/repos/{REPOSITORY}", token=token).status_code == 200
    done = acme.send("GET", f"/repos/{REPOSITORY}", token=token)
    assert (done.status_code, done.headers["X-RateLimit-Remaining"]) == (403, "0")
    assert "rate limit" in done.json()["message"]
