"""Files over the REST API: what GitHub takes, what it refuses, and what it says of both."""

import base64
from typing import Any

import pytest

from tests.sandbox.conftest import REPOSITORY, Company

PLACE = f"/repos/{REPOSITORY}/contents"


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def put(acme: Company, path: str, text: str, **more: Any) -> Any:
    """A file written as alice, who may push."""
    body = {"message": "Note", "content": encoded(text), **more}
    return acme.send("PUT", f"{PLACE}/{path}", body, token=acme.alice.token)


def test_a_file_is_written_read_and_changed(acme: Company) -> None:
    made = put(acme, "ledger/notes.txt", "one\n")
    assert made.status_code == 201
    first = made.json()["content"]["sha"]
    shown = acme.send("GET", f"{PLACE}/ledger/notes.txt").json()
    assert (base64.b64decode(shown["content"]), shown["sha"], shown["type"]) == (b"one\n", first, "file")
    changed = put(acme, "ledger/notes.txt", "two\n", sha=first)
    assert changed.status_code == 200
    assert changed.json()["commit"]["message"] == "Note"
    assert base64.b64decode(acme.send("GET", f"{PLACE}/ledger/notes.txt").json()["content"]) == b"two\n"


def test_a_folder_is_listed(acme: Company) -> None:
    shown = acme.send("GET", f"{PLACE}/ledger").json()
    assert ("ledger/close.py", "file") in [(one["path"], one["type"]) for one in shown]


def test_the_content_of_a_long_file_comes_in_lines(acme: Company) -> None:
    put(acme, "long.txt", "x" * 500)
    content = acme.send("GET", f"{PLACE}/long.txt").json()["content"]
    assert max(len(line) for line in content.splitlines()) == 60
    assert base64.b64decode(content) == b"x" * 500


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        pytest.param("README.md", {}, 422, id="without what it replaces"),
        pytest.param("README.md", {"sha": "0" * 40}, 409, id="in place of something else"),
        pytest.param("new.txt", {"sha": "0" * 40}, 409, id="in place of nothing"),
        pytest.param("ledger", {"sha": "0" * 40}, 409, id="in place of a folder"),
        pytest.param("new.txt", {"branch": "nowhere"}, 404, id="to a branch that is not there"),
        pytest.param("new.txt", {"content": "no base64!"}, 422, id="what is no base64"),
        pytest.param("new.txt", {"message": 7}, 422, id="a message that is no text"),
        pytest.param("a/.git/b", {}, 422, id="into git's own folder"),
    ],
)
def test_github_refuses_to_write(acme: Company, path: str, more: dict[str, Any], status: int) -> None:
    done = put(acme, path, "text", **more)
    assert done.status_code == status, done.text


def test_the_app_may_not_write_contents(acme: Company) -> None:
    done = acme.send("PUT", f"{PLACE}/new.txt", {"message": "Note", "content": encoded("x")})
    assert done.status_code == 403


@pytest.mark.parametrize("path", ["nothing.txt", "README.md/below", "ledger/nothing"])
def test_what_is_not_there_is_not_found(acme: Company, path: str) -> None:
    assert acme.send("GET", f"{PLACE}/{path}").status_code == 404
