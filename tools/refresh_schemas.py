"""Makes the sandbox's contract from GitHub's published descriptions: only the operations and types the sandbox serves.

Needs the npm packages `@octokit/openapi`, `@octokit/openapi-webhooks` and `@octokit/graphql-schema` (MIT), for example:

    npm install --prefix /tmp/schemas @octokit/openapi @octokit/openapi-webhooks @octokit/graphql-schema
    python tools/refresh_schemas.py /tmp/schemas/node_modules
"""

import gzip
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from graphql import (
    DefinitionNode,
    DocumentNode,
    NamedTypeNode,
    NameNode,
    TypeNode,
    parse,
    print_ast,
)

TARGET = Path(__file__).parent.parent / "src/homebot/sandbox/contract"

OPERATIONS = {
    "/app": ["get"],
    "/app/hook/deliveries": ["get"],
    "/app/hook/deliveries/{delivery_id}": ["get"],
    "/app/hook/deliveries/{delivery_id}/attempts": ["post"],
    "/app/installations": ["get"],
    "/app/installations/{installation_id}": ["get"],
    "/app/installations/{installation_id}/access_tokens": ["post"],
    "/installation/repositories": ["get"],
    "/orgs/{org}": ["get"],
    "/orgs/{org}/installation": ["get"],
    "/orgs/{org}/members": ["get"],
    "/orgs/{org}/members/{username}": ["get"],
    "/orgs/{org}/memberships/{username}": ["get"],
    "/orgs/{org}/teams": ["get"],
    "/orgs/{org}/teams/{team_slug}": ["get"],
    "/orgs/{org}/teams/{team_slug}/members": ["get"],
    "/rate_limit": ["get"],
    "/repos/{owner}/{repo}": ["get"],
    "/repos/{owner}/{repo}/branches": ["get"],
    "/repos/{owner}/{repo}/check-runs": ["post"],
    "/repos/{owner}/{repo}/check-runs/{check_run_id}": ["get", "patch"],
    "/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations": ["get"],
    "/repos/{owner}/{repo}/check-runs/{check_run_id}/rerequest": ["post"],
    "/repos/{owner}/{repo}/check-suites/{check_suite_id}/rerequest": ["post"],
    "/repos/{owner}/{repo}/collaborators": ["get"],
    "/repos/{owner}/{repo}/collaborators/{username}": ["get"],
    "/repos/{owner}/{repo}/collaborators/{username}/permission": ["get"],
    "/repos/{owner}/{repo}/commits/{ref}": ["get"],
    "/repos/{owner}/{repo}/commits/{ref}/check-runs": ["get"],
    "/repos/{owner}/{repo}/commits/{ref}/status": ["get"],
    "/repos/{owner}/{repo}/commits/{ref}/statuses": ["get"],
    "/repos/{owner}/{repo}/contents/{path}": ["get", "put"],
    "/repos/{owner}/{repo}/deployments": ["get", "post"],
    "/repos/{owner}/{repo}/deployments/{deployment_id}": ["get"],
    "/repos/{owner}/{repo}/deployments/{deployment_id}/statuses": ["get", "post"],
    "/repos/{owner}/{repo}/git/ref/{ref}": ["get"],
    "/repos/{owner}/{repo}/git/refs": ["post"],
    "/repos/{owner}/{repo}/installation": ["get"],
    "/repos/{owner}/{repo}/issues": ["get", "post"],
    "/repos/{owner}/{repo}/issues/comments/{comment_id}": ["get", "patch", "delete"],
    "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions": ["get", "post"],
    "/repos/{owner}/{repo}/issues/{issue_number}": ["get", "patch"],
    "/repos/{owner}/{repo}/issues/{issue_number}/comments": ["get", "post"],
    "/repos/{owner}/{repo}/issues/{issue_number}/labels": ["get", "post"],
    "/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}": ["delete"],
    "/repos/{owner}/{repo}/pulls": ["get", "post"],
    "/repos/{owner}/{repo}/pulls/{pull_number}": ["get", "patch"],
    "/repos/{owner}/{repo}/pulls/{pull_number}/files": ["get"],
    "/repos/{owner}/{repo}/pulls/{pull_number}/merge": ["get", "put"],
    "/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers": ["get", "post", "delete"],
    "/repos/{owner}/{repo}/pulls/{pull_number}/reviews": ["get", "post"],
    "/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals": ["put"],
    "/repos/{owner}/{repo}/pulls/{pull_number}/update-branch": ["put"],
    "/repos/{owner}/{repo}/releases": ["get", "post"],
    "/repos/{owner}/{repo}/statuses/{sha}": ["post"],
    "/user": ["get"],
    "/users/{username}": ["get"],
}
TYPES = """
    Query Node Actor User Bot Mannequin EnterpriseUserAccount Organization Team TeamConnection TeamEdge
    BaseRefChangedEvent
    TeamMemberConnection TeamMemberEdge Repository RepositoryOwner Ref PullRequest PullRequestConnection
    PullRequestEdge PullRequestReview PullRequestReviewConnection PullRequestReviewEdge ReviewRequest
    ReviewRequestConnection RequestedReviewer ReviewRequestedEvent ReviewRequestRemovedEvent
    PullRequestTimelineItems PullRequestTimelineItemsConnection PullRequestCommit PullRequestCommitConnection
    Commit GitActor GitActorConnection GitObject Blob Tree TreeEntry CheckSuite CheckSuiteConnection CheckRun
    CheckRunConnection App IssueComment IssueCommentConnection Label LabelConnection UserConnection UserEdge
    UserStatus PageInfo RateLimit RepositoryCollaboratorConnection RepositoryCollaboratorEdge Issue Mutation
    MarkPullRequestReadyForReviewPayload ConvertPullRequestToDraftPayload StatusCheckRollup StatusCheckRollupContext
    StatusCheckRollupContextConnection StatusCheckRollupContextEdge StatusContext WorkflowRun Workflow
    MergeQueue MergeQueueConfiguration MergeQueueEntry MergeQueueEntryConnection MergeQueueEntryEdge
""".split()
WEBHOOKS = {
    "create": [""],
    "deployment_status": ["created"],
    "issues": ["closed", "labeled", "opened", "reopened", "unlabeled"],
    "merge_group": ["checks_requested", "destroyed"],
    "push": [""],
    "release": ["created", "prereleased", "published", "released"],
}
"""Webhooks whose payloads are held against their description: event and actions, an empty one where it has none."""
PLACE = "#/components/schemas/"


def main() -> None:
    """Writes the projections of the REST API, of webhooks, and of GraphQL."""
    packages = Path(sys.argv[1]) / "@octokit"
    TARGET.mkdir(exist_ok=True)
    rest = project_rest(json.loads((packages / "openapi/generated/api.github.com.json").read_text()))
    save("rest.json.gz", json.dumps(rest, separators=(",", ":"), sort_keys=True))
    hooks = project_webhooks(json.loads((packages / "openapi-webhooks/generated/api.github.com.json").read_text()))
    save("webhooks.json.gz", json.dumps(hooks, separators=(",", ":"), sort_keys=True))
    save("schema.graphql.gz", project_graphql((packages / "graphql-schema/schema.graphql").read_text()))


def save(name: str, text: str) -> None:
    """Compressed, without the time of day, so that equal schemas are equal files."""
    data = gzip.compress(text.encode(), 9, mtime=0)
    (TARGET / name).write_bytes(data)
    print(f"{name}: {len(text):,} bytes, {len(data):,} compressed")


def project_rest(description: dict[str, Any]) -> dict[str, Any]:
    """Operations with their parameters, bodies and answers, and the schemas they reach, in plain JSON Schema."""
    operations = []
    for path, methods in OPERATIONS.items():
        for method in methods:
            operations.append(project_operation(description, path, method))
    version = description["info"]["version"]
    return {"version": version, "operations": operations, "components": {"schemas": reached(description, operations)}}


def project_webhooks(description: dict[str, Any]) -> dict[str, Any]:
    """The payload of each event and action (`merge_group.destroyed`), and the schemas they reach, likewise."""
    payloads = {}
    for event, actions in WEBHOOKS.items():
        for action in actions:
            hook = description["webhooks"][f"{event}-{action}".replace("_", "-").strip("-")]["post"]
            schema = hook["requestBody"]["content"]["application/json"]["schema"]
            payloads[f"{event}.{action}".strip(".")] = plain(schema)
    version = description["info"]["version"]
    return {"version": version, "payloads": payloads, "components": {"schemas": reached(description, payloads)}}


def reached(description: dict[str, Any], value: Any) -> dict[str, Any]:
    """The schemas a value refers to, and all those they refer to, in plain JSON Schema."""
    schemas: dict[str, Any] = {}
    pending = references(value)
    while pending:
        name = pending.pop()
        if name not in schemas:
            schemas[name] = plain(description["components"]["schemas"][name])
            pending |= references(schemas[name])
    return schemas


def project_operation(description: dict[str, Any], path: str, method: str) -> dict[str, Any]:
    """One operation: `parameters` by place and name, `body`, and `answers` by status."""
    found = description["paths"][path][method]
    parameters = [resolve(description, parameter) for parameter in found.get("parameters", [])]
    body = found.get("requestBody", {})
    return {
        "path": path,
        "method": method.upper(),
        "parameters": [
            {"in": p["in"], "name": p["name"], "required": p.get("required", False), "schema": plain(p["schema"])}
            for p in parameters
        ],
        "body": plain(body.get("content", {}).get("application/json", {}).get("schema")),
        "body_required": body.get("required", False),
        "answers": {
            status: plain(resolve(description, answer).get("content", {}).get("application/json", {}).get("schema"))
            for status, answer in found["responses"].items()
        },
    }


def resolve(description: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """Follows a reference to a parameter or an answer."""
    while "$ref" in value:
        here: Any = description
        for step in value["$ref"].removeprefix("#/").split("/"):
            here = here[step]
        value = here
    return value


def plain(schema: Any) -> Any:
    """OpenAPI 3.0's `nullable` becomes JSON Schema; texts for readers go."""
    if isinstance(schema, list):
        return [plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: {name: plain(value) for name, value in inner.items()} if key == "properties" else plain(inner)
        for key, inner in schema.items()
        if key not in ("description", "example", "examples", "title", "default", "externalDocs", "deprecated")
        and not key.startswith("x-")
    }
    if kept.pop("nullable", False):
        return {"anyOf": [kept, {"type": "null"}]}
    return kept


def references(value: Any) -> set[str]:
    """The names of the schemas a value refers to."""
    return set(re.findall(re.escape(PLACE) + r'([^"]+)"', json.dumps(value)))


def project_graphql(text: str) -> str:
    """The chosen types with those of their fields that lead to chosen types, scalars, enums or inputs."""
    document = parse(text, no_location=True)
    kinds = {d.name.value: d.kind for d in document.definitions if hasattr(d, "name") and d.name is not None}
    simple = {name for name, kind in kinds.items() if kind.startswith(("scalar", "enum", "input"))}
    allowed = set(TYPES) | simple | {"String", "Int", "Float", "Boolean", "ID"}
    kept = [projected(d, allowed) for d in document.definitions if named(d) in TYPES]
    used = set()
    frontier = {name for d in kept for name in mentioned(d)}
    inputs = {d.name.value: d for d in document.definitions if getattr(d, "name", None) and d.name.value in simple}
    while frontier:
        name = frontier.pop()
        if name in inputs and name not in used:
            used.add(name)
            frontier |= mentioned(inputs[name])
    kept += [bare(inputs[name]) for name in sorted(used)]
    return print_ast(DocumentNode(definitions=tuple(kept)))


def named(definition: DefinitionNode) -> str:
    """The definition's name, empty for a directive or an extension."""
    name = getattr(definition, "name", None)
    return name.value if isinstance(name, NameNode) and not definition.kind.startswith("directive") else ""


def innermost(kind: TypeNode) -> str:
    """The name inside lists and non-nulls."""
    while not isinstance(kind, NamedTypeNode):
        kind = kind.type  # type: ignore[attr-defined]
    return kind.name.value


def mentioned(definition: Any) -> set[str]:
    """Every type a definition names, in its fields and their arguments."""
    names = set()
    for field in getattr(definition, "fields", None) or ():
        names.add(innermost(field.type))
        names |= {innermost(argument.type) for argument in getattr(field, "arguments", None) or ()}
    return names


def projected(definition: Any, allowed: set[str]) -> Any:
    """The definition without fields, interfaces and members outside of `allowed`, texts and directives."""
    changes: dict[str, Any] = {}
    if getattr(definition, "fields", None) is not None:
        changes["fields"] = tuple(field for field in definition.fields if innermost(field.type) in allowed)
    if getattr(definition, "interfaces", None) is not None:
        changes["interfaces"] = tuple(i for i in definition.interfaces if i.name.value in allowed)
    if getattr(definition, "types", None) is not None:
        changes["types"] = tuple(member for member in definition.types if member.name.value in allowed)
    return bare(replace(definition, **changes))


def bare(node: Any) -> Any:
    """Without texts for readers and without directives: GitHub deprecates fields that its own interfaces demand."""
    changes: dict[str, Any] = {"directives": ()}
    if hasattr(node, "description"):
        changes["description"] = None
    for parts in ("fields", "values", "arguments"):
        if getattr(node, parts, None):
            changes[parts] = tuple(bare(part) for part in getattr(node, parts))
    return replace(node, **changes)


if __name__ == "__main__":
    main()
