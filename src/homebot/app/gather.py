"""Gather: everything the rules may know of a pull request, read once. Nothing is judged and nothing written here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from homebot.adapters.analysis.coverage.coverage import Reports
from homebot.adapters.analysis.whole import Bounds
from homebot.adapters.git.change import read_change
from homebot.adapters.git.crowd import Ref
from homebot.adapters.git.errors import AuthFailed, GitUnavailable, RefGone, RepositoryGone
from homebot.adapters.git.mirror import Mirror, branch, pull_head
from homebot.adapters.github.ci import read_contexts
from homebot.adapters.github.client import Client
from homebot.adapters.github.issue_read import read_issue
from homebot.adapters.github.outcomes import CallFailed, Denied, Gone, Later
from homebot.adapters.github.people import is_org_member
from homebot.adapters.github.read import read_conversation
from homebot.adapters.ownership import Ownership
from homebot.app.actors import teams_of
from homebot.app.agreed import agreed_settings
from homebot.app.approved import with_approvals
from homebot.app.changed import analysed, wants_coverage
from homebot.app.configuration_edits import governs
from homebot.app.coverage import reports_of
from homebot.app.debts import read_debts
from homebot.app.edits import proposal_of
from homebot.app.evidence import read_data
from homebot.app.gathered import Gathered
from homebot.app.knowledge import with_knowledge
from homebot.app.membership import acting_on, read_membership
from homebot.app.outside import Outside
from homebot.app.owned import Owned, also_ownership, owned, read_files, with_configured
from homebot.app.ownership import (
    catalogue_of,
    concerning,
    keep_files,
    known_files,
    only_default,
    read_owned,
    touched_services,
    unseen,
)
from homebot.app.proposing import Ground
from homebot.app.provided import with_providers
from homebot.app.surfaces import with_surfaces
from homebot.app.wants import NOTHING, Wants
from homebot.core.facts import Change, Conversation, PullId, Snapshot
from homebot.core.found import Context
from homebot.core.ownership import PathOwners
from homebot.core.proposal import Proposal
from homebot.core.recognise import day_of
from homebot.core.repository_files import RepositoryFiles
from homebot.core.wanted import Wanted, named_contexts, wanted
from homebot.store import sent

MOST_SURVEYS = 3
"""Services that are read for one wake; the commands say so of the others."""
SURVEY_BOUNDS = Bounds()

MOST_UNSEEN = 5
"""Of teams that ownership files name and GitHub does not show."""

WHOLE_KILOBYTES = 50_000
"""A repository up to this size is mirrored whole, so that each pull request costs one request of git's. Of a larger one
only what changes need is fetched, with a second request."""
GRACE_ATTEMPTS = 4
"""GitHub may answer "not found" for what was opened a moment ago; after so many attempts it is believed."""


def gather(
    outside: Outside, pull: PullId, installation: int | None, attempt: int = 1, wants: Wants = NOTHING
) -> Gathered:
    """The facts of a pull request, or why there are none now, and what commands need besides."""
    try:
        with outside.github.job(pull.repository, installation) as client:
            snapshot = read_snapshot(outside, client, pull, wants.actors)
            members = _members(client, pull, wants.askers)
            gathered = Gathered(snapshot=snapshot, members=members)
        return _with_answers(outside, gathered, pull.repository, wants)
    except (Gone, RepositoryGone) as gone:
        if attempt < GRACE_ATTEMPTS:
            return Gathered(later=(2.0**attempt, str(gone)))
        return Gathered(gone=str(gone))
    except Later as later:
        return Gathered(later=(later.seconds, later.reason))
    except GitUnavailable as unavailable:
        return Gathered(later=(outside.github.patience.pause, str(unavailable)))
    except (Denied, AuthFailed) as denied:
        return Gathered(later=(60.0, f"homebot was denied: {denied}"))


def gather_issue(outside: Outside, issue: PullId, installation: int | None, wants: Wants) -> Gathered:
    """What commands on an issue need: who is a member of the organisation, its text, and whatever they ask about."""
    try:
        gathered = Gathered()
        if wants.askers or wants.issue or wants.actors:
            with outside.github.job(issue.repository, installation) as client:
                text = read_issue(client, issue) if wants.issue else None
                speaking = (*wants.actors, *([text.author] if text is not None else []))
                teams = teams_of(outside, client, issue.repository, speaking)
                gathered = Gathered(members=_members(client, issue, wants.askers), issue=text, teams=teams)
        return _with_answers(outside, gathered, issue.repository, wants)
    except CallFailed as failed:
        return Gathered(later=(failed.seconds if isinstance(failed, Later) else 30.0, str(failed)))


def _members(client: Client, place: PullId, askers: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    return tuple((login, is_org_member(client, place.owner, login)) for login in askers)


def _with_answers(outside: Outside, gathered: Gathered, repository: str, wants: Wants) -> Gathered:
    """With the owners of the paths that are asked for, and the debt of the services that members of the organisation
    ask for: nobody else's question reads that."""
    if wants.paths:
        gathered = replace(gathered, owned=read_owned(outside, repository, wants.paths))
    members = dict(gathered.members)
    gathered = replace(gathered, read=read_data(outside.evidence, wants.data, members, outside.clock()))
    wanted = dict.fromkeys(service for person, service in wants.surveys if members.get(person))
    if not wanted:
        return gathered
    services, directory = tuple(wanted)[:MOST_SURVEYS], catalogue_of(outside, repository)
    return replace(gathered, debts=read_debts(outside, services, directory, SURVEY_BOUNDS))


@dataclass(frozen=True, slots=True)
class _Read:
    """What the mirror gave: the change, who owns its paths, and the catalogue with the repository's own files."""

    change: Change
    owned: Owned
    path_owners: tuple[PathOwners, ...] = ()
    proposal: Proposal | None = None
    required: frozenset[str] = frozenset()
    """The checks that some standard requires."""


def read_snapshot(outside: Outside, client: Client, pull: PullId, actors: Sequence[str] = ()) -> Snapshot:
    """Conversation, change and people of a pull request. Raises a `CallFailed` or a `GitError`."""
    directory = outside.configuration.current()
    with outside.engine.connect() as connection:
        written = sent.on(connection, pull)
        known = known_files(connection, pull.repository)
    comments = [one.node_id for one in written.values() if one.kind == "comment" and one.node_id]
    expected = owned(directory, known, pull.repository, outside.clock().date())
    required = named_contexts(wanted(expected.directory, pull.repository))
    listed = bool(directory.services_of_repository(pull.repository))
    app_id = outside.github.credentials.app_id
    conversation = read_conversation(client, pull, comments, app_id, required, files=not listed)
    if conversation.state == "merged" and conversation.merge_oid is None:
        raise Later(2.0, "GitHub does not name the merge commit yet")
    if not conversation.carries_files and not governs(outside, pull.repository):
        nothing = owned(directory, RepositoryFiles(), pull.repository, outside.clock().date())
        keep_files(outside, pull.repository, known, nothing)
        return _silent(conversation, outside)
    read = _read_change(outside, client, conversation, expected)
    return _completed(outside, client, conversation, read, required, actors)


def _silent(conversation: Conversation, outside: Outside) -> Snapshot:
    """Of a repository in which no service lives nothing is read."""
    return Snapshot(conversation, Change(None, conversation.base_oid, conversation.head_oid), outside.clock())


def _completed(
    outside: Outside,
    client: Client,
    conversation: Conversation,
    read: _Read,
    required: frozenset[str],
    actors: Sequence[str],
) -> Snapshot:
    """With the people, and what CI says under names that only the repository's own files ask for."""
    directory, pull = read.owned.directory, conversation.pull
    bare = Snapshot(conversation, read.change, outside.clock(), proposal=read.proposal)
    if not directory.services_of_repository(pull.repository):
        return bare
    asked = read.required
    if not asked <= required and conversation.head_oid:
        contexts = read_contexts(client, pull, conversation.head_oid, asked)[0]
        bare = replace(bare, conversation=replace(conversation, contexts=contexts))
    touched = touched_services(directory, pull.repository, read.change)
    day = day_of(bare)
    owners = sorted({directory.owner_on(service, day) for service in touched})
    acting = acting_on(conversation, actors)
    author, named_for = conversation.author, read.path_owners
    membership = read_membership(outside, client, directory, pull.repository, author, owners, acting, named_for)
    catalogue = concerning(read.owned.catalogue, touched)
    faults = unseen(read.path_owners, membership.invisible, directory)
    complete = replace(
        bare,
        people=membership.people,
        members=membership.members,
        invisible_teams=membership.invisible,
        renamed_teams=membership.renamed,
        large_teams=membership.large,
        base_contexts=_base_contexts(client, bare, asked),
        path_owners=read.path_owners,
        github_teams=membership.github_teams,
        catalogue=replace(catalogue, faults=(*faults[:MOST_UNSEEN], *catalogue.faults)),
    )
    return with_knowledge(outside, complete, directory)


def _base_contexts(client: Client, bare: Snapshot, required: frozenset[str]) -> tuple[Context, ...]:
    """What CI said before the change; asked only when something is red that must not be."""
    red = any(context.state == "failed" for context in bare.conversation.contexts)
    if not red or bare.change.merge_base is None:
        return ()
    return read_contexts(client, bare.pull, bare.change.merge_base, required)[0]


def _read_change(outside: Outside, client: Client, conversation: Conversation, expected: Owned) -> _Read:
    """The change by git. A head or base that is gone for good is a fact, said in the comment."""
    pull = conversation.pull
    url = outside.github.git_url(pull.owner, pull.name)
    merged = conversation.merge_oid if conversation.state == "merged" else None
    try:
        with outside.mirrors.open(pull.owner, pull.name) as mirror:
            base, head, *default = mirror.fetch(url, client.token, _refs(conversation), whole=_is_small(conversation))
            if head.moved:
                raise Later(1.0, "the head moved while it was read")
            # After a merge the base branch holds the head: what was changed is told from where the branch stood before.
            before = mirror.objects.info(f"{merged}^") if merged and not base.moved else None
            start = before.oid if before else base.oid
            tip = default[0].oid if default else start
            change = read_change(mirror, start, head.oid, also_ownership(mirror, start, tip))
            files = read_files(mirror, outside.ownership, start, tip, change.paths)
            now = _join(outside, conversation, expected.files, files)
            asked = wanted(now.directory, pull.repository, agreed_settings(outside, conversation))
            reports = _reports(outside, pull, head.oid, asked)
            for_debt = merged is not None and bool(now.directory.services_of_repository(pull.repository))
            change = analysed(change, mirror, outside.analysis, asked, reports, for_debt=for_debt)
            change = with_providers(outside, change)
            change = _configured(outside, mirror, conversation, change, now)
            change = with_approvals(outside, mirror, change, conversation)
            change = with_surfaces(outside, mirror, conversation, change, now.directory)
            ground = Ground(start, tip, expected.files)
            proposal = proposal_of(outside, client, mirror, conversation, change, ground, now)
            return _Read(change, now, now.of_paths(change.paths), proposal, named_contexts(asked))
    except RefGone as gone:
        reason = f"git finds no {gone.ref}: it was deleted, or its history was rewritten"
        return _Read(Change(None, conversation.base_oid, conversation.head_oid, unreadable=reason), expected)


def _configured(outside: Outside, mirror: Mirror, conversation: Conversation, change: Change, now: Owned) -> Change:
    """With the services that an edit of `.homebot.yml` speaks of; on another branch than the default one it says
    nothing."""
    if conversation.base_ref != conversation.default_branch:
        return change
    directory, repository = outside.configuration.current(), conversation.pull.repository
    return with_configured(mirror, outside.ownership, directory, repository, change, now.files)


def _refs(conversation: Conversation) -> list[Ref]:
    """Base and head, and the default branch where it is another one: it says what the services are."""
    default, tip = conversation.default_branch, conversation.default_oid or None
    is_default = conversation.base_ref == default
    refs = [
        branch(conversation.base_ref, _base_oid(conversation)),
        pull_head(conversation.pull.number, conversation.head_oid or None),
    ]
    return refs if is_default or not default else [*refs, branch(default, tip)]


def _base_oid(conversation: Conversation) -> str | None:
    """The commit of the base to start from. The tip of the default branch may be newer than what GitHub calls the base
    of an open pull request."""
    if conversation.state == "merged":
        return conversation.merge_oid
    newest = conversation.state == "open" and conversation.base_ref == conversation.default_branch
    return (conversation.default_oid if newest else "") or conversation.base_oid or None


def _join(outside: Outside, conversation: Conversation, known: RepositoryFiles, found: Ownership) -> Owned:
    """What the files say now, joined and, unless they are those of an old state, remembered."""
    repository = conversation.pull.repository
    files = found.files(last_good=known.settings)
    day = (conversation.merged_at or outside.clock()).date()
    now = owned(outside.configuration.current(), files, repository, day, found.rules)
    if conversation.state == "open":
        is_default = conversation.base_ref == conversation.default_branch
        keep_files(outside, repository, known, now if is_default else only_default(known, now))
    return now


def _reports(outside: Outside, pull: PullId, head: str, asked: Wanted) -> Reports:
    return reports_of(outside.engine, pull.repository, head) if wants_coverage(asked) else Reports()


def _is_small(conversation: Conversation) -> bool:
    return (conversation.repository_kilobytes or 0) <= WHOLE_KILOBYTES
