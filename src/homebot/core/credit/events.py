"""The ledger's event log: what happened, each under its own key, never changed. Teams only, never people.

Pull requests are named `owner/name#number`; times are aware datetimes in UTC.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from homebot.core.decision import Result

How = Literal["declared", "manifest"]


@dataclass(frozen=True, slots=True)
class Part:
    """What a contribution changed in one service, by the catalogue of its merge's day.

    `home` says whether the author was of the home team. `away_team` is the team that did the work, `None` for home's
    own work and for authors without a team: what they did is counted as home's own, for home took it in and keeps it.
    `complexity` is the net cyclomatic complexity that somebody not at home added, `None` where that is not recorded;
    `unread` counts files that it lacks because they could not be analysed.
    """

    service: str
    home_team: str
    away_team: str | None
    home: bool
    complexity: int | None = None
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """A service of another team that could adopt: it uses `of`, and `evidence` says how that is known."""

    service: str
    team: str
    of: str
    how: How
    evidence: str


@dataclass(frozen=True, slots=True)
class ContributionMerged:
    """A pull request was merged to the default branch of services in the catalogue.

    `surface` are the identifiers its description declares; `complexity_delta` is the net change of cyclomatic
    complexity in functions of services its author is not home to, `None` where the change could not be read.
    """

    key: str
    pull: str
    title: str
    result: Result
    parts: tuple[Part, ...]
    merged_at: datetime
    merge_oid: str | None
    head_oid: str
    surface: tuple[str, ...] = ()
    complexity_delta: int | None = None
    consumers: tuple[Beneficiary, ...] = ()
    configuration: str = ""


@dataclass(frozen=True, slots=True)
class ContributionVoided:
    """The contribution `of` was undone by the pull request `by`."""

    key: str
    of: str
    by: str
    because: str
    at: datetime


Event = ContributionMerged | ContributionVoided
