"""What the stand-in remembers of people, repositories, pull requests and everything said about them."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from homebot.sandbox.objects import Commit, Objects


@dataclass
class Clock:
    """GitHub's time is this machine's, and as much later (or earlier) as a test says. Tokens hold by the machine's."""

    later: timedelta = timedelta()


CLOCK = Clock()


def now() -> datetime:
    """This moment, to the second, as GitHub gives its times."""
    return (datetime.now(UTC) + CLOCK.later).replace(microsecond=0)


@dataclass
class User:
    """A person, or the bot that stands for the App."""

    id: int
    login: str
    token: str
    kind: str = "User"
    busy: bool = False


@dataclass
class Team:
    """A team of an organisation."""

    id: int
    organisation: str
    slug: str
    members: set[str] = field(default_factory=set)
    secret: bool = False
    parent: str | None = None
    """The slug of the team it is nested in. `members` are its own, without those of its child teams."""

    @property
    def combined(self) -> str:
        """Its name with its organisation's."""
        return f"{self.organisation}/{self.slug}"


@dataclass
class Comment:
    """A comment on an issue or pull request."""

    id: int
    author: User
    body: str
    created_at: datetime
    updated_at: datetime
    through_app: bool = False
    reactions: list[tuple[int, User, str, datetime]] = field(default_factory=list)


@dataclass
class Review:
    """A submitted review."""

    id: int
    author: User
    state: str
    body: str
    commit: str
    submitted_at: datetime


@dataclass
class Request:
    """Somebody asked for, or took back, a review, of a person or a team."""

    reviewer: "User | Team"
    actor: User
    removed: bool
    at: datetime


@dataclass
class Issue:
    """An issue, and the part of a pull request that is one."""

    id: int
    number: int
    title: str
    body: str
    author: User
    created_at: datetime
    updated_at: datetime
    state: str = "open"
    closed_at: datetime | None = None
    comments: list[Comment] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    assignees: list[User] = field(default_factory=list)


@dataclass
class Pull(Issue):
    """A pull request. `head_repository` differs from its own for one that comes from a fork."""

    head_ref: str = ""
    base_ref: str = ""
    head: str = ""
    head_repository: str = ""
    draft: bool = False
    merged_at: datetime | None = None
    merged_by: User | None = None
    merge_commit: str | None = None
    merged_onto: str | None = None
    tested: tuple[str, str] | None = None
    """The base and the head that were last tried to be merged, and in `test_merge` how that ended."""
    test_merge: str | None = None

    def commits(self, repository: "Repository", base: str) -> list[Commit]:
        """What it would bring into its base, the oldest first; nothing when the base is gone."""
        return repository.objects.between(base, self.head) if base else []

    requested: list[User] = field(default_factory=list)
    requested_teams: list[Team] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    retargets: list[tuple[User, str, str, datetime]] = field(default_factory=list)


@dataclass
class CheckRun:
    """A check run of an App at a commit."""

    id: int
    suite: int
    name: str
    head: str
    app: str
    status: str
    conclusion: str | None
    external_id: str
    title: str | None
    summary: str | None
    text: str | None
    started_at: datetime
    completed_at: datetime | None
    annotations: list[dict[str, Any]] = field(default_factory=list)
    workflow: str | None = None
    """The name of the workflow that made it, and in `event` what started that; only GitHub Actions has these."""
    event: str = ""


@dataclass
class Status:
    """What somebody said of a commit under a name."""

    id: int
    commit: str
    context: str
    state: str
    description: str | None
    target_url: str | None
    creator: User
    at: datetime


@dataclass
class Queued:
    """A pull request in a merge queue. Its group's commit, the one that stands on, and its temporary branch are empty
    until the group is made."""

    id: int
    pull: Pull
    who: User
    pull_head: str
    at: datetime
    base: str = ""
    head: str = ""
    branch: str = ""


@dataclass
class MergeQueue:
    """A branch's merge queue: what it demands, and who waits in it, the next to be merged first."""

    id: int
    branch: str
    required: tuple[str, ...]
    method: str = "merge"
    strategy: str = "ALLGREEN"
    hidden: bool = False
    """The App may not read merge queues."""
    entries: list[Queued] = field(default_factory=list)


@dataclass
class Release:
    """A release of a tag."""

    id: int
    tag: str
    target: str
    name: str
    body: str
    author: User
    draft: bool
    prerelease: bool
    at: datetime


@dataclass
class Repository:
    """A repository; its git data is in `path`."""

    id: int
    owner: str
    name: str
    path: Path
    default_branch: str = "main"
    collaborators: set[str] = field(default_factory=set)
    parent: str | None = None
    created_at: datetime = field(default_factory=now)
    pushed_at: datetime = field(default_factory=now)
    issues: dict[int, Issue] = field(default_factory=dict)
    checks: dict[int, CheckRun] = field(default_factory=dict)
    statuses: list[Status] = field(default_factory=list)
    queues: dict[str, MergeQueue] = field(default_factory=dict)
    releases: list[Release] = field(default_factory=list)
    pushing: threading.Lock = field(default_factory=threading.Lock)
    objects: Objects = field(init=False)

    def __post_init__(self) -> None:
        self.objects = Objects(self.path)

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"

    def checks_at(self, commit: str) -> list[CheckRun]:
        """The check runs of a commit, the oldest first."""
        return [run for run in self.checks.values() if run.head == commit]

    def statuses_at(self, commit: str) -> list[Status]:
        """The newest status of each context at a commit."""
        return list({one.context: one for one in self.statuses if one.commit == commit}.values())

    @property
    def pulls(self) -> list[Pull]:
        return [issue for issue in self.issues.values() if isinstance(issue, Pull)]


@dataclass
class App:
    """The one App that is registered here, or another one that runs CI."""

    id: int
    slug: str
    public_key: str
    webhook_url: str
    webhook_secret: str
    bot: User
    created_at: datetime = field(default_factory=now)


@dataclass
class InstallationToken:
    """A token of an installation."""

    installation: int
    ends_at: datetime


@dataclass
class Delivery:
    """One attempt to deliver a webhook."""

    id: int
    guid: str
    event: str
    action: str | None
    payload: dict[str, Any]
    at: datetime
    installation: int | None
    redelivery: bool = False
    status_code: int = 0
    duration: float = 0.0

    @property
    def is_good(self) -> bool:
        return 200 <= self.status_code < 300
