"""A delivery as an event: which lane it belongs to and what it asks for. Payloads are read with care, never trusted.

GitHub's own examples break GitHub's own schemas, so a missing key matters only where it is needed: then the result
is `Malformed` with the key's name. What cannot change anything is `Ignored`, with the reason, before any call.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from homebot.core.contexts import of_run, of_status
from homebot.core.facts import PullId
from homebot.core.found import Context
from homebot.core.merge_groups import MergeGroup, named, rerun
from homebot.core.ownership_places import edited_files
from homebot.core.payloads import Missing, number_at, repository_of, text_at, value_at
from homebot.core.pushes import Pushed, changed_paths, said_of

EventKind = Literal["pull", "comment", "ci", "group", "teams", "push", "ping"]

COMMAND = re.compile(r"^/homebot\b", re.MULTILINE)
OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that holds a command, as it was created."""

    id: int
    author: str
    body: str
    on_pull: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What CI says of a commit."""

    oid: str
    context: Context


@dataclass(frozen=True, slots=True)
class Event:
    """What a delivery asks for. `lane` orders it: events of one lane never run at the same time.

    `sender_is_bot` lets the worker drop what homebot did itself. `paths` are those that a push changed, `None` where it
    may not name all; `teams` (`org/slug`) are those an event of an organisation is about, none where it is about all.
    `pushed` is what a push, a tag or a release says of the repository, `tag` what a release is of.
    """

    kind: EventKind
    lane: str
    sender: str
    sender_is_bot: bool
    installation: int | None = None
    repository: str | None = None
    pull: PullId | None = None
    action: str | None = None
    comment: Comment | None = None
    ci: Said | None = None
    group: MergeGroup | None = None
    paths: tuple[str, ...] | None = ()
    teams: tuple[str, ...] = ()
    tag: str | None = None
    pushed: Pushed | None = None

    @property
    def speaks_of_owners(self) -> bool:
        """Whether a push changed a file that says whose the repository is, or may have."""
        return self.kind == "push" and (self.paths is None or bool(edited_files(self.paths)))


@dataclass(frozen=True, slots=True)
class Ignored:
    """An event that cannot change anything, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Malformed:
    """An event that lacks what it needs, and what that is."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """An event homebot has no use for at all."""


Parsed = Event | Ignored | Malformed | Unknown

PULL_ACTIONS = frozenset({
    "opened", "reopened", "synchronize", "ready_for_review", "converted_to_draft", "edited", "closed",
    "labeled", "unlabeled", "review_requested", "review_request_removed",
})  # fmt: skip
OWN_CHECKS = ("homebot: standards", "homebot: review")


def _event(payload: Any, kind: EventKind, number: int | None = None, comment: Comment | None = None) -> Event:
    owner, name = repository_of(payload)
    pull = PullId(owner, name, number) if number is not None else None
    return _frame(payload, kind, str(pull) if pull else f"{owner}/{name}", f"{owner}/{name}", pull, comment)


def _frame(
    payload: Any,
    kind: EventKind,
    lane: str,
    repository: str | None = None,
    pull: PullId | None = None,
    comment: Comment | None = None,
) -> Event:
    sender = payload.get("sender") if isinstance(payload.get("sender"), Mapping) else {}
    installation = payload.get("installation") if isinstance(payload.get("installation"), Mapping) else {}
    number = installation.get("id")
    action = payload.get("action")
    return Event(
        kind=kind,
        lane=lane,
        sender=str(sender.get("login") or "").lower(),
        sender_is_bot=sender.get("type") == "Bot",
        installation=number if isinstance(number, int) else None,
        repository=repository,
        pull=pull,
        action=action if isinstance(action, str) else None,
        comment=comment,
    )


def _pull_request(payload: Any) -> Parsed:
    action = text_at(payload, "action")
    if action not in PULL_ACTIONS:
        return Ignored(f"pull_request {action} changes nothing homebot looks at")
    return _event(payload, "pull", number_at(payload, "pull_request", "number"))


def _pull_request_review(payload: Any) -> Parsed:
    return _event(payload, "pull", number_at(payload, "pull_request", "number"))


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
    )
    return _event(payload, "comment", number_at(payload, "issue", "number"), comment)


def _check_run(payload: Any) -> Parsed:
    if text_at(payload, "action") != "completed":
        return _rerequested(payload, "check_run")
    name = text_at(payload, "check_run", "name")
    if name in OWN_CHECKS:
        return Ignored("homebot's own check")
    run = value_at(payload, "check_run")
    return _ci(payload, text_at(run, "head_sha"), of_run(name, "completed", str(run.get("conclusion") or "") or None))


def _status(payload: Any) -> Parsed:
    return _ci(payload, text_at(payload, "sha"), of_status(text_at(payload, "context"), text_at(payload, "state")))


def _ci(payload: Any, oid: str, context: Context) -> Parsed:
    """In a lane of the repository's own: which pull requests have that head is not for the payload to say."""
    if context.state == "pending":
        return Ignored("what is not finished decides nothing")
    owner, name = repository_of(payload)
    return replace(_frame(payload, "ci", f"ci:{owner}/{name}", f"{owner}/{name}"), ci=Said(oid, context))


def _rerequested(payload: Any, subject: str) -> Parsed:
    """A person pressed "Re-run": evaluate the pull requests of that commit in this repository anew. What a whole suite
    has come to its runs have said each."""
    if text_at(payload, "action") != "rerequested":
        return Ignored(f"no standard waits for a {subject} to be {payload['action']}")
    if subject == "check_run" and text_at(payload, "check_run", "name") not in OWN_CHECKS:
        return Ignored("somebody else's check run")
    group = rerun(value_at(payload, subject))
    if group is not None:
        return _in_queue(payload, group)
    pulls = value_at(payload, subject).get("pull_requests") or []
    owner, name = repository_of(payload)
    for pull in pulls:
        base = pull.get("base", {}).get("repo", {}).get("name", name) if isinstance(pull, Mapping) else ""
        if str(base).lower() == name:
            return _event(payload, "pull", number_at(pull, "number"))
    return Ignored(f"the {subject} names no pull request of {owner}/{name}")


def _merge_group(payload: Any) -> Parsed:
    action = text_at(payload, "action")
    if action not in ("checks_requested", "destroyed"):
        return Ignored(f"merge_group {action} asks for no check")
    head, base_ref = (text_at(payload, "merge_group", key) for key in ("head_sha", "base_ref"))
    group = named(head, base_ref, payload["merge_group"], destroyed=action == "destroyed")
    return _in_queue(payload, group)


def _in_queue(payload: Any, group: MergeGroup) -> Parsed:
    """In a lane of the group's own: groups do not wait for each other."""
    if not OID.fullmatch(group.head):
        raise Missing("merge_group.head_sha (a commit)")
    owner, name = repository_of(payload)
    repository = f"{owner}/{name}"
    return replace(_frame(payload, "group", f"queue:{repository}@{group.head}", repository), group=group)


def _teams(payload: Any) -> Parsed:
    organisation = text_at(payload, "organization", "login").lower()
    team = payload.get("team")
    above = team.get("parent") if isinstance(team, Mapping) else None
    slugs = (one.get("slug") for one in (team, above) if isinstance(one, Mapping))
    teams = tuple(f"{organisation}/{slug}".lower() for slug in slugs if isinstance(slug, str))
    return replace(_frame(payload, "teams", f"org:{organisation}"), teams=teams)


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
    frame = _frame(payload, "push", f"push:{owner}/{name}", f"{owner}/{name}")
    return replace(frame, pushed=said_of(payload["repository"]))


def _ping(payload: Any) -> Parsed:
    return _frame(payload, "ping", "ping")


def _nothing_waits(payload: Any) -> Parsed:
    return Ignored("no rule in force waits for it")


HANDLERS: dict[str, Callable[[Any], Parsed]] = {
    "pull_request": _pull_request,
    "pull_request_review": _pull_request_review,
    "issue_comment": _issue_comment,
    "check_run": _check_run,
    "merge_group": _merge_group,
    "check_suite": lambda payload: _rerequested(payload, "check_suite"),
    "membership": _teams,
    "team": _teams,
    "organization": _teams,
    "push": _push,
    "create": _create,
    "release": _release,
    "ping": _ping,
    "status": _status,
    **dict.fromkeys(
        ("deployment_status", "installation", "installation_repositories", "repository"),
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
