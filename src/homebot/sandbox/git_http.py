"""git's smart HTTP protocol, by git's own programs."""

import base64
import gzip
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from flask import Blueprint, Response, request

from homebot.sandbox.errors import ApiError
from homebot.sandbox.faults import Faults, answer
from homebot.sandbox.git_command import ENVIRONMENT
from homebot.sandbox.merging import tried
from homebot.sandbox.pkt import FLUSH, asked_refs, listed_refs, packet
from homebot.sandbox.signing_in import Caller, caller, seen
from homebot.sandbox.state import Repository
from homebot.sandbox.world import World

FETCH, PUSH = "git-upload-pack", "git-receive-pack"
SERVICES = (FETCH, PUSH)
PLACES = ("refs/heads/", "refs/tags/")
_ALLOWED = ("-c", "uploadpack.allowFilter=true", "-c", "uploadpack.allowAnySHA1InWant=true")
"""As on GitHub: a history without its files, and any object by its id."""
Pushed = Callable[[Repository, Caller, str, str | None, str | None], None]
"""Told of each branch or tag a push moved: repository, who, its name, before, after."""


def blueprint(world: World, pushed: Pushed, tagged: Pushed, logged: Callable[[str], None], faults: Faults) -> Blueprint:
    """`/{owner}/{name}.git/...`."""
    routes = Blueprint("git", __name__)

    @routes.before_request
    def struck_before() -> Response | None:
        fault = faults.strike(request.method, request.full_path, after=False, is_git=True)
        return answer(fault, None) if fault is not None else None

    @routes.after_request
    def struck_after(response: Response) -> Response:
        fault = faults.strike(request.method, request.full_path, after=True, is_git=True)
        return (answer(fault, response) or response) if fault is not None else response

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
        logged("fetch" if service == FETCH else "push")
        return Response(advertised(service, repository), content_type=f"application/x-{service}-advertisement")

    known: dict[Path, bytes] = {}

    def advertised(service: str, repository: Repository) -> bytes:
        """What the server can do; in version 2 it says no service line and no refs, so that it is always the same."""
        is_second = "version=2" in request.headers.get("Git-Protocol", "")
        if is_second and service == FETCH:
            if repository.path not in known:
                known[repository.path] = _run(service, repository, ["--advertise-refs"], b"")
            return known[repository.path]
        if service == FETCH:
            _try_merges(world, repository, ())
        intro = b"" if is_second else packet(f"# service={service}\n".encode()) + FLUSH
        return intro + _run(service, repository, ["--advertise-refs"], b"")

    @routes.post("/<owner>/<name>.git/<service>")
    def exchange(owner: str, name: str, service: str) -> Response:
        if service not in SERVICES:
            raise ApiError(404, "Not Found")
        who = signed_in()
        repository = seen(world, who, owner, name)
        body = request.get_data()
        if request.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return Response(exchanged(service, repository, who, body), content_type=f"application/x-{service}-result")

    def exchanged(service: str, repository: Repository, who: Caller, body: bytes) -> bytes:
        if service == FETCH:
            is_second = "version=2" in request.headers.get("Git-Protocol", "")
            if is_second:
                _try_merges(world, repository, asked_refs(body))
            refs = listed_refs(repository.objects, body) if is_second else None
            return _run(service, repository, [], body) if refs is None else refs
        with repository.pushing:  # what a push moved is told once, and of this push only
            before = dict(repository.objects.refs.under(*PLACES))
            done = _run(service, repository, [], body)
            after = dict(repository.objects.refs.under(*PLACES))
        with world.lock:
            for ref in sorted(before.keys() | after.keys()):
                if before.get(ref) != after.get(ref):
                    told = pushed if ref.startswith(PLACES[0]) else tagged
                    told(repository, who, ref.split("/", 2)[2], before.get(ref), after.get(ref))
        return done

    return routes


def _or_challenge(signed_in: Callable[[], Caller]) -> Caller | Response:
    try:
        return signed_in()
    except ApiError:
        return Response("", 401, {"WWW-Authenticate": 'Basic realm="GitHub"'})


def _run(service: str, repository: Repository, flags: list[str], data: bytes) -> bytes:
    command = ["git", *_ALLOWED, service.removeprefix("git-"), "--stateless-rpc", *flags, str(repository.path)]
    protocol = request.headers.get("Git-Protocol", "")
    done = subprocess.run(
        command, input=data, capture_output=True, env={**ENVIRONMENT, "GIT_PROTOCOL": protocol}, check=False
    )
    return done.stdout


def _try_merges(world: World, repository: Repository, prefixes: Sequence[str] | None) -> None:
    """`refs/pull/N/merge` as it stands now, for those who ask for it: of what was asked for (of all, without any)."""
    if prefixes is None:
        return
    with world.lock:
        for pull in repository.pulls:
            name = f"refs/pull/{pull.number}/merge"
            if pull.state == "open" and (not prefixes or name.startswith(tuple(prefixes))):
                tried(repository, pull)
