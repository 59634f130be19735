"""GitHub's GraphQL API: queries are executed against GitHub's own schema, over the same world as the REST API.

Objects are dictionaries with `__typename`; a value that is a function is called with the field's arguments.
"""

from functools import lru_cache
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, execute_sync, parse, validate

from homebot.sandbox.company import Company
from homebot.sandbox.errors import ApiError
from homebot.sandbox.graph_objects import git_object
from homebot.sandbox.graph_pages import Node, NotFound, connection
from homebot.sandbox.objects import Commit
from homebot.sandbox.present import moment
from homebot.sandbox.signing_in import Caller, seen
from homebot.sandbox.state import CheckRun, Comment, Pull, Repository, Review, Team, User

MOST_COMMITS = 250


class Graph:
    """Answers queries. Called with the world's lock held."""

    def __init__(self, company: Company, schema: GraphQLSchema) -> None:
        self._company = company
        self._schema = schema
        self._parsed = lru_cache(maxsize=256)(self._parse)

    def _parse(self, text: str) -> tuple[DocumentNode, tuple[GraphQLError, ...]]:
        document = parse(text)
        return document, tuple(validate(self._schema, document))

    def answer(self, who: Caller, text: str, variables: dict[str, Any]) -> dict[str, Any]:
        """The answer as GitHub gives it, with status 200 even for errors."""
        try:
            document, errors = self._parsed(text)
        except GraphQLError as error:
            return {"errors": [{"message": error.message}]}
        if errors:
            return {"errors": [{"message": error.message, "extensions": {"code": "invalid"}} for error in errors]}
        root = Root(self._company, who).query()
        done = execute_sync(self._schema, document, root, variable_values=variables, field_resolver=_resolve)
        answer: dict[str, Any] = {"data": done.data}
        if done.errors:
            answer["errors"] = [_error(error) for error in done.errors]
        return answer


def _resolve(source: Any, info: Any, **arguments: Any) -> Any:
    value = source.get(info.field_name) if isinstance(source, dict) else None
    return value(**arguments) if callable(value) else value


def _error(error: GraphQLError) -> dict[str, Any]:
    kind = (error.extensions or {}).get("type")
    shown = {"message": error.message, "path": error.path}
    return {"type": kind, **shown} if kind else shown


class Root:
    """One query's view of the world."""

    def __init__(self, company: Company, who: Caller) -> None:
        self._world = company.world
        self._company = company
        self._who = who

    def query(self) -> Node:
        """The root object."""
        return {
            "viewer": self._actor(self._who.user) | {"__typename": "User", "login": self._who.user.login},
            "repository": self.repository,
            "organization": self.organisation,
            "user": lambda login: self._user(login),
            "node": self._node,
            "nodes": lambda ids: [self._node(one) for one in ids],
            "rateLimit": {
                "cost": 1,
                "limit": 5000,
                "remaining": 5000,
                "used": 0,
                "nodeCount": 0,
                "resetAt": "2030-01-01T00:00:00Z",
            },
        }

    def repository(self, owner: str, name: str, **_: Any) -> Node | None:
        """A repository, by name."""
        try:
            found = seen(self._world, self._who, owner, name)
        except ApiError:
            raise NotFound(f"Could not resolve to a Repository with the name '{owner}/{name}'.") from None
        return {
            "__typename": "Repository",
            "id": f"R_{found.id}",
            "name": found.name,
            "nameWithOwner": found.full_name,
            "isArchived": False,
            "isFork": found.parent is not None,
            "defaultBranchRef": {"name": found.default_branch},
            "object": lambda expression=None, oid=None: git_object(found, expression or oid),
            "pullRequest": lambda number: self._pull(found, number),
            "pullRequests": lambda **arguments: self._pulls(found, **arguments),
            "assignableUsers": lambda query=None, **arguments: self._readers(found, query, **arguments),
            "collaborators": lambda query=None, **arguments: self._readers(found, query, **arguments),
        }

    def organisation(self, login: str) -> Node | None:
        """An organisation with its teams, secret ones left out for those who are not in them."""
        if login.lower() not in self._world.organisations:
            raise NotFound(f"Could not resolve to an Organization with the login of '{login}'.")
        teams = [t for t in self._world.teams.values() if t.organisation == login.lower() and not t.secret]

        def of(userLogins: list[str] | None = None, **arguments: Any) -> Node:  # noqa: N803  GitHub's own name
            wanted = {name.lower() for name in userLogins or []}
            found = [team for team in teams if not wanted or wanted & team.members]
            return connection(found, self._team, **arguments)

        by_slug = {team.slug: team for team in teams}
        return {
            "__typename": "Organization",
            "login": login,
            "id": f"O_{login}",
            "team": lambda slug: self._team(by_slug[slug]) if slug in by_slug else None,
            "teams": of,
        }

    def _team(self, team: Team) -> Node:
        people = [self._world.users[login] for login in sorted(team.members)]
        return {
            "__typename": "Team",
            "slug": team.slug,
            "combinedSlug": f"{team.organisation}/{team.slug}",
            "members": lambda **arguments: connection(people, self._actor, **arguments),
        }

    def _user(self, login: str) -> Node:
        user = self._world.users.get(login.lower())
        if user is None:
            raise NotFound(f"Could not resolve to a User with the login of '{login}'.")
        return self._actor(user)

    def _actor(self, user: User | None) -> Node:
        assert user is not None
        shown = {"login": user.login.removesuffix("[bot]"), "id": f"U_{user.id}", "databaseId": user.id}
        if user.kind == "Bot":
            return {"__typename": "Bot", **shown}
        return {"__typename": "User", **shown, "status": {"indicatesLimitedAvailability": user.busy}}

    def _readers(self, repository: Repository, query: str | None, **arguments: Any) -> Node:
        found = [u for u in self._world.readers(repository) if query is None or query.lower() in u.login.lower()]
        return connection(found, self._actor, **arguments)

    def _node(self, id: str) -> Node | NotFound:
        """A node by its global id. Not being there is an error of this one place, not of the whole answer."""
        if id.startswith("IC_"):
            for repository in self._world.repositories.values():
                for issue in repository.issues.values():
                    for comment in issue.comments:
                        if f"IC_{comment.id}" == id:
                            return self._comment(comment)
        return NotFound(f"Could not resolve to a node with the global id of '{id}'")

    def _pulls(self, repository: Repository, states: list[str] | None = None, **arguments: Any) -> Node:
        pulls = [pull for pull in repository.pulls if not states or _state(pull) in states]
        pulls.sort(key=lambda pull: (pull.updated_at, pull.number), reverse=True)
        return connection(pulls, lambda pull: self._shown(repository, pull), **arguments)

    def _pull(self, repository: Repository, number: int) -> Node | None:
        pull = repository.issues.get(number)
        if not isinstance(pull, Pull):
            raise NotFound(f"Could not resolve to a PullRequest with the number of {number}.")
        return self._shown(repository, pull)

    def _shown(self, repository: Repository, pull: Pull) -> Node:
        base = repository.objects.resolve(f"refs/heads/{pull.base_ref}")
        asked = [{"requestedReviewer": self._actor(user)} for user in pull.requested]
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
            "mergedBy": self._actor(pull.merged_by) if pull.merged_by else None,
            "mergeCommit": {"oid": pull.merge_commit} if pull.merge_commit else None,
            "author": self._actor(pull.author),
            "baseRefName": pull.base_ref,
            "baseRefOid": base,
            "headRefName": pull.head_ref,
            "headRefOid": pull.head,
            "labels": lambda **arguments: connection(pull.labels, lambda name: {"name": name}, **arguments),
            "commits": lambda **arguments: self._commits(repository, pull, **arguments),
            "reviews": lambda **arguments: connection(pull.reviews, self._review, **arguments),
            "reviewRequests": lambda **arguments: connection(asked, lambda node: node, **arguments),
            "timelineItems": lambda **arguments: self._timeline(pull, **arguments),
            "comments": lambda **arguments: connection(pull.comments, self._comment, **arguments),
        }

    def _review(self, review: Review) -> Node:
        return {
            "author": self._actor(review.author),
            "state": review.state,
            "submittedAt": moment(review.submitted_at),
            "commit": {"oid": review.commit},
        }

    def _timeline(self, pull: Pull, itemTypes: list[str] | None = None, **arguments: Any) -> Node:  # noqa: N803
        names = {"REVIEW_REQUESTED_EVENT": False, "REVIEW_REQUEST_REMOVED_EVENT": True}
        wanted = {names[one] for one in itemTypes or names if one in names}
        nodes = [
            {
                "__typename": "ReviewRequestRemovedEvent" if one.removed else "ReviewRequestedEvent",
                "createdAt": moment(one.at),
                "actor": self._actor(one.actor),
                "requestedReviewer": self._actor(one.reviewer),
            }
            for one in pull.requests
            if one.removed in wanted
        ]
        return connection(nodes, lambda node: node, **arguments)

    def _comment(self, comment: Comment) -> Node:
        return {
            "__typename": "IssueComment",
            "id": f"IC_{comment.id}",
            "fullDatabaseId": str(comment.id),
            "body": comment.body,
            "author": self._actor(comment.author),
            "viewerDidAuthor": comment.author is self._who.user,
        }

    def _commits(self, repository: Repository, pull: Pull, **arguments: Any) -> Node:
        base = pull.merged_onto or repository.objects.resolve(f"refs/heads/{pull.base_ref}")
        found = repository.objects.between(base, pull.head) if base else []
        return connection(found[-MOST_COMMITS:], lambda one: {"commit": self._commit(repository, one)}, **arguments)

    def _commit(self, repository: Repository, commit: Commit) -> Node:
        authors = [{"email": commit.author, "user": self._by_email(commit.author)}]
        return {
            "__typename": "Commit",
            "oid": commit.oid,
            "message": commit.message,
            "authors": lambda **arguments: connection(authors, lambda node: node, **arguments),
            "committer": {"email": commit.committer, "user": self._by_email(commit.committer)},
            "checkSuites": lambda **arguments: self._suites(repository, commit.oid, **arguments),
        }

    def _by_email(self, email: str) -> Node | None:
        user = self._world.users.get(email.partition("@")[0].lower())
        return self._actor(user) if user else None

    def _suites(self, repository: Repository, oid: str, filterBy: Any = None, **arguments: Any) -> Node:  # noqa: N803
        runs = repository.checks_at(oid)
        app = self._world.app
        wanted = (filterBy or {}).get("appId")
        suites = [{"runs": runs}] if runs and app and wanted in (None, app.id) else []

        def shaped(suite: Node) -> Node:
            return {
                "app": {"slug": app.slug if app else "", "databaseId": app.id if app else 0},
                "checkRuns": lambda filterBy=None, **more: self._runs(repository, suite["runs"], filterBy, **more),  # noqa: N803
            }

        return connection(suites, shaped, **arguments)

    def _runs(self, repository: Repository, runs: list[CheckRun], filter_by: Any, **arguments: Any) -> Node:
        """The newest run of each name, as GitHub's default filter `LATEST` shows."""
        name = (filter_by or {}).get("checkName")
        newest = {run.name: run for run in runs if name in (None, run.name)}

        def shaped(run: CheckRun) -> Node:
            return {
                "databaseId": None if run.id > 2**31 else run.id,
                "name": run.name,
                "status": run.status.upper(),
                "conclusion": run.conclusion.upper() if run.conclusion else None,
                "externalId": run.external_id,
                "startedAt": moment(run.started_at),
                "permalink": f"{self._world.base}/{repository.full_name}/runs/{run.id}",
            }

        return connection(list(newest.values()), shaped, **arguments)


def _state(pull: Pull) -> str:
    return "MERGED" if pull.merged_at else pull.state.upper()
