"""The webhook's door, table by table: what is answered, what is stored."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import Client, TestResponse

from homebot.app.engine import open_client
from homebot.app.receive import Door
from homebot.store import deliveries
from homebot.store.deliveries import Delivery
from homebot.store.engine import open_engine
from homebot.web.application import MAX_BODY, create_app

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECRETS = ("new secret", "old secret")
OPENED: dict[str, Any] = {
    "action": "opened",
    "pull_request": {"number": 7},
    "repository": {"full_name": "Acme/Ledgerd"},
    "sender": {"login": "Alice", "type": "User"},
    "installation": {"id": 3},
}


@pytest.fixture
def engine(ready_sqlite_url: str) -> Iterator[sa.Engine]:
    engine = open_engine(ready_sqlite_url)
    yield engine
    engine.dispose()


@pytest.fixture
def client(engine: sa.Engine) -> Client:
    return Client(create_app(Door(engine, open_client(engine)), SECRETS, engine, lambda: 2, lambda: NOW))


def sign(body: bytes, secret: str = SECRETS[0]) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def send(client: Client, body: bytes, **changes: str | None) -> TestResponse:
    headers: dict[str, str | None] = {
        "X-GitHub-Event": "pull_request",
        "X-GitHub-Delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        "X-Hub-Signature-256": sign(body),
    }
    headers |= {name.replace("_", "-"): value for name, value in changes.items()}
    given = {name: value for name, value in headers.items() if value is not None}
    return client.post("/webhooks/github", data=body, headers=given)


def stored(engine: sa.Engine) -> tuple[Delivery, ...]:
    with engine.connect() as connection:
        return deliveries.recent(connection, None, 50)


def test_a_delivery_is_stored_with_what_the_worker_needs(client: Client, engine: sa.Engine) -> None:
    body = json.dumps(OPENED).encode()
    answer = send(client, body)
    assert (answer.status_code, answer.json) == (202, {"status": "new"})
    (row,) = stored(engine)
    assert (row.event, row.action, row.lane, row.number) == ("pull_request", "opened", "acme/ledgerd#7", 7)
    assert (row.installation, row.state, row.received_at) == (3, "received", NOW)
    with engine.connect() as connection:
        assert deliveries.body(connection, row.id) == body


def test_the_same_delivery_again_changes_nothing(client: Client, engine: sa.Engine) -> None:
    body = json.dumps(OPENED).encode()
    answers = [send(client, body).json for _ in range(20)]
    assert answers == [{"status": "new"}] + [{"status": "again"}] * 19
    assert len(stored(engine)) == 1
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM workflow_status").scalar() == 1


@pytest.mark.parametrize("secret", SECRETS)
def test_either_secret_counts_while_one_is_rotated(client: Client, secret: str) -> None:
    body = json.dumps(OPENED).encode()
    assert send(client, body, X_Hub_Signature_256=sign(body, secret)).status_code == 202


@pytest.mark.parametrize(
    "signature",
    [None, "", "sha256=", "sha256=é", "sha1=" + "0" * 40, sign(b"another body"), sign(b"{}", "wrong secret")],
)
def test_without_a_right_signature_nothing_is_stored(client: Client, engine: sa.Engine, signature: str | None) -> None:
    answer = send(client, json.dumps(OPENED).encode(), X_Hub_Signature_256=signature)
    assert answer.status_code == 401
    assert "signature" in answer.json["error"]
    assert stored(engine) == ()


@pytest.mark.parametrize(
    ("body", "changes", "status"),
    [
        (b"{}", {"X_GitHub_Event": None}, 400),
        (b"{}", {"X_GitHub_Event": "Pull Request"}, 400),
        (b"{}", {"X_GitHub_Delivery": None}, 400),
        (b"{}", {"X_GitHub_Delivery": "../../etc/passwd"}, 400),
        (b"{}", {"X_GitHub_Delivery": "a" * 101}, 400),
        (b"not json", {}, 400),
        (b"", {}, 400),
        (b"\xff\xfe\x00", {}, 400),
        (b"[" * 100_000, {}, 400),
        (b"{}", {"X_GitHub_Event": "star"}, 204),
        (b'"text"', {"X_GitHub_Event": "star"}, 204),
    ],
)
def test_what_cannot_be_used_is_refused_and_not_stored(
    client: Client, engine: sa.Engine, body: bytes, changes: dict[str, str | None], status: int
) -> None:
    assert send(client, body, **changes).status_code == status
    assert stored(engine) == ()


TO_MAIN = {"full_name": "acme/ledgerd", "default_branch": "main"}


@pytest.mark.parametrize(
    ("event", "payload", "status", "state"),
    [
        ("ping", {"zen": "Design for failure."}, "pong", "ignored"),
        ("push", {"ref": "refs/heads/topic", "repository": TO_MAIN}, "ignored", "ignored"),
        ("pull_request", OPENED | {"action": "locked"}, "ignored", "ignored"),
        ("pull_request", OPENED | {"pull_request": {}}, "failed", "failed"),
        ("pull_request", [], "failed", "failed"),
        ("issue_comment", {"action": "edited"}, "ignored", "ignored"),
    ],
)
def test_what_needs_no_work_is_stored_with_its_reason(
    client: Client, engine: sa.Engine, event: str, payload: Any, status: str, state: str
) -> None:
    answer = send(client, json.dumps(payload).encode(), X_GitHub_Event=event)
    assert (answer.status_code, answer.json) == (202, {"status": status})
    (row,) = stored(engine)
    assert row.state == state
    assert row.reason
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM workflow_status").scalar() == 0


@pytest.mark.parametrize("text", ["\ud800", "\x00", "é" * 100, "'; DROP TABLE deliveries; --"])
def test_strange_text_is_taken_in(client: Client, engine: sa.Engine, text: str) -> None:
    body = json.dumps(OPENED | {"pull_request": {"number": 7, "title": text}}).encode()
    assert send(client, body).status_code == 202
    assert len(stored(engine)) == 1


def test_a_body_that_is_too_long_is_refused_unread(client: Client, engine: sa.Engine) -> None:
    answer = send(client, b"x" * (MAX_BODY + 1))
    assert answer.status_code == 413
    assert "25 MiB" in answer.json["error"]
    assert stored(engine) == ()


def test_without_its_database_it_asks_for_patience(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)  # no tables
    client = Client(create_app(Door(engine, open_client(engine)), SECRETS, engine, lambda: 0, lambda: NOW))
    answer = send(client, json.dumps(OPENED).encode())
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["ready"]) == (503, False)
    assert client.get("/healthz").status_code == 200
    engine.dispose()


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/webhooks/github", 405), ("GET", "/", 404), ("POST", "/healthz", 405)]
)
def test_other_addresses_answer_in_json(client: Client, method: str, path: str, status: int) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert set(answer.json) == {"error"}


def test_readiness_tells_queue_and_configuration(client: Client) -> None:
    send(client, json.dumps(OPENED).encode())
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "ready": True,
        "database": "ok",
        "waiting": 1,
        "oldest_seconds": 0.0,
        "workers": [],
        "configuration_problems": 2,
    }


def test_metrics_count_deliveries_by_event_and_outcome(client: Client) -> None:
    send(client, json.dumps(OPENED).encode())
    send(client, b"{}", X_GitHub_Event="made_up")
    text = client.get("/metrics").get_data(as_text=True)
    assert 'homebot_deliveries_total{event="pull_request",outcome="new"}' in text
    assert "made_up" not in text
    assert "homebot_deliveries_waiting 1.0" in text
    assert 'homebot_notices{state="given_up"} 0.0' in text


@pytest.mark.parametrize("secrets", [(), ("",)])
def test_without_a_secret_there_is_no_door(engine: sa.Engine, secrets: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="secret"):
        create_app(Door(engine, open_client(engine)), secrets, engine, lambda: 0, lambda: NOW)
