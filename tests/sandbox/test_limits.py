"""Who may ask, how often, and what an answer says about it."""

import time

import requests

from tests.sandbox.conftest import REPOSITORY, Company

PATH = f"/repos/{REPOSITORY}"


def test_a_request_costs_one_of_the_hour(acme: Company) -> None:
    token = acme.token()
    left = [int(acme.send("GET", PATH, token=token).headers["X-RateLimit-Remaining"]) for _ in range(2)]
    assert left[0] - left[1] == 1


def test_an_empty_budget_is_a_403_that_says_when(acme: Company) -> None:
    token = acme.token()
    acme.box.control("tokens", budget=1)
    assert acme.send("GET", PATH, token=token).status_code == 200
    refused = acme.send("GET", PATH, token=token)
    assert refused.status_code == 403
    assert "API rate limit exceeded" in refused.json()["message"]
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert int(refused.headers["X-RateLimit-Reset"]) > time.time()
    assert acme.send("GET", PATH).status_code == 200, "a fresh token has a budget of its own"


def test_what_did_not_change_costs_nothing(acme: Company) -> None:
    token = acme.token()
    first = acme.send("GET", PATH, token=token)
    again = acme.send("GET", PATH, None, token, **{"If-None-Match": first.headers["ETag"]})
    assert first.headers["ETag"].startswith('W/"')
    assert (again.status_code, again.content) == (304, b"")
    after = acme.send("GET", PATH, token=token)
    assert int(first.headers["X-RateLimit-Remaining"]) - int(after.headers["X-RateLimit-Remaining"]) == 1


def test_a_change_is_seen_through_an_etag(acme: Company) -> None:
    number, token = acme.pull("tagged"), acme.token()
    path = f"{PATH}/issues/{number}/comments"
    tag = acme.send("GET", path, token=token).headers["ETag"]
    acme.bob.comment(REPOSITORY, number, "news")
    again = acme.send("GET", path, None, token, **{"If-None-Match": tag})
    assert (again.status_code, [one["body"] for one in again.json()]) == (200, ["news"])


def test_pages_are_linked(acme: Company) -> None:
    number = acme.pull("linked")
    for index in range(5):
        acme.bob.comment(REPOSITORY, number, f"word {index}")
    bodies, path = [], f"{acme.box.api_url}{PATH}/issues/{number}/comments?per_page=2"
    sizes = []
    while path:
        answer = requests.get(
            path, headers={"Authorization": f"token {acme.bob.token}", "User-Agent": "tests"}, timeout=30
        )
        sizes.append(len(answer.json()))
        bodies += [one["body"] for one in answer.json()]
        path = answer.links.get("next", {}).get("url", "")
    assert sizes == [2, 2, 1]
    assert bodies == [f"word {index}" for index in range(5)]


def test_the_proof_of_an_app_opens_no_repository(acme: Company) -> None:
    assert acme.as_app("GET", PATH).status_code == 404


def test_tokens_end(acme: Company) -> None:
    token = acme.token()
    assert acme.send("GET", PATH, token=token).status_code == 200
    acme.box.control("tokens", expire=True)
    refused = acme.send("GET", PATH, token=token)
    assert (refused.status_code, refused.json()["message"]) == (401, "Bad credentials")
    query = {"query": "{ viewer { login } }"}
    headers = {"Authorization": f"bearer {token}", "User-Agent": "tests"}
    assert requests.post(f"{acme.box.url}/api/graphql", json=query, headers=headers, timeout=30).status_code == 401


def test_an_installation_sees_its_own_repositories_only(acme: Company) -> None:
    acme.box.repository("othercorp", "secret", {"README.md": "# secret\n"})
    assert acme.send("GET", "/repos/othercorp/secret").status_code == 404
    assert acme.as_app("GET", "/repos/othercorp/secret/installation").status_code == 404
