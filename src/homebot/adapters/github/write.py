"""Effects carried out: each names a state, and what is already there is changed rather than repeated.

A call that ends in `Later` may have done its work. Whoever repeats an effect passes what GitHub shows by then.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, assert_never

from homebot.adapters.github.client import Client
from homebot.adapters.github.outcomes import Gone, Refused
from homebot.core.effects import Effect, WantCheck, WantComment, WantReaction, WantReply, WantReviewers
from homebot.core.facts import Observed, PullId
from homebot.core.findings import Finding
from homebot.core.own import OwnCheck, OwnComment

ANNOTATIONS = 50
"""How many annotations GitHub takes in one call."""
MESSAGE_CHARACTERS = 16_000
"""GitHub takes 64 KiB, and a character can be four bytes."""
REPLY_MARK = "<!-- homebot:reply:"
REPLY_PAGES = 10
SKEW = timedelta(minutes=10)
"""Our clock may be ahead of GitHub's."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What stands on GitHub now: its ids, and people GitHub would not take as reviewers."""

    kind: str
    key: str
    github_id: int | None = None
    node_id: str | None = None
    digest: str | None = None
    dropped: tuple[str, ...] = ()


def apply(client: Client, pull: PullId, effect: Effect, observed: Observed) -> Applied:
    """Makes GitHub look as the effect says. Raises a `CallFailed`."""
    match effect:
        case WantComment():
            return _comment(client, pull, effect, observed)
        case WantReply():
            return _reply(client, pull, effect, observed)
        case WantCheck():
            return _check(client, pull, effect, observed)
        case WantReviewers():
            return _reviewers(client, pull, effect)
        case WantReaction():
            return _reaction(client, pull, effect)
        case _:
            assert_never(effect)


def _comment(client: Client, pull: PullId, effect: WantComment, observed: Observed) -> Applied:
    """One comment: of several the oldest is edited and the others deleted; one that is gone is written anew."""
    for double in observed.comments[1:]:
        _quietly_gone(client, "delete comment", "DELETE", f"/repos/{pull.repository}/issues/comments/{double.id}")
    if observed.comments:
        kept = observed.comments[0]
        try:
            if kept.body != effect.body:
                path = f"/repos/{pull.repository}/issues/comments/{kept.id}"
                client.write("edit comment", "PATCH", path, {"body": effect.body})
            return Applied("comment", effect.marker, kept.id, kept.node_id)
        except Gone:
            pass  # Deleted a moment ago: below it is written again.
    return _post(client, pull, "comment", effect.marker, effect.body)


def _reply(client: Client, pull: PullId, effect: WantReply, observed: Observed) -> Applied:
    stands = next((reply for reply in observed.replies if effect.marker in reply.body), None)
    if stands is not None:
        return Applied("reply", effect.marker, stands.id, stands.node_id)
    return _post(client, pull, "reply", effect.marker, effect.body)


def _post(client: Client, pull: PullId, kind: str, marker: str, body: str) -> Applied:
    answer = client.write(
        f"create {kind}", "POST", f"/repos/{pull.repository}/issues/{pull.number}/comments", {"body": body}
    )
    return Applied(kind, marker, _id(client, answer, f"create {kind}"), str(answer.get("node_id") or "") or None)


def _id(client: Client, answer: Any, operation: str) -> int:
    """The id of what was made. Without one nothing is known of it: look again later."""
    if not isinstance(answer, dict) or not isinstance(answer.get("id"), int):
        raise client.unreadable(operation)
    return int(answer["id"])


def _quietly_gone(client: Client, operation: str, verb: str, path: str) -> None:
    """For a deletion, being gone already is the state that is wanted."""
    with suppress(Gone):
        client.write(operation, verb, path)


def _check(client: Client, pull: PullId, effect: WantCheck, observed: Observed) -> Applied:
    """The verdict stands even where GitHub will not take an annotation: then it is said without any."""
    try:
        return _check_run(client, pull, effect, observed)
    except Refused:
        if not effect.annotations:
            raise
        return _check_run(client, pull, replace(effect, annotations=()), Observed())


def _check_run(client: Client, pull: PullId, effect: WantCheck, observed: Observed) -> Applied:
    """A run is changed in place while it has no annotations: GitHub can only add to those, so a run that showed some
    is followed by a new one of the same name, which replaces it on the page."""
    same = [check for check in observed.checks if check.name == effect.name]
    newest = max(same, key=lambda check: check.id, default=None)
    batches = list(_batches(effect.annotations))
    body = _check_body(effect, batches[0], final=len(batches) == 1)
    runs = f"/repos/{pull.repository}/check-runs"
    if newest is not None and not effect.annotations and _had_none(newest):
        answer = client.write("edit check", "PATCH", f"{runs}/{newest.id}", body)
    else:
        answer = client.write("create check", "POST", runs, {"head_sha": effect.head, "name": effect.name, **body})
    number = _id(client, answer, "create check")
    for index, batch in enumerate(batches[1:], start=2):
        more = _check_body(effect, batch, final=index == len(batches))
        client.write("edit check", "PATCH", f"{runs}/{number}", more)
    return Applied("check", f"{effect.name}@{effect.head}", number, str(answer.get("node_id") or ""), effect.digest)


def _had_none(check: OwnCheck) -> bool:
    """A run without findings concluded well, or has not concluded."""
    return check.conclusion in (None, "success") and not check.digest.endswith("+")


def _batches(annotations: tuple[Finding, ...]) -> Iterator[tuple[Finding, ...]]:
    yield annotations[:ANNOTATIONS]
    for start in range(ANNOTATIONS, len(annotations), ANNOTATIONS):
        yield annotations[start : start + ANNOTATIONS]


def _check_body(effect: WantCheck, annotations: tuple[Finding, ...], final: bool) -> dict[str, Any]:
    """The digest comes with the last batch: a run whose annotations are incomplete is not the one that is wanted."""
    body: dict[str, Any] = {
        "status": effect.status,
        "external_id": effect.digest if final else "incomplete",
        "output": {
            "title": effect.title,
            "summary": effect.summary,
            "annotations": [_annotation(finding) for finding in annotations],
        },
    }
    if effect.conclusion is not None:
        body["conclusion"] = effect.conclusion
    return body


def _annotation(finding: Finding) -> dict[str, Any]:
    line = finding.line or 1
    return {
        "path": finding.path or "",
        "start_line": line,
        "end_line": max(line, finding.end_line or line),
        "annotation_level": finding.level,
        "message": f"{finding.message}\n{finding.fix}".strip()[:MESSAGE_CHARACTERS],
    }


def _reviewers(client: Client, pull: PullId, effect: WantReviewers) -> Applied:
    """One name GitHub does not take refuses the whole call: then each is asked for alone, and nobody is lost by it."""
    path = f"/repos/{pull.repository}/pulls/{pull.number}/requested_reviewers"
    dropped: list[str] = []
    if effect.remove:
        with suppress(Refused):  # One of them left the repository, and no request is kept of those.
            client.write("remove reviewers", "DELETE", path, {"reviewers": list(effect.remove)})
    if effect.add:
        try:
            client.write("request reviewers", "POST", path, {"reviewers": list(effect.add)})
        except Refused:
            dropped = [login for login in effect.add if not _requested_alone(client, path, login, len(effect.add))]
    return Applied("reviewers", "reviewers", dropped=tuple(dropped))


def _requested_alone(client: Client, path: str, login: str, of: int) -> bool:
    if of == 1:
        return False
    try:
        client.write("request reviewers", "POST", path, {"reviewers": [login]})
    except Refused:
        return False
    return True


def _reaction(client: Client, pull: PullId, effect: WantReaction) -> Applied:
    """GitHub keeps one reaction of a kind per person, so that this can be repeated."""
    path = f"/repos/{pull.repository}/issues/comments/{effect.comment_id}/reactions"
    with suppress(Gone):  # The comment was deleted: there is nothing to acknowledge.
        client.write("react", "POST", path, {"content": effect.content})
    return Applied("reaction", f"reaction:{effect.comment_id}")


def find_replies(client: Client, pull: PullId, since: str) -> tuple[OwnComment, ...]:
    """homebot's replies on an issue (which has no conversation query) since a moment of ours (ISO 8601, UTC)."""
    me = client.identity()
    address: str | None = f"/repos/{pull.repository}/issues/{pull.number}/comments"
    moment = datetime.fromisoformat(since) - SKEW
    parameters = {"since": f"{moment:%Y-%m-%dT%H:%M:%SZ}", "per_page": "100"}
    replies: list[OwnComment] = []
    for _ in range(REPLY_PAGES):
        if address is None:
            break
        found, address = client.read_page("recent comments", address, parameters)
        parameters = {}
        replies += [_own(node) for node in found if _is_reply(node, me)]
    return tuple(replies)


def _is_reply(node: dict[str, Any], me: str) -> bool:
    """By its author as well as its marker: others may quote the marker."""
    author = str((node.get("user") or {}).get("login") or "").lower()
    return author == me and REPLY_MARK in str(node.get("body") or "")


def _own(node: dict[str, Any]) -> OwnComment:
    return OwnComment(int(node["id"]), str(node["node_id"]), str(node.get("body") or ""))
