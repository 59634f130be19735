"""A company, a stand-in for GitHub and `homebot serve`, all as real processes."""

import hashlib
import hmac
import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from homebot.cli.demo import company
from homebot.sandbox.box import Box, Person
from tests.nursery import ended, nursery, said, sandbox

SECRET = "end-to-end"
PATIENCE_SECONDS = 120.0
REPOSITORY = "acme/ledgerd"
STANDARDS, REVIEW = "homebot: standards", "homebot: review"


@dataclass
class Served:
    """homebot at `url`, working for the company in `box`. `environment` is what its commands need."""

    box: Box
    url: str
    people: dict[str, Person]
    environment: dict[str, str]

    def until(
        self,
        number: int,
        holds: Callable[[dict[str, Any]], object],
        seconds: float = PATIENCE_SECONDS,
        repository: str = REPOSITORY,
    ) -> dict[str, Any]:
        """What stands on the pull request once something holds."""
        ends = time.monotonic() + seconds
        while True:
            state = self.box.state(repository, number)
            if holds(state):
                return state
            assert time.monotonic() < ends, f"it never held; the last was {json.dumps(state, indent=1)[:4000]}"
            time.sleep(0.05)

    def quiet(self) -> None:
        """Waits until every webhook was sent and everything taken in is done."""
        self.box.idle()
        ends = time.monotonic() + PATIENCE_SECONDS
        while self.waiting():
            assert time.monotonic() < ends, "the queue was never empty"
            time.sleep(0.05)

    def reconciled(self) -> None:
        """Waits until the reconciliation that a worker begins with has looked at every repository, so that its calls
        are not taken for others'."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while sum(call["operation"] == "Changed" for call in self.box.calls()) < len(company.REPOSITORIES):
            assert time.monotonic() < ends, "nothing was reconciled"
            time.sleep(0.05)

    def calls(self) -> list[dict[str, Any]]:
        """What was asked of GitHub, but for the reconciliation that comes every quarter of an hour."""
        return [call for call in self.box.calls() if call["operation"] != "Changed"]

    def waiting(self) -> int:
        """Deliveries that are not finished."""
        text = requests.get(f"{self.url}/metrics", timeout=60).text
        found = re.search(r"^homebot_deliveries_waiting (\S+)$", text, re.MULTILINE)
        assert found is not None
        return int(float(found[1]))

    def post(self, event: str, body: bytes, delivery: str, secret: str = SECRET) -> int:
        """A webhook of the test's own; the status it was answered with."""
        signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-GitHub-Event": event, "X-GitHub-Delivery": delivery, "X-Hub-Signature-256": f"sha256={signature}"}
        return requests.post(f"{self.url}/webhooks/github", data=body, headers=headers, timeout=60).status_code

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One of homebot's commands."""
        return nursery().run(list(arguments), {**os.environ, **self.environment})

    def change(self, branch: str, files: Mapping[str, str | None], author: str = "carol") -> str:
        """A pushed commit on a branch made from the first commit."""
        return self.box.commit(REPOSITORY, branch, files, author)

    def away_pull(self, branch: str, body: str = company.GOOD_DESCRIPTION) -> int:
        """A good away pull request of carol's."""
        self.change(branch, {f"ledger/{branch}.py": company.MENDED, f"tests/test_{branch}.py": company.MENDED_TEST})
        return self.people["carol"].open_pull(REPOSITORY, branch, f"Change {branch}", body)


def comments(state: dict[str, Any]) -> list[dict[str, Any]]:
    """homebot's comments on the pull request, without its replies."""
    return [one for one in state["comments"] if one["body"].startswith("<!-- homebot:pull -->")]


def replies(state: dict[str, Any], comment: int) -> list[str]:
    """homebot's replies to one comment."""
    return [one["body"] for one in state["comments"] if f"<!-- homebot:reply:{comment} -->" in one["body"]]


def checks(state: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    """The newest run of each name at the head: status and conclusion."""
    return {run["name"]: (run["status"], run["conclusion"]) for run in state["checks"]}


def complete(state: dict[str, Any]) -> bool:
    """Comment, both checks and a request stand."""
    return bool(comments(state)) and len(checks(state)) == 2 and bool(state["requested"])


def assert_once(state: dict[str, Any], where: str = "") -> None:
    """A good away pull request as it should look: every effect is there, and there once."""
    assert len(comments(state)) == 1, where
    runs = [(run["name"], run["external_id"]) for run in state["checks"]]
    assert len(set(runs)) == len(runs), (where, runs)
    assert checks(state) == {STANDARDS: ("completed", "success"), REVIEW: ("in_progress", None)}, where
    assert len(state["requested"]) == 1, (where, state["requested"])


@contextmanager
def serving(
    folder: Path,
    catalogue: Mapping[str, str] | None = None,
    arguments: Sequence[str] = (),
    repositories: Mapping[str, Mapping[str, str]] | None = None,
    **settings: str,
) -> Iterator[Served]:
    """Everything started, and ended with the block. `arguments` are more words for `homebot serve`, `repositories` more
    than the company has, `settings` more variables of its environment."""
    with sandbox(folder / "github") as box:
        people = {login: box.person(login, company.ORGANISATION) for login in company.PEOPLE}
        people["mallory"] = box.person("mallory")  # in no team and not in the organisation
        for name, files in {**company.REPOSITORIES, **(repositories or {})}.items():
            box.repository(company.ORGANISATION, name, files, collaborators=["mallory"])
        app_id, key = box.app("http://127.0.0.1:9/", SECRET)
        box.control("install", organisation=company.ORGANISATION)
        environment = _environment(folder, box, app_id, key, catalogue or company.CATALOGUE) | settings
        with alive(environment, folder / "serve.log", arguments) as url:
            box.control("webhook", url=f"{url}/webhooks/github")
            yield Served(box, url, people, environment)
            assert box.control("violations")["violations"] == []


@contextmanager
def alive(environment: Mapping[str, str], log: Path, arguments: Sequence[str] = ()) -> Iterator[str]:
    """`homebot serve` from where it listens until the block ends; its address."""
    process = nursery().born(["serve", "--port", "0", *arguments], {**os.environ, **environment}, log)
    try:
        yield said(log, r"listening on (http://\S+)\n")
    finally:
        # How it ends in good order is `tests/cli/test_serve.py`'s; here nobody waits for it.
        ended(process)
        print(log.read_text())


def _environment(folder: Path, box: Box, app_id: int, key: str, catalogue: Mapping[str, str]) -> dict[str, str]:
    (folder / "app.pem").write_text(key)
    (folder / "config").mkdir()
    for name, text in catalogue.items():
        (folder / "config" / name).write_text(text)
    (folder / "config" / "homebot.yaml").write_text("version: 1\nreviewer_limit: 100\n")
    return {
        "HOMEBOT_GITHUB_APP_ID": str(app_id),
        "HOMEBOT_GITHUB_PRIVATE_KEY_FILE": str(folder / "app.pem"),
        "HOMEBOT_GITHUB_WEBHOOK_SECRET": f"{SECRET},an-older-one",
        "HOMEBOT_GITHUB_API_URL": box.api_url,
        "HOMEBOT_CONFIG": str(folder / "config"),
        "HOMEBOT_STATE_DIR": str(folder / "state"),
        "HOMEBOT_GITHUB_RETRY_SECONDS": "1",
        "HOMEBOT_LOG_LEVEL": "warning",
    }
