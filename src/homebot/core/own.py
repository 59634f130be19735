"""What homebot itself wrote on a pull request, as GitHub shows it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OwnComment:
    """A comment homebot wrote on this pull request, recognised by its author and hidden marker."""

    id: int
    node_id: str
    body: str


@dataclass(frozen=True, slots=True)
class OwnCheck:
    """A check run homebot made at the head commit. `digest` is what it says (our `external_id`)."""

    id: int
    name: str
    status: str
    conclusion: str | None
    digest: str
    started_at: datetime | None = None
