"""What an address said that somebody gives as data."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """`digest` is the SHA-256 of what stood there at `read_at`; without one, `unread` says why nothing was read."""

    url: str
    digest: str = ""
    read_at: datetime | None = None
    unread: str = ""
