"""Adoptions and where they stand: the events of one contribution and one consumer, folded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from homebot.core.credit.settle import Level, PostingKind

State = Literal["candidate", "pending", "vested", "realised", "void", "reversed"]


@dataclass(frozen=True, slots=True)
class Adoption:
    """The team `consumer` adopted the part of the contribution `of` in `service`: carries it, or uses it.

    `home` and `away` are those of the merge. `adopted_at` is when the evidence was complete, `event` the key of the
    event that made it so and `consumer_service` the service it was seen in. `undone_at` is when that ended. `held` says
    why it cannot vest now: a dispute, a question, a batch that nobody confirmed; empty when nothing holds it.
    """

    consumer: str
    of: str
    service: str
    kind: PostingKind
    level: Level
    home: str
    away: str | None
    consumer_service: str
    adopted_at: datetime
    event: str
    undone_at: datetime | None = None
    undone_because: str = ""
    held: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """An adoption as it is kept: in which quarter it was settled, and in which that was taken back; `None`: in none."""

    adoption: Adoption
    settled_in: str | None = None
    reversed_in: str | None = None
