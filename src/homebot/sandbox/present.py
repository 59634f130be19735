"""Objects as GitHub's REST API and webhooks show them, whole.

What a schema demands and is not here would be filled in by `completion`; the tests hold that nothing is.
"""

from datetime import datetime
from typing import Any
from urllib.parse import quote
from zlib import crc32

from homebot.sandbox import addresses
from homebot.sandbox.repositories import kilobytes
from homebot.sandbox.state import Comment, Issue, Pull, Repository, Review, Team, User
from homebot.sandbox.world import World

LABEL_COLOUR = "ededed"


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
        return {
            "login": user.login,
            "id": user.id,
            "node_id": f"U_{user.id}",
            **addresses.user_addresses(self._world.base, user.id, user.login, user.kind == "Bot"),
            "type": user.kind,
            "user_view_type": "public",
            "site_admin": False,
        }

    def owner(self, repository: Repository) -> dict[str, Any]:
        """Whose a repository is: an organisation or a person."""
        return self.user(self._world.add_user(repository.owner, "Organization"))

    def organisation(self, login: str) -> dict[str, Any]:
        """An organisation in a webhook."""
        number = self._world.add_user(login, "Organization").id
        address = self.api(f"/orgs/{login}")
        return {
            "login": login,
            "id": number,
            "node_id": f"O_{number}",
            "url": address,
            **{f"{name}_url": f"{address}/{name}" for name in ("repos", "events", "hooks", "issues")},
            "members_url": f"{address}/members{{/member}}",
            "public_members_url": f"{address}/public_members{{/member}}",
            "avatar_url": self.page(f"/avatars/{number}"),
            "description": "",
        }

    def association(self, repository: Repository, user: User) -> str:
        """How somebody belongs to a repository."""
        login = user.login.lower()
        if login == repository.owner.lower():
            return "OWNER"
        if login in self._world.organisations.get(repository.owner.lower(), set()):
            return "MEMBER"
        return "COLLABORATOR" if login in repository.collaborators else "NONE"

    def repository(self, repository: Repository) -> dict[str, Any]:
        """A repository. Nobody stars, watches or describes one here."""
        forks = sum(other.parent == repository.full_name for other in self._world.repositories.values())
        unread = sum(issue.state == "open" for issue in repository.issues.values())
        return {
            "id": repository.id,
            "node_id": f"R_{repository.id}",
            "name": repository.name,
            "full_name": repository.full_name,
            "private": True,
            "owner": self.owner(repository),
            **addresses.repository_addresses(self._world.base, repository.full_name),
            "fork": repository.parent is not None,
            "default_branch": repository.default_branch,
            "visibility": "private",
            "created_at": moment(repository.created_at),
            "updated_at": moment(repository.pushed_at),
            "pushed_at": moment(repository.pushed_at),
            "forks": forks,
            "forks_count": forks,
            "network_count": forks,
            "open_issues": unread,
            "open_issues_count": unread,
            "size": kilobytes(repository.path, repository.pushed_at),
            "topics": [],
            **dict.fromkeys(("description", "homepage", "language", "license")),
            **dict.fromkeys(("archived", "disabled", "is_template", "web_commit_signoff_required"), False),
            **dict.fromkeys(("has_downloads", "has_issues", "has_projects", "has_wiki", "allow_forking"), True),
            **dict.fromkeys(("has_discussions", "has_pages"), False),
            **dict.fromkeys(("stargazers_count", "subscribers_count", "watchers", "watchers_count"), 0),
        }

    def labels(self, repository: Repository, names: list[str]) -> list[dict[str, Any]]:
        """Labels; a label's number is that of its name."""
        return [
            {
                "id": (number := crc32(name.encode())),
                "node_id": f"LA_{number}",
                "url": self.api(f"/repos/{repository.full_name}/labels/{quote(name)}"),
                "name": name,
                "color": LABEL_COLOUR,
                "default": False,
                "description": None,
            }
            for name in names
        ]

    def pull_simple(self, repository: Repository, pull: Pull) -> dict[str, Any]:
        """A pull request as one of a list: without what has to be computed."""
        found = addresses.pull_addresses(self._world.base, repository.full_name, pull.number)
        statuses = self.api(f"/repos/{repository.full_name}/statuses/{pull.head}")
        links = {name: found[f"{name}_url"] for name in ("issue", "comments", "review_comments", "commits")}
        links |= {"self": found["url"], "html": found["html_url"], "review_comment": found["review_comment_url"]}
        source = self._world.repositories[pull.head_repository.lower()]
        base = pull.merged_onto or repository.objects.refs[f"refs/heads/{pull.base_ref}"] or ""
        home = self.repository(repository)
        return {
            **found,
            "statuses_url": statuses,
            "_links": addresses.links(**links, statuses=statuses),
            "id": pull.id,
            "node_id": f"PR_{pull.id}",
            "number": pull.number,
            "state": pull.state,
            "locked": False,
            "title": pull.title,
            "body": pull.body,
            "user": self.user(pull.author),
            "labels": self.labels(repository, pull.labels),
            "created_at": moment(pull.created_at),
            "updated_at": moment(pull.updated_at),
            "closed_at": moment(pull.closed_at),
            "merged_at": moment(pull.merged_at),
            "merge_commit_sha": pull.merge_commit or pull.test_merge,
            "requested_reviewers": [self.user(user) for user in pull.requested],
            "requested_teams": [self.team(team) for team in pull.requested_teams],
            "draft": pull.draft,
            "author_association": self.association(repository, pull.author),
            "head": _side(source, pull.head_ref, pull.head, home if source is repository else self.repository(source)),
            "base": _side(repository, pull.base_ref, base, home),
            **dict.fromkeys(("assignee", "milestone", "auto_merge", "active_lock_reason")),
            "assignees": [],
        }

    def pull(self, repository: Repository, pull: Pull) -> dict[str, Any]:
        """A pull request whole. Whether it can be merged is `None` until somebody had that tried (see `merging`)."""
        simple = self.pull_simple(repository, pull)
        base = simple["base"]["sha"]
        is_tried = pull.tested == (base, pull.head) and pull.state == "open"
        can = pull.test_merge is not None if is_tried else None
        known = pull.commits(repository, base)
        files, additions, deletions = repository.objects.size(base, pull.head)
        return {
            **simple,
            "merged": pull.merged_at is not None,
            "merged_by": self.user(pull.merged_by) if pull.merged_by else None,
            "mergeable": can,
            "rebaseable": can,
            "mergeable_state": {True: "clean", False: "dirty", None: "unknown"}[can],
            "maintainer_can_modify": False,
            "comments": len(pull.comments),
            "review_comments": 0,
            "commits": len(known),
            "additions": additions,
            "deletions": deletions,
            "changed_files": files,
        }

    def pull_minimal(self, repository: Repository, pull: Pull) -> dict[str, Any]:
        """A pull request as a check run names it."""

        def side(home: Repository, ref: str, sha: str) -> dict[str, Any]:
            about = {"id": home.id, "url": self.api(f"/repos/{home.full_name}"), "name": home.name}
            return {"ref": ref, "sha": sha, "repo": about}

        source = self._world.repositories[pull.head_repository.lower()]
        base = repository.objects.refs[f"refs/heads/{pull.base_ref}"] or ""
        return {
            "id": pull.id,
            "number": pull.number,
            "url": self.api(f"/repos/{repository.full_name}/pulls/{pull.number}"),
            "head": side(source, pull.head_ref, pull.head),
            "base": side(repository, pull.base_ref, base),
        }

    def issue(self, repository: Repository, issue: Issue) -> dict[str, Any]:
        """An issue; a pull request's carries the key `pull_request`."""
        is_pull = isinstance(issue, Pull)
        shown: dict[str, Any] = {
            "id": issue.id,
            "node_id": f"{'PR' if is_pull else 'I'}_{issue.id}",
            "number": issue.number,
            **addresses.issue_addresses(self._world.base, repository.full_name, issue.number, is_pull),
            "state": issue.state,
            "state_reason": None,
            "title": issue.title,
            "body": issue.body,
            "user": self.user(issue.author),
            "labels": self.labels(repository, issue.labels),
            "locked": False,
            "comments": len(issue.comments),
            "created_at": moment(issue.created_at),
            "updated_at": moment(issue.updated_at),
            "closed_at": moment(issue.closed_at),
            "author_association": self.association(repository, issue.author),
            **dict.fromkeys(("milestone", "active_lock_reason")),
            "assignee": self.user(issue.assignees[0]) if issue.assignees else None,
            "assignees": [self.user(one) for one in issue.assignees],
        }
        if isinstance(issue, Pull):
            found = addresses.pull_addresses(self._world.base, repository.full_name, issue.number)
            about = {name: found[name] for name in ("url", "html_url", "diff_url", "patch_url")}
            shown |= {"pull_request": {**about, "merged_at": moment(issue.merged_at)}, "draft": issue.draft}
        return shown

    def comment(self, repository: Repository, issue: Issue, comment: Comment) -> dict[str, Any]:
        """A comment."""
        found = addresses.issue_addresses(self._world.base, repository.full_name, issue.number, isinstance(issue, Pull))
        return {
            "id": comment.id,
            "node_id": f"IC_{comment.id}",
            "url": self.api(f"/repos/{repository.full_name}/issues/comments/{comment.id}"),
            "html_url": f"{found['html_url']}#issuecomment-{comment.id}",
            "issue_url": found["url"],
            "body": comment.body,
            "user": self.user(comment.author),
            "created_at": moment(comment.created_at),
            "updated_at": moment(comment.updated_at),
            "author_association": self.association(repository, comment.author),
        }

    def reaction(self, number: int, user: User, content: str, at: datetime) -> dict[str, Any]:
        """A reaction."""
        shown = {"id": number, "node_id": f"RE_{number}", "user": self.user(user), "content": content}
        return {**shown, "created_at": moment(at)}

    def review(self, repository: Repository, pull: Pull, review: Review) -> dict[str, Any]:
        """A review."""
        page = self.page(f"/{repository.full_name}/pull/{pull.number}#pullrequestreview-{review.id}")
        address = self.api(f"/repos/{repository.full_name}/pulls/{pull.number}")
        return {
            "id": review.id,
            "node_id": f"PRR_{review.id}",
            "user": self.user(review.author),
            "body": review.body,
            "state": review.state,
            "html_url": page,
            "pull_request_url": address,
            "_links": addresses.links(html=page, pull_request=address),
            "submitted_at": moment(review.submitted_at),
            "commit_id": review.commit,
            "author_association": self.association(repository, review.author),
        }

    def team(self, team: Team, parent: Team | None = None) -> dict[str, Any]:
        """A team, with the one it is nested in."""
        address, page = self.api(f"/teams/{team.id}"), self.page(f"/orgs/{team.organisation}/teams/{team.slug}")
        return {
            "id": team.id,
            "node_id": f"T_{team.id}",
            "name": team.slug,
            "slug": team.slug,
            "description": None,
            "privacy": "secret" if team.secret else "closed",
            "permission": "pull",
            "type": "organization",
            "parent": self.team(parent) if parent is not None else None,
            "url": address,
            "html_url": page,
            "members_url": f"{address}/members{{/member}}",
            "repositories_url": f"{address}/repos",
        }


def _side(repository: Repository, ref: str, sha: str, shown: dict[str, Any]) -> dict[str, Any]:
    """One end of a pull request; `shown` is its repository."""
    label = f"{repository.owner}:{ref}"
    return {"label": label, "ref": ref, "sha": sha, "user": shown["owner"], "repo": shown}
