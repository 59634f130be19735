"""The one door to GitHub's API: PyGithub's requester, one per job, every call counted and every failure named.

PyGithub's own retries and pauses are switched off: it would send a POST again after a 502, and sleep in a worker. What
has to wait is told to the caller (`Later`), who comes back through the queue.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from github import Auth, Github
from github.Requester import Requester
from requests.utils import parse_header_links

from homebot.adapters.github import failures
from homebot.adapters.github.auth import Credentials, Tokens
from homebot.adapters.github.outcomes import CallFailed, Denied, Gone, Later
from homebot.adapters.github.patience import USUAL, Patience

IDLE_CLIENTS = 32

# At DEBUG it would log whole answers, and one of them holds a token.
logging.getLogger("github.Requester").setLevel(logging.INFO)

OnCall = Callable[[str, str], None]
"""Told of each call: its kind (`read`, `write`, `auth`) and the operation's name."""
OnBudget = Callable[[int | None, int], None]
"""Told of what is left of an installation's hour."""


def web_url(api_url: str) -> str:
    """The address of GitHub's pages, without a slash at its end. The API of github.com and of ghe.com has a host of its
    own (`api.`), that of GitHub Enterprise Server a path on the one host."""
    parts = urlsplit(api_url)
    on_one_host = parts.path.rstrip("/").endswith("/api/v3")
    return f"{parts.scheme}://{parts.netloc if on_one_host else parts.netloc.removeprefix('api.')}"


def git_url(api_url: str, owner: str, name: str) -> str:
    """The address git fetches from."""
    return f"{web_url(api_url)}/{owner}/{name}.git"


@dataclass(frozen=True, slots=True)
class _Answer:
    """A success: its headers, named in lower case, and its JSON (`None` when it has no body)."""

    headers: Mapping[str, Any]
    data: Any


class Client:
    """One job's access as one installation. Not for several threads."""

    def __init__(self, hub: "GitHub", installation: int | None, token: str, requester: Requester) -> None:
        self._hub = hub
        self._requester = requester
        self.installation = installation
        self.token = token

    def read(self, operation: str, path: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """The JSON of a GET. Raises a `CallFailed`."""
        return self._send("read", operation, "GET", path, parameters=parameters).data

    def read_page(self, operation: str, path: str, parameters: Mapping[str, Any]) -> tuple[Any, str | None]:
        """The JSON of a GET and the address of the next page, if there is one. Raises a `CallFailed`."""
        answer = self._send("read", operation, "GET", path, parameters=parameters)
        links = parse_header_links(str(answer.headers.get("link", "")))
        return answer.data, next((str(link["url"]) for link in links if link.get("rel") == "next"), None)

    def write(self, operation: str, verb: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The JSON answer to a change. Raises a `CallFailed`; after `Later` the change may have happened."""
        return self._send("write", operation, verb, path, body=body).data

    def query(self, operation: str, text: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The data of a GraphQL query; parts GitHub could not find or show are null. Raises a `CallFailed`."""
        url = self._requester.graphql_url
        answer = self._send("read", operation, "POST", url, body={"query": text, "variables": dict(variables)})
        errors = answer.data.get("errors") if isinstance(answer.data, Mapping) else None
        data = answer.data.get("data") if isinstance(answer.data, Mapping) else None
        if errors:
            failed = failures.of_graphql(errors, data, answer.headers, operation, time.time(), self._hub.patience.pause)
            if failed is not None:
                raise failed
        if not isinstance(data, dict):
            raise self.unreadable(operation)
        return data

    def unreadable(self, operation: str) -> Later:
        """The failure of an answer that lacks what such an answer has."""
        return failures.unreadable(operation, self._hub.patience.pause)

    def identity(self) -> str:
        """homebot's own login in lower case. Raises `Later` while GitHub cannot say."""
        login = self._hub.identity()
        if not login:
            raise Later(self._hub.patience.pause, "GitHub does not say who homebot is")
        return login

    def _send(
        self,
        kind: str,
        operation: str,
        verb: str,
        path: str,
        parameters: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> _Answer:
        try:
            return self._once(kind, operation, verb, path, parameters, body)
        except Denied as denied:
            if not denied.unauthenticated or self._hub.credentials.token is not None:
                raise
        # The token ended early or was revoked. A refused request did nothing, so it may be sent again.
        self._hub.tokens.drop(self.installation, self.token)
        self.token = self._hub.token_of(self.installation)
        self._requester = self._hub.connect(self.installation, self.token)
        return self._once(kind, operation, verb, path, parameters, body)

    def _once(
        self,
        kind: str,
        operation: str,
        verb: str,
        path: str,
        parameters: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> _Answer:
        self._hub.on_call(kind, operation)
        try:
            status, headers, text = self._requester.requestJson(
                verb, path, parameters=dict(parameters or {}), input=dict(body) if body is not None else None
            )
        except failures.WIRE_ERRORS as error:
            raise failures.of_wire(error, operation, self._hub.patience.pause) from None
        except failures.REDIRECT_ERRORS:
            raise Gone(f"GitHub sends {operation} to another address") from None
        remaining = str(headers.get("x-ratelimit-remaining", ""))
        if remaining.isdecimal():
            self._hub.on_budget(self.installation, int(remaining))
        if status >= 300:
            # Whatever stands between GitHub and us may echo what it was sent.
            shown = text.replace(self.token or "\0", "…")
            raise failures.of_answer(status, headers, shown, operation, time.time(), self._hub.patience.pause)
        if not text and status in (202, 204):
            return _Answer(headers, None)
        try:
            return _Answer(headers, json.loads(text))
        except (ValueError, RecursionError):
            raise self.unreadable(operation) from None


class GitHub:
    """All of GitHub as the configured App (or token) sees it. Any number of threads may open jobs."""

    def __init__(
        self,
        api_url: str,
        credentials: Credentials,
        on_call: OnCall = lambda kind, operation: None,
        on_budget: OnBudget = lambda installation, remaining: None,
        patience: Patience = USUAL,
    ) -> None:
        self.api_url = api_url.rstrip("/")
        self.credentials = credentials
        self.on_call = on_call
        self.on_budget = on_budget
        self.patience = patience
        self.tokens = Tokens(credentials, self._mint, time.time)
        self._idle: dict[int | None, list[Client]] = {}
        self._installations: dict[str, int] = {}
        self._identity = ""
        self._lock = threading.Lock()

    @contextmanager
    def job(self, repository: str | None = None, installation: int | None = None) -> Iterator[Client]:
        """A client for one job on `owner/name`, or on an organisation; its connection is kept for the next job of the
        same installation.

        Raises:
            CallFailed: when no token can be had, `Gone` when the App is not installed there.
        """
        installation, token = self._sign_in(repository, installation)
        with self._lock:
            # A connection signed with an earlier token is of no use.
            idle = [one for one in self._idle.get(installation, []) if one.token == token]
            client = idle.pop() if idle else None
            self._idle[installation] = idle
        client = client or Client(self, installation, token, self.connect(installation, token))
        try:
            yield client
        finally:
            with self._lock:
                if len(self._idle[installation]) < IDLE_CLIENTS:
                    self._idle[installation].append(client)

    def as_app(self) -> Client:
        """A client that speaks as the App itself (or with the token, when there is no App)."""
        token = self.token_of(None)
        return Client(self, None, token, self.connect(None, token))

    def token_of(self, installation: int | None) -> str:
        """The token from the environment; else an installation's; else, for none, the App's own proof of identity."""
        if self.credentials.token is None and installation is None:
            return self.credentials.app_jwt(time.time())
        return self.tokens.of(installation)

    def connect(self, installation: int | None, token: str) -> Requester:
        """A PyGithub requester with neither retries nor pauses of its own."""
        as_app = installation is None and self.credentials.token is None
        return Github(
            auth=Auth.AppAuthToken(token) if as_app else Auth.Token(token),
            base_url=self.api_url,
            timeout=self.patience.timeout,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
            user_agent="homebot",
            per_page=100,
            pool_size=1,
        ).requester

    @property
    def web_url(self) -> str:
        """The address of GitHub's pages."""
        return web_url(self.api_url)

    def git_url(self, owner: str, name: str) -> str:
        """Where git fetches a repository from."""
        return git_url(self.api_url, owner, name)

    def identity(self) -> str:
        """homebot's own login, asked once. Empty while GitHub cannot say: then nothing is taken for our own doing."""
        if not self._identity:
            with suppress(CallFailed):
                if self.credentials.token is not None:
                    login = _text(self.as_app()._once("auth", "own user", "GET", "/user").data, "login")
                else:
                    slug = _text(self.as_app()._once("auth", "own app", "GET", "/app").data, "slug")
                    login = f"{slug}[bot]" if slug else ""
                self._identity = login.lower()
        return self._identity

    def _sign_in(self, repository: str | None, installation: int | None) -> tuple[int | None, str]:
        """The installation and its token. An App that was removed and installed again has a new installation: one that
        is no more is looked up anew."""
        if self.credentials.token is not None or (repository is None and installation is None):
            return installation, self.token_of(installation)
        known = installation if installation is not None else self._installation_of(repository or "")
        try:
            return known, self.tokens.of(known)
        except Gone:
            with self._lock:
                self._installations.pop(repository or "", None)
            found = self._installation_of(repository) if repository is not None else known
            if found == known:
                raise
            return found, self.tokens.of(found)

    def _mint(self, installation: int) -> dict[str, Any]:
        path = f"/app/installations/{installation}/access_tokens"
        try:
            answer = self.as_app()._once("auth", "installation token", "POST", path, body={}).data
        except Gone:
            raise Gone(f"the App's installation {installation} is no more") from None
        if not isinstance(answer, dict) or not answer.keys() >= {"token", "expires_at"}:
            raise failures.unreadable("installation token", self.patience.pause)
        return answer

    def _installation_of(self, repository: str) -> int:
        with self._lock:
            known = self._installations.get(repository)
        if known is None:
            kind = "repos" if "/" in repository else "orgs"
            answer = self.as_app()._once("auth", "installation", "GET", f"/{kind}/{repository}/installation").data
            if not isinstance(answer, dict) or not isinstance(answer.get("id"), int):
                raise failures.unreadable("installation", self.patience.pause)
            known = int(answer["id"])
            with self._lock:
                self._installations[repository] = known
        return known


def _text(data: Any, key: str) -> str:
    """A text in an answer, empty where there is none."""
    value = data.get(key) if isinstance(data, Mapping) else None
    return value if isinstance(value, str) else ""
