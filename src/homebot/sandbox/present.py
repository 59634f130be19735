"""Objects as GitHub's REST API and webhooks show them. What a schema demands beyond this is filled in by `contract`."""

from datetime import datetime
from typing import Any

from homebot.sandbox.state import (
    App,
    CheckRun,
    Comment,
    Delivery,
    Issue,
    Pull,
    Repository,
    Review,
    Team,
    User,
    World,
)


def moment(at: datetime | None) -> str | None:
    """A time as GitHub writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at is not None else None


class Present:
    """Shapes of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def api(self, path: str) -> str:
        """An address of the REST API."""
        return f"{self._world.base}/api/v3{path}"

    def page(self, path: str) -> str:
        """An address for people."""
        return f"{self._world.base}{path}"

    def user(self, user: User) -> dict[str, Any]:
        """A simple user."""
        address = self.api(f"/users/{user.login}")
        names = ("followers", "following", "gists", "starred", "subscriptions", "organizations", "repos", "events")
        return {
            "login": user.login,
            "id": user.id,
            "node_id": f"U_{user.id}",
            "avatar_url": self.page(f"/avatars/{user.id}"),
            "gravatar_id": "",
            "url": address,
            "html_url": self.page(f"/{user.login}"),
            **{f"{name}_url": f"{address}/{name}" for name in names},
            "received_events_url": f"{address}/received_events",
            "type": user.kind,
            "site_admin": False,
        }

    def repository(self, repository: Repository) -> dict[str, Any]:
        """A repository."""
        path = f"/repos/{repository.full_name}"
        return {
            "id": repository.id,
            "node_id": f"R_{repository.id}",
            "name": repository.name,
            "full_name": repository.full_name,
            "private": True,
            "owner": self.user(self._world.add_user(repository.owner, "Organization")),
            "html_url": self.page(f"/{repository.full_name}"),
            "url": self.api(path),
            "clone_url": self.page(f"/{repository.full_name}.git"),
            "fork": repository.parent is not None,
            "default_branch": repository.default_branch,
            "archived": False,
            "visibility": "private",
        }

    def pull(self, repository: Repository, pull: Pull) -> dict[str, Any]:
        """A pull request."""
        path = f"/repos/{repository.full_name}/pulls/{pull.number}"
        head_repository = self._world.repositories[pull.head_repository.lower()]
        return {
            "id": pull.id,
            "node_id": f"PR_{pull.id}",
            "number": pull.number,
            "url": self.api(path),
            "html_url": self.page(f"/{repository.full_name}/pull/{pull.number}"),
            "state": pull.state,
            "locked": False,
            "title": pull.title,
            "body": pull.body,
            "user": self.user(pull.author),
            "labels": [{"id": 1, "name": name, "color": "ededed", "default": False} for name in pull.labels],
            "created_at": moment(pull.created_at),
            "updated_at": moment(pull.updated_at),
            "closed_at": moment(pull.updated_at) if pull.state == "closed" else None,
            "merged_at": moment(pull.merged_at),
            "merge_commit_sha": pull.merge_commit,
            "requested_reviewers": [self.user(user) for user in pull.requested],
            "requested_teams": [],
            "draft": pull.draft,
            "merged": pull.merged_at is not None,
            "merged_by": self.user(pull.merged_by) if pull.merged_by else None,
            "author_association": "MEMBER",
            "head": self._side(head_repository, pull.head_ref, pull.head),
            "base": self._side(repository, pull.base_ref, ""),
            "comments": len(pull.comments),
        }

    def _side(self, repository: Repository, ref: str, sha: str) -> dict[str, Any]:
        return {
            "label": f"{repository.owner}:{ref}",
            "ref": ref,
            "sha": sha,
            "user": self.user(self._world.add_user(repository.owner, "Organization")),
            "repo": self.repository(repository),
        }

    def issue(self, repository: Repository, issue: Issue) -> dict[str, Any]:
        """An issue; a pull request's carries the key `pull_request`."""
        path = f"/repos/{repository.full_name}/issues/{issue.number}"
        shown: dict[str, Any] = {
            "id": issue.id,
            "node_id": f"I_{issue.id}",
            "number": issue.number,
            "url": self.api(path),
            "html_url": self.page(f"/{repository.full_name}/issues/{issue.number}"),
            "state": issue.state,
            "title": issue.title,
            "body": issue.body,
            "user": self.user(issue.author),
            "labels": [],
            "comments": len(issue.comments),
            "created_at": moment(issue.created_at),
            "updated_at": moment(issue.updated_at),
        }
        if isinstance(issue, Pull):
            address = self.api(f"/repos/{repository.full_name}/pulls/{issue.number}")
            shown["pull_request"] = {"url": address, "html_url": None, "diff_url": None, "patch_url": None}
        return shown

    def comment(self, repository: Repository, issue: Issue, comment: Comment) -> dict[str, Any]:
        """A comment."""
        return {
            "id": comment.id,
            "node_id": f"IC_{comment.id}",
            "url": self.api(f"/repos/{repository.full_name}/issues/comments/{comment.id}"),
            "html_url": self.page(f"/{repository.full_name}/issues/{issue.number}#issuecomment-{comment.id}"),
            "issue_url": self.api(f"/repos/{repository.full_name}/issues/{issue.number}"),
            "body": comment.body,
            "user": self.user(comment.author),
            "created_at": moment(comment.created_at),
            "updated_at": moment(comment.updated_at),
            "author_association": "MEMBER",
        }

    def reaction(self, number: int, user: User, content: str) -> dict[str, Any]:
        """A reaction."""
        return {
            "id": number, "node_id": f"RE_{number}", "user": self.user(user), "content": content,
            "created_at": "2026-01-01T00:00:00Z",
        }  # fmt: skip

    def review(self, repository: Repository, pull: Pull, review: Review) -> dict[str, Any]:
        """A review."""
        return {
            "id": review.id,
            "node_id": f"PRR_{review.id}",
            "user": self.user(review.author),
            "body": review.body,
            "state": review.state,
            "html_url": self.page(f"/{repository.full_name}/pull/{pull.number}#pullrequestreview-{review.id}"),
            "pull_request_url": self.api(f"/repos/{repository.full_name}/pulls/{pull.number}"),
            "submitted_at": moment(review.submitted_at),
            "commit_id": review.commit,
            "author_association": "MEMBER",
        }

    def check(self, repository: Repository, run: CheckRun) -> dict[str, Any]:
        """A check run."""
        address = self.api(f"/repos/{repository.full_name}/check-runs/{run.id}")
        return {
            "id": run.id,
            "node_id": f"CR_{run.id}",
            "name": run.name,
            "head_sha": run.head,
            "external_id": run.external_id,
            "url": address,
            "html_url": self.page(f"/{repository.full_name}/runs/{run.id}"),
            "status": run.status,
            "conclusion": run.conclusion,
            "started_at": moment(run.started_at),
            "completed_at": moment(run.completed_at),
            "output": {
                "title": run.title,
                "summary": run.summary,
                "text": None,
                "annotations_count": len(run.annotations),
                "annotations_url": f"{address}/annotations",
            },
            "check_suite": {"id": run.suite},
            "app": self.app(self._world.app) if self._world.app else None,
            "pull_requests": [],
        }

    def app(self, app: App) -> dict[str, Any]:
        """The App."""
        return {
            "id": app.id,
            "slug": app.slug,
            "node_id": f"A_{app.id}",
            "name": app.slug,
            "owner": self.user(app.bot),
            "external_url": self.page("/"),
            "html_url": self.page(f"/apps/{app.slug}"),
            "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z",
            "permissions": {"checks": "write", "contents": "read", "issues": "write", "pull_requests": "write"},
            "events": ["pull_request", "issue_comment"],
        }

    def team(self, team: Team) -> dict[str, Any]:
        """A team in a webhook."""
        return {"id": team.id, "name": team.slug, "slug": team.slug, "url": self.api(f"/teams/{team.id}")}

    def delivery(self, delivery: Delivery) -> dict[str, Any]:
        """A line of the delivery log."""
        good = 200 <= delivery.status_code < 300
        return {
            "id": delivery.id,
            "guid": delivery.guid,
            "delivered_at": moment(delivery.at),
            "redelivery": delivery.redelivery,
            "duration": round(delivery.duration, 3),
            "status": "OK" if good else "failed",
            "status_code": delivery.status_code,
            "event": delivery.event,
            "action": delivery.action,
            "installation_id": delivery.installation,
            "repository_id": None,
            "throttled_at": None,
        }
