"""Faults on demand: what GitHub does on a bad day, before or after the effect took place."""

import json
import random
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Response, request


class ConnectionLost(Exception):
    """Ends a connection in the middle of an answer; the server closes it."""


@dataclass
class Fault:
    """`kind`: `status`, `slow`, `reset`, `truncate` or `rate_limited` (GraphQL's, in a 200); or `git`, which strikes
    requests of git instead of those of the API, with `how` being `status`, `slow`, `reset` or `truncate`.

    `operation` is the name of a GraphQL query, known `after` it took place. `after` the effect took place or before it;
    `times` of use left; `probability` of each use."""

    kind: str
    method: str = ".*"
    path: str = ".*"
    operation: str = ""
    after: bool = False
    times: int = 1
    probability: float = 1.0
    status: int = 502
    seconds: float = 1.0
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    how: str = "status"

    @property
    def effect(self) -> str:
        """What happens to the answer."""
        return self.how if self.kind == "git" else self.kind


class Faults:
    """The faults that are set; safe for threads."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._random = random.Random(0)

    def set(self, given: list[dict[str, Any]], seed: int = 0) -> None:
        """Adds faults; `seed` makes their chance repeatable."""
        with self._lock:
            self._random = random.Random(seed)
            self._faults += [Fault(**one) for one in given]

    def clear(self) -> None:
        """Takes all faults back."""
        with self._lock:
            self._faults.clear()

    def left(self) -> int:
        """How many strikes are still to come."""
        with self._lock:
            return sum(fault.times for fault in self._faults)

    def strike(self, method: str, path: str, after: bool, is_git: bool = False, operation: str = "") -> Fault | None:
        """The fault that hits this request now, used up by one."""
        with self._lock:
            for fault in self._faults:
                meant = (fault.after, fault.kind == "git") == (after, is_git) and _meant(fault, method, path, operation)
                if meant and fault.times > 0 and self._random.random() < fault.probability:
                    fault.times -= 1
                    return fault
        return None


def _meant(fault: Fault, method: str, path: str, operation: str) -> bool:
    is_it = not fault.operation or fault.operation == operation
    return bool(is_it and re.fullmatch(fault.method, method) and re.search(fault.path, path))


def answer(fault: Fault, real: Response | None) -> Response | None:
    """What the client gets instead; `None` before the effect when the real answer only comes late."""
    if fault.effect == "slow":
        time.sleep(fault.seconds)
        return real
    if fault.effect == "reset":
        _reset()
        return Response("", 500)
    if fault.effect == "truncate":
        body = real.get_data() if real is not None else b'{"data": {"viewer": '
        return Response(_broken(body), real.status_code if real else 200, {"Content-Length": str(len(body) + 10)})
    if fault.effect == "rate_limited":
        error = {"type": "RATE_LIMITED", "message": "API rate limit exceeded for installation."}
        return _json({"errors": [error]}, 200, fault.headers)
    said = fault.body if fault.body is not None else {"message": "fault", "documentation_url": "", "status": "500"}
    return _json(said, fault.status, fault.headers)


def _json(body: Any, status: int, headers: dict[str, str]) -> Response:
    return Response(json.dumps(body), status, headers, content_type="application/json; charset=utf-8")


def _broken(body: bytes) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    _reset()


def _reset() -> None:
    """Closes the connection with a reset: the linger time is nought."""
    found: socket.socket = request.environ["gunicorn.socket"]
    found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    found.shutdown(socket.SHUT_RDWR)
