"""The ledger's event log: what happened, each under its own key, never changed. Teams only, never people.

Pull requests are named `owner/name#number`; times are aware datetimes in UTC. A contribution is named by its pull
request, and its part in one service by both. Who gave a command is in the table of commands: `command` is its key.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from homebot.core.decision import Result

How = Literal["declared", "manifest"]
ReleasedBy = Literal["tag", "release", "manifest", "merge"]


@dataclass(frozen=True, slots=True)
class Part:
    """What a contribution changed in one service, by the catalogue of its merge's day.

    `home` says whether the author was of the home team. `away_team` did the work, `None` for home's own and that of
    authors without a team: it is counted as home's own, for home took it in and keeps it. `complexity` is the net
    cyclomatic complexity that somebody not at home added, `None` where that is not recorded; `unread` counts files that
    it lacks because they could not be analysed.
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
    `old_surface` are those of `surface` that the home code held before, which do not count; `unproven_surface` further
    ones that it is not known to have gained. `batch` names the backfill that found it; it waits for a human's word.
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
    old_surface: tuple[str, ...] = ()
    batch: str = ""
    unproven_surface: tuple[str, ...] = ()

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.merged_at


@dataclass(frozen=True, slots=True)
class ContributionVoided:
    """The contribution `of` was undone by the pull request `by`, or by a home owner's word (`command`): its parts in
    `services`, all of them where that is empty."""

    key: str
    of: str
    by: str
    because: str
    at: datetime
    command: str = ""
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContributionReleased:
    """`package` (a package URL without version) holds the contribution from `version` on, of one without releases in
    every version (empty); `name` is the tag or release that says so, empty where the manifest at `oid` does."""

    key: str
    of: str
    service: str
    package: str
    version: str
    how: ReleasedBy
    name: str
    oid: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact can be looked up: a line of a file at a commit of a repository, and what stands there."""

    repository: str
    commit: str
    path: str = ""
    line: int = 0
    package: str = ""
    version: str = ""
    word: str = ""
    pull: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """From `at` on, the default branch of `consumer_service` resolves `package` at or above the first release of the
    part of `of` in `service`. `consumer` owned the consuming service that day."""

    key: str
    of: str
    service: str
    consumer: str
    consumer_service: str
    at: datetime
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Dropped:
    """From `at` on it does so no more: an older version, or none."""

    key: str
    of: str
    service: str
    consumer: str
    consumer_service: str
    at: datetime
    because: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class SurfaceUsed:
    """A merged pull request of the consumer, by two people, added a line of code with an identifier of the surface."""

    key: str
    of: str
    service: str
    consumer: str
    consumer_service: str
    at: datetime
    evidence: Evidence
    own: bool = False  # The away team is the consumer, under another name then.


@dataclass(frozen=True, slots=True)
class Attested:
    """An owner of `consumer` says that it uses the part of `of` in `service`. It counts once it is seconded."""

    key: str
    of: str
    service: str
    consumer: str
    at: datetime
    note: str
    command: str


@dataclass(frozen=True, slots=True)
class Seconded:
    """A second person of `consumer` says so too."""

    key: str
    of: str
    service: str
    consumer: str
    at: datetime
    command: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An owner of `consumer` takes back its use of `of`, attested or observed: who adopts mints, and may take back."""

    key: str
    of: str
    consumer: str
    at: datetime
    because: str
    command: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """`by_team` (home, away or the consumer) disputes the adoption of `of` by `consumer`, or by everybody where that is
    empty. Nothing of it vests before the dispute is closed."""

    key: str
    of: str
    consumer: str
    by_team: str
    at: datetime
    because: str
    command: str


@dataclass(frozen=True, slots=True)
class DisputeClosed:
    """The dispute (or the question about a surface that is gone) named by its event's key is closed: it stays."""

    key: str
    of: str
    closes: str
    by_team: str
    at: datetime
    because: str
    command: str


@dataclass(frozen=True, slots=True)
class SurfaceGone:
    """None of the declared identifiers is in the code of `service` any more: a home owner is asked what that means."""

    key: str
    of: str
    service: str
    at: datetime
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class BatchConfirmed:
    """A human confirmed what a backfill found."""

    key: str
    batch: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ParametersSet:
    """The parameters of the settlement from the next quarter on; the first ones count at once."""

    key: str
    at: datetime
    values: tuple[tuple[str, int], ...]


Event = (
    ContributionMerged
    | ContributionVoided
    | ContributionReleased
    | Carried
    | Dropped
    | SurfaceUsed
    | Attested
    | Seconded
    | Withdrawn
    | Disputed
    | DisputeClosed
    | SurfaceGone
    | BatchConfirmed
    | ParametersSet
)

KINDS: dict[str, type[Event]] = {
    "contribution.merged": ContributionMerged,
    "contribution.voided": ContributionVoided,
    "contribution.released": ContributionReleased,
    "adoption.carried": Carried,
    "adoption.dropped": Dropped,
    "adoption.used": SurfaceUsed,
    "adoption.attested": Attested,
    "adoption.seconded": Seconded,
    "adoption.withdrawn": Withdrawn,
    "dispute.opened": Disputed,
    "dispute.closed": DisputeClosed,
    "surface.gone": SurfaceGone,
    "batch.confirmed": BatchConfirmed,
    "parameters.set": ParametersSet,
}
"""Each kind of event by the name it is stored under."""


def kind_of(event: Event) -> str:
    """The name an event's kind is stored under."""
    return next(name for name, kind in KINDS.items() if isinstance(event, kind))


def concerns(event: Event) -> tuple[str, str]:
    """The contribution and the consumer an event is about; empty where it is about all of them."""
    return getattr(event, "of", "") or getattr(event, "pull", ""), getattr(event, "consumer", "")
