"""Check runs and commit statuses: what an App says of a commit, as strict as GitHub takes it."""

from datetime import datetime
from typing import Any

from homebot.sandbox.errors import ApiError, invalid
from homebot.sandbox.present_app import PresentApp
from homebot.sandbox.signing_in import Caller
from homebot.sandbox.state import CheckRun, Repository, User, World, now
from homebot.sandbox.webhooks import Webhooks

MOST_ANNOTATIONS = 50


class Checks:
    """The acts on check runs. Called with the world's lock held."""

    def __init__(self, world: World, present: PresentApp, webhooks: Webhooks) -> None:
        self._world = world
        self._present = present
        self._webhooks = webhooks

    def create(self, repository: Repository, who: Caller, given: dict[str, Any]) -> CheckRun:
        """A new check run; only an App's installation may make one."""
        if who.installation is None or self._world.app is None:
            raise ApiError(403, "You must authenticate via a GitHub App.")
        if repository.objects.resolve(str(given["head_sha"])) is None:
            raise ApiError(422, f"No commit found for SHA: {given['head_sha']}")
        head = str(given["head_sha"])
        run = CheckRun(
            id=self._world.next_long_id(), suite=self._suite(repository, head), name=str(given["name"]), head=head,
            app=self._world.app.slug, status="queued", conclusion=None, external_id="", title=None, summary=None,
            text=None, started_at=now(), completed_at=None,
        )  # fmt: skip
        self._write(run, given)
        repository.checks[run.id] = run
        self._tell(repository, run, who.user, "created")
        return run

    def edit(self, repository: Repository, run: CheckRun, who: Caller, given: dict[str, Any]) -> None:
        """Another state of a run; annotations are added to those it has."""
        if who.installation is None:
            raise ApiError(403, "Invalid app_id")
        self._write(run, given)
        self._tell(repository, run, who.user, "completed" if run.status == "completed" else "created")

    def _write(self, run: CheckRun, given: dict[str, Any]) -> None:
        output = given.get("output") or {}
        annotations = output.get("annotations") or []
        if len(annotations) > MOST_ANNOTATIONS:
            raise invalid("", resource="CheckRun", field="annotations", code="invalid", message="exceeds 50")
        for name in ("summary", "text"):
            if len(str(output.get(name) or "").encode()) > 65_535:
                raise invalid("", resource="CheckRun", field=name, code="invalid", message="exceeds 65535 bytes")
        conclusion = given.get("conclusion")
        status = given.get("status") or ("completed" if conclusion else run.status)
        if status == "completed" and not (conclusion or run.conclusion):
            raise invalid("", resource="CheckRun", field="conclusion", code="missing_field")
        run.status = str(status)
        run.conclusion = (conclusion or run.conclusion) if status == "completed" else None
        run.completed_at = now() if status == "completed" else None
        run.external_id = str(given.get("external_id") or run.external_id)
        run.title, run.summary = output.get("title", run.title), output.get("summary", run.summary)
        run.text = output.get("text", run.text)
        run.annotations += annotations

    def _suite(self, repository: Repository, head: str) -> int:
        """One suite of the App for each commit."""
        return next((run.suite for run in repository.checks_at(head)), None) or self._world.next_long_id()

    def rerequest(self, repository: Repository, run: CheckRun, who: Caller) -> None:
        """Somebody pressed "Re-run"."""
        self._tell(repository, run, who.user, "rerequested")

    def _tell(self, repository: Repository, run: CheckRun, sender: User, action: str) -> None:
        shown = self._present.check(repository, run)
        branch = next((one["head"]["ref"] for one in shown["pull_requests"]), None)
        about = {"id": run.suite, "head_branch": branch, "head_sha": run.head}
        shown["check_suite"] = about | {"status": run.status, "conclusion": run.conclusion}
        self._webhooks.send("check_run", action, repository, sender, check_run=shown)

    def status(self, repository: Repository, who: Caller, sha: str, given: dict[str, Any], at: datetime) -> None:
        """A commit status of somebody's."""
        about = {"sha": sha, "state": given["state"], "context": given.get("context", "default"), "branches": []}
        more = {"description": given.get("description"), "target_url": given.get("target_url"), "commit": {"sha": sha}}
        self._webhooks.send("status", None, repository, who.user, id=self._world.next_id(), **more, **about)
