"""Check suites, check runs and commit statuses of the GraphQL API."""

from typing import Any

from homebot.sandbox.graph_pages import Node, connection
from homebot.sandbox.present import moment
from homebot.sandbox.state import CheckRun, Repository, Status
from homebot.sandbox.world import World

LARGEST = 2**31 - 1


def small(number: int) -> int | None:
    """`databaseId`: a number of 32 bits, or none."""
    return number if number <= LARGEST else None


def suites(world: World, repository: Repository, oid: str, wanted: int | None, arguments: dict[str, Any]) -> Node:
    """The suites at a commit; `wanted` is the id of the App that is asked for."""
    found: dict[int, list[CheckRun]] = {}
    for run in repository.checks_at(oid):
        if wanted in (None, world.app_of(run.app).id):
            found.setdefault(run.suite, []).append(run)
    return connection(list(found.values()), lambda runs: _suite(world, repository, runs), **arguments)


def _suite(world: World, repository: Repository, runs: list[CheckRun]) -> Node:
    app, first = world.app_of(runs[0].app), runs[0]
    workflow = {"__typename": "Workflow", "id": f"W_{first.workflow}", "name": first.workflow}
    started = {"__typename": "WorkflowRun", "id": f"WFR_{first.suite}", "event": first.event, "workflow": workflow}
    return {
        "__typename": "CheckSuite",
        "id": f"CS_{first.suite}",
        "databaseId": small(first.suite),
        "app": {"id": f"A_{app.id}", "slug": app.slug, "name": app.slug, "databaseId": app.id},
        "workflowRun": started if first.workflow else None,
        "checkRuns": lambda filterBy=None, **more: _runs(world, repository, runs, filterBy or {}, more),  # noqa: N803
    }


def rollup(world: World, repository: Repository, oid: str) -> Node | None:
    """Everything that is said of a commit, check runs of every App and statuses; `None` where nothing is."""
    runs = {(run.suite, run.name): run for run in repository.checks_at(oid)}
    said: list[CheckRun | Status] = [*runs.values(), *repository.statuses_at(oid)]
    if not said:
        return None

    def shaped(one: CheckRun | Status) -> Node:
        if isinstance(one, CheckRun):
            return _run(world, repository, one)
        return {
            "__typename": "StatusContext",
            "id": f"SC_{one.id}",
            "context": one.context,
            "state": one.state.upper(),
            "description": one.description,
            "targetUrl": one.target_url,
            "createdAt": moment(one.at),
        }

    return {
        "__typename": "StatusCheckRollup",
        "id": f"SCR_{oid}",
        "state": _state(list(map(_word, said))),
        "contexts": lambda **arguments: connection(said, shaped, **arguments),
    }


def _word(one: CheckRun | Status) -> str:
    word = one.state if isinstance(one, Status) else one.conclusion or "pending"
    return "success" if word in ("success", "neutral", "skipped") else "pending" if word == "pending" else "failure"


def _state(words: list[str]) -> str:
    return next((word.upper() for word in ("failure", "pending") if word in words), "SUCCESS")


def _runs(
    world: World, repository: Repository, runs: list[CheckRun], chosen: dict[str, Any], arguments: dict[str, Any]
) -> Node:
    """The newest run of each name, as GitHub's default filter `LATEST` shows."""
    name = chosen.get("checkName")
    newest = {run.name: run for run in runs if name in (None, run.name)}
    return connection(list(newest.values()), lambda run: _run(world, repository, run), **arguments)


def _run(world: World, repository: Repository, run: CheckRun) -> Node:
    page = f"{world.base}/{repository.full_name}/runs"
    return {
        "__typename": "CheckRun",
        "id": f"CR_{run.id}",
        "databaseId": small(run.id),
        "name": run.name,
        "status": run.status.upper(),
        "conclusion": run.conclusion.upper() if run.conclusion else None,
        "externalId": run.external_id,
        "title": run.title,
        "summary": run.summary,
        "text": run.text,
        "startedAt": moment(run.started_at),
        "completedAt": moment(run.completed_at),
        "permalink": f"{page}/{run.id}",
        "url": f"{page}/{run.id}",
        "detailsUrl": f"{page}/{run.id}",
        "checkSuite": lambda: _suite(world, repository, [run]),
    }
