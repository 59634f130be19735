"""GitHub on a bad day: each fault strikes as often as it should, before or after the effect."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.sandbox.conftest import REPOSITORY, Company, address


@pytest.fixture(autouse=True)
def no_faults_left(acme: Company) -> Iterator[None]:
    yield
    acme.box.clear_faults()


@pytest.fixture(scope="module")
def number(acme: Company) -> int:
    return acme.pull("faulty")


def bodies(acme: Company, number: int) -> list[str]:
    return [one["body"] for one in acme.box.state(REPOSITORY, number)["comments"]]


def comment(acme: Company, number: int, body: str) -> requests.Response:
    return acme.send("POST", f"/repos/{REPOSITORY}/issues/{number}/comments", {"body": body})


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_502_before_or_after_the_effect(acme: Company, number: int, after: bool) -> None:
    acme.box.faults({"kind": "status", "status": 502, "method": "POST", "path": "/comments$", "after": after})
    assert comment(acme, number, f"said {after}").status_code == 502
    assert (f"said {after}" in bodies(acme, number)) is after
    assert comment(acme, number, "once more").status_code == 201


def test_a_fault_strikes_as_often_as_it_is_told(acme: Company, number: int) -> None:
    acme.box.faults({"kind": "status", "status": 503, "path": f"/repos/{REPOSITORY}$", "times": 2})
    assert [acme.send("GET", f"/repos/{REPOSITORY}").status_code for _ in range(3)] == [503, 503, 200]


def test_a_secondary_limit_says_when_to_come_back(acme: Company, number: int) -> None:
    said = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}
    acme.box.faults({"kind": "status", "status": 403, "headers": {"Retry-After": "60"}, "body": said, "method": "GET"})
    done = acme.send("GET", f"/repos/{REPOSITORY}")
    assert (done.status_code, done.headers["Retry-After"], done.json()) == (403, "60", said)


def test_a_slow_answer_is_right_all_the_same(acme: Company, number: int) -> None:
    acme.box.faults({"kind": "slow", "seconds": 0.2, "path": f"/repos/{REPOSITORY}$"})
    done = acme.send("GET", f"/repos/{REPOSITORY}")
    assert (done.status_code, done.json()["full_name"]) == (200, REPOSITORY)
    assert done.elapsed.total_seconds() > 0.2


@pytest.mark.parametrize("kind", ["reset", "truncate"])
def test_a_connection_that_breaks_after_the_effect(acme: Company, number: int, kind: str) -> None:
    acme.box.faults({"kind": kind, "method": "POST", "path": "/comments$", "after": True})
    with pytest.raises(requests.RequestException):
        comment(acme, number, f"lost by {kind}")
    assert f"lost by {kind}" in bodies(acme, number)


def test_a_connection_reset_before_the_effect(acme: Company, number: int) -> None:
    acme.box.faults({"kind": "reset", "method": "POST", "path": "/comments$"})
    with pytest.raises(requests.RequestException):
        comment(acme, number, "never said")
    assert "never said" not in bodies(acme, number)


def test_a_slow_answer_is_a_timeout_for_who_does_not_wait(acme: Company, number: int) -> None:
    acme.box.faults({"kind": "slow", "seconds": 1.0, "path": f"/repos/{REPOSITORY}$"})
    headers = {"Authorization": f"token {acme.token()}", "User-Agent": "tests"}
    with pytest.raises(requests.Timeout):
        requests.get(f"{acme.box.api_url}/repos/{REPOSITORY}", headers=headers, timeout=0.1)


def test_graphql_is_rate_limited_in_a_200(acme: Company, number: int) -> None:
    acme.box.faults({"kind": "rate_limited", "path": "/graphql$"})
    answer: dict[str, Any] = acme.query("{ viewer { login } }")
    assert answer["errors"][0]["type"] == "RATE_LIMITED"
    assert acme.query("{ viewer { login } }")["data"]["viewer"]["login"] == "homebot[bot]"


def test_chance_is_the_same_for_the_same_seed(acme: Company, number: int) -> None:
    def draw() -> list[int]:
        acme.box.clear_faults()
        fault = {"kind": "status", "status": 500, "path": f"/repos/{REPOSITORY}$", "times": 99, "probability": 0.5}
        acme.box.faults(fault, seed=7)
        return [acme.send("GET", f"/repos/{REPOSITORY}").status_code for _ in range(8)]

    first = draw()
    assert set(first) == {200, 500}
    assert draw() == first


def test_every_call_is_in_the_log(acme: Company, number: int) -> None:
    token = acme.token()
    acme.box.calls(clear=True)
    acme.send("GET", f"/repos/{REPOSITORY}", token=token)
    acme.query("query Who { viewer { login } }", token=token)
    found = [(call["kind"], call["method"], call["operation"], call["token"]) for call in acme.box.calls()]
    assert found == [
        ("rest", "GET", "/repos/{owner}/{repo}", "installation"),
        ("graphql", "POST", "Who", "installation"),
    ]


GIT_FAULTS: dict[str, dict[str, Any]] = {
    "refused at the door": {"status": 503, "path": "/info/refs"},
    "refused after the door": {"status": 500, "path": "/git-upload-pack"},
    "reset": {"how": "reset"},
    "cut short": {"how": "truncate", "path": "/git-upload-pack", "after": True},
}


@pytest.mark.parametrize("fault", GIT_FAULTS.values(), ids=GIT_FAULTS.keys())
def test_a_fetch_that_fails_once(acme: Company, git: Callable[..., str], fault: dict[str, Any]) -> None:
    acme.box.faults({"kind": "git", **fault})
    with pytest.raises(subprocess.CalledProcessError):
        git("clone", "--quiet", "--bare", address(acme), "copy")
    git("clone", "--quiet", "--bare", address(acme), "copy")


def test_a_slow_fetch_succeeds_and_a_fault_of_git_is_none_of_the_api(acme: Company, git: Callable[..., str]) -> None:
    acme.box.faults({"kind": "git", "how": "slow", "seconds": 0.05, "times": 9}, {"kind": "status", "path": "/repos/"})
    assert "refs/heads/main" in git("ls-remote", address(acme))
    assert [acme.send("GET", f"/repos/{REPOSITORY}").status_code for _ in range(2)] == [502, 200]


def test_a_push_whose_answer_is_lost_took_place(acme: Company, git: Callable[..., str], tmp_path: Path) -> None:
    git("clone", "--quiet", address(acme), "work", token=acme.alice.token)
    acme.box.faults({"kind": "git", "path": "/git-receive-pack", "method": "POST", "after": True})
    with pytest.raises(subprocess.CalledProcessError):
        git("push", "origin", "HEAD:refs/heads/lost-answer", token=acme.alice.token, inside=tmp_path / "work")
    assert "refs/heads/lost-answer" in git("ls-remote", address(acme))
