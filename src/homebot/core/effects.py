"""Effects name a state of GitHub that is wanted, never an action; only differences from what is there are sent."""

from dataclasses import dataclass

from homebot.core.decision import CheckStatus, Conclusion
from homebot.core.findings import Finding


@dataclass(frozen=True, slots=True)
class WantComment:
    """The pull request's one comment reads `body` (its hidden marker included)."""

    marker: str
    body: str


@dataclass(frozen=True, slots=True)
class WantReply:
    """One reply comment to one command comment exists, known by its marker; it is written once and never edited."""

    marker: str
    body: str


@dataclass(frozen=True, slots=True)
class WantCheck:
    """The check run `name` at `head` says this. `digest` names the content: equal digests need no write.

    `annotations` are findings with a path and a line; GitHub takes fifty in one call.
    """

    name: str
    head: str
    status: CheckStatus
    conclusion: Conclusion | None
    title: str
    summary: str
    digest: str
    annotations: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class WantReviewers:
    """These people are asked for a review: `add` are not yet, `remove` were asked by homebot and are not needed."""

    add: tuple[str, ...]
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WantReaction:
    """homebot's reaction stands under a comment."""

    comment_id: int
    content: str


Effect = WantComment | WantReply | WantCheck | WantReviewers | WantReaction
