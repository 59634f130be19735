"""An edit of the configuration itself, where it lies in a repository: what would be wrong in it, and which open pull
requests of all repositories would change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from homebot.adapters.config import Loaded
from homebot.adapters.config.load import FILES
from homebot.adapters.config.remote import RemoteFolder
from homebot.adapters.config.repository import load_commit
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.github.client import Client
from homebot.app.outside import Outside
from homebot.app.owned import Owned, owned
from homebot.app.ownership import concerning, known_files, touched_services
from homebot.app.proposing import left_out, people, slugs, standing_of
from homebot.core.blast import Scene, affected, introduce, with_radius
from homebot.core.catalogues.lint import Complaint, introduced, lonely, of_reading
from homebot.core.directory import Directory
from homebot.core.facts import Change, Conversation, Snapshot
from homebot.core.ownership import Fault, Owner
from homebot.core.proposal import Proposal
from homebot.core.repository_files import RepositoryFiles
from homebot.store import evaluations


def governs(outside: Outside, repository: str) -> bool:
    """Whether the configuration lies in this repository (`owner/name`)."""
    return outside.following is not None and outside.following.place.repository == repository


def propose_configuration(
    outside: Outside, client: Client, mirror: Mirror, conversation: Conversation, change: Change
) -> Proposal | None:
    """What the edit of an open pull request would do; `None` where it edits no file of the configuration in force. At
    most one query.

    Raises:
        GitError: when what it needs cannot be read.
    """
    following = outside.following
    counts = conversation.state == "open" and conversation.base_ref == conversation.default_branch
    if following is None or not counts or not governs(outside, conversation.pull.repository):
        return None
    edited = _edited(following.place, change)
    if not edited or change.merge_base is None:
        return None
    before, after = (load_commit(mirror, commit, following.place) for commit in (change.merge_base, change.head))
    proposal = _linted(following.place, edited, before, after)
    if after.directory is None:
        kept = "the last good configuration would stay in force, so nothing else would change"
        return replace(proposal, notes=(kept,))
    now = before.directory or outside.configuration.current()
    return _with_radius(outside, client, conversation, proposal, now, after.directory)


def _edited(place: RemoteFolder, change: Change) -> tuple[str, ...]:
    files = {f"{place.folder}/{name}".lstrip("/") for name in FILES}
    return tuple(path for path in change.paths if path in files)


def _linted(place: RemoteFolder, edited: tuple[str, ...], before: Loaded, after: Loaded) -> Proposal:
    faults = introduced(_complaints(place, before), _complaints(place, after))
    return Proposal(
        files=edited,
        broken=tuple(fault for fault in faults if fault.broken),
        lint=tuple(fault for fault in faults if not fault.broken),
        everywhere=True,
    )


def _complaints(place: RemoteFolder, loaded: Loaded) -> list[Complaint]:
    """What is wrong in a configuration, by its paths in the repository."""
    broken = [Fault(one.place, one.message, one.hint, broken=True) for one in loaded.problems]
    found = [*of_reading(broken), *(lonely(loaded.directory) if loaded.directory is not None else ())]
    return [replace(one, fault=_in_repository(place, one.fault)) for one in found]


def _in_repository(place: RemoteFolder, fault: Fault) -> Fault:
    return replace(fault, place=replace(fault.place, file=place.path_of(fault.place.file) or "."))


def _with_radius(
    outside: Outside, client: Client, conversation: Conversation, proposal: Proposal, now: Directory, then: Directory
) -> Proposal:
    with outside.engine.connect() as connection:
        found, left = evaluations.newest_open(connection)
        open_pulls = [one for one in found if one.pull != conversation.pull and one.change.unreadable is None]
        files = {name: known_files(connection, name) for name in sorted({one.pull.repository for one in open_pulls})}
    day = outside.clock().date()
    scenes = list(zip(_scenes(open_pulls, now, files, day), _scenes(open_pulls, then, files, day), strict=True))
    asked = tuple(dict.fromkeys(_newcomers(scenes)))
    known, unknown = standing_of(client, conversation.pull.repository, asked)
    new = people(known)
    met = ((introduce(before, new), introduce(after, new)) for before, after in scenes)
    notes = [*left_out(left, len(asked)), *unknown]
    return with_radius(proposal, affected(met, outside.version), len(open_pulls), notes)


def _scenes(
    open_pulls: Sequence[Snapshot], directory: Directory, files: Mapping[str, RepositoryFiles], day: date
) -> list[Scene]:
    """Each pull request under a catalogue, with what its repository's own files said last."""
    by = {name: owned(directory, found, name, day) for name, found in files.items()}
    return [_scene(one, by[one.pull.repository]) for one in open_pulls]


def _scene(snapshot: Snapshot, by: Owned) -> Scene:
    touched = touched_services(by.directory, snapshot.pull.repository, snapshot.change)
    return Scene(replace(snapshot, catalogue=concerning(by.catalogue, touched)), by.directory)


def _newcomers(scenes: Sequence[tuple[Scene, Scene]]) -> Iterator[Owner]:
    """GitHub teams that would own services and whose people the stored facts cannot know."""
    for now, then in scenes:
        known = slugs(now.directory, now.snapshot)
        yield from (Owner("team", slug) for slug in slugs(then.directory, then.snapshot) if slug not in known)
