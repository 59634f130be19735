"""Every write homebot does, once, over PyGithub's own wire, as GitHub would answer it."""

from typing import Any

import pytest

from tests.sandbox.conftest import REPOSITORY, Company


@pytest.fixture
def send(acme: Company) -> Any:
    """A request of the installation's by PyGithub, which refuses addresses of another host and bad JSON."""
    requester = acme.pygithub().requester

    def request(method: str, path: str, body: Any = None) -> Any:
        return requester.requestJsonAndCheck(method, f"/repos/{REPOSITORY}{path}", input=body)[1]

    return request


def test_the_app_finds_its_installation_and_a_token_opens_the_repository(acme: Company) -> None:
    assert acme.as_app("GET", "/app").json()["slug"] == "homebot"
    assert acme.as_app("GET", f"/repos/{REPOSITORY}/installation").json()["id"] == acme.installation
    assert acme.send("GET", f"/repos/{REPOSITORY}").json()["full_name"] == REPOSITORY


def test_a_comment_is_written_edited_and_deleted(acme: Company, send: Any) -> None:
    number = acme.pull("comment")
    made = send("POST", f"/issues/{number}/comments", {"body": "first words"})
    assert (made["user"]["login"], made["user"]["type"]) == ("homebot[bot]", "Bot")
    send("PATCH", f"/issues/comments/{made['id']}", {"body": "other words"})
    assert [one["body"] for one in send("GET", f"/issues/{number}/comments")] == ["other words"]
    send("DELETE", f"/issues/comments/{made['id']}")
    assert send("GET", f"/issues/{number}/comments") == []


def test_comments_come_in_pages_and_in_order(acme: Company) -> None:
    number = acme.pull("pages")
    for index in range(5):
        acme.bob.comment(REPOSITORY, number, f"word {index}")
    bodies = []
    address = f"/repos/{REPOSITORY}/issues/{number}/comments?per_page=2"
    while address:
        done = acme.send("GET", address)
        bodies += [one["body"] for one in done.json()]
        address = done.links.get("next", {}).get("url", "").removeprefix(acme.box.api_url)
    assert bodies == [f"word {index}" for index in range(5)]


def test_a_check_run_takes_a_hundred_annotations_in_two_calls(acme: Company, send: Any) -> None:
    head = acme.box.state(REPOSITORY, acme.pull("annotated"))["head"]
    notes = [
        {"path": "a.py", "start_line": line, "end_line": line, "annotation_level": "warning", "message": "hm"}
        for line in range(1, 51)
    ]
    output = {"title": "t", "summary": "s", "annotations": notes}
    made = send(
        "POST", "/check-runs", {"name": "homebot: x", "head_sha": head, "status": "in_progress", "output": output}
    )
    send("PATCH", f"/check-runs/{made['id']}", {"conclusion": "failure", "external_id": "digest", "output": output})
    found = send("GET", f"/check-runs/{made['id']}")
    assert (found["status"], found["conclusion"], found["external_id"]) == ("completed", "failure", "digest")
    assert found["output"]["annotations_count"] == 100
    at_commit = send("GET", f"/commits/{head}/check-runs")
    assert [one["id"] for one in at_commit["check_runs"]] == [made["id"]]


def test_reviewers_are_asked_and_a_review_ends_the_request(acme: Company, send: Any) -> None:
    number = acme.pull("reviewed")
    place = f"/pulls/{number}/requested_reviewers"
    send("POST", place, {"reviewers": ["bob", "carol"]})
    assert [user["login"] for user in send("GET", place)["users"]] == ["bob", "carol"]
    send("DELETE", place, {"reviewers": ["carol"]})
    acme.bob.review(REPOSITORY, number, "APPROVE")
    assert send("GET", place)["users"] == []
    [review] = send("GET", f"/pulls/{number}/reviews")
    head = acme.box.state(REPOSITORY, number)["head"]
    assert (review["state"], review["user"]["login"], review["commit_id"]) == ("APPROVED", "bob", head)


def test_a_reaction_is_there_once(acme: Company, send: Any) -> None:
    comment = acme.bob.comment(REPOSITORY, acme.pull("reaction"), "/homebot help")
    place = f"/issues/comments/{comment}/reactions"
    first, second = send("POST", place, {"content": "eyes"}), send("POST", place, {"content": "eyes"})
    assert first["id"] == second["id"]
    assert [(one["content"], one["user"]["login"]) for one in send("GET", place)] == [("eyes", "homebot[bot]")]


def test_an_installation_may_not_edit_what_a_person_said(acme: Company) -> None:
    comment = acme.bob.comment(REPOSITORY, acme.pull("words"), "mine")
    done = acme.send("PATCH", f"/repos/{REPOSITORY}/issues/comments/{comment}", {"body": "yours"})
    assert done.status_code == 403


def test_a_merged_pull_request_says_by_whom_and_as_what(acme: Company, send: Any) -> None:
    number = acme.pull("merged")
    sha = acme.bob.merge(REPOSITORY, number, "squash")
    pull = send("GET", f"/pulls/{number}")
    assert (pull["merged"], pull["state"], pull["merge_commit_sha"]) == (True, "closed", sha)
    assert pull["merged_by"]["login"] == "bob"


def test_unchanged_answers_cost_nothing_of_the_hour(acme: Company) -> None:
    token = acme.token()
    first = acme.send("GET", f"/repos/{REPOSITORY}", token=token)
    again = acme.send("GET", f"/repos/{REPOSITORY}", token=token, **{"If-None-Match": first.headers["ETag"]})
    third = acme.send("GET", f"/repos/{REPOSITORY}", token=token)
    assert again.status_code == 304
    assert again.content == b""
    left = [int(done.headers["X-RateLimit-Remaining"]) for done in (first, third)]
    assert left[0] - left[1] == 1
