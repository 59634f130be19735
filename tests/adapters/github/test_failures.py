"""What each failure on the wire means, and that no token ever shows in one."""

import json
import logging
import threading
import time
import traceback
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.adapters.github import failures
from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import Client, GitHub
from homebot.adapters.github.outcomes import CallFailed, Denied, Gone, Later, Refused
from homebot.adapters.github.patience import Patience
from tests.adapters.github.conftest import INSTALLATION
from tests.adapters.github.wire import Reply, Seen, Wire

LIMIT = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}
PERMISSION = {"message": "Resource not accessible by integration"}

ANSWERS: dict[str, tuple[Reply, type[CallFailed], float | None]] = {
    "server error": (Reply(500, {"message": "Server Error"}), Later, 5),
    "bad gateway with a page": (Reply(502, raw=b"<html>bad gateway</html>"), Later, 5),
    "bad gateway with a JSON text": (Reply(502, raw=b'"oops"'), Later, 5),
    "error with a JSON list": (Reply(503, raw=b"[1, 2]"), Later, 5),
    "error whose JSON breaks off": (Reply(404, raw=b'{"message": "Not F'), Gone, None),
    "unavailable, with a time": (Reply(503, {}, {"Retry-After": "17"}), Later, 17),
    "too many requests, with a time": (Reply(429, {}, {"Retry-After": "30"}), Later, 30),
    "too many requests": (Reply(429, {}), Later, 60),
    "secondary limit, with a time": (Reply(403, LIMIT, {"Retry-After": "45"}), Later, 45),
    "secondary limit, known by its words": (Reply(403, LIMIT), Later, 60),
    "a time that is none": (Reply(429, {}, {"Retry-After": "nan"}), Later, 60),
    "a time far away": (Reply(429, {}, {"Retry-After": "9999999"}), Later, 3600),
    "a reset that is past": (
        Reply(403, {}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Limit": "5000", "X-RateLimit-Reset": "1"}), Later, 1,
    ),
    "permission": (Reply(403, PERMISSION), Denied, None),
    "unknown": (Reply(404, {"message": "Not Found"}), Gone, None),
    "gone": (Reply(410, {"message": "This issue was deleted"}), Gone, None),
    "renamed": (Reply(307, {"message": "Moved"}, {"Location": "/repositories/1"}), Gone, None),
    "moved to another host": (Reply(301, {}, {"Location": "http://elsewhere.example/"}), Gone, None),
    "conflict": (Reply(409, {"message": "Conflict"}), Later, 5),
    "invalid": (Reply(422, {"message": "Validation Failed", "errors": [{"code": "custom"}]}), Refused, None),
    "bad request": (Reply(400, {"message": "Problems parsing JSON"}), CallFailed, None),
    "reset": (Reply(reset=True), Later, 5),
    "broken off": (Reply(200, {"id": 1}, cut=True), Later, 5),
    "JSON that breaks off": (Reply(200, raw=b'{"id": 1'), Later, 5),
    "nothing": (Reply(200, raw=b""), Later, 5),
    "a page instead of JSON": (Reply(200, raw=b"<html>sign in to the hotel</html>"), Later, 5),
    "JSON without end": (Reply(200, raw=b"[" * 100_000), Later, 5),
    "limits that are no numbers": (
        Reply(200, {}, {"X-RateLimit-Remaining": "many", "X-RateLimit-Limit": "inf"}), Later, 5,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_means(name: str, wire: Wire, client: Client) -> None:
    reply, meaning, seconds = ANSWERS[name]
    wire.on("GET", "/thing", reply)
    with pytest.raises(CallFailed) as caught:
        client.read("thing", "/thing")
    assert type(caught.value) is meaning
    if isinstance(caught.value, Later):
        assert caught.value.seconds == seconds
    assert "thing" in str(caught.value)


def test_the_primary_limit_waits_until_the_hour_begins_anew(wire: Wire, client: Client) -> None:
    reset = int(time.time()) + 1200
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Limit": "5000", "X-RateLimit-Reset": str(reset)}
    wire.on("GET", "/thing", Reply(403, {"message": "API rate limit exceeded for installation ID 7."}, headers))
    with pytest.raises(Later) as caught:
        client.read("thing", "/thing")
    assert 1100 < caught.value.seconds <= 1200


def test_github_says_what_is_invalid(wire: Wire, client: Client) -> None:
    errors = [{"resource": "CheckRun", "code": "invalid", "message": "annotations are too many"}, "and so on"]
    wire.on("POST", "/thing", Reply(422, {"message": "Invalid request.", "errors": errors}))
    with pytest.raises(Refused, match=r"GitHub answered 422 to thing: Invalid request. annotations are too many and"):
        client.write("thing", "POST", "/thing", {})


QUERIES: dict[str, tuple[object, type[CallFailed], float | None]] = {
    "limit": ({"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}, Later, 60),
    "limit by its newer name": (
        {"errors": [{"type": "RATE_LIMIT", "code": "graphql_rate_limit", "message": "already exceeded"}]}, Later, 60,
    ),
    "too slow": ({"data": None, "errors": [{"message": "Something went wrong while executing your query"}]}, Later, 5),
    "inside": ({"data": {}, "errors": [{"type": "INTERNAL", "message": "oh"}]}, Later, 5),
    "everything forbidden": ({"data": None, "errors": [{"type": "FORBIDDEN", "message": "IP list"}]}, Denied, None),
    "nothing found": ({"data": None, "errors": [{"type": "NOT_FOUND", "message": "no node"}]}, Gone, None),
    "a mistake of ours": ({"errors": [{"message": "Field 'x' doesn't exist on type 'Query'"}]}, CallFailed, None),
    "errors that are no list": ({"data": {}, "errors": "many"}, CallFailed, None),
    "no data": ({"data": None}, Later, 5),
    "a list": ([], Later, 5),
}  # fmt: skip


@pytest.mark.parametrize("name", QUERIES)
def test_an_answer_to_a_query_means(name: str, wire: Wire, client: Client) -> None:
    answer, meaning, seconds = QUERIES[name]
    wire.on_query(Reply(200, answer))
    with pytest.raises(CallFailed) as caught:
        client.query("things", "query { viewer { login } }", {})
    assert type(caught.value) is meaning
    if isinstance(caught.value, Later):
        assert caught.value.seconds == seconds


def test_a_limit_in_a_good_answer_waits_as_its_headers_say(wire: Wire, client: Client) -> None:
    answer = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
    wire.on_query(Reply(200, answer, {"Retry-After": "33"}))
    with pytest.raises(Later) as caught:
        client.query("things", "query { viewer { login } }", {})
    assert caught.value.seconds == 33


def test_data_beside_what_could_not_be_found_is_used(wire: Wire, client: Client) -> None:
    errors = [{"type": "NOT_FOUND", "path": ["nodes", 0], "message": "Could not resolve to a node"}]
    wire.on_query(Reply(200, {"data": {"nodes": [None], "viewer": {"login": "x"}}, "errors": errors}))
    assert client.query("things", "query { viewer { login } }", {})["viewer"] == {"login": "x"}


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda client: client.read("thing", "/thing"), id="get"),
        pytest.param(lambda client: client.write("thing", "POST", "/thing", {}), id="post"),
        pytest.param(lambda client: client.query("thing", "query { a }", {}), id="query"),
    ],
)
def test_nothing_is_sent_twice(act: Callable[[Client], object], wire: Wire, client: Client) -> None:
    wire.on("GET", "/thing", Reply(502, {}))
    wire.on("POST", "/thing", Reply(502, {}))
    wire.on_query(Reply(502, {}))
    with pytest.raises(Later):
        act(client)
    assert len(wire.calls("/thing|/api/graphql")) == 1


def test_the_pause_is_the_settings_where_github_says_none(wire: Wire) -> None:
    patient = GitHub(wire.url, Credentials(token="ghp_given"), patience=Patience(pause=40))
    wire.on(
        "GET", "/thing", Reply(502, {}), Reply(reset=True), Reply(200, raw=b""), Reply(503, {}, {"Retry-After": "7"})
    )
    wire.on_query(Reply(200, {"data": {}, "errors": [{"type": "INTERNAL", "message": "oh"}]}), Reply(200, []))
    pauses = []
    with patient.job("acme/ledgerd") as client:
        for _ in range(4):
            with pytest.raises(Later) as caught:
                client.read("thing", "/thing")
            pauses.append(caught.value.seconds)
        for _ in range(2):
            with pytest.raises(Later) as caught:
                client.query("things", "query { viewer { login } }", {})
            pauses.append(caught.value.seconds)
    assert pauses == [40, 40, 40, 7, 40, 40]


def test_an_answer_is_waited_for_as_long_as_is_set(wire: Wire) -> None:
    hasty = GitHub(wire.url, Credentials(token="ghp_given"), patience=Patience(timeout=1))
    ends = threading.Event()

    def late(seen: Seen) -> Reply:
        ends.wait(30)
        return Reply(200, {})

    wire.on("GET", "/thing", late)
    with hasty.job("acme/ledgerd") as client, pytest.raises(Later, match=r"for thing \(ReadTimeout\)"):
        client.read("thing", "/thing")
    ends.set()


def test_nobody_listening_means_later(github: GitHub, client: Client) -> None:
    lonely = GitHub("http://127.0.0.1:9/api/v3", github.credentials)
    with pytest.raises(Later, match="could not be reached for installation token"), lonely.job("a/b", 1):
        raise AssertionError("there is no job without a token")


SECRETS = ("ghs_secret", "BEGIN RSA", "Bearer ey", "token gh")
STATUSES = [200, 301, 400, 401, 403, 404, 409, 422, 429, 500]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("more", [{}, {"cut": True}, {"reset": True}], ids=["whole", "broken off", "reset"])
def test_no_token_shows_in_a_failure_or_in_the_log(
    status: int, more: dict[str, bool], wire: Wire, github: GitHub, caplog: pytest.LogCaptureFixture
) -> None:
    """Even where what stands between repeats what it was sent, and everything is logged."""

    def echo(seen: Seen) -> Reply:
        sent = seen.headers["authorization"]
        return Reply(status, raw=json.dumps({"message": sent, "errors": [sent]}).encode(), **more)

    caplog.set_level(logging.DEBUG)
    wire.on("GET", "/thing", echo)
    with github.job("acme/ledgerd", INSTALLATION) as client:
        assert client.token == "ghs_secret1"
        try:
            client.read("thing", "/thing")
        except CallFailed as failed:
            shown = "".join(traceback.format_exception(failed))
        else:
            shown = "no failure"
    said = f"{shown} {caplog.text} {client!r} {github.credentials!r} {github.tokens!r}"
    assert (shown == "no failure") is (status == 200 and not more)
    assert [secret for secret in SECRETS if secret in said] == []


TEXTS = st.one_of(
    st.text(), st.recursive(st.none() | st.text() | st.floats() | st.booleans(), st.lists).map(json.dumps)
)
HEADERS = st.dictionaries(
    st.sampled_from(["retry-after", "x-ratelimit-remaining", "x-ratelimit-reset"]),
    st.sampled_from(["0", "-1", "nan", "²", "x"]),
)


@given(status=st.integers(300, 599), headers=HEADERS, text=TEXTS, now=st.floats(0, 1e10))
def test_every_answer_has_a_meaning(status: int, headers: dict[str, str], text: str, now: float) -> None:
    failed = failures.of_answer(status, headers, text, "thing", now, 5)
    assert len(str(failed)) < 400
    if isinstance(failed, Later):
        assert 1 <= failed.seconds <= 3600
