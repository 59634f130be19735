"""Coverage from CI to the check run, through HTTP only: it waits, it marks lines, it passes."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from homebot.cli.demo import company
from tests.end_to_end.serving import REPOSITORY, STANDARDS, Served, checks, comments, serving

SECRET = "a secret for coverage"
NEEDED = company.STANDARDS.replace("tests: {}", "tests: {changed_lines_covered: 80}")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    catalogue = {**company.CATALOGUE, "standards.yaml": NEEDED}
    with serving(tmp_path_factory.mktemp("coverage"), catalogue, HOMEBOT_COVERAGE_SECRET=f"{SECRET},older") as found:
        found.environment["HOMEBOT_COVERAGE_SECRET"] = SECRET
        yield found


def upload(served: Served, head: str, report: bytes, token: str, name: str = "unit") -> requests.Response:
    address = f"{served.url}/coverage/{REPOSITORY}/{head}?name={name}"
    return requests.post(address, data=report, headers={"Authorization": f"Bearer {token}"}, timeout=60)


def report(path: str, ran: bool) -> bytes:
    """lcov of a whole file: every line ran, or none but the first."""
    lines = "".join(f"DA:{line},{int(ran or line == 1)}\n" for line in range(1, 40))
    return f"SF:/home/runner/work/ledgerd/ledgerd/{path}\n{lines}end_of_record\n".encode()


def standard(state: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(run for run in reversed(state["checks"]) if run["name"] == STANDARDS)
    return found


def test_it_waits_then_marks_lines_then_passes(served: Served) -> None:
    token = served.run("coverage", "token", REPOSITORY).stdout.strip()
    number = served.away_pull("covered")
    state = served.until(number, lambda now: comments(now) and checks(now).get(STANDARDS) == ("in_progress", None))
    head = state["head"]
    assert f"no coverage report yet for `{head[:7]}` | nothing while CI runs" in comments(state)[0]["body"]

    answer = upload(served, head, report("ledger/covered.py", ran=False), token)
    assert (answer.status_code, answer.json()["status"]) == (202, "new")
    state = served.until(number, lambda now: standard(now)["annotations"])
    marked = standard(state)["annotations"]
    assert {one["path"] for one in marked} == {"ledger/covered.py"}
    assert all("not run by any test" in one["message"] for one in marked)
    assert "no coverage report yet" not in comments(state)[0]["body"]

    assert upload(served, head, gzip.compress(report("ledger/covered.py", ran=True)), token).status_code == 202
    state = served.until(number, lambda now: checks(now)[STANDARDS] == ("completed", "success"))
    assert "100%, at least 80% wanted" in comments(state)[0]["body"]

    upload(served, head, b"not a report", token, "integration")
    state = served.until(number, lambda now: checks(now)[STANDARDS] == ("completed", "failure"))
    assert "the coverage report `integration` cannot be read" in comments(state)[0]["body"].replace("\\", "")

    listed = served.run("coverage", "list", "--repository", REPOSITORY).stdout
    assert "39 of 39 lines in 1 file ran" in listed
    assert "cannot be read: it is neither Cobertura XML nor lcov" in listed


def test_another_repositorys_token_is_refused(served: Served) -> None:
    other = served.run("coverage", "token", "acme/other").stdout.strip()
    assert upload(served, "a" * 40, b"TN:\n", other).status_code == 401


@pytest.mark.parametrize(("arguments", "code"), [(["ledgerd"], 2), (["a/b/c"], 2), ([REPOSITORY], 0)])
def test_the_token_of_what_is_no_repository(served: Served, arguments: list[str], code: int) -> None:
    assert served.run("coverage", "token", *arguments).returncode == code


def test_without_the_secret_there_is_no_token(served: Served) -> None:
    served.environment["HOMEBOT_COVERAGE_SECRET"] = ""
    done = served.run("coverage", "token", REPOSITORY)
    served.environment["HOMEBOT_COVERAGE_SECRET"] = SECRET
    assert (done.returncode, done.stdout) == (2, "")
    assert "HOMEBOT_COVERAGE_SECRET is not set" in done.stderr
