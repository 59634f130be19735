"""A small HTTP server on a real socket that answers as told: for bytes that a well-behaved server never sends."""

import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PREFIX = "/api/v3"


@dataclass(frozen=True)
class Seen:
    """A request as it came over the wire; `path` is without the API's prefix."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    port: int


@dataclass(frozen=True)
class Reply:
    """What is sent back. `raw` stands for the JSON; `cut` promises more bytes than come; `reset` sends nothing."""

    status: int = 200
    data: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    cut: bool = False
    reset: bool = False

    @property
    def content(self) -> bytes:
        if self.raw is not None:
            return self.raw
        return b"" if self.status == 204 else json.dumps(self.data).encode()


Answer = Reply | Callable[[Seen], Reply]


class Wire:
    """Rules, asked in order; of a rule's answers each is given once and the last from then on."""

    def __init__(self, url: str) -> None:
        self.url = url + PREFIX
        self.seen: list[Seen] = []
        self._rules: list[tuple[str, re.Pattern[str], list[Answer]]] = []
        self._lock = threading.Lock()

    def on(self, method: str, path: str, *answers: Answer) -> None:
        """`path` is a regular expression for the whole path, without the API's prefix."""
        self._rules.append((method, re.compile(path), list(answers)))

    def on_query(self, *answers: Answer) -> None:
        """The GraphQL address."""
        self.on("POST", "/api/graphql", *answers)

    def take(self, other: "Wire") -> None:
        """The other's rules from now on, in place of its own."""
        with self._lock:
            self._rules = other._rules

    def answer(self, seen: Seen) -> Reply:
        with self._lock:
            self.seen.append(seen)
            for method, path, answers in self._rules:
                if method == seen.method and path.fullmatch(seen.path):
                    found = answers.pop(0) if len(answers) > 1 else answers[0]
                    break
            else:
                found = Reply(404, {"message": "Not Found"})
        return found(seen) if callable(found) else found

    def calls(self, path: str = ".*") -> list[str]:
        """What was asked for, as `POST /path`."""
        return [f"{one.method} {one.path}" for one in self.seen if re.fullmatch(path, one.path)]

    def bodies(self, method: str, path: str) -> list[Any]:
        """The bodies of the requests to a path."""
        return [one.body for one in self.seen if one.method == method and re.fullmatch(path, one.path)]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer in one piece, so that nothing waits for an acknowledgement of the first half
    wire: Wire

    def _exchange(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        text = self.rfile.read(length)
        seen = Seen(
            method=self.command,
            path=parts.path.removeprefix(PREFIX),
            query={name: values[0] for name, values in parse_qs(parts.query).items()},
            headers={name.lower(): value for name, value in self.headers.items()},
            body=json.loads(text) if text else None,
            port=self.client_address[1],
        )
        self._send(self.wire.answer(seen))

    def _send(self, reply: Reply) -> None:
        if reply.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json; charset=utf-8", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.content) + (100 if reply.cut else 0)))
        self.end_headers()
        self.wfile.write(reply.content)
        self.close_connection = self.close_connection or reply.cut

    do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _exchange  # noqa: N815  http.server's names

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: what was asked is in `Wire.seen`."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that a test broke on purpose is no error."""


@contextmanager
def listening() -> Iterator[Wire]:
    """A server on a free port of this machine, for the length of a test."""
    server = _Server(("127.0.0.1", 0), _Handler)
    wire = Wire(f"http://127.0.0.1:{server.server_address[1]}")
    server.RequestHandlerClass = type("Handler", (_Handler,), {"wire": wire})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield wire
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
