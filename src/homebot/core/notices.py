"""What is made known on GitHub beside a pull request's own comment: an issue, or a comment somewhere else."""

from dataclasses import dataclass
from typing import Literal

IssueState = Literal["", "open", "closed"]


@dataclass(frozen=True, slots=True)
class Notice:
    """A new issue of `title` in `repository` (`owner/name`) or, where there is a `number`, a comment on that issue or
    pull request. It is written once, under its `key`, and never edited.

    `upon` is the key of an earlier notice that opens an issue in the same repository: this one is a comment there.
    `labels` are for a new issue. `state` is what the issue that is commented on is made to be, besides; with an empty
    `body` nothing is said. What is in `title` and `body` from strangers is escaped already; the hidden marker is not in
    `body`.
    """

    key: str
    repository: str
    body: str
    title: str = ""
    number: int = 0
    labels: tuple[str, ...] = ()
    state: IssueState = ""
    upon: str = ""


def comment_at(place: str, key: str, body: str) -> tuple[Notice, ...]:
    """A comment on an issue or pull request (`owner/name#7`); none where the place is no place."""
    repository, _, number = place.rpartition("#")
    return (Notice(key, repository, body, number=int(number)),) if repository and number.isdecimal() else ()
