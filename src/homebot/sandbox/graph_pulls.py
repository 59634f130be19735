"""Pull requests of the GraphQL API: what is said of them, their commits and their checks."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLError

from homebot.sandbox.company import Company
from homebot.sandbox.graph_checks import rollup, small, suites
from homebot.sandbox.graph_pages import Node, connection
from homebot.sandbox.graph_people import actor
from homebot.sandbox.merge_queue import state_of
from homebot.sandbox.merging import tried
from homebot.sandbox.objects import Commit
from homebot.sandbox.present import LABEL_COLOUR, moment
from homebot.sandbox.signing_in import Caller
from homebot.sandbox.state import Comment, Issue, Pull, Queued, Repository, Review, Team, User

MOST_COMMITS = 250
TIMELINE = {
    "REVIEW_REQUESTED_EVENT": "ReviewRequestedEvent",
    "REVIEW_REQUEST_REMOVED_EVENT": "ReviewRequestRemovedEvent",
    "BASE_REF_CHANGED_EVENT": "BaseRefChangedEvent",
}


class Pulls:
    """Pull requests as one caller sees them; `home` shows a repository."""

    def __init__(self, company: Company, who: Caller, home: Callable[[Repository], Node]) -> None:
        self._world = company.world
        self._present = company.present
        self._who = who
        self._home = home

    def listed(
        self, repository: Repository, states: list[str] | None = None, orderBy: Any = None,  # noqa: N803
        baseRefName: str | None = None, headRefName: str | None = None, **arguments: Any,  # noqa: N803
    ) -> Node:  # fmt: skip
        pulls = [
            pull
            for pull in repository.pulls
            if (not states or _state(pull) in states)
            and baseRefName in (None, pull.base_ref)
            and headRefName in (None, pull.head_ref)
        ]
        order = orderBy or {"field": "CREATED_AT", "direction": "ASC"}
        pulls.sort(key=lambda pull: _place(pull, order["field"]), reverse=order["direction"] == "DESC")
        return connection(pulls, lambda pull: self.shown(repository, pull), **arguments)

    def shown(self, repository: Repository, pull: Pull) -> Node:
        base = pull.merged_onto or repository.objects.refs[f"refs/heads/{pull.base_ref}"] or ""
        path = f"/{repository.full_name}/pull/{pull.number}"
        reviewers: list[User | Team] = [*pull.requested, *pull.requested_teams]
        asked = [{"requestedReviewer": self._reviewer(one)} for one in reviewers]
        return {
            "__typename": "PullRequest",
            "id": f"PR_{pull.id}",
            "fullDatabaseId": str(pull.id),
            "number": pull.number,
            "title": pull.title,
            "body": pull.body,
            "state": _state(pull),
            "isDraft": pull.draft,
            "merged": pull.merged_at is not None,
            "createdAt": moment(pull.created_at),
            "updatedAt": moment(pull.updated_at),
            "mergedAt": moment(pull.merged_at),
            "mergedBy": actor(self._present, pull.merged_by) if pull.merged_by else None,
            "mergeCommit": self.commit(repository, pull.merge_commit) if pull.merge_commit else None,
            "mergeable": lambda: _mergeable(repository, pull),
            "url": self._present.page(path),
            "permalink": self._present.page(path),
            "resourcePath": path,
            "closed": pull.state == "closed",
            "closedAt": moment(pull.closed_at),
            "locked": False,
            "isCrossRepository": pull.head_repository != repository.full_name,
            "changedFiles": lambda: repository.objects.size(base, pull.head)[0],
            "additions": lambda: repository.objects.size(base, pull.head)[1],
            "deletions": lambda: repository.objects.size(base, pull.head)[2],
            "repository": lambda: self._home(repository),
            "authorAssociation": self._present.association(repository, pull.author),
            "viewerDidAuthor": pull.author is self._who.user,
            "author": actor(self._present, pull.author),
            "baseRefName": pull.base_ref,
            "baseRefOid": base,
            "headRefName": pull.head_ref,
            "headRefOid": pull.head,
            "mergeQueueEntry": lambda: self._entry_of(repository, pull),
            "labels": lambda **arguments: connection(pull.labels, _label, **arguments),
            "commits": lambda **arguments: self._commits(repository, pull, **arguments),
            "reviews": lambda **arguments: connection(
                pull.reviews, lambda review: self._review(repository, pull, review), **arguments
            ),
            "reviewRequests": lambda **arguments: connection(asked, lambda node: node, **arguments),
            "timelineItems": lambda **arguments: self._timeline(pull, **arguments),
            "comments": lambda **arguments: connection(
                pull.comments, lambda comment: self.comment(repository, pull, comment), **arguments
            ),
        }

    def queue(self, repository: Repository, branch: str) -> Node | None:
        """A branch's merge queue; `None` where it has none."""
        queue = repository.queues.get(branch)
        if queue is None:
            return None
        if queue.hidden and self._who.installation is not None:
            raise GraphQLError("Resource not accessible by integration", extensions={"type": "FORBIDDEN"})
        places = list(enumerate(queue.entries, 1))
        return {
            "__typename": "MergeQueue",
            "id": f"MQ_{queue.id}",
            "repository": lambda: self._home(repository),
            "url": self._present.page(f"/{repository.full_name}/queue/{branch}"),
            "resourcePath": f"/{repository.full_name}/queue/{branch}",
            "configuration": {"mergeMethod": queue.method.upper(), "mergingStrategy": queue.strategy},
            "entries": lambda **more: connection(places, lambda one: self._entry(repository, *one), **more),
        }

    def _entry_of(self, repository: Repository, pull: Pull) -> Node | None:
        queue = repository.queues.get(pull.base_ref)
        places = enumerate(queue.entries if queue else [], 1)
        return next((self._entry(repository, *one) for one in places if one[1].pull is pull), None)

    def _entry(self, repository: Repository, place: int, entry: Queued) -> Node:
        return {
            "__typename": "MergeQueueEntry",
            "id": f"MQE_{entry.id}",
            "position": place,
            "state": state_of(entry),
            "enqueuedAt": moment(entry.at),
            "enqueuer": actor(self._present, entry.who),
            "jump": False,
            "solo": False,
            "mergeQueue": lambda: self.queue(repository, entry.pull.base_ref),
            "pullRequest": lambda: self.shown(repository, entry.pull),
            "baseCommit": self.commit(repository, entry.base) if entry.base else None,
            "headCommit": self.commit(repository, entry.head) if entry.head else None,
        }

    def _review(self, repository: Repository, pull: Pull, review: Review) -> Node:
        path = f"/{repository.full_name}/pull/{pull.number}#pullrequestreview-{review.id}"
        return {
            "__typename": "PullRequestReview",
            "id": f"PRR_{review.id}",
            "fullDatabaseId": str(review.id),
            "body": review.body,
            "url": self._present.page(path),
            "createdAt": moment(review.submitted_at),
            "updatedAt": moment(review.submitted_at),
            "authorAssociation": self._present.association(repository, review.author),
            "author": actor(self._present, review.author),
            "state": review.state,
            "submittedAt": moment(review.submitted_at),
            "commit": self.commit(repository, review.commit),
        }

    def _reviewer(self, one: User | Team) -> Node:
        if not isinstance(one, Team):
            return actor(self._present, one)
        names = {"name": one.slug, "slug": one.slug, "combinedSlug": one.combined}
        return {"__typename": "Team", "id": f"T_{one.id}", "databaseId": one.id, **names}

    def _timeline(self, pull: Pull, itemTypes: list[str] | None = None, **arguments: Any) -> Node:  # noqa: N803
        nodes = [
            {
                "__typename": "ReviewRequestRemovedEvent" if one.removed else "ReviewRequestedEvent",
                "createdAt": moment(one.at),
                "actor": actor(self._present, one.actor),
                "requestedReviewer": self._reviewer(one.reviewer),
            }
            for one in pull.requests
        ]
        nodes += [
            {
                "__typename": "BaseRefChangedEvent",
                "createdAt": moment(at),
                "actor": actor(self._present, who),
                "previousRefName": before,
                "currentRefName": after,
            }
            for who, before, after, at in pull.retargets
        ]
        wanted = {TIMELINE.get(one) for one in itemTypes or TIMELINE}
        shown = sorted((node for node in nodes if node["__typename"] in wanted), key=_created)
        return connection(shown, lambda node: node, **arguments)

    def comment(self, repository: Repository, issue: Issue, comment: Comment) -> Node:
        kind = "pull" if isinstance(issue, Pull) else "issues"
        path = f"/{repository.full_name}/{kind}/{issue.number}#issuecomment-{comment.id}"
        return {
            "__typename": "IssueComment",
            "id": f"IC_{comment.id}",
            "databaseId": small(comment.id),
            "createdAt": moment(comment.created_at),
            "updatedAt": moment(comment.updated_at),
            "url": self._present.page(path),
            "authorAssociation": self._present.association(repository, comment.author),
            "fullDatabaseId": str(comment.id),
            "body": comment.body,
            "author": actor(self._present, comment.author),
            "viewerDidAuthor": comment.author is self._who.user,
        }

    def _commits(self, repository: Repository, pull: Pull, **arguments: Any) -> Node:
        base = pull.merged_onto or repository.objects.resolve(f"refs/heads/{pull.base_ref}")
        found = repository.objects.between(base, pull.head) if base else []
        return connection(found[-MOST_COMMITS:], lambda one: {"commit": self._commit(repository, one)}, **arguments)

    def commit(self, repository: Repository, oid: str) -> Node:
        """A commit, by its id."""
        return self._commit(repository, repository.objects.commit(oid))

    def _commit(self, repository: Repository, commit: Commit) -> Node:
        authors = [{"email": commit.author, "user": self._by_email(commit.author)}]
        return {
            "__typename": "Commit",
            "id": f"C_{commit.oid}",
            "oid": commit.oid,
            "abbreviatedOid": commit.oid[:7],
            "message": commit.message,
            "messageHeadline": commit.message.partition("\n")[0],
            "committedDate": moment(datetime.fromtimestamp(commit.at, UTC)),
            "url": self._present.page(f"/{repository.full_name}/commit/{commit.oid}"),
            "authors": lambda **arguments: connection(authors, lambda node: node, **arguments),
            "committer": {"email": commit.committer, "user": self._by_email(commit.committer)},
            "checkSuites": lambda filterBy=None, **arguments: suites(  # noqa: N803  GitHub's own name
                self._world, repository, commit.oid, (filterBy or {}).get("appId"), arguments
            ),
            "statusCheckRollup": lambda: rollup(self._world, repository, commit.oid),
        }

    def _by_email(self, email: str) -> Node | None:
        user = self._world.users.get(email.partition("@")[0].lower())
        return actor(self._present, user) if user else None


def _created(node: Node) -> str:
    return str(node["createdAt"])


def _state(pull: Pull) -> str:
    return "MERGED" if pull.merged_at else pull.state.upper()


def _mergeable(repository: Repository, pull: Pull) -> str:
    if pull.state != "open":
        return "UNKNOWN"
    return "CONFLICTING" if tried(repository, pull) is None else "MERGEABLE"


def _label(name: str) -> Node:
    return {"__typename": "Label", "name": name, "color": LABEL_COLOUR, "description": None}


def _place(pull: Pull, field: str) -> tuple[float, int]:
    """Where a pull request stands in a list that is ordered by a field of GitHub's `IssueOrder`."""
    places = {"CREATED_AT": pull.created_at.timestamp(), "UPDATED_AT": pull.updated_at.timestamp()}
    return places.get(field, len(pull.comments)), pull.number
