"""Files of GitHub's REST API: read at a ref, and written by a commit."""

import base64
import binascii
import textwrap
from typing import Any
from urllib.parse import quote

from flask import Blueprint, request

from homebot.sandbox import repositories as git
from homebot.sandbox.company import Company
from homebot.sandbox.errors import ApiError, not_found
from homebot.sandbox.git_command import GitError
from homebot.sandbox.merging import email
from homebot.sandbox.objects import Commit
from homebot.sandbox.present import Present, moment
from homebot.sandbox.present_app import PERMISSIONS
from homebot.sandbox.rest import Answer, given, repository_of, who
from homebot.sandbox.state import Repository, now

LARGEST_BYTES = 1024 * 1024
"""Of larger files the content is not given in JSON."""
MALFORMED = ("", ".", "..", ".git")


def blueprint(company: Company) -> Blueprint:
    """Mounted under `/api/v3` too."""
    routes = Blueprint("contents", __name__)
    present = company.present
    address = "/repos/<owner>/<name>/contents/<path:path>"

    @routes.get(address)
    def shown(owner: str, name: str, path: str) -> Answer:
        repository = repository_of(company, owner, name)
        ref = request.args.get("ref") or f"refs/heads/{repository.default_branch}"
        commit = repository.objects.resolve(ref)
        if commit is None:
            raise ApiError(404, f"No commit found for the ref {ref}")
        kind, oid = _found(repository, commit, path)
        branch = request.args.get("ref") or repository.default_branch
        if kind == "tree":
            entries = sorted(repository.objects.entries(oid).items())
            return [_entry(present, repository, branch, f"{path}/{_text(key)}", one) for key, one in entries], 200
        return _entry(present, repository, branch, path, oid) | _content(repository, oid), 200

    @routes.put(address)
    def written(owner: str, name: str, path: str) -> Answer:
        repository = repository_of(company, owner, name)
        if who().installation is not None and PERMISSIONS["contents"] != "write":
            raise ApiError(403, "Resource not accessible by integration")
        branch = str(given().get("branch") or repository.default_branch)
        before = repository.objects.resolve(f"refs/heads/{branch}")
        if before is None:
            raise ApiError(404, f"Branch {branch} not found")
        is_new = _check_old(repository, before, path)
        made = _commit(repository, branch, before, path)
        company.moved(repository, who(), branch, before, made)
        _, oid = _found(repository, made, path)
        shown = {"content": _entry(present, repository, branch, path, oid), "commit": _said(present, repository, made)}
        return shown, 201 if is_new else 200

    return routes


def _check_old(repository: Repository, commit: str, path: str) -> bool:
    """Whether the file is new. Whoever changes one names what it replaces."""
    if any(part in MALFORMED for part in path.split("/")):
        raise ApiError(422, "path contains a malformed path component")
    sha = given().get("sha")
    try:
        kind, old = _found(repository, commit, path)
    except ApiError:
        kind, old = "", ""
    if old and sha is None:
        raise ApiError(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
    if (sha or "") != old or kind == "tree":
        raise ApiError(409, f"{path} does not match {sha}")
    return not old


def _commit(repository: Repository, branch: str, before: str, path: str) -> str:
    try:
        data = base64.b64decode(str(given()["content"]), validate=True)
    except binascii.Error:
        raise ApiError(422, "content is not valid Base64") from None
    files: dict[str, str | None] = {path: f"base64:{base64.b64encode(data).decode()}"}
    user = who().user
    return git.commit(repository.path, branch, before, files, given()["message"], (user.login, email(user)), now())


def _found(repository: Repository, commit: str, path: str) -> tuple[str, str]:
    """The kind and the id of what lies at a path."""
    oid = repository.objects.commit(commit).tree
    try:
        for part in path.split("/"):
            oid = repository.objects.entries(oid)[part.encode()]
        return repository.objects.read(oid)[0], oid
    except (GitError, KeyError):
        raise not_found() from None


def _content(repository: Repository, oid: str) -> dict[str, Any]:
    """Base64 in lines of sixty characters, as GitHub gives it."""
    data = repository.objects.read(oid)[1]
    if len(data) > LARGEST_BYTES:
        return {"content": "", "encoding": "none"}
    lines = textwrap.wrap(base64.b64encode(data).decode(), 60)
    return {"content": "".join(f"{line}\n" for line in lines), "encoding": "base64"}


def _entry(present: Present, repository: Repository, branch: str, path: str, oid: str) -> dict[str, Any]:
    kind, data = repository.objects.read(oid)
    is_file = kind == "blob"
    place = quote(path)
    url = present.api(f"/repos/{repository.full_name}/contents/{place}?ref={quote(branch, safe='')}")
    git_url = present.api(f"/repos/{repository.full_name}/git/{'blobs' if is_file else 'trees'}/{oid}")
    page = present.page(f"/{repository.full_name}/{kind}/{branch}/{place}")
    raw = present.page(f"/raw/{repository.full_name}/{branch}/{place}") if is_file else None
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": oid,
        "size": len(data) if is_file else 0,
        "url": url,
        "html_url": page,
        "git_url": git_url,
        "download_url": raw,
        "type": "file" if is_file else "dir",
        "_links": {"self": url, "git": git_url, "html": page},
    }


def _said(present: Present, repository: Repository, oid: str) -> dict[str, Any]:
    """The commit that was made."""
    commit: Commit = repository.objects.commit(oid)
    base = present.api(f"/repos/{repository.full_name}/git")
    page = present.page(f"/{repository.full_name}/commit")
    person = {"name": commit.author_name, "email": commit.author, "date": moment(now())}
    parents = [{"sha": one, "url": f"{base}/commits/{one}", "html_url": f"{page}/{one}"} for one in commit.parents]
    unsigned = {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}
    return {
        "sha": oid,
        "node_id": f"C_{oid[:12]}",
        "url": f"{base}/commits/{oid}",
        "html_url": f"{page}/{oid}",
        "author": person,
        "committer": person,
        "tree": {"sha": commit.tree, "url": f"{base}/trees/{commit.tree}"},
        "message": commit.message,
        "parents": parents,
        "verification": unsigned,
    }


def _text(name: bytes) -> str:
    return name.decode(errors="replace")
