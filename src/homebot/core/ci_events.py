"""What CI and the merge queue say, as events."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from homebot.core.contexts import of_run, of_status
from homebot.core.event import Ignored, Parsed, Said, event, frame
from homebot.core.found import Context
from homebot.core.merge_groups import MergeGroup, named, rerun
from homebot.core.payloads import Missing, number_at, repository_of, text_at, value_at

OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
OWN_CHECKS = ("homebot: standards", "homebot: review")


def check_run(payload: Any) -> Parsed:
    """A check of somebody else's came to its end, or one of homebot's is to run again."""
    if text_at(payload, "action") != "completed":
        return rerequested(payload, "check_run")
    name = text_at(payload, "check_run", "name")
    if name in OWN_CHECKS:
        return Ignored("homebot's own check")
    run = value_at(payload, "check_run")
    return _ci(payload, text_at(run, "head_sha"), of_run(name, "completed", str(run.get("conclusion") or "") or None))


def status(payload: Any) -> Parsed:
    """The same, said without a check."""
    return _ci(payload, text_at(payload, "sha"), of_status(text_at(payload, "context"), text_at(payload, "state")))


def _ci(payload: Any, oid: str, context: Context) -> Parsed:
    """In a lane of the repository's own: which pull requests have that head is not for the payload to say."""
    if context.state == "pending":
        return Ignored("what is not finished decides nothing")
    owner, name = repository_of(payload)
    return replace(frame(payload, "ci", f"ci:{owner}/{name}", f"{owner}/{name}"), ci=Said(oid, context))


def rerequested(payload: Any, subject: str) -> Parsed:
    """A person pressed "Re-run": evaluate the pull requests of that commit in this repository anew. What a whole suite
    has come to its runs have said each."""
    if text_at(payload, "action") != "rerequested":
        return Ignored(f"no standard waits for a {subject} to be {payload['action']}")
    if subject == "check_run" and text_at(payload, "check_run", "name") not in OWN_CHECKS:
        return Ignored("somebody else's check run")
    group = rerun(value_at(payload, subject))
    if group is not None:
        return in_queue(payload, group)
    pulls = value_at(payload, subject).get("pull_requests") or []
    owner, name = repository_of(payload)
    for pull in pulls:
        base = pull.get("base", {}).get("repo", {}).get("name", name) if isinstance(pull, Mapping) else ""
        if str(base).lower() == name:
            return event(payload, "pull", number_at(pull, "number"))
    return Ignored(f"the {subject} names no pull request of {owner}/{name}")


def merge_group(payload: Any) -> Parsed:
    """Pull requests of a merge queue wait for the checks of their common commit, or do so no more."""
    action = text_at(payload, "action")
    if action not in ("checks_requested", "destroyed"):
        return Ignored(f"merge_group {action} asks for no check")
    head, base_ref = (text_at(payload, "merge_group", key) for key in ("head_sha", "base_ref"))
    group = named(head, base_ref, payload["merge_group"], destroyed=action == "destroyed")
    return in_queue(payload, group)


def in_queue(payload: Any, group: MergeGroup) -> Parsed:
    """In a lane of the group's own: groups do not wait for each other."""
    if not OID.fullmatch(group.head):
        raise Missing("merge_group.head_sha (a commit)")
    owner, name = repository_of(payload)
    repository = f"{owner}/{name}"
    return replace(frame(payload, "group", f"queue:{repository}@{group.head}", repository), group=group)
