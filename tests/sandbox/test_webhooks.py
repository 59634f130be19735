"""Webhooks as GitHub sends them: signed, once, and kept in a log from which they can be sent again."""

import hashlib
import hmac
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from tests.sandbox.conftest import REPOSITORY, SECRET, Company, Listener

Told = Callable[[], Listener]


def test_a_delivery_is_signed_over_its_bytes(acme: Company, told: Told) -> None:
    acme.pull("signed")
    [heard] = told().of("pull_request", "opened")
    digest = hmac.new(SECRET.encode(), heard.body, hashlib.sha256).hexdigest()
    assert heard.headers["X-Hub-Signature-256"] == f"sha256={digest}"
    assert heard.headers["User-Agent"].startswith("GitHub-Hookshot/")
    assert heard.headers["X-GitHub-Hook-Installation-Target-ID"] == str(acme.app_id)
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", heard.headers["X-GitHub-Delivery"])


def test_an_opened_pull_request_says_where_and_by_whom(acme: Company, told: Told) -> None:
    number = acme.pull("opened")
    payload = told().of("pull_request", "opened")[0].payload
    assert payload["number"] == payload["pull_request"]["number"] == number
    assert payload["repository"]["full_name"] == REPOSITORY
    assert payload["sender"]["login"] == "alice"
    assert payload["installation"]["id"] == acme.installation
    assert payload["pull_request"]["head"]["sha"] == acme.box.state(REPOSITORY, number)["head"]


def test_a_story_is_told_in_events(acme: Company, told: Told) -> None:
    number = acme.pull("story", draft=True)
    acme.box.control("draft", repository=REPOSITORY, number=number, draft=False, **{"as": "alice"})
    acme.box.commit(REPOSITORY, "story", {"story.py": "x = 2\n"}, "alice")
    acme.alice.edit_pull(REPOSITORY, number, title="Another title")
    acme.alice.request_review(REPOSITORY, number, ["bob"])
    acme.bob.review(REPOSITORY, number, "APPROVE")
    acme.bob.comment(REPOSITORY, number, "/homebot why")
    acme.alice.edit_pull(REPOSITORY, number, state="closed")
    acme.alice.edit_pull(REPOSITORY, number, state="open")
    acme.bob.merge(REPOSITORY, number)
    heard = told().heard
    events = [(one.event, one.payload.get("action")) for one in heard if one.event != "push"]
    assert sorted(events) == sorted([
        ("pull_request", "opened"),
        ("pull_request", "ready_for_review"),
        ("pull_request", "synchronize"),
        ("pull_request", "edited"),
        ("pull_request", "review_requested"),
        ("pull_request_review", "submitted"),
        ("issue_comment", "created"),
        ("pull_request", "closed"),
        ("pull_request", "reopened"),
        ("pull_request", "closed"),
    ])  # fmt: skip
    merged = [one.payload["pull_request"]["merged"] for one in told().of("pull_request", "closed")]
    assert sorted(merged) == [False, True]


def test_a_push_moves_the_head_of_its_pull_request(acme: Company, told: Told) -> None:
    number = acme.pull("pushed")
    before = acme.box.state(REPOSITORY, number)["head"]
    after = acme.box.commit(REPOSITORY, "pushed", {"pushed.py": "x = 2\n"}, "alice")
    payload = told().of("pull_request", "synchronize")[0].payload
    assert (payload["before"], payload["after"]) == (before, after)
    assert payload["pull_request"]["head"]["sha"] == after


def test_what_the_app_does_is_told_to_it_as_a_bots_doing(acme: Company, told: Told) -> None:
    number = acme.pull("own")
    acme.send("POST", f"/repos/{REPOSITORY}/issues/{number}/comments", {"body": "hello"})
    payload = told().of("issue_comment", "created")[0].payload
    assert (payload["sender"]["login"], payload["sender"]["type"]) == ("homebot[bot]", "Bot")
    assert "pull_request" in payload["issue"]


def test_a_comment_on_an_issue_is_not_one_on_a_pull_request(acme: Company, told: Told) -> None:
    number = acme.alice.open_issue(REPOSITORY, "A question")
    acme.alice.comment(REPOSITORY, number, "/homebot help")
    assert "pull_request" not in told().of("issue_comment")[0].payload["issue"]


def test_a_check_run_of_the_head_names_its_pull_request(acme: Company, told: Told) -> None:
    number = acme.pull("checked")
    head = acme.box.state(REPOSITORY, number)["head"]
    run = acme.send("POST", f"/repos/{REPOSITORY}/check-runs", {"name": "homebot: review", "head_sha": head}).json()
    acme.bob.call("POST", f"/repos/{REPOSITORY}/check-runs/{run['id']}/rerequest")
    payload = told().of("check_run", "rerequested")[0].payload
    assert payload["check_run"]["name"] == "homebot: review"
    assert [one["number"] for one in payload["check_run"]["pull_requests"]] == [number]


def test_a_failed_delivery_is_logged_and_not_repeated_by_itself(acme: Company, told: Told) -> None:
    acme.listener.status = 503
    acme.pull("refused")
    [heard] = told().of("pull_request", "opened")
    log = acme.as_app("GET", "/app/hook/deliveries?per_page=100").json()
    [entry] = [one for one in log if one["guid"] == heard.headers["X-GitHub-Delivery"]]
    assert (entry["status_code"], entry["redelivery"]) == (503, False)


def test_a_delivery_sent_again_keeps_its_id_and_its_words(acme: Company, told: Told) -> None:
    acme.pull("again")
    [first] = told().of("pull_request", "opened")
    log = acme.as_app("GET", "/app/hook/deliveries?per_page=100").json()
    entry = next(one for one in log if one["guid"] == first.headers["X-GitHub-Delivery"])
    assert acme.as_app("POST", f"/app/hook/deliveries/{entry['id']}/attempts").status_code == 202
    again = told().of("pull_request", "opened")
    assert len(again) == 2
    assert again[0].headers["X-GitHub-Delivery"] == again[1].headers["X-GitHub-Delivery"]
    assert again[0].payload == again[1].payload


def test_the_log_is_read_page_by_page(acme: Company, told: Told) -> None:
    for index in range(3):
        acme.alice.open_issue(REPOSITORY, f"Issue {index}")
    told()
    address: str | None = "/app/hook/deliveries?per_page=2"
    seen: list[int] = []
    while address:
        done = acme.as_app("GET", address)
        assert len(done.json()) <= 2
        seen += [one["id"] for one in done.json()]
        link = done.links.get("next")
        address = link["url"].removeprefix(acme.box.api_url) if link else None
    assert len(seen) == len(set(seen)) >= 3


def test_a_cursor_says_nothing_and_stays_in_its_place(acme: Company, told: Told) -> None:
    for index in range(4):
        acme.alice.open_issue(REPOSITORY, f"Placed {index}")
    told()
    first = acme.as_app("GET", "/app/hook/deliveries?per_page=2")
    cursor = parse_qs(urlsplit(first.links["next"]["url"]).query)["cursor"][0]
    assert cursor.startswith("v1_")
    assert not cursor.isdigit()
    acme.alice.open_issue(REPOSITORY, "Newer")
    told()
    second = acme.as_app("GET", f"/app/hook/deliveries?per_page=2&cursor={cursor}").json()
    assert max(one["id"] for one in second) < min(one["id"] for one in first.json())
    assert acme.as_app("GET", "/app/hook/deliveries?cursor=7").status_code == 422


def test_the_log_shows_failures_only_when_asked(acme: Company, told: Told) -> None:
    acme.listener.status = 500
    acme.alice.open_issue(REPOSITORY, "Failing")
    told()
    failed = acme.as_app("GET", "/app/hook/deliveries?status=failure&per_page=100").json()
    assert failed
    assert {one["status_code"] for one in failed} & {200, 202} == set()


def test_what_happens_while_webhooks_are_paused_is_in_the_log_as_failed(acme: Company, told: Told) -> None:
    acme.box.control("webhook", paused=True)
    acme.pull("paused")
    assert told().heard == []
    acme.box.control("webhook", paused=False)
    newest = acme.as_app("GET", "/app/hook/deliveries?per_page=100").json()
    missed = next(one for one in newest if one["event"] == "pull_request")
    assert not 200 <= missed["status_code"] < 300
    acme.as_app("POST", f"/app/hook/deliveries/{missed['id']}/attempts")
    assert [one.headers["X-GitHub-Delivery"] for one in told().heard] == [missed["guid"]]
