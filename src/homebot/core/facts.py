"""The facts of one pull request at one head commit: everything the rules may know.

A `Snapshot` is read once by the adapters, frozen, stored whole and never read again from outside.
Paths are text, bytes that are not UTF-8 as backslash-x and two hexadecimal digits. Times are aware, in UTC.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from homebot.core.coverage import Coverage
from homebot.core.found import (
    AnalysisError,
    Context,
    Dependencies,
    LicenceTags,
    Lint,
    Maintainability,
    Matches,
    RemovedFunction,
    RepositoryFacts,
    Secrets,
    Surfaces,
)
from homebot.core.own import OwnCheck, OwnComment
from homebot.core.ownership import NOTHING_ADDED, PathOwners, RepositoryCatalogue
from homebot.core.proposal import Proposal
from homebot.core.public_surface.items import PublicSurface
from homebot.core.register.record import Record
from homebot.core.since import Since
from homebot.core.waits import Asked, Assigned, Hold, LastTurn, Moved, Remark

ChangeKind = Literal["added", "modified", "deleted", "renamed", "copied", "type-changed"]
ReviewState = Literal["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED", "PENDING"]
PullState = Literal["open", "closed", "merged"]


@dataclass(frozen=True, slots=True, order=True)
class PullId:
    """A pull request (or issue) by its address, `owner/name#number`; the names in lower case."""

    owner: str
    name: str
    number: int

    @property
    def repository(self) -> str:
        return f"{self.owner}/{self.name}"

    def __str__(self) -> str:
        return f"{self.owner}/{self.name}#{self.number}"


@dataclass(frozen=True, slots=True)
class FileChange:
    """One changed path between the merge base and the head.

    `added` and `deleted` count lines and are `None` for a binary file or a submodule.
    `before` and `after` are git object ids; `None` where the side does not exist.
    """

    path: str
    kind: ChangeKind
    old_path: str | None = None
    added: int | None = 0
    deleted: int | None = 0
    before: str | None = None
    after: str | None = None
    mode_before: str | None = None
    mode_after: str | None = None
    generated: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """Both names of a rename: a file moved out of a folder concerns its old owner too."""
        if self.kind == "renamed" and self.old_path is not None and self.old_path != self.path:
            return (self.path, self.old_path)
        return (self.path,)


@dataclass(frozen=True, slots=True)
class CommitFacts:
    """One commit of the change; `message` is cut at 64 KiB. Logins are GitHub's, where it knows them."""

    oid: str
    author_email: str
    committer_email: str
    message: str
    merge: bool = False
    """It has several parents."""


@dataclass(frozen=True, slots=True)
class FunctionComplexity:
    """Cyclomatic complexity of one function the change adds or touches.

    `before` is `None` for a new function; a moved or renamed one is matched with its former self.
    `line` and `end_line` are one-based lines at the head. Counts of different tools differ: `tool` says whose it is.
    """

    path: str
    name: str
    line: int
    end_line: int
    before: int | None
    after: int
    cognitive_before: int | None = None
    """Cognitive complexity, where some service holds to it."""
    cognitive_after: int | None = None
    tool: str = "radon"


@dataclass(frozen=True, slots=True)
class Change:
    """What a pull request changes, from git: merge base to head."""

    merge_base: str | None
    base: str
    head: str
    files: tuple[FileChange, ...] = ()
    commits: tuple[CommitFacts, ...] = ()
    commits_cut: bool = False
    functions: tuple[FunctionComplexity, ...] = ()
    errors: tuple[AnalysisError, ...] = ()
    unreadable: str | None = None
    """Why the change could not be read at all (its head is gone, no common history), else `None`."""
    renames_cut: bool = False
    """Too many files came and went for git to look for renames with edits among them; exact ones are found."""
    removed: tuple[RemovedFunction, ...] = ()
    maintainability: tuple[Maintainability, ...] = ()
    """Of touched Python files, where some service holds to it."""
    maintainability_errors: tuple[AnalysisError, ...] = ()
    licences: tuple[LicenceTags, ...] = ()
    matches: tuple[Matches, ...] = ()
    coverage: Coverage | None = None
    """What tests ran of the added lines; `None` where no standard asks."""
    secrets: Secrets | None = None
    dependencies: Dependencies | None = None
    surface: PublicSurface | None = None
    lint: Lint | None = None
    """`None`, as of the three above: no standard of the repository asked."""
    since: tuple[Since, ...] = ()
    """Of each approved commit that is not the head; none where every approval is of the head."""
    clean_merges: tuple[str, ...] = ()
    """Merge commits that hold nothing of their own, of those on which it depends who is a committer."""
    configures: tuple[str, ...] = ()
    """Services that its edit of `.homebot.yml` speaks of, as the file is or as it would be."""
    surfaces: Surfaces | None = None
    """Read of a merge to the default branch only."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Every touched path, both names of a rename, sorted, without repetition."""
        return tuple(sorted({path for file in self.files for path in file.paths}))


@dataclass(frozen=True, slots=True)
class Review:
    """A submitted review; `oid` is the commit it was given on, `None` when that is gone; `body` is cut at 2,000."""

    author: str
    state: ReviewState
    submitted_at: datetime
    oid: str | None = None
    body: str = ""


@dataclass(frozen=True, slots=True)
class RequestEvent:
    """Somebody asked for, or took back, a person's review; from the timeline, in its order."""

    reviewer: str
    actor: str
    removed: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Observed:
    """What homebot's own effects look like on GitHub now, for comparison with what is wanted."""

    comments: tuple[OwnComment, ...] = ()
    checks: tuple[OwnCheck, ...] = ()
    requested: tuple[str, ...] = ()
    replies: tuple[OwnComment, ...] = ()
    """Answers to commands, among the recent comments."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What GitHub knows of the pull request, from one query. Logins are in lower case."""

    pull: PullId
    node_id: str
    title: str
    body: str
    author: str
    author_is_bot: bool
    state: PullState
    draft: bool
    base_ref: str
    base_oid: str
    head_ref: str
    head_oid: str
    default_branch: str
    created_at: datetime
    updated_at: datetime
    viewer: str
    """homebot's own login, as GitHub says it."""
    merged_at: datetime | None = None
    merged_by: str | None = None
    merge_oid: str | None = None
    labels: tuple[str, ...] = ()
    committers: tuple[str, ...] = ()
    """Logins of the authors and committers of its commits, its author excluded. Whom to count: `core.committers`."""
    commits_of_others: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(commit, logins) of each commit that makes somebody one of the `committers`."""
    reviews: tuple[Review, ...] = ()
    requests: tuple[RequestEvent, ...] = ()
    requested_teams: tuple[str, ...] = ()
    observed: Observed = Observed()
    cut: tuple[str, ...] = ()
    """Which lists GitHub holds more of than were read, by name."""
    repository_kilobytes: int | None = None  # What GitHub says the repository takes on disk.
    retargeted_at: datetime | None = None
    """When somebody last chose another base branch for it."""
    contexts: tuple[Context, ...] = ()
    """What CI says of the head, without homebot's own checks; read where a standard asks for it."""
    addresses: tuple[tuple[str, str], ...] = ()
    """(e-mail address, login) of the authors and committers of its commits, as GitHub says it; both in lower case."""
    default_oid: str = ""  # The commit at the tip of the default branch.
    carries_files: bool = True
    """Whether the default branch has ownership files; looked at only where the catalogue knows no service."""
    remarks: tuple[Remark, ...] = ()
    repository: RepositoryFacts | None = None
    """`None` in what was read before homebot asked."""


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a possible reviewer. `open_requests` counts reviews asked of them by homebot and still due."""

    login: str
    has_access: bool = True
    busy: bool = False
    absent_until: datetime | None = None
    limit: int | None = None
    open_requests: int = 0
    last_asked: datetime | None = None
    knowledge: int = 0
    """How much of the touched lines is theirs, newer ones weighing more: in thousandths."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All facts of one evaluation. `at` is the moment it was read; `members` maps a team to its people that day,
    as listed in the catalogue and by GitHub together; `assigned` are people asked for by `/homebot assign`."""

    conversation: Conversation
    change: Change
    at: datetime
    people: tuple[Person, ...] = ()
    members: tuple[tuple[str, tuple[str, ...]], ...] = ()
    holds: tuple[Hold, ...] = ()
    assigned: tuple[str, ...] = ()
    unassigned: tuple[tuple[str, str], ...] = ()
    """(person, by whom) taken off by `/homebot unassign`."""
    invisible_teams: tuple[str, ...] = ()
    """GitHub teams whose members homebot may not see."""
    renamed_teams: tuple[tuple[str, str], ...] = ()
    """GitHub teams that the catalogue names and that have another name now: (old, new), as `org/slug`."""
    large_teams: tuple[tuple[str, int], ...] = ()
    """GitHub teams too large to be read whole, with how many people they have."""
    base_contexts: tuple[Context, ...] = ()
    """What CI says of the merge base; read when something that is required is red at the head."""
    path_owners: tuple[PathOwners, ...] = ()
    """Whom the base branch's ownership files name for the touched paths; each path is in at most one of them."""
    github_teams: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Members of the GitHub teams (`org/slug`) that ownership files name; a team homebot may not see is not in it."""
    asked_because: tuple[tuple[str, str], ...] = ()
    """(person, why it was them) of those whom homebot asked here and waits for."""
    knowledge_cut: str = ""
    """Why `knowledge` tells of a part of the touched lines only; empty when it tells of all, or nobody looked."""
    catalogue: RepositoryCatalogue = NOTHING_ADDED
    """What the repository's own files add to the catalogue, as far as it concerns this change."""
    proposal: Proposal | None = None
    """What its edit of ownership files would do; `None` where it edits none."""
    asked: tuple[Asked, ...] = ()
    moved: tuple[Moved, ...] = ()
    last_turn: LastTurn | None = None
    decisions: tuple[Record, ...] = ()
    """Of the register: those made here, and those open on services that may be concerned."""
    raiser_loads: tuple[tuple[str, int], ...] = ()
    """(person, decisions they are asked for now, on other pull requests) of bar raisers."""
    assigned_by: tuple[Assigned, ...] = ()
    """Who asked for the people who are `assigned`."""

    @property
    def pull(self) -> PullId:
        return self.conversation.pull
