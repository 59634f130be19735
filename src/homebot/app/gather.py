"""Gather: everything the rules may know of a pull request, read once. Nothing is judged and nothing written here."""

from collections.abc import Sequence
from dataclasses import replace

from homebot.adapters.analysis.coverage.coverage import Reports
from homebot.adapters.analysis.whole import Bounds
from homebot.adapters.git.errors import AuthFailed, GitUnavailable, RefGone, RepositoryGone
from homebot.adapters.git.mirror import branch, pull_head
from homebot.adapters.git.since import read_since
from homebot.adapters.github.ci import read_contexts
from homebot.adapters.github.client import Client
from homebot.adapters.github.outcomes import CallFailed, Denied, Gone, Later
from homebot.adapters.github.people import is_org_member
from homebot.adapters.github.read import read_conversation
from homebot.app.changed import read_changed, wants_coverage
from homebot.app.coverage import reports_of
from homebot.app.debts import read_debts
from homebot.app.gathered import Gathered, Usage
from homebot.app.knowledge import with_knowledge
from homebot.app.ledgering import is_recorded
from homebot.app.membership import acting_on, read_membership
from homebot.app.outside import Outside
from homebot.app.usages import read_usages
from homebot.core.approvals import approved_commits
from homebot.core.directory import Directory
from homebot.core.facts import Change, Conversation, PullId, Snapshot
from homebot.core.found import Context
from homebot.core.paths import PathTable
from homebot.core.recognise import day_of
from homebot.core.wanted import Wanted, named_contexts, wanted
from homebot.store import sent

Surveys = Sequence[tuple[str, str]]
"""Services whose debt a command asks for, each with who asks: (person, service)."""
MOST_SURVEYS = 3
"""Services that are read for one wake; the commands say so of the others."""
SURVEY_BOUNDS = Bounds()

WHOLE_KILOBYTES = 50_000
"""A repository up to this size is mirrored whole, so that each pull request costs one request of git's. Of a larger one
only what changes need is fetched, with a second request."""
GRACE_ATTEMPTS = 4
"""GitHub may answer "not found" for what was opened a moment ago; after so many attempts it is believed."""


def gather(
    outside: Outside,
    pull: PullId,
    installation: int | None,
    attempt: int = 1,
    askers: Sequence[str] = (),
    surveys: Surveys = (),
    actors: Sequence[str] = (),
) -> Gathered:
    """The facts of a pull request, or why there are none now. `askers` are people whose membership a command needs,
    `actors` all who give one."""
    try:
        with outside.github.job(pull.repository, installation) as client:
            snapshot = read_snapshot(outside, client, pull, actors)
            members = _members(client, pull, askers)
            gathered = Gathered(snapshot=snapshot, members=members, usages=_usages(outside, snapshot))
        return _with_debts(outside, gathered, surveys)
    except (Gone, RepositoryGone) as gone:
        if attempt < GRACE_ATTEMPTS:
            return Gathered(later=(2.0**attempt, str(gone)))
        return Gathered(gone=str(gone))
    except Later as later:
        return Gathered(later=(later.seconds, later.reason))
    except GitUnavailable as unavailable:
        return Gathered(later=(5.0, str(unavailable)))
    except (Denied, AuthFailed) as denied:
        return Gathered(later=(60.0, f"homebot was denied: {denied}"))


def gather_issue(
    outside: Outside, issue: PullId, installation: int | None, askers: Sequence[str], surveys: Surveys = ()
) -> Gathered:
    """What a command on an issue needs: only who is a member of the organisation."""
    if not askers:
        return Gathered()
    try:
        with outside.github.job(issue.repository, installation) as client:
            gathered = Gathered(members=_members(client, issue, askers))
        return _with_debts(outside, gathered, surveys)
    except CallFailed as failed:
        return Gathered(later=(failed.seconds if isinstance(failed, Later) else 30.0, str(failed)))


def _members(client: Client, place: PullId, askers: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    return tuple((login, is_org_member(client, place.owner, login)) for login in askers)


def _with_debts(outside: Outside, gathered: Gathered, surveys: Surveys) -> Gathered:
    """With the debt of the services that members of the organisation ask for: nobody else's question reads anything."""
    members = dict(gathered.members)
    wanted = dict.fromkeys(service for person, service in surveys if members.get(person))
    return replace(gathered, debts=read_debts(outside, tuple(wanted)[:MOST_SURVEYS], SURVEY_BOUNDS))


def read_snapshot(outside: Outside, client: Client, pull: PullId, actors: Sequence[str] = ()) -> Snapshot:
    """Conversation, change and people of a pull request. Raises a `CallFailed` or a `GitError`."""
    with outside.engine.connect() as connection:
        written = sent.on(connection, pull)
    known = [one.node_id for one in written.values() if one.kind == "comment" and one.node_id]
    directory = outside.configuration.current()
    asked = wanted(directory, pull.repository)
    required = named_contexts(asked)
    conversation = read_conversation(client, pull, known, outside.github.credentials.app_id, required)
    if conversation.state == "merged" and conversation.merge_oid is None:
        raise Later(2.0, "GitHub does not name the merge commit yet")
    change = _read_change(outside, client, conversation, asked)
    bare = Snapshot(conversation=conversation, change=change, at=outside.clock())
    owners = _owning_teams(bare, directory)
    acting = acting_on(conversation, actors)
    membership = read_membership(outside, client, directory, pull.repository, conversation.author, owners, acting)
    complete = replace(
        bare,
        people=membership.people,
        members=membership.members,
        invisible_teams=membership.invisible,
        renamed_teams=membership.renamed,
        large_teams=membership.large,
        base_contexts=_base_contexts(client, bare, required),
    )
    return with_knowledge(outside, complete, directory)


def _base_contexts(client: Client, bare: Snapshot, required: frozenset[str]) -> tuple[Context, ...]:
    """What CI said before the change; asked only when something is red that must not be."""
    red = any(context.state == "failed" for context in bare.conversation.contexts)
    if not red or bare.change.merge_base is None:
        return ()
    return read_contexts(client, bare.pull, bare.change.merge_base, required)[0]


def _read_change(outside: Outside, client: Client, conversation: Conversation, asked: Wanted) -> Change:
    """The change by git. A head or base that is gone for good is a fact, said in the comment."""
    pull = conversation.pull
    url = outside.github.git_url(pull.owner, pull.name)
    merged = conversation.merge_oid if conversation.state == "merged" else None
    refs = [
        branch(conversation.base_ref, merged or conversation.base_oid or None),
        pull_head(pull.number, conversation.head_oid or None),
    ]
    try:
        with outside.mirrors.open(pull.owner, pull.name) as mirror:
            base, head = mirror.fetch(url, client.token, refs, whole=_is_small(conversation))
            if head.moved:
                raise Later(1.0, "the head moved while it was read")
            # After a merge the base branch holds the head: what was changed is told from where the branch stood before.
            before = mirror.objects.info(f"{merged}^") if merged and not base.moved else None
            start = before.oid if before else base.oid
            reports = _reports(outside, pull, head.oid, asked)
            change = read_changed(
                mirror, start, head.oid, outside.analysis, asked, reports, for_debt=merged is not None
            )
            return replace(change, since=read_since(mirror, change, approved_commits(conversation)))
    except RefGone as gone:
        reason = f"git finds no {gone.ref}: it was deleted, or its history was rewritten"
        return Change(None, conversation.base_oid, conversation.head_oid, unreadable=reason)


def _reports(outside: Outside, pull: PullId, head: str, asked: Wanted) -> Reports:
    return reports_of(outside.engine, pull.repository, head) if wants_coverage(asked) else Reports()


def _is_small(conversation: Conversation) -> bool:
    return (conversation.repository_kilobytes or 0) <= WHOLE_KILOBYTES


def _owning_teams(snapshot: Snapshot, directory: Directory) -> tuple[str, ...]:
    day = day_of(snapshot)
    services = directory.services_of_repository(snapshot.pull.repository)
    table = PathTable([(pattern, service) for service in services for pattern in service.paths])
    touched = {service.name for path in snapshot.change.paths if (service := table.match(path)) is not None}
    return tuple(sorted({directory.owner_on(service, day) for service in services if service.name in touched}))


def _usages(outside: Outside, snapshot: Snapshot) -> tuple[Usage, ...]:
    """Who names the packages of what was merged; asked only when something was merged that provides packages."""
    if snapshot.conversation.state != "merged":
        return ()
    directory = outside.configuration.current()
    services = directory.services_of_repository(snapshot.pull.repository)
    if not any(service.provides for service in services):
        return ()
    with outside.engine.connect() as connection:
        if is_recorded(connection, snapshot.pull):
            return ()
    return read_usages(outside, directory, snapshot.pull.repository)
