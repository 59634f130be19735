"""Check runs and commit statuses: what an App says of a commit, as strict as GitHub takes it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from homebot.sandbox.errors import ApiError, invalid
from homebot.sandbox.merge_queue import branch_of
from homebot.sandbox.present_app import PresentApp
from homebot.sandbox.signing_in import Caller
from homebot.sandbox.state import CheckRun, Repository, Status, User, now
from homebot.sandbox.webhooks import Webhooks
from homebot.sandbox.world import World

MOST_ANNOTATIONS = 50
MOST_DESCRIPTION = 140


class Checks:
    """The acts on check runs. Called with the world's lock held."""

    def __init__(self, world: World, present: PresentApp, webhooks: Webhooks) -> None:
        self._world = world
        self._present = present
        self._webhooks = webhooks
        self.then: Callable[[Repository], None] = lambda repository: None
        """Told of a repository where something was said of a commit."""

    def create(self, repository: Repository, who: Caller, given: dict[str, Any]) -> CheckRun:
        """A new check run; only an App's installation may make one."""
        if who.installation is None or self._world.app is None:
            raise ApiError(403, "You must authenticate via a GitHub App.")
        if repository.objects.resolve(str(given["head_sha"])) is None:
            raise ApiError(422, f"No commit found for SHA: {given['head_sha']}")
        head = str(given["head_sha"])
        run = CheckRun(
            id=self._world.next_long_id(), suite=self._suite(repository, head, self._world.app.slug, None),
            name=str(given["name"]), head=head, app=self._world.app.slug, status="queued", conclusion=None,
            external_id="", title=None, summary=None, text=None, started_at=now(), completed_at=None,
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

    def ci(self, repository: Repository, given: dict[str, Any]) -> CheckRun:
        """Another App says something of a commit: a job of a workflow runs, or has a conclusion."""
        app = self._world.app_of(str(given.get("app", "github-actions")))
        workflow = str(given.get("workflow", "CI")) if app.slug == "github-actions" else None
        head, name = str(given["sha"]), str(given["name"])
        suite = self._suite(repository, head, app.slug, workflow) if not given.get("anew") else 0
        open_runs = (run for run in repository.checks_at(head) if (run.suite, run.name) == (suite, name))
        run = next((run for run in open_runs if run.status != "completed"), None)
        if run is None:
            run = CheckRun(
                id=self._world.next_long_id(), suite=suite or self._world.next_long_id(), name=name, head=head,
                app=app.slug, status="in_progress", conclusion=None, external_id="", title=None, summary=None,
                text=None, started_at=now(), completed_at=None, workflow=workflow,
                event=str(given.get("event", "pull_request")),
            )  # fmt: skip
            repository.checks[run.id] = run
            self._tell(repository, run, app.bot, "created")
        if given.get("conclusion"):
            run.status, run.conclusion, run.completed_at = "completed", str(given["conclusion"]), now()
            self._tell(repository, run, app.bot, "completed")
            self._tell_suite(repository, run, app.bot)
        return run

    def _tell_suite(self, repository: Repository, run: CheckRun, sender: User) -> None:
        """The suite is done when all its runs are."""
        runs = [one for one in repository.checks_at(run.head) if one.suite == run.suite]
        if all(one.status == "completed" for one in runs):
            shown = self._present.check(repository, run)
            suite = {"id": run.suite, "head_sha": run.head, "status": "completed", "conclusion": run.conclusion}
            suite |= {"app": shown["app"], "pull_requests": shown["pull_requests"]}
            self._webhooks.send("check_suite", "completed", repository, sender, check_suite=suite)

    def _suite(self, repository: Repository, head: str, app: str, workflow: str | None) -> int:
        """One suite of an App for each commit; GitHub Actions has one for each workflow."""
        runs = (run for run in repository.checks_at(head) if (run.app, run.workflow) == (app, workflow))
        return next((run.suite for run in runs), None) or self._world.next_long_id()

    def rerequest(self, repository: Repository, run: CheckRun, who: Caller) -> None:
        """Somebody pressed "Re-run"."""
        self._tell(repository, run, who.user, "rerequested")

    def _tell(self, repository: Repository, run: CheckRun, sender: User, action: str) -> None:
        shown = self._present.check(repository, run)
        branch = next((one["head"]["ref"] for one in shown["pull_requests"]), None) or branch_of(repository, run.head)
        about = {"id": run.suite, "head_branch": branch, "head_sha": run.head}
        shown["check_suite"] = about | {"status": run.status, "conclusion": run.conclusion}
        self._webhooks.send("check_run", action, repository, sender, check_run=shown)
        self.then(repository)

    def status(self, repository: Repository, who: Caller, sha: str, given: dict[str, Any], at: datetime) -> Status:
        """A commit status of somebody's."""
        if repository.objects.resolve(sha) != sha:
            raise ApiError(422, f"No commit found for SHA: {sha}")
        if len(str(given.get("description") or "")) > MOST_DESCRIPTION:
            raise invalid("", resource="Status", field="description", code="custom", message="is too long")
        made = Status(
            self._world.next_long_id(), sha, str(given.get("context", "default")), str(given["state"]),
            given.get("description"), given.get("target_url"), who.user, at,
        )  # fmt: skip
        repository.statuses.append(made)
        shown = self._present.status(repository, made)
        about = {key: shown[key] for key in ("id", "state", "context", "description", "target_url", "created_at")}
        more = {"sha": sha, "name": repository.full_name, "commit": {"sha": sha}, "branches": []}
        self._webhooks.send("status", None, repository, who.user, updated_at=shown["updated_at"], **more, **about)
        return made
