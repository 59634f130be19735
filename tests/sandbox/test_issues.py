"""Issues are listed, edited, labelled and told of as GitHub does; that each payload is as GitHub describes it, the
company's end holds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from homebot.sandbox.box import Refused
from tests.sandbox.conftest import REPOSITORY, Company, Listener

Told = Callable[[], Listener]
ISSUES = f"/repos/{REPOSITORY}/issues"


def test_an_issue_is_opened_with_labels_each_told_of(acme: Company, told: Told) -> None:
    number = acme.alice.open_issue(REPOSITORY, "Refunds are late", "By two days", ["warranty", "bug"])
    heard = told()
    assert [one.payload["action"] for one in sorted(heard.of("issues"), key=lambda one: one.payload["action"])] == [
        "labeled", "labeled", "opened",
    ]  # fmt: skip
    assert {one.payload["label"]["name"] for one in heard.of("issues", "labeled")} == {"warranty", "bug"}
    assert heard.of("issues", "opened")[0].payload["issue"]["number"] == number
    shown = acme.alice.call("GET", f"{ISSUES}/{number}")
    assert (shown["body"], [one["name"] for one in shown["labels"]]) == ("By two days", ["warranty", "bug"])


def test_an_issue_is_closed_and_reopened(acme: Company, told: Told) -> None:
    number = acme.alice.open_issue(REPOSITORY, "Once more")
    told().heard.clear()
    acme.bob.edit_issue(REPOSITORY, number, state="closed")
    acme.bob.edit_issue(REPOSITORY, number, state="closed")
    acme.bob.edit_issue(REPOSITORY, number, state="open", title="And again")
    heard = told()
    assert {one.payload["action"] for one in heard.of("issues")} == {"closed", "reopened"}
    assert len(heard.of("issues")) == 2
    closed = heard.of("issues", "closed")[0].payload
    assert (closed["issue"]["state"], closed["sender"]["login"]) == ("closed", "bob")
    assert closed["issue"]["closed_at"]


def test_labels_come_and_go(acme: Company, told: Told) -> None:
    number = acme.alice.open_issue(REPOSITORY, "Labels")
    told().heard.clear()
    acme.alice.label(REPOSITORY, number, "warranty", "Warranty")
    acme.alice.unlabel(REPOSITORY, number, "WARRANTY")
    heard = told()
    assert sorted(one.payload["action"] for one in heard.of("issues")) == ["labeled", "unlabeled"]
    with pytest.raises(Refused) as refused:
        acme.alice.unlabel(REPOSITORY, number, "warranty")
    assert refused.value.status == 404
    acme.alice.edit_issue(REPOSITORY, number, labels=["one", "two"])
    acme.alice.edit_issue(REPOSITORY, number, labels=["two"])
    assert acme.alice.call("GET", f"{ISSUES}/{number}/labels")[0]["name"] == "two"


def test_a_pull_request_is_an_issue_and_its_labels_are_events_of_its_own(acme: Company, told: Told) -> None:
    number = acme.pull("labelled")
    told().heard.clear()
    acme.alice.label(REPOSITORY, number, "customer-facing")
    acme.alice.edit_issue(REPOSITORY, number, state="closed")
    heard = told()
    assert not heard.of("issues")
    assert heard.of("pull_request", "labeled")[0].payload["label"]["name"] == "customer-facing"
    assert heard.of("pull_request", "closed")
    assert "pull_request" in acme.alice.call("GET", f"{ISSUES}/{number}")


def test_issues_are_listed_as_asked_for(acme: Company) -> None:
    start = datetime.now(UTC)
    first = acme.alice.open_issue(REPOSITORY, "First", labels=["listed", "x"])
    second = acme.bob.open_issue(REPOSITORY, "Second", labels=["listed"])
    acme.bob.edit_issue(REPOSITORY, first, state="closed")
    numbers = lambda **chosen: [one["number"] for one in acme.alice.issues(REPOSITORY, **chosen)]  # noqa: E731
    assert numbers(labels="listed") == [second]
    assert numbers(labels="listed", state="all") == [second, first]
    assert numbers(labels="listed,x", state="all") == [first]
    assert numbers(labels="listed", state="all", creator="alice") == [first]
    assert numbers(labels="listed", state="all", direction="asc") == [first, second]
    assert numbers(labels="listed", state="all", since=f"{start + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}") == []
    page = acme.send("GET", f"{ISSUES}?labels=listed&state=all&per_page=1")
    assert 'rel="next"' in page.headers["Link"]


@pytest.mark.parametrize(
    "given", [{"title": ""}, {"title": "x" * 257}, {"title": "x", "body": "x" * 65_537}, {"title": "x", "labels": [""]}]
)
def test_what_cannot_be_an_issue_is_refused(given: dict[str, object], acme: Company) -> None:
    assert acme.send("POST", ISSUES, given).status_code == 422


def test_an_issue_elsewhere_is_not_there(acme: Company) -> None:
    assert acme.send("GET", f"{ISSUES}/9999").status_code == 404
    assert acme.send("PATCH", f"{ISSUES}/9999", {"state": "closed"}).status_code == 404
    assert acme.send("PATCH", f"{ISSUES}/1", {"state": "gone"}).status_code == 422
