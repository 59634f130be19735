"""The door for coverage reports, table by table: what is answered, what is stored."""

import gzip
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from werkzeug.test import Client, TestResponse

from homebot.app.coverage import ReportDoor
from homebot.app.engine import open_client
from homebot.app.receive import Door
from homebot.store import coverage, deliveries
from homebot.store.engine import open_engine
from homebot.web.application import MAX_BODY, create_app
from homebot.web.coverage_token import coverage_token, is_token

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECRETS = ("new secret", "old secret")
COMMIT = "ab" * 20
ADDRESS = f"/coverage/Acme/Ledgerd/{COMMIT}"
TOKEN = coverage_token(SECRETS[0], "acme/ledgerd")
REPORT = b"SF:a.py\nDA:1,1\nend_of_record\n"


@pytest.fixture
def engine(ready_sqlite_url: str) -> Iterator[sa.Engine]:
    engine = open_engine(ready_sqlite_url)
    yield engine
    engine.dispose()


def client_of(engine: sa.Engine, secrets: tuple[str, ...] = SECRETS) -> Client:
    queue = open_client(engine)
    door = ReportDoor(engine, queue)
    return Client(create_app(Door(engine, queue), ("s",), engine, lambda: 0, lambda: NOW, door, secrets))


@pytest.fixture
def client(engine: sa.Engine) -> Client:
    return client_of(engine)


def post(client: Client, address: str = ADDRESS, body: bytes = REPORT, token: str | None = TOKEN) -> TestResponse:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return client.post(address, data=body, headers=headers)


def waiting(engine: sa.Engine) -> list[tuple[str, str | None]]:
    with engine.connect() as connection:
        return [(one.event, one.lane) for one in deliveries.recent(connection, "received", 50)]


def test_a_report_is_stored_with_a_delivery_that_has_it_read(client: Client, engine: sa.Engine) -> None:
    answer = post(client)
    assert answer.status_code == 202
    assert answer.json == {"status": "new", "repository": "acme/ledgerd", "commit": COMMIT, "name": "default"}
    assert waiting(engine) == [("coverage", f"coverage:acme/ledgerd@{COMMIT}")]
    with engine.connect() as connection:
        found = coverage.upload_of(connection, "acme/ledgerd", COMMIT, "default")
    assert found is not None
    assert zlib.decompress(found[1]) == REPORT


def test_what_is_packed_is_stored_as_it_is(client: Client, engine: sa.Engine) -> None:
    packed = gzip.compress(REPORT)
    post(client, f"{ADDRESS}?name=unit/3.11", packed)
    with engine.connect() as connection:
        found = coverage.upload_of(connection, "acme/ledgerd", COMMIT, "unit/3.11")
    assert found is not None
    assert found[1] == packed


def test_the_same_report_again_changes_nothing(client: Client, engine: sa.Engine) -> None:
    assert [post(client).json["status"] for _ in range(5)] == ["new", "again", "again", "again", "again"]
    assert len(waiting(engine)) == 1


@pytest.mark.parametrize(
    ("address", "body", "token", "status", "said"),
    [
        (ADDRESS, REPORT, None, 401, "the token is missing or is not this repository's"),
        (ADDRESS, REPORT, "", 401, "the token is missing"),
        (ADDRESS, REPORT, coverage_token(SECRETS[0], "acme/other"), 401, "homebot coverage token OWNER/REPO"),
        (ADDRESS, REPORT, coverage_token("guess", "acme/ledgerd"), 401, "the token is missing"),
        (ADDRESS, REPORT, TOKEN[:-1], 401, "the token is missing"),
        (ADDRESS, b"", TOKEN, 400, "curl --data-binary @FILE"),
        (f"/coverage/acme/ledgerd/{COMMIT[:39]}", REPORT, TOKEN, 400, "40 hexadecimal digits"),
        ("/coverage/acme/ledgerd/main", REPORT, TOKEN, 400, "40 hexadecimal digits"),
        (f"{ADDRESS}?name=", REPORT, TOKEN, 400, "name= is 1 to 80"),
        (f"{ADDRESS}?name=a%0Ab", REPORT, TOKEN, 400, "name= is 1 to 80"),
        (f"{ADDRESS}?name={'x' * 81}", REPORT, TOKEN, 400, "name= is 1 to 80"),
        (f"/coverage/acme/ledgerd/x/{COMMIT}", REPORT, TOKEN, 404, "nothing at this address"),
        (ADDRESS, b"x" * (MAX_BODY + 1), TOKEN, 413, "pack it with gzip"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_says_why(
    client: Client, engine: sa.Engine, address: str, body: bytes, token: str | None, status: int, said: str
) -> None:
    answer = post(client, address, body, token)
    assert answer.status_code == status
    assert said in answer.json["error"]
    assert "\n" not in answer.json["error"]
    assert (answer.headers.get("WWW-Authenticate") is not None) == (status == 401)
    assert waiting(engine) == []


def test_a_name_that_is_no_repository(client: Client) -> None:
    owner = coverage_token(SECRETS[0], "a b/ledgerd")
    assert post(client, f"/coverage/a%20b/ledgerd/{COMMIT}", REPORT, owner).status_code == 400


def test_every_name_of_a_commit_in_turn_and_then_no_more(client: Client) -> None:
    answers = [post(client, f"{ADDRESS}?name=part-{number}") for number in range(coverage.MOST_NAMES + 1)]
    assert [answer.status_code for answer in answers] == [202] * coverage.MOST_NAMES + [409]


def test_without_a_secret_nothing_is_taken(engine: sa.Engine) -> None:
    answer = post(client_of(engine, ()))
    assert (answer.status_code, answer.json["error"]) == (
        404,
        "coverage reports are not taken here: HOMEBOT_COVERAGE_SECRET is not set",
    )


def test_a_database_that_is_away_is_said_and_nothing_is_lost(client: Client, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE coverage RENAME TO elsewhere")
    answer = post(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert waiting(engine) == []


@pytest.mark.parametrize("secret", SECRETS)
def test_a_token_is_of_one_repository_however_its_name_is_written(secret: str) -> None:
    token = coverage_token(secret, "Acme/Ledgerd")
    assert token.startswith("hbc_")
    assert is_token(token, "acme/ledgerd", SECRETS)
    assert not is_token(token, "acme/ledger", SECRETS)
    assert not is_token(token, "acme/ledgerd", ("another",))
    assert not is_token("caf\u00e9\udcff", "acme/ledgerd", SECRETS)


def test_lower_and_upper_case_are_one_commit(client: Client) -> None:
    assert post(client, f"/coverage/acme/ledgerd/{COMMIT.upper()}").json["commit"] == COMMIT
