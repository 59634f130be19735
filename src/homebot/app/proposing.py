"""What an edit of ownership files would do: what it brings in, and which open pull requests would change by it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import structlog

from homebot.adapters.git.mirror import Mirror
from homebot.adapters.github.client import Client
from homebot.adapters.github.outcomes import CallFailed
from homebot.adapters.github.standing import MOST, read_standing
from homebot.app.outside import Outside
from homebot.app.owned import Owned, owned, read_files
from homebot.app.ownership import concerning, touched_services
from homebot.app.ownership_edits import Edit, linted, newcomers, read_edit
from homebot.core.blast import NewPeople, Scene, affected, introduce, with_radius
from homebot.core.catalogues.lint import Known
from homebot.core.directory import Directory
from homebot.core.facts import Change, Conversation, Snapshot
from homebot.core.ownership import Owner
from homebot.core.proposal import Proposal
from homebot.core.render.markdown import count
from homebot.core.repository_files import RepositoryFiles
from homebot.store import evaluations

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a change goes to: the commits `base` and `default`, and what was known of the repository's files before."""

    base: str
    default: str
    known: RepositoryFiles


def propose(
    outside: Outside, client: Client, mirror: Mirror, conversation: Conversation, change: Change, ground: Ground
) -> Proposal | None:
    """What the edit of an open pull request would do; `None` where it edits no ownership file. At most one query.

    Raises:
        GitError: when what it needs cannot be read.
    """
    on_default = conversation.base_ref == conversation.default_branch
    if conversation.state != "open":
        return None
    edit = read_edit(mirror, outside.ownership, change, ground.base, on_default=on_default)
    if edit is None:
        return None
    repository, day = conversation.pull.repository, outside.clock().date()
    open_pulls, left = _open_pulls(outside, conversation)
    now, then = _as_it_is_and_would_be(outside, mirror, edit, ground, repository, open_pulls)
    asked = (*newcomers(edit), *_others(open_pulls, now, then))
    known, unknown = standing_of(client, repository, tuple(dict.fromkeys(asked)))
    scenes = _scenes(open_pulls, now, then, people(known))
    proposal = linted(edit, outside.configuration.current(), repository, day, known)
    notes = [*left_out(left, len(dict.fromkeys(asked))), *unknown]
    return with_radius(proposal, affected(scenes, outside.version), len(open_pulls), notes)


def standing_of(client: Client, repository: str, asked: Sequence[Owner]) -> tuple[Known, list[str]]:
    """What GitHub says of who comes in, and what is told where it cannot say: what is only shown to people holds no
    evaluation up."""
    try:
        return read_standing(client, repository, asked), []
    except CallFailed as failed:
        log.warning("who comes in could not be looked up", repository=repository, reason=str(failed))
        return Known(), ["GitHub could not be asked who comes in; what rests on that is missing here"]


def _open_pulls(outside: Outside, conversation: Conversation) -> tuple[tuple[Snapshot, ...], int]:
    """The other open pull requests to the same branch, as they were evaluated last; and how many were left out."""
    with outside.engine.connect() as connection:
        found, left = evaluations.newest_open(connection, conversation.pull.repository)
    mine = (one for one in found if one.conversation.base_ref == conversation.base_ref)
    return tuple(one for one in mine if one.pull != conversation.pull and one.change.unreadable is None), left


def _as_it_is_and_would_be(
    outside: Outside, mirror: Mirror, edit: Edit, ground: Ground, repository: str, open_pulls: Sequence[Snapshot]
) -> tuple[Owned, Owned]:
    paths = tuple(dict.fromkeys(path for one in open_pulls for path in one.change.paths))
    directory, day = outside.configuration.current(), outside.clock().date()
    memory, base, default = outside.ownership, ground.base, ground.default
    is_now = read_files(mirror, memory, base, default, paths)
    would_be = read_files(mirror, memory, base, default, paths, edit.edited)
    files = is_now.files(last_good=ground.known.settings)
    now = owned(directory, files, repository, day, is_now.rules)
    return now, owned(directory, would_be.files(last_good=files.settings), repository, day, would_be.rules)


def _others(open_pulls: Iterable[Snapshot], now: Owned, then: Owned) -> Iterator[Owner]:
    """Whom other pull requests would meet, and their facts do not know: owners of paths, and teams of services."""
    for one in open_pulls:
        before = _owners(now, one)
        yield from (owner for owner in _owners(then, one) if owner not in before)


def _owners(by: Owned, of: Snapshot) -> list[Owner]:
    """Whom files name for its paths, and the GitHub teams behind the owners of the repository's services."""
    named = [owner for said in by.of_paths(of.change.paths) for owner in said.owners]
    return [*named, *(Owner("team", slug) for slug in slugs(by.directory, of))]


def slugs(directory: Directory, of: Snapshot) -> tuple[str, ...]:
    """The GitHub teams behind the owners of a repository's services."""
    services = directory.services_of_repository(of.pull.repository)
    names = dict.fromkeys(directory.owner_on(service, of.at.date()) for service in services)
    teams = (directory.teams.get(name) for name in names)
    return tuple(team.github_team for team in teams if team is not None and team.github_team)


def people(known: Known) -> NewPeople:
    """What GitHub said of owners, for facts that cannot know them."""
    users = {owner.name: standing for owner, standing in known.standing.items() if owner.kind == "user"}
    return NewPeople(
        teams=tuple((owner.name, people) for owner, people in known.members.items()),
        users=tuple(users),
        no_access=frozenset(login for login, standing in users.items() if standing != "fine"),
    )


def _scenes(open_pulls: Iterable[Snapshot], now: Owned, then: Owned, new: NewPeople) -> Iterator[tuple[Scene, Scene]]:
    for one in open_pulls:
        yield introduce(_scene(one, now), new), introduce(_scene(one, then), new)


def _scene(snapshot: Snapshot, by: Owned) -> Scene:
    paths = snapshot.change.paths
    touched = touched_services(by.directory, snapshot.pull.repository, snapshot.change)
    facts = replace(snapshot, catalogue=concerning(by.catalogue, touched), path_owners=by.of_paths(paths))
    return Scene(facts, by.directory)


def left_out(left: int, asked: int) -> list[str]:
    """What was not looked at: open pull requests, and people and teams that come in."""
    said = "that saw nothing new for longest, or are too large, were not looked at"
    notes = [f"{count(left, 'open pull request')} {said}"] if left else []
    if asked > MOST:
        notes.append(f"{asked} people and teams come in; the first {MOST} were looked up on GitHub")
    return notes
