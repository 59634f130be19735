"""A delivery as an event: which lane it belongs to and what it asks for. Payloads are read with care, never trusted.

GitHub's own examples break GitHub's own schemas, so a missing key matters only where it is needed: then the result
is `Malformed` with the key's name. What cannot change anything is `Ignored`, with the reason, before any call.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from homebot.core.ci_events import check_run, merge_group, rerequested, status
from homebot.core.deployed import deployed_of
from homebot.core.event import Comment, Event, Ignored, Malformed, Parsed, Unknown, event, frame
from homebot.core.issue_events import issues
from homebot.core.payloads import Missing, moment_at, number_at, repository_of, text_at, value_at
from homebot.core.pushes import changed_paths, said_of

COMMAND = re.compile(r"^/homebot\b", re.MULTILINE)

PULL_ACTIONS = frozenset({
    "opened", "reopened", "synchronize", "ready_for_review", "converted_to_draft", "edited", "closed",
    "labeled", "unlabeled", "review_requested", "review_request_removed",
})  # fmt: skip


def _pull_request(payload: Any) -> Parsed:
    action = text_at(payload, "action")
    if action not in PULL_ACTIONS:
        return Ignored(f"pull_request {action} changes nothing homebot looks at")
    return event(payload, "pull", number_at(payload, "pull_request", "number"))


def _pull_request_review(payload: Any) -> Parsed:
    return event(payload, "pull", number_at(payload, "pull_request", "number"))


def _issue_comment(payload: Any) -> Parsed:
    if text_at(payload, "action") != "created":
        return Ignored("an edited or deleted comment is never a command")
    body = value_at(payload, "comment").get("body") or ""
    if not isinstance(body, str) or not COMMAND.search(body):
        return Ignored("the comment holds no command")
    if value_at(payload, "comment", "user").get("type") == "Bot":
        return Ignored("bots' comments are never commands")
    comment = Comment(
        id=number_at(payload, "comment", "id"),
        author=text_at(payload, "comment", "user", "login").lower(),
        body=body,
        on_pull="pull_request" in value_at(payload, "issue"),
        at=moment_at(payload, "comment", "created_at"),
    )
    return event(payload, "comment", number_at(payload, "issue", "number"), comment)


def _teams(payload: Any) -> Parsed:
    organisation = text_at(payload, "organization", "login").lower()
    team = payload.get("team")
    above = team.get("parent") if isinstance(team, Mapping) else None
    slugs = (one.get("slug") for one in (team, above) if isinstance(one, Mapping))
    teams = tuple(f"{organisation}/{slug}".lower() for slug in slugs if isinstance(slug, str))
    return replace(frame(payload, "teams", f"org:{organisation}"), teams=teams)


def _push(payload: Any) -> Parsed:
    """The configuration or a service may lie in that repository, or a file was changed that says whose it is. What they
    say is not for the payload to tell."""
    if text_at(payload, "ref") != f"refs/heads/{text_at(payload, 'repository', 'default_branch')}":
        return Ignored("a push to another branch than the default one")
    return replace(_branch(payload), paths=changed_paths(payload))


def _create(payload: Any) -> Parsed:
    is_tag = text_at(payload, "ref_type") == "tag"
    return _branch(payload) if is_tag else Ignored("a branch that nothing was pushed to yet")


def _release(payload: Any) -> Parsed:
    """A draft has no tag yet, and what is edited later was published before."""
    action = text_at(payload, "action")
    if action != "published":
        return Ignored(f"release {action} changes nothing homebot looks at")
    return replace(_branch(payload), tag=text_at(payload, "release", "tag_name"))


def _branch(payload: Any) -> Event:
    """In a lane of the repository's own: however much is pushed and released, its newest state is read once."""
    owner, name = repository_of(payload)
    found = frame(payload, "push", f"push:{owner}/{name}", f"{owner}/{name}")
    return replace(found, pushed=said_of(payload["repository"]))


def _deployment_status(payload: Any) -> Parsed:
    """In a lane of the repository's own; what that commit contains is not for the payload to say."""
    found = deployed_of(payload)
    if found is None:
        return Ignored("no deployment to production that succeeded")
    owner, name = repository_of(payload)
    return replace(frame(payload, "deployed", f"deploy:{owner}/{name}", f"{owner}/{name}"), deployed=found)


def _ping(payload: Any) -> Parsed:
    return frame(payload, "ping", "ping")


def _nothing_waits(payload: Any) -> Parsed:
    return Ignored("no rule in force waits for it")


HANDLERS: dict[str, Callable[[Any], Parsed]] = {
    "pull_request": _pull_request,
    "pull_request_review": _pull_request_review,
    "issue_comment": _issue_comment,
    "issues": issues,
    "check_run": check_run,
    "merge_group": merge_group,
    "check_suite": lambda payload: rerequested(payload, "check_suite"),
    "membership": _teams,
    "team": _teams,
    "organization": _teams,
    "push": _push,
    "create": _create,
    "release": _release,
    "ping": _ping,
    "status": status,
    "deployment_status": _deployment_status,
    **dict.fromkeys(
        ("installation", "installation_repositories", "repository"),
        _nothing_waits,
    ),
}


def parse(name: str, payload: Any) -> Parsed:
    """The event a delivery of kind `name` (its `X-GitHub-Event`) stands for; never raises on any JSON value."""
    handler = HANDLERS.get(name)
    if handler is None:
        return Unknown()
    if not isinstance(payload, Mapping):
        return Malformed(f"{name}: the payload is not a JSON object")
    try:
        return handler(payload)
    except Missing as missing:
        return Malformed(f"{name}: the payload has no {missing}")
    except (AttributeError, TypeError) as error:
        return Malformed(f"{name}: the payload has an unexpected shape ({error})")
