"""The server: one process of many threads, in which every request is logged, signed in, limited and checked."""

import gc
import hashlib
import json
import logging
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request
from gunicorn.app.base import BaseApplication
from werkzeug.exceptions import HTTPException

from homebot.sandbox import control, deployments, git_http, issues, releases, rest, rest_checks, rest_contents
from homebot.sandbox.company import Company
from homebot.sandbox.contract import Contract, Operation
from homebot.sandbox.errors import ApiError
from homebot.sandbox.faults import Faults, answer
from homebot.sandbox.graph import Graph
from homebot.sandbox.signing_in import Caller, caller
from homebot.sandbox.world import World

THREADS = 32
API = "/api/v3"
GRAPHQL = "/api/graphql"
HOURLY = 5000
JSON = "application/json; charset=utf-8"
VERSIONS = ("2022-11-28",)


class Journal:
    """Every call, every violation of the contract, and what its completion had to guess."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.calls: list[dict[str, Any]] = []
        self.violations: list[str] = []
        self.lock = threading.Lock()

    def call(self, kind: str, method: str, path: str, operation: str, status: int, token: str) -> None:
        """Notes a call: `kind` is `rest`, `graphql` or `git`."""
        entry = {"kind": kind, "method": method, "path": path, "operation": operation, "status": status, "token": token}
        with self.lock:
            self.calls.append(entry | {"at": time.time()})

    def guesses(self) -> dict[str, list[str]]:
        """By operation (`GET /user`): the places of its answers that were filled in by their schema alone."""
        found = {f"{one.method} {one.path}": sorted(places) for one, places in self._contract.guessed.items()}
        return {name: places for name, places in sorted(found.items()) if places}

    def sent(self, event: str, payload: dict[str, Any]) -> None:
        """Holds a webhook against its description."""
        if errors := self._contract.webhook_errors(event, payload):
            self.violation(f"webhook {event} {payload.get('action')}: {errors}")

    def violation(self, text: str) -> None:
        """Notes that an answer of ours is not as GitHub's description says."""
        with self.lock:
            self.violations.append(text)


class Gate:
    """What every API request passes, on its way in and on its way out."""

    def __init__(self, company: Company, contract: Contract, journal: Journal, faults: Faults, checked: bool) -> None:
        self.company = company
        self.contract = contract
        self.journal = journal
        self.faults = faults
        self.checked = checked

    def enter(self) -> Response | None:
        """Faults that strike before the effect, signing in, limits, and the request's form."""
        g.operation = None
        if not request.path.startswith((API, GRAPHQL)):
            return None
        fault = self.faults.strike(request.method, request.path, after=False)
        if fault is not None and (instead := answer(fault, None)) is not None:
            return instead
        if not request.headers.get("User-Agent"):
            raise ApiError(
                403, "Request forbidden by administrative rules. Please make sure it has a User-Agent header"
            )
        if request.headers.get("X-GitHub-Api-Version", VERSIONS[0]) not in VERSIONS:
            raise ApiError(400, "Unsupported 'X-GitHub-Api-Version' header")
        g.caller = caller(self.company.world, request.headers.get("Authorization"))
        self._spend()
        if request.path.startswith(API) and self.checked:
            self._check_request(request.path.removeprefix(API))
        return None

    def _spend(self) -> None:
        key = request.headers.get("Authorization", "")
        left = self.company.world.budget.get(key, HOURLY)
        if left <= 0:
            raise ApiError(403, f"API rate limit exceeded for installation ID {g.caller.installation}.")
        self.company.world.budget[key] = left - 1

    def _check_request(self, path: str) -> None:
        g.operation = self.contract.find(request.method, path)
        if g.operation is None:
            raise ApiError(404, "Not Found")
        body = request.get_json(silent=True) if request.data else None
        if request.data and body is None:
            raise ApiError(400, "Problems parsing JSON")
        errors = self.contract.request_errors(g.operation, request.args.to_dict(), body)
        if errors:
            raise ApiError(422, f"Invalid request.\n\n{errors[0]}")

    def said(self, body: Any, status: int) -> Response:
        """A view's answer, made whole and held against its description."""
        operation: Operation | None = g.operation
        if operation is not None:
            body = self.contract.complete(operation, status, body)
            errors = self.contract.answer_errors(operation, status, body)
            if errors:
                self.journal.violation(f"{request.method} {request.path} {status}: {errors}")
                status = 500
        text = "" if status == 204 else json.dumps(body, separators=(",", ":"))
        return Response(text, status, content_type=JSON)

    def leave(self, response: Response) -> Response:
        """The answer's form, its headers, faults that strike after the effect, and the journal."""
        if not request.path.startswith((API, GRAPHQL)):
            return response
        operation: Operation | None = getattr(g, "operation", None)
        self._headers(response)
        query = getattr(g, "query_name", "")
        fault = self.faults.strike(request.method, request.path, after=True, operation=query)
        if fault is not None:
            response = answer(fault, response) or response
        who: Caller | None = getattr(g, "caller", None)
        kind = "graphql" if request.path == GRAPHQL else "rest"
        name = query or (operation.path if operation else request.path)
        token = who.kind if who else ""
        self.journal.call(kind, request.method, request.path, name, response.status_code, token)
        return response

    def _headers(self, response: Response) -> None:
        left = self.company.world.budget.get(request.headers.get("Authorization", ""), HOURLY)
        response.headers["X-RateLimit-Limit"] = str(HOURLY)
        response.headers.setdefault("X-RateLimit-Remaining", str(max(0, left)))  # a fault's own headers stand
        response.headers.setdefault("X-RateLimit-Reset", str(int(time.time()) + 3600))
        response.headers["X-GitHub-Request-Id"] = hex(time.monotonic_ns())[2:].upper()
        response.headers["X-GitHub-Media-Type"] = "github.v3; format=json"
        if getattr(g, "link", None):
            response.headers["Link"] = g.link
        if request.method == "GET" and response.status_code == 200:
            tag = f'W/"{hashlib.sha256(response.get_data()).hexdigest()}"'
            response.headers["ETag"] = tag
            if request.headers.get("If-None-Match") == tag:
                self.company.world.budget[request.headers.get("Authorization", "")] = left + 1
                response.status_code = 304
                response.set_data(b"")


def create(root: Path, base: str, checked: bool = True) -> Flask:
    """The application for a world whose repositories are under `root`, known to clients as `base`."""
    app = Flask("sandbox")
    world = World(root, base)
    company, contract, faults = Company(world), Contract(), Faults()
    journal = Journal(contract)
    company.webhooks.look = journal.sent
    gate = Gate(company, contract, journal, faults, checked)
    graph = Graph(company, contract.graphql)
    app.before_request(gate.enter)
    app.after_request(gate.leave)

    def logged(operation: str) -> None:
        journal.call("git", request.method, request.path, operation, 200, "")

    @app.errorhandler(ApiError)
    def refused(error: ApiError) -> tuple[dict[str, Any], int]:
        return error.body, error.status

    @app.errorhandler(HTTPException)
    def unknown(error: HTTPException) -> tuple[dict[str, Any], int]:
        return ApiError(error.code or 500, error.name).body, error.code or 500

    @app.post(GRAPHQL)
    def graphql() -> Response:
        given = request.get_json(silent=True) or {}
        g.query_name = _query_name(str(given.get("query")))
        with world.lock:
            answered = graph.answer(g.caller, str(given.get("query")), given.get("variables") or {})
        return Response(json.dumps(answered, separators=(",", ":")), content_type=JSON)

    with_lock = _locked(world, gate.said)
    made = releases.Releases(company)
    checks, contents = rest_checks.blueprint(company), rest_contents.blueprint(company)
    for routes in (
        *rest.blueprints(company), issues.blueprint(company), checks, contents, releases.blueprint(company, made),
    ):  # fmt: skip
        app.register_blueprint(routes, url_prefix=API)
    app.register_blueprint(deployments.blueprint(company), url_prefix=API)
    app.register_blueprint(git_http.blueprint(world, company.moved, made.tagged, logged, faults))
    app.register_blueprint(control.blueprint(company, made, journal, faults), url_prefix="/_sandbox")
    for name, view in app.view_functions.items():
        if not name.startswith(("git.", "graphql", "static", "control.")):
            app.view_functions[name] = with_lock(view)
    return app


def _query_name(text: str) -> str:
    return text.partition("query ")[2].partition("(")[0].partition("{")[0].strip()


def _locked(
    world: World, said: Callable[[Any, int], Response]
) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """REST views change the world one at a time; what they say is checked and written outside the lock."""

    def lock(view: Callable[..., Any]) -> Callable[..., Response]:
        def locked(*args: Any, **kwargs: Any) -> Response:
            with world.lock:
                body, status = view(*args, **kwargs)
            return said(body, status)

        return locked

    return lock


class _Server(BaseApplication):
    """The world and its threads are made in the process that serves, so that nothing is shared over the fork."""

    def __init__(self, listener: socket.socket, make: Callable[[], Flask], ready: Callable[[], None]) -> None:
        self._listener = listener
        self._make = make
        self._ready = ready
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"fd://{self._listener.fileno()}", "worker_class": "gthread", "workers": 1, "threads": THREADS,
            "keepalive": 60, "loglevel": "error", "proc_name": "homebot sandbox", "graceful_timeout": 2,
            "post_worker_init": lambda worker: self._ready(),
        }  # fmt: skip
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # a Flask application; gunicorn wants to hear it in its own words
        made = self._make()
        gc.collect()
        gc.freeze()  # GitHub's schemas are many objects that stay: not looked at again with each collection
        return made


def run(host: str, port: int, root: Path, checked: bool, announce: Callable[[str], None]) -> None:
    """Serves until told to end; `announce` is told the address once it answers."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    listener = socket.create_server((host, port))
    listener.set_inheritable(True)
    base = f"http://{host}:{listener.getsockname()[1]}"
    _Server(listener, lambda: create(root, base, checked), lambda: announce(base)).run()
