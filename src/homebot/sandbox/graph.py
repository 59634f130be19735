"""GitHub's GraphQL API: queries are executed against GitHub's own schema, over the same world as the REST API.

Objects are dictionaries with `__typename`; a value that is a function is called with the field's arguments.
"""

from contextlib import suppress
from functools import lru_cache
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, execute_sync, parse, validate

from homebot.sandbox.company import Company
from homebot.sandbox.errors import ApiError
from homebot.sandbox.graph_objects import git_object
from homebot.sandbox.graph_pages import Node, NotFound, connection
from homebot.sandbox.graph_people import actor
from homebot.sandbox.graph_pulls import Pulls
from homebot.sandbox.graph_teams import Teams
from homebot.sandbox.present import moment
from homebot.sandbox.repositories import kilobytes
from homebot.sandbox.signing_in import Caller, seen
from homebot.sandbox.state import Pull, Repository, User


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


def _resolve(source: Node, info: Any, **arguments: Any) -> Any:
    if info.field_name not in source:
        raise GraphQLError(f"the stand-in does not know {info.parent_type.name}.{info.field_name}")
    value = source[info.field_name]
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
        self._pulls = Pulls(company, who, self._repository)
        self._teams = Teams(company.world, who, self._actor)

    def query(self) -> Node:
        """The root object."""
        return {
            "viewer": self._actor(self._who.user) | {"__typename": "User", "login": self._who.user.login},
            "repository": self.repository,
            "organization": self._teams.organisation,
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
        shown = self._shown(owner, name)
        if shown is None:
            raise NotFound(f"Could not resolve to a Repository with the name '{owner}/{name}'.")
        return shown

    def _shown(self, owner: str, name: str) -> Node | None:
        try:
            return self._repository(seen(self._world, self._who, owner, name))
        except ApiError:
            return None

    def _repository(self, found: Repository) -> Node:
        branch = found.default_branch
        return {
            "__typename": "Repository",
            "id": f"R_{found.id}",
            "databaseId": found.id,
            "name": found.name,
            "nameWithOwner": found.full_name,
            "owner": lambda: self._actor(self._world.add_user(found.owner, "Organization")),
            "url": self._company.present.page(f"/{found.full_name}"),
            "resourcePath": f"/{found.full_name}",
            "diskUsage": lambda: kilobytes(found.path, found.pushed_at),
            "isArchived": False,
            "isDisabled": False,
            "isPrivate": True,
            "visibility": "PRIVATE",
            "isFork": found.parent is not None,
            "parent": lambda: self._parent(found),
            "createdAt": moment(found.created_at),
            "pushedAt": moment(found.pushed_at),
            "updatedAt": moment(found.pushed_at),
            "defaultBranchRef": {
                "__typename": "Ref",
                "name": branch,
                "prefix": "refs/heads/",
                "target": lambda: self._object(found, branch),
            },
            "ref": lambda qualifiedName: self._ref(found, qualifiedName),  # noqa: N803  GitHub's own name
            "mergeQueue": lambda branch=None: self._pulls.queue(found, branch or found.default_branch),
            "object": lambda expression=None, oid=None: self._object(found, expression or oid),
            "pullRequest": lambda number: self._pull(found, number),
            "pullRequests": lambda **arguments: self._pulls.listed(found, **arguments),
            "assignableUsers": lambda query=None, **arguments: self._readers(found, query, **arguments),
            "collaborators": lambda query=None, **arguments: self._readers(found, query, **arguments),
        }

    def _parent(self, found: Repository) -> Node | None:
        """What it was forked from, where that may be seen."""
        return self._shown(*found.parent.split("/")) if found.parent is not None else None

    def _user(self, login: str) -> Node:
        user = self._world.users.get(login.lower())
        if user is None:
            raise NotFound(f"Could not resolve to a User with the login of '{login}'.")
        return self._actor(user)

    def _actor(self, user: User) -> Node:
        return actor(self._company.present, user)

    def _readers(self, repository: Repository, query: str | None, **arguments: Any) -> Node:
        found = [u for u in self._world.readers(repository) if query is None or query.lower() in u.login.lower()]
        return connection(found, self._actor, **arguments)

    def _node(self, id: str) -> Node | NotFound:
        """A node by its global id. Not being there is an error of this one place, not of the whole answer."""
        kind, _, number = id.partition("_")
        found = self._found(kind, int(number)) if number.isdigit() else None
        return found or NotFound(f"Could not resolve to a node with the global id of '{id}'")

    def _object(self, repository: Repository, expression: str) -> Node | None:
        found = git_object(repository, expression)
        whole = found is not None and found["__typename"] == "Commit"
        return self._pulls.commit(repository, found["oid"]) if found and whole else found

    def _ref(self, repository: Repository, name: str) -> Node | None:
        full = name if name.startswith("refs/") else f"refs/heads/{name}"
        oid = repository.objects.refs[full]
        shown = {"__typename": "Ref", "name": full.removeprefix("refs/heads/"), "prefix": "refs/heads/"}
        return shown | {"target": self._pulls.commit(repository, oid)} if oid is not None else None

    def _pull(self, repository: Repository, number: int) -> Node:
        pull = repository.issues.get(number)
        if not isinstance(pull, Pull):
            raise NotFound(f"Could not resolve to a PullRequest with the number of {number}.")
        return self._pulls.shown(repository, pull)

    def _found(self, kind: str, number: int) -> Node | None:
        if kind == "IC":
            home, issue, comment = self._world.comments.get(number, (None, None, None))
            may = home is not None and self._may_see(home)
            return self._pulls.comment(home, issue, comment) if may and home and issue and comment else None
        if kind == "T":
            return self._teams.by_id(number)
        if kind == "U":
            return next((self._actor(user) for user in self._world.users.values() if user.id == number), None)
        for repository in filter(self._may_see, self._world.repositories.values()):
            if kind == "R" and repository.id == number:
                return self._repository(repository)
            for pull in repository.pulls if kind == "PR" else ():
                if pull.id == number:
                    return self._pulls.shown(repository, pull)
        return None

    def _may_see(self, repository: Repository) -> bool:
        with suppress(ApiError):
            return seen(self._world, self._who, repository.owner, repository.name) is repository
        return False
