"""The one door to GitHub's API: PyGithub's requester, one per job, every call counted and every failure named.

PyGithub's own retries and pauses are switched off: it would send a POST again after a 502, and sleep in a worker. What
has to wait is told to the caller (`Later`), who comes back through the queue.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from github import Auth, Github, GithubException
from requests.utils import parse_header_links

from homebot.adapters.github import failures
from homebot.adapters.github.auth import Credentials, Tokens
from homebot.adapters.github.outcomes import CallFailed, Denied, Gone, Later

TIMEOUT_SECONDS = 15
IDLE_CLIENTS = 32

OnCall = Callable[[str, str], None]
"""Told of each call: its kind (`read`, `write`, `auth`) and the operation's name."""
OnBudget = Callable[[int | None, int], None]
"""Told of what is left of an installation's hour."""


def git_url(api_url: str, owner: str, name: str) -> str:
    """The address git fetches from, for GitHub itself and for GitHub Enterprise Server."""
    parts = urlsplit(api_url)
    host = "github.com" if parts.netloc == "api.github.com" else parts.netloc
    return f"{parts.scheme}://{host}/{owner}/{name}.git"


class Client:
    """One job's access as one installation. Not for several threads."""

    def __init__(self, hub: "GitHub", installation: int | None, token: str, github: Github) -> None:
        self._hub = hub
        self._github = github
        self.installation = installation
        self.token = token

    def read(self, operation: str, path: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """The JSON of a GET. Raises a `CallFailed`."""
        return self._send("read", operation, "GET", path, parameters=parameters)

    def read_page(self, operation: str, path: str, parameters: Mapping[str, Any]) -> tuple[Any, str | None]:
        """The JSON of a GET and the address of the next page, if there is one. Raises a `CallFailed`."""
        self._hub.on_call("read", operation)
        try:
            headers, data = self._github.requester.requestJsonAndCheck("GET", path, parameters=dict(parameters))
        except GithubException as error:
            raise failures.of_answer(error, operation, time.time()) from None
        except failures.WIRE_ERRORS as error:
            raise failures.of_wire(error, operation) from None
        links = parse_header_links(str(headers.get("link", "")))
        return data, next((str(link["url"]) for link in links if link.get("rel") == "next"), None)

    def write(self, operation: str, verb: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The JSON answer to a change. Raises a `CallFailed`; after `Later` the change may have happened."""
        return self._send("write", operation, verb, path, body=body)

    def query(self, operation: str, text: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The data of a GraphQL query; parts GitHub could not find or show are null. Raises a `CallFailed`."""
        url = self._github.requester.graphql_url
        answer = self._send("read", operation, "POST", url, body={"query": text, "variables": dict(variables)})
        errors = answer.get("errors") if isinstance(answer, Mapping) else None
        if errors:
            failed = failures.of_graphql(errors, {}, operation, time.time())
            if failed is not None:
                raise failed
        data = answer.get("data") if isinstance(answer, Mapping) else None
        if not isinstance(data, dict):
            raise Later(failures.UNAVAILABLE_SECONDS, f"GitHub's answer to {operation} holds no data")
        return data

    def _send(
        self,
        kind: str,
        operation: str,
        verb: str,
        path: str,
        parameters: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            return self._once(kind, operation, verb, path, parameters, body)
        except Denied as denied:
            if not denied.unauthenticated or self.installation is None:
                raise
            # The token ended early or was revoked. A refused request did nothing, so it may be sent again.
            self._hub.tokens.drop(self.installation, self.token)
            self.token = self._hub.tokens.of(self.installation)
            self._github = self._hub.connect(Auth.Token(self.token))
            return self._once(kind, operation, verb, path, parameters, body)

    def _once(
        self,
        kind: str,
        operation: str,
        verb: str,
        path: str,
        parameters: Mapping[str, Any] | None,
        body: Mapping[str, Any] | None,
    ) -> Any:
        self._hub.on_call(kind, operation)
        try:
            headers, data = self._github.requester.requestJsonAndCheck(
                verb, path, parameters=dict(parameters or {}), input=dict(body) if body is not None else None
            )
        except GithubException as error:
            raise failures.of_answer(error, operation, time.time()) from None
        except failures.WIRE_ERRORS as error:
            raise failures.of_wire(error, operation) from None
        remaining = str(headers.get("x-ratelimit-remaining", ""))
        if remaining.isdigit():
            self._hub.on_budget(self.installation, int(remaining))
        return data


class GitHub:
    """All of GitHub as the configured App (or token) sees it. Any number of threads may open jobs."""

    def __init__(
        self,
        api_url: str,
        credentials: Credentials,
        on_call: OnCall = lambda kind, operation: None,
        on_budget: OnBudget = lambda installation, remaining: None,
    ) -> None:
        self.api_url = api_url.rstrip("/")
        self.credentials = credentials
        self.on_call = on_call
        self.on_budget = on_budget
        self.tokens = Tokens(credentials, self._mint, time.time)
        self._idle: dict[tuple[int | None, str], list[Github]] = {}
        self._installations: dict[str, int] = {}
        self._lock = threading.Lock()

    @contextmanager
    def job(self, repository: str | None = None, installation: int | None = None) -> Iterator[Client]:
        """A client for one job on `owner/name`; its connection is kept for the next job of the same installation.

        Raises:
            CallFailed: when no token can be had, `Gone` when the App is not installed there.
        """
        if self.credentials.token is None and installation is None and repository is not None:
            installation = self._installation_of(repository)
        token = self.tokens.of(installation)
        key = (installation, token)
        with self._lock:
            idle = self._idle.setdefault(key, [])
            github = idle.pop() if idle else None
        client = Client(self, installation, token, github or self.connect(Auth.Token(token)))
        try:
            yield client
        finally:
            with self._lock:
                if client.token == token and len(self._idle[key]) < IDLE_CLIENTS:
                    self._idle[key].append(client._github)
                for other in [other for other in self._idle if other[0] == installation and other[1] != client.token]:
                    del self._idle[other]

    def as_app(self) -> Client:
        """A client that speaks as the App itself (or with the token, when there is no App)."""
        if self.credentials.token is not None:
            return Client(self, None, self.credentials.token, self.connect(Auth.Token(self.credentials.token)))
        proof = self.credentials.app_jwt(time.time())
        return Client(self, None, proof, self.connect(Auth.AppAuthToken(proof)))

    def connect(self, auth: Auth.Auth) -> Github:
        """A PyGithub client with neither retries nor pauses of its own."""
        return Github(
            auth=auth,
            base_url=self.api_url,
            timeout=TIMEOUT_SECONDS,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
            user_agent="homebot",
            per_page=100,
            pool_size=1,
        )

    def git_url(self, owner: str, name: str) -> str:
        """Where git fetches a repository from."""
        return git_url(self.api_url, owner, name)

    def _mint(self, installation: int) -> dict[str, Any]:
        client = self.as_app()
        path = f"/app/installations/{installation}/access_tokens"
        try:
            answer = client._once("auth", "installation token", "POST", path, None, {})
        except Gone:
            raise Gone(f"the App's installation {installation} is no more") from None
        if not isinstance(answer, dict) or "token" not in answer:
            raise CallFailed("GitHub's answer to installation token holds no token")
        return answer

    def _installation_of(self, repository: str) -> int:
        with self._lock:
            known = self._installations.get(repository)
        if known is None:
            answer = self.as_app()._once("auth", "installation", "GET", f"/repos/{repository}/installation", None, None)
            known = int(answer["id"])
            with self._lock:
                self._installations[repository] = known
        return known
