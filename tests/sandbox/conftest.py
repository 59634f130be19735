"""A company in the sandbox, one per test file: Acme, its people, one repository, and the App with somebody who listens
to its webhooks."""

import base64
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from github import Auth, Github

from homebot.sandbox.box import Box, Person
from tests.nursery import sandbox

SECRET = "a-secret-of-the-webhook"
REPOSITORY = "acme/ledgerd"


@dataclass
class Heard:
    """One delivery as it came over the wire."""

    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> str:
        return self.headers["X-GitHub-Event"]

    @property
    def payload(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Listener:
    """Takes webhooks in; answers `status`."""

    heard: list[Heard] = field(default_factory=list)
    status: int = 202
    url: str = ""

    def of(self, event: str, action: str | None = None) -> list[Heard]:
        """What was heard of one kind."""
        return [one for one in self.heard if one.event == event and action in (None, one.payload.get("action"))]


@dataclass
class Company:
    """Acme in its sandbox."""

    box: Box
    app_id: int
    key: str
    installation: int
    alice: Person
    bob: Person
    carol: Person
    stranger: Person
    listener: Listener

    def proof(self, **changes: Any) -> str:
        """The App's JWT; `changes` make it a bad one."""
        now = int(time.time())
        claims = {"iat": now - 30, "exp": now + 500, "iss": str(self.app_id)} | changes
        return jwt.encode(claims, self.key, algorithm="RS256")

    def as_app(self, method: str, path: str, body: Any = None, proof: str | None = None) -> requests.Response:
        """A request of the App itself."""
        headers = {"Authorization": f"Bearer {proof or self.proof()}", "User-Agent": "tests"}
        return requests.request(method, f"{self.box.api_url}{path}", json=body, headers=headers, timeout=30)

    def token(self) -> str:
        """A fresh installation token."""
        return str(self.as_app("POST", f"/app/installations/{self.installation}/access_tokens").json()["token"])

    def send(
        self, method: str, path: str, body: Any = None, token: str | None = None, **headers: str
    ) -> requests.Response:
        """A request with a token, the installation's unless told otherwise."""
        signed = {"Authorization": f"token {token or self.token()}", "User-Agent": "tests", **headers}
        return requests.request(method, f"{self.box.api_url}{path}", json=body, headers=signed, timeout=30)

    def query(self, text: str, token: str | None = None, **variables: Any) -> dict[str, Any]:
        """A GraphQL query's answer."""
        headers = {"Authorization": f"bearer {token or self.token()}", "User-Agent": "tests"}
        given = {"query": text, "variables": variables}
        done = requests.post(f"{self.box.url}/api/graphql", json=given, headers=headers, timeout=30)
        assert done.status_code == 200, done.text
        found: dict[str, Any] = done.json()
        return found

    def pygithub(self) -> Github:
        """PyGithub, signed in as the installation."""
        return Github(auth=Auth.Token(self.token()), base_url=self.box.api_url, seconds_between_writes=None, retry=None)

    def pull(self, branch: str, **more: Any) -> int:
        """A pull request of alice's from a new branch."""
        self.box.commit(REPOSITORY, branch, {f"{branch}.py": "x = 1\n"}, "alice")
        return self.alice.open_pull(REPOSITORY, branch, f"Add {branch}", **more)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    found = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.heard.append(Heard(dict(self.headers.items()), body))
            self.send_response(found.status)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing to be said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_port}/webhooks"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory, listener: Listener) -> Iterator[Company]:
    """The company. At the end nothing the sandbox said may have broken GitHub's own description, and nothing may have
    been filled in because that description demands it."""
    root: Path = tmp_path_factory.mktemp("sandbox")
    with sandbox(root) as box:
        app_id, key = box.app(listener.url, SECRET)
        people = [box.person(login, "acme") for login in ("alice", "bob", "carol")]
        stranger = box.person("mallory")
        installation = int(box.control("install", organisation="acme")["id"])
        box.repository("acme", "ledgerd", {"README.md": "# ledgerd\n", "ledger/close.py": "def settle():\n    pass\n"})
        yield Company(box, app_id, key, installation, *people, stranger, listener)
        assert box.control("violations")["violations"] == []
        assert box.control("guesses")["guesses"] == {}


@pytest.fixture
def told(acme: Company) -> Iterator[Callable[[], Listener]]:
    """The listener with only what this test causes, once everything was sent."""
    acme.box.idle()
    acme.listener.heard.clear()

    def wait() -> Listener:
        acme.box.idle()
        return acme.listener

    yield wait
    acme.listener.status = 202


def address(acme: Company, repository: str = REPOSITORY) -> str:
    """Where git finds a repository."""
    return f"{acme.box.url}/{repository}.git"


@pytest.fixture
def git(acme: Company, tmp_path: Path) -> Callable[..., str]:
    """git as a person or with the installation's token, asking nobody at a terminal."""

    def run(*arguments: str, token: str | None = None, inside: Path = tmp_path) -> str:
        secret = base64.b64encode(f"x-access-token:{token or acme.token()}".encode()).decode()
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "http.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {secret}",
        }
        done = subprocess.run(
            ["git", "-c", "user.name=alice", "-c", "user.email=alice@example.com", *arguments],
            cwd=inside, env=environment, capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        return done.stdout

    return run
