"""A sandbox as a process of its own, and the people in it, from Python."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests

Files = Mapping[str, str | None]


class Refused(Exception):
    """GitHub's stand-in said no: the status and what it said."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text[:500]}")
        self.status = status


@contextmanager
def running(root: Path, port: int = 0, checked: bool = True) -> Iterator["Box"]:
    """A sandbox whose repositories are under `root`, until the block ends: it is killed, whatever it is at."""
    command = [sys.executable, "-m", "homebot.sandbox", "--root", str(root), "--port", str(port)]
    command += [] if checked else ["--unchecked"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line.startswith("sandbox "):
                raise RuntimeError("the sandbox did not start; its output is above")
            yield Box(line.split()[1], process.pid)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


class Box:
    """The sandbox at `url`, from Python; `pid` is the process that was started."""

    def __init__(self, url: str, pid: int) -> None:
        self.url = url
        self.pid = pid
        self.api_url = f"{self.url}/api/v3"
        self._session = requests.Session()

    def control(self, act: str, **given: Any) -> Any:
        """One act of the control API (see `control`)."""
        done = self._session.post(f"{self.url}/_sandbox/{act}", json=given, timeout=60)
        if done.status_code >= 400:
            raise Refused(done.status_code, done.text)
        return done.json()

    def app(self, webhook_url: str, secret: str) -> tuple[int, str]:
        """Registers the App; its id and private key."""
        made = self.control("app", webhook_url=webhook_url, secret=secret)
        return int(made["id"]), str(made["private_key"])

    def person(self, login: str, *organisations: str) -> "Person":
        """Somebody, made if need be."""
        token = self.control("user", login=login, organisations=list(organisations))["token"]
        return Person(self.api_url, login, str(token))

    def repository(self, owner: str, name: str, files: Files, **more: Any) -> str:
        """A repository with a first commit; its id."""
        return str(self.control("repository", owner=owner, name=name, files=dict(files), **more)["sha"])

    def commit(self, repository: str, branch: str, files: Files, author: str, **more: Any) -> str:
        """A commit, pushed; its id."""
        given = {"repository": repository, "branch": branch, "files": dict(files), "author": author}
        return str(self.control("commit", **given, **more)["sha"])

    def tag(self, repository: str, tag: str, at: str | None = None, **more: Any) -> None:
        """A tag, pushed: at a commit, else where the default branch stands; one that is there is moved."""
        self.control("tag", repository=repository, tag=tag, at=at, **more)

    def ci(self, repository: str, sha: str, name: str, conclusion: str | None = None, **more: Any) -> None:
        """A job of somebody else's CI begins at a commit, or ends with a conclusion."""
        self.control("ci", repository=repository, sha=sha, name=name, conclusion=conclusion, **more)

    def enqueue(self, repository: str, *numbers: int, by: str, bypass: bool = False) -> None:
        """Somebody puts pull requests into the merge queue of their branch, in this order."""
        self.control("enqueue", repository=repository, numbers=numbers, bypass=bypass, **{"as": by})

    def queue(self, repository: str) -> dict[int, str]:
        """The pull requests in the merge queue of the default branch, each with its group's commit."""
        entries = self.control("queue", repository=repository)["entries"]
        return {int(one["number"]): str(one["head"]) for one in entries}

    def checks(self, repository: str, sha: str) -> list[dict[str, Any]]:
        """The check runs of a commit, the oldest first."""
        return list(self.control("checks", repository=repository, sha=sha)["checks"])

    def state(self, repository: str, number: int) -> dict[str, Any]:
        """What stands on a pull request or issue."""
        found: dict[str, Any] = self.control("state", repository=repository, number=number)
        return found

    def calls(self, clear: bool = False) -> list[dict[str, Any]]:
        """Every API and git call so far."""
        return list(self.control("calls", clear=clear)["calls"])

    def faults(self, *faults: Mapping[str, Any], seed: int = 0) -> None:
        """Sets faults."""
        self.control("faults", faults=[dict(fault) for fault in faults], seed=seed)

    def clear_faults(self) -> int:
        """Takes all faults back; how many strikes were left."""
        return int(self.control("faults", clear=True)["left"])

    def clock(self, at: datetime) -> None:
        """It is so late on GitHub from now on."""
        self.control("clock", at=at.isoformat())

    def idle(self, seconds: float = 30) -> None:
        """Waits until every webhook was sent."""
        ends = time.monotonic() + seconds
        while not self.control("idle", seconds=1)["idle"]:
            if time.monotonic() > ends:
                raise TimeoutError("webhooks are still being sent")


class Person:
    """Somebody who uses GitHub's own API."""

    def __init__(self, api_url: str, login: str, token: str) -> None:
        self.login = login
        self.token = token
        self._api = api_url
        self._session = requests.Session()
        self._session.headers.update({"Authorization": f"token {token}", "User-Agent": login})

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """One request. Raises Refused."""
        done = self._session.request(method, f"{self._api}{path}", json=body, timeout=60)
        if done.status_code >= 400:
            raise Refused(done.status_code, done.text)
        return done.json() if done.content else None

    def open_pull(self, repository: str, head: str, title: str, body: str = "", **more: Any) -> int:
        """Opens a pull request against `main`; its number."""
        given = {"head": head, "base": "main", "title": title, "body": body, **more}
        return int(self.call("POST", f"/repos/{repository}/pulls", given)["number"])

    def edit_pull(self, repository: str, number: int, **changes: Any) -> None:
        """Title, body, base or state."""
        self.call("PATCH", f"/repos/{repository}/pulls/{number}", changes)

    def open_issue(self, repository: str, title: str, body: str = "", labels: Sequence[str] = ()) -> int:
        """Opens an issue; its number."""
        given = {"title": title, "body": body, "labels": list(labels)}
        return int(self.call("POST", f"/repos/{repository}/issues", given)["number"])

    def edit_issue(self, repository: str, number: int, **changes: Any) -> None:
        """Title, body, labels, or `state`: `closed` or `open`."""
        self.call("PATCH", f"/repos/{repository}/issues/{number}", changes)

    def label(self, repository: str, number: int, *labels: str) -> None:
        """Puts labels on an issue or pull request."""
        self.call("POST", f"/repos/{repository}/issues/{number}/labels", {"labels": list(labels)})

    def unlabel(self, repository: str, number: int, label: str) -> None:
        """Takes a label off."""
        self.call("DELETE", f"/repos/{repository}/issues/{number}/labels/{label}")

    def issues(self, repository: str, **chosen: str) -> list[dict[str, Any]]:
        """The issues (and pull requests) of a repository, a hundred at most, the newest first; open ones unless
        `state` says otherwise."""
        query = urlencode({"per_page": "100", **chosen})
        return [dict(one) for one in self.call("GET", f"/repos/{repository}/issues?{query}")]

    def comment(self, repository: str, number: int, body: str) -> int:
        """Says something; the comment's id."""
        return int(self.call("POST", f"/repos/{repository}/issues/{number}/comments", {"body": body})["id"])

    def review(self, repository: str, number: int, event: str = "APPROVE", body: str = "") -> int:
        """Submits a review; its id."""
        path = f"/repos/{repository}/pulls/{number}/reviews"
        return int(self.call("POST", path, {"event": event, "body": body})["id"])

    def status(self, repository: str, sha: str, context: str, state: str) -> None:
        """Says something of a commit, as a CI without checks does."""
        self.call("POST", f"/repos/{repository}/statuses/{sha}", {"context": context, "state": state})

    def request_review(self, repository: str, number: int, logins: Sequence[str]) -> None:
        """Asks people for a review."""
        path = f"/repos/{repository}/pulls/{number}/requested_reviewers"
        self.call("POST", path, {"reviewers": list(logins)})

    def unrequest_review(self, repository: str, number: int, logins: Sequence[str]) -> None:
        """Takes requests back."""
        path = f"/repos/{repository}/pulls/{number}/requested_reviewers"
        self.call("DELETE", path, {"reviewers": list(logins)})

    def release(self, repository: str, tag: str, **given: Any) -> int:
        """Publishes a release, its tag made if need be; its id."""
        return int(self.call("POST", f"/repos/{repository}/releases", {"tag_name": tag, **given})["id"])

    def deploy(self, repository: str, ref: str, environment: str = "production", state: str = "success") -> int:
        """Deploys a branch, tag or commit to an environment, and says what became of it; the deployment's id."""
        base = f"/repos/{repository}/deployments"
        made = int(self.call("POST", base, {"ref": ref, "environment": environment})["id"])
        self.call("POST", f"{base}/{made}/statuses", {"state": state})
        return made

    def update_branch(self, repository: str, number: int, **given: Any) -> None:
        """Clicks *Update branch*."""
        self.call("PUT", f"/repos/{repository}/pulls/{number}/update-branch", given)

    def merge(self, repository: str, number: int, method: str = "merge") -> str:
        """Merges; the merge commit."""
        path = f"/repos/{repository}/pulls/{number}/merge"
        return str(self.call("PUT", path, {"merge_method": method})["sha"])
