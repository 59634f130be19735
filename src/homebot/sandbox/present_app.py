"""What belongs to an App, as GitHub shows it: itself, its installations, check runs, and the log of its deliveries."""

from typing import Any

from homebot.sandbox.present import Present, moment
from homebot.sandbox.state import App, CheckRun, Delivery, Repository, Status
from homebot.sandbox.world import World

PERMISSIONS = {
    "checks": "write", "contents": "read", "deployments": "read", "issues": "write", "members": "read",
    "merge_queues": "read", "metadata": "read", "pull_requests": "write", "statuses": "read",
}  # fmt: skip
EVENTS = (
    "check_run", "check_suite", "create", "deployment_status", "issue_comment", "issues", "membership", "merge_group",
    "organization", "pull_request", "pull_request_review", "push", "release", "status", "team",
)  # fmt: skip


class PresentApp:
    """Shapes of one world."""

    def __init__(self, world: World, present: Present) -> None:
        self._world = world
        self._present = present

    def app(self, app: App) -> dict[str, Any]:
        """The App."""
        owner = self._world.add_user(f"{app.slug}-makers", "Organization")
        return {
            "id": app.id,
            "slug": app.slug,
            "node_id": f"A_{app.id}",
            "name": app.slug,
            "description": None,
            "owner": self._present.user(owner),
            "external_url": self._present.page("/"),
            "html_url": self._present.page(f"/apps/{app.slug}"),
            "created_at": moment(app.created_at),
            "updated_at": moment(app.created_at),
            "permissions": PERMISSIONS,
            "events": list(EVENTS),
        }

    def installation(self, number: int, app: App) -> dict[str, Any]:
        """The App's installation on all repositories of an organisation."""
        account = self._world.installations[number]
        owner = self._world.add_user(account, "Organization")
        at = moment(self._world.installed_at[number])
        return {
            "id": number,
            "app_id": app.id,
            "app_slug": app.slug,
            "account": self._present.user(owner),
            "target_id": owner.id,
            "target_type": owner.kind,
            "repository_selection": "all",
            "access_tokens_url": self._present.api(f"/app/installations/{number}/access_tokens"),
            "repositories_url": self._present.api("/installation/repositories"),
            "html_url": self._present.page(f"/organizations/{account}/settings/installations/{number}"),
            "permissions": PERMISSIONS,
            "events": list(EVENTS),
            "created_at": at,
            "updated_at": at,
            **dict.fromkeys(("single_file_name", "suspended_at", "suspended_by")),
        }

    def check(self, repository: Repository, run: CheckRun) -> dict[str, Any]:
        """A check run."""
        address = self._present.api(f"/repos/{repository.full_name}/check-runs/{run.id}")
        page = self._present.page(f"/{repository.full_name}/runs/{run.id}")
        return {
            "id": run.id,
            "node_id": f"CR_{run.id}",
            "name": run.name,
            "head_sha": run.head,
            "external_id": run.external_id,
            "url": address,
            "html_url": page,
            "details_url": page,
            "status": run.status,
            "conclusion": run.conclusion,
            "started_at": moment(run.started_at),
            "completed_at": moment(run.completed_at),
            "output": {
                "title": run.title,
                "summary": run.summary,
                "text": run.text,
                "annotations_count": len(run.annotations),
                "annotations_url": f"{address}/annotations",
            },
            "check_suite": {"id": run.suite},
            "app": self.app(self._world.app_of(run.app)),
            "pull_requests": [
                self._present.pull_minimal(repository, pull)
                for pull in repository.pulls
                if pull.head == run.head and pull.state == "open"
            ],
        }

    def status(self, repository: Repository, status: Status) -> dict[str, Any]:
        """A commit status."""
        at = moment(status.at)
        creator = self._present.user(status.creator)
        return {
            "url": self._present.api(f"/repos/{repository.full_name}/statuses/{status.commit}"),
            "avatar_url": creator["avatar_url"],
            "id": status.id,
            "node_id": f"SC_{status.id}",
            "state": status.state,
            "description": status.description,
            "target_url": status.target_url,
            "context": status.context,
            "created_at": at,
            "updated_at": at,
            "creator": creator,
        }

    def delivery(self, delivery: Delivery) -> dict[str, Any]:
        """A line of the delivery log."""
        return {
            "id": delivery.id,
            "guid": delivery.guid,
            "delivered_at": moment(delivery.at),
            "redelivery": delivery.redelivery,
            "duration": round(delivery.duration, 3),
            "status": "OK" if delivery.is_good else f"Invalid HTTP Response: {delivery.status_code}",
            "status_code": delivery.status_code,
            "event": delivery.event,
            "action": delivery.action,
            "installation_id": delivery.installation,
            "repository_id": (delivery.payload.get("repository") or {}).get("id"),
            "throttled_at": None,
        }
