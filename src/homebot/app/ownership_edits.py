"""An edit of ownership files, read from the head as data: what it brings in. It rules nothing (SPEC 13.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from homebot.adapters.git.listing import read_tree
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.git.ownership_files import Edited, find_files
from homebot.adapters.ownership import Memory, Ownership, read_ownership
from homebot.core.catalogues import codeowners
from homebot.core.catalogues.lint import (
    Complaint,
    Known,
    brought_in,
    introduced,
    lint,
    lint_owners,
    of_reading,
    people_in,
)
from homebot.core.directory import Directory, Place
from homebot.core.facts import Change
from homebot.core.ownership import Fault, Owner
from homebot.core.ownership_places import edited_files, of_default_branch
from homebot.core.proposal import Proposal
from homebot.core.repository_catalogue import join

MOST_FILES = 20
"""Names of edited files that are kept."""
MOST_RULES = 10_000
"""Of a CODEOWNERS file; of a longer one it is not looked at which rules are of use."""


@dataclass(frozen=True)
class Version:
    """The edited files, and those they work together with, at one commit. `idle` are places GitHub does not look at."""

    ownership: Ownership
    idle: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Edit:
    """What a change makes of ownership files. `paths` are all files of the head; `None` where nobody asks, or there are
    too many."""

    edited: Edited
    before: Version
    after: Version
    paths: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()


def read_edit(mirror: Mirror, memory: Memory, change: Change, base: str, *, on_default: bool) -> Edit | None:
    """The edit of a change that goes to the commit `base`; `None` where it touches no ownership file. `on_default`:
    `base` is of the default branch, which alone speaks for services.

    Raises:
        GitError: when what it needs cannot be read.
    """
    paths = frozenset(path for path in edited_files(change.paths) if on_default or not of_default_branch(path))
    if not paths or change.merge_base is None:
        return None
    before, after = (
        _version(mirror, memory, change.merge_base, Edited(commit, paths))
        for commit in (change.merge_base, change.head)
    )
    listed, notes = _listed(mirror, change, before, after)
    moved = sorted(path for path in paths if _oid(mirror, base, path) != _oid(mirror, change.merge_base, path))
    notes += [f"{path} has changed on the base branch since; a merge may make another file of both" for path in moved]
    return Edit(Edited(change.head, paths), before, after, listed, tuple(notes[:MOST_FILES]))


def _version(mirror: Mirror, memory: Memory, common: str, edited: Edited) -> Version:
    raw = [path.encode("utf-8", "surrogateescape") for path in sorted(edited.paths)]
    found = find_files(mirror.objects, common, common, raw, edited)
    if mirror.is_partial:
        mirror.require(found.oids)
    read = found.codeowners.path if found.codeowners is not None else None
    idle = (
        Fault(
            Place(path, 1), f"GitHub does not read this file: {read} comes first", f"edit {read}, and remove this one"
        )
        for path in codeowners.PLACES
        if path in edited.paths and path != read and _oid(mirror, edited.head, path) is not None
    )
    return Version(read_ownership(mirror.objects, found, memory), tuple(idle))


def _oid(mirror: Mirror, commit: str, path: str) -> str | None:
    entry = mirror.objects.entry_at(commit, path)
    return entry[1] if entry is not None else None


def _listed(
    mirror: Mirror, change: Change, before: Version, after: Version
) -> tuple[tuple[str, ...] | None, list[str]]:
    """All files of the head, where an edited CODEOWNERS is to be held against them."""
    file = after.ownership.codeowners
    if file is None or file == before.ownership.codeowners:
        return None, []
    if len(file.rules) > MOST_RULES:
        return None, [f"{file.file} has {len(file.rules)} rules: which of them are of use was not looked at"]
    tree = read_tree(mirror, change.head)
    if tree.cut:
        return None, ["the repository has too many files to see which rules are of use"]
    return tuple(one.path for one in tree.files), []


def newcomers(edit: Edit) -> tuple[Owner, ...]:
    """Whom the edit brings in, each once: by rules of CODEOWNERS, then by OWNERS files."""
    before, after = edit.before.ownership, edit.after.ownership
    found = dict.fromkeys(brought_in(before.codeowners, after.codeowners))
    for folder, file in after.rules.owners.items():
        old = before.rules.owners.get(folder)
        known = people_in(old, before.rules.aliases) if old is not None else frozenset()
        found |= dict.fromkeys(sorted(people_in(file, after.rules.aliases) - known, key=str))
    return tuple(found)


def linted(edit: Edit, directory: Directory | None, repository: str, day: date, known: Known) -> Proposal:
    """What the edit brings in, under the catalogue that its files are joined with, where there is one."""
    old, new = (_complaints(version, directory, repository, day, known, edit) for version in (edit.before, edit.after))
    # A hundred are told: those that cost a file are among them.
    new = dict(sorted(new.items(), key=lambda pair: not pair[0].broken))
    faults = introduced(old.values(), new.values())
    return Proposal(
        files=tuple(sorted(edit.edited.paths))[:MOST_FILES],
        broken=tuple(fault for fault in faults if fault.broken),
        lint=tuple(fault for fault in faults if not fault.broken),
        notes=edit.notes,
    )


def _complaints(
    version: Version, directory: Directory | None, repository: str, day: date, known: Known, edit: Edit
) -> dict[Fault, Complaint]:
    found = {complaint.fault: complaint for complaint in _of_files(version, known, edit)}
    own = version.ownership.own
    if directory is not None and (own is None or not own.faults):
        joined = join(directory, version.ownership.files(), repository, day).faults
        mine = (fault for fault in joined if fault.place.file in edit.edited.paths and fault not in found)
        found |= {complaint.fault: complaint for complaint in of_reading(mine)}
    return found


def _of_files(version: Version, known: Known, edit: Edit) -> Iterator[Complaint]:
    found = version.ownership
    if found.codeowners is not None:
        yield from lint(found.codeowners, known, edit.paths)
    for file in found.rules.owners.values():
        yield from lint_owners(file, found.rules.aliases, known)
    yield from of_reading(found.rules.aliases.faults)
    yield from of_reading(found.backstage.faults if found.backstage is not None else ())
    yield from of_reading(found.own.faults if found.own is not None else ())
    yield from of_reading((*found.faults, *version.idle))
