"""Facts of waiting: who was asked and reacted when, and whose move it was when homebot last looked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Mover = Literal["author", "reviewer", "bar raiser", "holder", "waiting", "ready", "ended"]
"""Whose move it is. A `holder` asked the review to wait; while it is `waiting` something, such as CI, is to come."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A person's newest comment on the pull request, among the recent ones; the author's and bots' are left out."""

    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """homebot asked for a person's review on this pull request and still waits for it."""

    login: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Assigned:
    """A person was put on the review by `/homebot assign`; `by` gave the command."""

    login: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """Asked at `since`, a person did not answer, and at `at` the review moved on to somebody else."""

    login: str
    since: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class LastTurn:
    """Whose move it was at the last evaluation, and since when."""

    mover: Mover
    since: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """Somebody asked that the review wait."""

    by: str
    because: str
    at: datetime
