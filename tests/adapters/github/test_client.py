"""Signing in, tokens, connections, counting: the door to GitHub."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from homebot.adapters.github.auth import Credentials, Tokens
from homebot.adapters.github.client import Client, GitHub, git_url
from homebot.adapters.github.outcomes import Denied, Gone, Later
from tests.adapters.github.company import Company
from tests.adapters.github.conftest import INSTALLATION
from tests.adapters.github.wire import Reply, Seen, Wire

TOKENS = f"/app/installations/{INSTALLATION}/access_tokens"


@pytest.mark.parametrize(
    ("api_url", "address"),
    [
        ("https://api.github.com", "https://github.com/acme/ledgerd.git"),
        ("https://api.github.com/", "https://github.com/acme/ledgerd.git"),
        ("https://api.octo.ghe.com", "https://octo.ghe.com/acme/ledgerd.git"),
        ("https://github.corp.example/api/v3", "https://github.corp.example/acme/ledgerd.git"),
        ("https://api.corp.example/api/v3/", "https://api.corp.example/acme/ledgerd.git"),
        ("http://127.0.0.1:8080/api/v3", "http://127.0.0.1:8080/acme/ledgerd.git"),
    ],
)
def test_git_fetches_from(api_url: str, address: str) -> None:
    assert git_url(api_url, "acme", "ledgerd") == address


def test_an_enterprise_server_has_its_queries_beside_its_api(wire: Wire, client: Client) -> None:
    wire.on_query(Reply(200, {"data": {}}))
    wire.on("GET", "/thing", Reply(200, {}))
    client.query("things", "query { a }", {})
    client.read("thing", "/thing")
    assert wire.calls("/api/graphql|/thing") == ["POST /api/graphql", "GET /thing"]


def test_the_app_proves_itself_with_a_short_signature(wire: Wire, github: GitHub, private_key: str) -> None:
    github.as_app().read("own app", "/app")
    scheme, _, proof = wire.seen[-1].headers["authorization"].partition(" ")
    claims = jwt.decode(proof, options={"verify_signature": False, "verify_iat": False})
    assert scheme == "Bearer"
    assert claims["iss"] == "1"
    assert claims["exp"] - claims["iat"] == 600
    assert jwt.get_unverified_header(proof)["alg"] == "RS256"
    assert claims["iat"] < datetime.now(UTC).timestamp() - 30


@pytest.mark.parametrize("key", ["", "not a key", None])
def test_a_private_key_that_is_none_is_said(key: str | None, wire: Wire) -> None:
    github = GitHub(wire.url, Credentials(app_id=1, private_key=key))
    with pytest.raises(Denied, match="private key"):
        github.as_app()


def test_the_installation_of_a_repository_is_asked_once(wire: Wire, github: GitHub) -> None:
    wire.on("GET", "/repos/acme/ledgerd/installation", Reply(200, {"id": INSTALLATION}))
    for _ in range(3):
        with github.job("acme/ledgerd") as client:
            assert client.installation == INSTALLATION
    assert wire.calls("/repos/.*") == ["GET /repos/acme/ledgerd/installation"]
    assert wire.calls(TOKENS) == [f"POST {TOKENS}"]


def test_an_app_that_was_installed_anew_is_found_again(wire: Wire, github: GitHub) -> None:
    wire.on("GET", "/repos/acme/ledgerd/installation", Reply(200, {"id": INSTALLATION}))
    with github.job("acme/ledgerd", 6) as client:
        assert client.installation == INSTALLATION


def test_a_repository_without_the_app_is_gone(github: GitHub) -> None:
    with pytest.raises(Gone, match="installation"), github.job("acme/other"):
        raise AssertionError("there is no job without a token")


def test_a_refused_token_is_replaced_once_and_the_request_sent_again(wire: Wire, github: GitHub) -> None:
    def only_the_second(seen: Seen) -> Reply:
        good = seen.headers["authorization"] == "token ghs_secret2"
        return Reply(201, {"id": 5}) if good else Reply(401, {"message": "Bad credentials"})

    wire.on("POST", "/thing", only_the_second)
    for _ in range(2):
        with github.job("acme/ledgerd", INSTALLATION) as client:
            assert client.write("thing", "POST", "/thing", {}) == {"id": 5}
            assert client.token == "ghs_secret2"
    assert len(wire.calls("/thing")) == 3
    assert len(wire.calls(TOKENS)) == 2


def test_a_token_refused_twice_is_denied(wire: Wire, github: GitHub) -> None:
    wire.on("GET", "/thing", Reply(401, {"message": "Bad credentials"}))
    with github.job("acme/ledgerd", INSTALLATION) as client, pytest.raises(Denied, match="401"):
        client.read("thing", "/thing")
    assert len(wire.calls("/thing")) == 2


def test_a_given_token_is_never_replaced(wire: Wire) -> None:
    github = GitHub(wire.url, Credentials(token="ghp_given"))
    wire.on("GET", "/thing", Reply(401, {"message": "Bad credentials"}))
    with github.job("acme/ledgerd", INSTALLATION) as client, pytest.raises(Denied):
        client.read("thing", "/thing")
    assert [one.headers["authorization"] for one in wire.seen] == ["token ghp_given"]


def test_jobs_at_once_share_one_renewal(wire: Wire, github: GitHub) -> None:
    """The token ends while sixteen jobs run: all of them succeed, and their connections are kept."""
    good = {"token ghs_secret1"}
    barrier = threading.Barrier(16)

    def answer(seen: Seen) -> Reply:
        return Reply(200, {}) if seen.headers["authorization"] in good else Reply(401, {"message": "Bad credentials"})

    def job(_: int) -> None:
        with github.job("acme/ledgerd", INSTALLATION) as client:
            barrier.wait()
            client.read("thing", "/thing")

    wire.on("GET", "/thing", answer)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(job, range(16)))
        good.clear()
        good.add("token ghs_secret2")
        list(pool.map(job, range(16)))
    assert len(wire.calls(TOKENS)) == 2


def test_one_connection_serves_jobs_one_after_another(wire: Wire, github: GitHub) -> None:
    wire.on("GET", "/thing", Reply(200, {}))
    for _ in range(5):
        with github.job("acme/ledgerd", INSTALLATION) as client:
            client.read("thing", "/thing")
            client.read("thing", "/thing")
    assert len({one.port for one in wire.seen if one.path == "/thing"}) == 1


def test_two_jobs_at_once_never_share_a_connection(wire: Wire, github: GitHub) -> None:
    wire.on("GET", "/thing", Reply(200, {}))
    with github.job("acme/ledgerd", INSTALLATION) as one, github.job("acme/ledgerd", INSTALLATION) as other:
        one.read("thing", "/thing")
        other.read("thing", "/thing")
    assert len({seen.port for seen in wire.seen if seen.path == "/thing"}) == 2


def test_every_call_is_counted_and_what_is_left_told(
    wire: Wire, github: GitHub, calls: list[tuple[str, str]], budgets: list[tuple[int | None, int]]
) -> None:
    left = {"X-RateLimit-Remaining": "41", "X-RateLimit-Limit": "5000"}
    wire.on("GET", "/thing", Reply(200, {}, left))
    wire.on("PATCH", "/thing", Reply(422, {}, {**left, "X-RateLimit-Remaining": "40"}))
    wire.on_query(Reply(200, {"data": {}}, {**left, "X-RateLimit-Remaining": "99"}))
    with github.job("acme/ledgerd", INSTALLATION) as client:
        client.read("look", "/thing")
        client.query("ask", "query { a }", {})
        with pytest.raises(Exception, match="422"):
            client.write("change", "PATCH", "/thing", {})
    assert calls == [("auth", "installation token"), ("read", "look"), ("read", "ask"), ("write", "change")]
    assert budgets == [(INSTALLATION, 41), (INSTALLATION, 99), (INSTALLATION, 40)]


def test_it_knows_its_own_name(wire: Wire, github: GitHub, client: Client) -> None:
    assert (github.identity(), client.identity()) == ("homebot[bot]", "homebot[bot]")
    assert wire.calls("/app") == ["GET /app"]


def test_with_a_token_its_name_is_the_person(wire: Wire) -> None:
    wire.on("GET", "/user", Reply(200, {"login": "Robot"}))
    assert GitHub(wire.url, Credentials(token="ghp_given")).identity() == "robot"


def test_while_github_does_not_say_it_has_no_name(wire: Wire) -> None:
    wire.on("GET", "/user", Reply(502, {}), Reply(200, {"login": None}), Reply(200, []), Reply(200, {"login": "robot"}))
    github = GitHub(wire.url, Credentials(token="ghp_given"))
    with github.job() as client, pytest.raises(Later):
        client.identity()
    assert [github.identity() for _ in range(4)] == ["", "", "robot", "robot"]


@pytest.mark.parametrize("answer", [{}, [], {"token": "t"}, None], ids=["empty", "a list", "without an end", "nothing"])
def test_a_strange_answer_instead_of_a_token_means_later(answer: object, wire: Wire, private_key: str) -> None:
    wire.on("POST", TOKENS, Reply(201, answer))
    github = GitHub(wire.url, Credentials(app_id=1, private_key=private_key))
    with pytest.raises(Later), github.job("acme/ledgerd", INSTALLATION):
        raise AssertionError("there is no job without a token")


@pytest.mark.parametrize(("lifetime", "good_for"), [(3600, 3300), (720, 420), (500, 250), (60, 30)])
def test_a_token_is_renewed_well_before_it_ends(lifetime: int, good_for: int) -> None:
    """Five minutes before, or after half of a short life."""
    now = [1_000_000.0]
    minted = []

    def mint(installation: int) -> dict[str, str]:
        minted.append(installation)
        ends = datetime.fromtimestamp(now[0], UTC) + timedelta(seconds=lifetime)
        return {"token": f"token{len(minted)}", "expires_at": ends.isoformat().replace("+00:00", "Z")}

    tokens = Tokens(Credentials(app_id=1), mint, lambda: now[0])
    assert tokens.of(3) == "token1"
    now[0] += good_for - 1
    assert tokens.of(3) == "token1"
    now[0] += 1
    assert tokens.of(3) == "token2"
    assert set(minted) == {3}


def test_only_the_token_that_was_refused_is_dropped() -> None:
    minted = []

    def mint(installation: int) -> dict[str, str]:
        minted.append(installation)
        return {"token": f"token{len(minted)}", "expires_at": "2100-01-01T00:00:00Z"}

    tokens = Tokens(Credentials(app_id=1), mint, lambda: 1_000_000.0)
    tokens.of(3)
    tokens.drop(3, "an older one")
    tokens.drop(None, "token1")
    assert tokens.of(3) == "token1"
    tokens.drop(3, "token1")
    assert tokens.of(3) == "token2"


def test_the_stand_in_ends_all_tokens_and_the_job_goes_on(company: Company) -> None:
    pull = company.pull()
    with company.github().job(pull.repository) as client:
        client.read("repository", f"/repos/{pull.repository}")
        company.box.control("tokens", expire=True)
        found = client.read("repository", f"/repos/{pull.repository}")
    assert found["full_name"].lower() == pull.repository
