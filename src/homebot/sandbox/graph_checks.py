"""Check suites and check runs of the GraphQL API."""

from typing import Any

from homebot.sandbox.graph_pages import Node, connection
from homebot.sandbox.present import moment
from homebot.sandbox.state import CheckRun, Repository, World

LARGEST = 2**31 - 1


def small(number: int) -> int | None:
    """`databaseId`: a number of 32 bits, or none."""
    return number if number <= LARGEST else None


def suites(world: World, repository: Repository, oid: str, wanted: int | None, arguments: dict[str, Any]) -> Node:
    """The App's suite at a commit, if it said anything there; `wanted` is the id of the App that is asked for."""
    runs, app = repository.checks_at(oid), world.app
    found = [runs] if runs and app is not None and wanted in (None, app.id) else []

    def shaped(runs: list[CheckRun]) -> Node:
        assert app is not None
        return {
            "__typename": "CheckSuite",
            "id": f"CS_{runs[0].suite}",
            "databaseId": small(runs[0].suite),
            "app": {"id": f"A_{app.id}", "slug": app.slug, "name": app.slug, "databaseId": app.id},
            "checkRuns": lambda filterBy=None, **more: _runs(world, repository, runs, filterBy or {}, more),  # noqa: N803
        }

    return connection(found, shaped, **arguments)


def _runs(
    world: World, repository: Repository, runs: list[CheckRun], chosen: dict[str, Any], arguments: dict[str, Any]
) -> Node:
    """The newest run of each name, as GitHub's default filter `LATEST` shows."""
    name = chosen.get("checkName")
    newest = {run.name: run for run in runs if name in (None, run.name)}
    page = f"{world.base}/{repository.full_name}/runs"

    def shaped(run: CheckRun) -> Node:
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
        }

    return connection(list(newest.values()), shaped, **arguments)
