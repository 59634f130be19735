"""The conversation of a pull request, in one GraphQL query.

A missing or null field is read as its empty value: GitHub leaves out what a token may not see, and deleted accounts.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

from homebot.adapters.github.ci import read_contexts
from homebot.adapters.github.client import Client
from homebot.adapters.github.home import home
from homebot.adapters.github.outcomes import Gone
from homebot.adapters.github.own_checks import own_checks
from homebot.adapters.github.reach import moment
from homebot.core.facts import Conversation, Observed, PullId, PullState, RequestEvent, Review, ReviewState
from homebot.core.found import Context
from homebot.core.own import OwnCheck, OwnComment
from homebot.core.waits import Remark

QUERY = (Path(__file__).parent / "conversation.graphql").read_text()
MORE_COMMENTS = """\
query MoreComments($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      comments(first: 100, after: $after) {
        nodes { id fullDatabaseId body viewerDidAuthor }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}
"""
MARK = "<!-- homebot:"
REPLY_MARK = "<!-- homebot:reply:"
NOTICE_MARK = "<!-- homebot:notice:"
COMMENT_PAGES = 50
MOST_OF_A_REVIEW = 2_000
REVIEW_STATES: dict[str, ReviewState] = {state: state for state in get_args(ReviewState)}
GHOST = "ghost"
WEB = "web-flow"


def read_conversation(
    client: Client,
    pull: PullId,
    known: Sequence[str] = (),
    app_id: int | None = None,
    contexts: frozenset[str] = frozenset(),
    files: bool = False,
) -> Conversation:
    """What GitHub knows of the pull request now.

    `known` are node ids of homebot's own comments there; without any, and when there are more comments than one answer
    holds, the rest is paged through. `contexts` are the names under which CI is listened to, `files` asks whether the
    default branch has ownership files.

    Raises `Gone` when there is no such pull request or none that homebot may see, and other kinds of `CallFailed`.
    """
    data = _query(client, pull, known, app_id, bool(contexts), files)
    repository, found = _shown(data, pull)
    said, more = _contexts(client, pull, found, contexts)
    viewer = str((data.get("viewer") or {}).get("login") or "").lower()
    return Conversation(
        pull=pull,
        node_id=str(found["id"]),
        title=str(found.get("title") or ""),
        body=str(found.get("body") or ""),
        author=_login(found.get("author")),
        author_is_bot=(found.get("author") or {}).get("__typename") == "Bot",
        state=_state(found),
        draft=bool(found.get("isDraft")),
        **_branches(found),
        **home(repository, files),
        **_moments(found),
        viewer=viewer,
        merged_by=_login(found["mergedBy"]) if found.get("mergedBy") else None,
        merge_oid=(found.get("mergeCommit") or {}).get("oid"),
        labels=tuple(str(label.get("name")) for label in _nodes(found, "labels")),
        **_written(found, _login(found.get("author"))),
        reviews=tuple(_reviews(found)),
        requests=tuple(_requests(found)),
        requested_teams=tuple(sorted(_requested(found, "Team", "combinedSlug"))),
        observed=_observed(found, _comments(client, pull, data, found, bool(known)), viewer),
        cut=(*_cut(found), *(["checks"] if more else [])),
        contexts=said,
        remarks=_remarks(found, _login(found.get("author"))),
    )


def _shown(data: Mapping[str, Any], pull: PullId) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The repository and the pull request, as far as GitHub shows them."""
    repository = data.get("repository") or {}
    found = repository.get("pullRequest")
    if not found:
        raise Gone(f"GitHub shows no pull request {pull}")
    return repository, found


def _remarks(found: Mapping[str, Any], author: str) -> tuple[Remark, ...]:
    """When each person commented last, of the comments that were read anyway."""
    newest: dict[str, datetime] = {}
    for node in (*_nodes(found, "early"), *_nodes(found, "recent")):
        login = _login(node.get("author"))
        is_person = (node.get("author") or {}).get("__typename") == "User" and login != author
        if is_person and node.get("createdAt") and not node.get("viewerDidAuthor"):
            at = moment(node["createdAt"])
            newest[login] = max(at, newest.get(login, at))
    return tuple(Remark(login, newest[login]) for login in sorted(newest))


def _observed(found: Mapping[str, Any], comments: Sequence[OwnComment], viewer: str) -> Observed:
    return Observed(
        comments=tuple(c for c in comments if _is_the_one(c)),
        checks=tuple(_checks(found, viewer)),
        requested=tuple(sorted(_requested(found, "User", "login"))),
        replies=tuple(c for c in comments if REPLY_MARK in c.body),
    )


def _contexts(
    client: Client, pull: PullId, found: Mapping[str, Any], names: frozenset[str]
) -> tuple[tuple[Context, ...], bool]:
    """What CI says of the head. As long as GitHub lists an older last commit, nothing is said of it."""
    commits = (node.get("commit") or {} for node in _nodes(found, "head")) if names else ()
    for commit in commits:
        if commit.get("oid") == found.get("headRefOid"):
            page = (commit.get("statusCheckRollup") or {}).get("contexts") or {}
            return read_contexts(client, pull, str(commit["oid"]), names, page)
    return (), False


def _branches(found: Mapping[str, Any]) -> dict[str, Any]:
    asked = {"base_ref": "baseRefName", "base_oid": "baseRefOid", "head_ref": "headRefName", "head_oid": "headRefOid"}
    return {field: str(found.get(name) or "") for field, name in asked.items()}


def _query(
    client: Client, pull: PullId, known: Sequence[str], app_id: int | None, ci: bool, files: bool
) -> dict[str, Any]:
    """One query; two where a comment that was known is gone and the whole answer with it."""
    variables = {"owner": pull.owner, "name": pull.name, "number": pull.number, "known": list(known), "app": app_id}
    variables |= {"ci": ci, "files": files}
    try:
        return client.query("conversation", QUERY, variables)
    except Gone:
        if not known:
            raise
    return client.query("conversation", QUERY, {**variables, "known": []})


def _nodes(parent: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    return [node for node in (parent.get(field) or {}).get("nodes") or [] if node]


def _login(actor: Mapping[str, Any] | None) -> str:
    """GraphQL calls a bot `dependabot`, everything else calls it `dependabot[bot]`."""
    if not actor or not actor.get("login"):
        return GHOST
    login = str(actor["login"]).lower()
    return f"{login}[bot]" if actor.get("__typename") == "Bot" and not login.endswith("[bot]") else login


def _moments(found: Mapping[str, Any]) -> dict[str, Any]:
    """When what happened to the pull request."""
    retargeted = [node for node in _nodes(found, "timelineItems") if node.get("__typename") == "BaseRefChangedEvent"]
    return {
        "created_at": moment(found["createdAt"]),
        "updated_at": moment(found["updatedAt"]),
        "merged_at": moment(found["mergedAt"]) if found.get("mergedAt") else None,
        "retargeted_at": max((moment(node["createdAt"]) for node in retargeted), default=None),
    }


def _state(found: Mapping[str, Any]) -> PullState:
    states: dict[object, PullState] = {"CLOSED": "closed", "MERGED": "merged"}
    return states.get(found.get("state"), "open")


def _written(found: Mapping[str, Any], author: str) -> dict[str, Any]:
    """Whom the commits are by, and under which addresses; GitHub's own name is left out."""
    writers = [one for one in _writers(found) if one[2] != WEB]
    by: dict[str, set[str]] = {}
    for oid, _, login in writers:
        if login != author:
            by.setdefault(oid, set()).add(login)
    return {
        "committers": tuple(sorted(set().union(*by.values()))),
        "commits_of_others": tuple((oid, tuple(sorted(logins))) for oid, logins in by.items()),
        "addresses": tuple(sorted({(mail, login) for _, mail, login in writers if mail})),
    }


def _writers(found: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Of each commit, e-mail address and login of whoever wrote or committed it and is known to GitHub."""
    for node in _nodes(found, "commits"):
        commit = node.get("commit") or {}
        for person in (*_nodes(commit, "authors"), commit.get("committer") or {}):
            user = person.get("user") or {}
            if user.get("login"):
                mail = str(person.get("email") or "").lower()[:254]
                yield str(commit.get("oid") or ""), mail, str(user["login"]).lower()


def _reviews(found: Mapping[str, Any]) -> Iterator[Review]:
    for node in _nodes(found, "reviews"):
        state = REVIEW_STATES.get(str(node.get("state")))
        if node.get("submittedAt") and state is not None:
            oid = (node.get("commit") or {}).get("oid")
            said = str(node.get("body") or "")[:MOST_OF_A_REVIEW]
            yield Review(_login(node.get("author")), state, moment(node["submittedAt"]), oid, said)


def _requests(found: Mapping[str, Any]) -> Iterator[RequestEvent]:
    for node in _nodes(found, "timelineItems"):
        reviewer = node.get("requestedReviewer") or {}
        if reviewer.get("__typename") == "User" and reviewer.get("login"):
            removed = node["__typename"] == "ReviewRequestRemovedEvent"
            at = moment(node["createdAt"])
            yield RequestEvent(str(reviewer["login"]).lower(), _login(node.get("actor")), removed, at)


def _requested(found: Mapping[str, Any], kind: str, field: str) -> Iterator[str]:
    for node in _nodes(found, "reviewRequests"):
        reviewer = node.get("requestedReviewer") or {}
        if reviewer.get("__typename") == kind and reviewer.get(field):
            yield str(reviewer[field]).lower()


def _checks(found: Mapping[str, Any], viewer: str) -> Iterator[OwnCheck]:
    """Just after a push GitHub may still list an older last commit; its runs say nothing of the head."""
    heads = [node.get("commit") or {} for node in _nodes(found, "head")]
    for commit in [commit for commit in heads if commit.get("oid") == found.get("headRefOid")]:
        yield from own_checks(commit, viewer)


def _comments(
    client: Client, pull: PullId, data: Mapping[str, Any], found: Mapping[str, Any], is_known: bool
) -> list[OwnComment]:
    nodes = [node for node in data.get("nodes") or [] if node]
    nodes += [*_nodes(found, "early"), *_nodes(found, "recent")]
    own = _own(nodes)
    page = (found.get("early") or {}).get("pageInfo") or {}
    if not is_known and not any(_is_the_one(c) for c in own):
        own = _own([*nodes, *_more(client, pull, page)])
    return own


def _is_the_one(comment: OwnComment) -> bool:
    """Whether it is the pull request's one comment, which has no double: no reply, and no notice of the register's."""
    return MARK in comment.body and REPLY_MARK not in comment.body and NOTICE_MARK not in comment.body


def _own(nodes: Sequence[Mapping[str, Any]]) -> list[OwnComment]:
    """homebot's own, each once, the oldest first."""
    found = {
        int(node["fullDatabaseId"]): OwnComment(
            int(node["fullDatabaseId"]), str(node["id"]), str(node.get("body") or "")
        )
        for node in nodes
        if node.get("viewerDidAuthor") and node.get("fullDatabaseId")
    }
    return [found[number] for number in sorted(found)]


def _more(client: Client, pull: PullId, page: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The comments after the first few, as long as there are pages; the recent ones were read already."""
    variables: dict[str, Any] = {"owner": pull.owner, "name": pull.name, "number": pull.number}
    for _ in range(COMMENT_PAGES):
        if not page.get("hasNextPage"):
            return
        data = client.query("more comments", MORE_COMMENTS, {**variables, "after": page.get("endCursor")})
        found = ((data.get("repository") or {}).get("pullRequest") or {}).get("comments") or {}
        yield from [node for node in found.get("nodes") or [] if node]
        page = found.get("pageInfo") or {}


def _cut(found: Mapping[str, Any]) -> Iterator[str]:
    for field in ("commits", "reviews"):
        if ((found.get(field) or {}).get("totalCount") or 0) > 100:
            yield field
    for field in ("labels", "reviewRequests"):
        if ((found.get(field) or {}).get("pageInfo") or {}).get("hasNextPage"):
            yield field
    if ((found.get("timelineItems") or {}).get("pageInfo") or {}).get("hasPreviousPage"):
        yield "review request events"
