"""git's smart HTTP protocol, by git's own programs."""

import base64
import gzip
import subprocess
from collections.abc import Callable, Iterator

from flask import Blueprint, Response, request

from homebot.sandbox.errors import ApiError
from homebot.sandbox.repositories import ENVIRONMENT, resolve
from homebot.sandbox.signing_in import Caller, caller, seen
from homebot.sandbox.state import Repository, World

SERVICES = ("git-upload-pack", "git-receive-pack")
Pushed = Callable[[Repository, Caller, str, str | None, str | None], None]
"""Told of each branch a push moved: repository, who, branch, before, after."""


def blueprint(world: World, pushed: Pushed, logged: Callable[[str], None]) -> Blueprint:
    """`/{owner}/{name}.git/...`."""
    routes = Blueprint("git", __name__)

    def signed_in() -> Caller:
        header = request.headers.get("Authorization", "")
        scheme, _, value = header.partition(" ")
        if scheme.lower() != "basic":
            raise ApiError(401, "Requires authentication")
        _, _, secret = base64.b64decode(value).decode().partition(":")
        return caller(world, f"token {secret}")

    @routes.get("/<owner>/<name>.git/info/refs")
    def refs(owner: str, name: str) -> Response:
        service = request.args.get("service", "")
        if service not in SERVICES:
            raise ApiError(403, "dumb protocol is not served")
        who = _or_challenge(signed_in)
        if isinstance(who, Response):
            return who
        repository = seen(world, who, owner, name)
        logged("fetch" if service == SERVICES[0] else "push")
        done = _run(service, repository, ["--advertise-refs"], b"")
        head = f"# service={service}\n".encode()
        # Protocol version 2 says no service line.
        intro = b"" if "version=2" in request.headers.get("Git-Protocol", "") else b"%04x%b0000" % (len(head) + 4, head)
        return Response(intro + done, content_type=f"application/x-{service}-advertisement")

    @routes.post("/<owner>/<name>.git/<service>")
    def exchange(owner: str, name: str, service: str) -> Response:
        if service not in SERVICES:
            raise ApiError(404, "Not Found")
        who = signed_in()
        repository = seen(world, who, owner, name)
        body = request.get_data()
        if request.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        before = _branches(repository) if service == SERVICES[1] else {}
        done = _run(service, repository, [], body)
        if service == SERVICES[1]:
            after = _branches(repository)
            with world.lock:
                for branch in sorted(before.keys() | after.keys()):
                    if before.get(branch) != after.get(branch):
                        pushed(repository, who, branch, before.get(branch), after.get(branch))
        return Response(done, content_type=f"application/x-{service}-result")

    return routes


def _or_challenge(signed_in: Callable[[], Caller]) -> Caller | Response:
    try:
        return signed_in()
    except ApiError:
        return Response("", 401, {"WWW-Authenticate": 'Basic realm="GitHub"'})


def _run(service: str, repository: Repository, flags: list[str], data: bytes) -> bytes:
    command = ["git", service.removeprefix("git-"), "--stateless-rpc", *flags, str(repository.path)]
    protocol = request.headers.get("Git-Protocol", "")
    done = subprocess.run(
        command, input=data, capture_output=True, env={**ENVIRONMENT, "GIT_PROTOCOL": protocol}, check=False
    )
    return done.stdout


def _branches(repository: Repository) -> dict[str, str]:
    def names() -> Iterator[str]:
        for path in sorted((repository.path / "refs/heads").rglob("*")):
            if path.is_file():
                yield str(path.relative_to(repository.path / "refs/heads"))

    return {name: oid for name in names() if (oid := resolve(repository.path, f"refs/heads/{name}")) is not None}
