"""An event: what a delivery asks for, in which lane it is done, and who sent it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from homebot.core.deployed import Deployed
from homebot.core.facts import PullId
from homebot.core.found import Context
from homebot.core.merge_groups import MergeGroup
from homebot.core.ownership_places import edited_files
from homebot.core.payloads import repository_of
from homebot.core.pushes import Pushed

EventKind = Literal["pull", "comment", "issue", "ci", "group", "teams", "push", "deployed", "ping"]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that holds a command, as it was created `at` that second; `None` where nobody says when."""

    id: int
    author: str
    body: str
    on_pull: bool
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What CI says of a commit."""

    oid: str
    context: Context


@dataclass(frozen=True, slots=True)
class Event:
    """What a delivery asks for. `lane` orders it: events of one lane never run at the same time.

    `sender_is_bot` lets the worker drop what homebot did itself. `paths` are those that a push changed, `None` where it
    may not name all; `teams` (`org/slug`) are those an event of an organisation is about, none where it is about all.
    `pushed` is what a push, a tag or a release says of the repository, `tag` what a release is of.
    """

    kind: EventKind
    lane: str
    sender: str
    sender_is_bot: bool
    installation: int | None = None
    repository: str | None = None
    pull: PullId | None = None
    action: str | None = None
    comment: Comment | None = None
    ci: Said | None = None
    group: MergeGroup | None = None
    paths: tuple[str, ...] | None = ()
    teams: tuple[str, ...] = ()
    tag: str | None = None
    pushed: Pushed | None = None
    deployed: Deployed | None = None

    @property
    def speaks_of_owners(self) -> bool:
        """Whether a push changed a file that says whose the repository is, or may have."""
        return self.kind == "push" and (self.paths is None or bool(edited_files(self.paths)))


@dataclass(frozen=True, slots=True)
class Ignored:
    """An event that cannot change anything, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Malformed:
    """An event that lacks what it needs, and what that is."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """An event homebot has no use for at all."""


Parsed = Event | Ignored | Malformed | Unknown


def event(payload: Any, kind: EventKind, number: int | None = None, comment: Comment | None = None) -> Event:
    """What a delivery about a repository asks for, in the lane of its pull request or issue `number`, else of its own.
    Raises `Missing`."""
    owner, name = repository_of(payload)
    pull = PullId(owner, name, number) if number is not None else None
    return frame(payload, kind, str(pull) if pull else f"{owner}/{name}", f"{owner}/{name}", pull, comment)


def frame(
    payload: Any,
    kind: EventKind,
    lane: str,
    repository: str | None = None,
    pull: PullId | None = None,
    comment: Comment | None = None,
) -> Event:
    """What every event says, whatever it is about."""
    sender = payload.get("sender") if isinstance(payload.get("sender"), Mapping) else {}
    installation = payload.get("installation") if isinstance(payload.get("installation"), Mapping) else {}
    number = installation.get("id")
    action = payload.get("action")
    return Event(
        kind=kind,
        lane=lane,
        sender=str(sender.get("login") or "").lower(),
        sender_is_bot=sender.get("type") == "Bot",
        installation=number if isinstance(number, int) else None,
        repository=repository,
        pull=pull,
        action=action if isinstance(action, str) else None,
        comment=comment,
    )
