"""What an answer about credit rests on, as it is read of the views and the books."""

from dataclasses import dataclass
from datetime import datetime

from homebot.core.credit.adoptions import Kept
from homebot.core.credit.answering import Answerer
from homebot.core.credit.debt import DebtLine
from homebot.core.credit.entries import Entry
from homebot.core.credit.events import Beneficiary, ContributionMerged, Event, Evidence
from homebot.core.credit.growth import Reach
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.rollup import Rolled
from homebot.core.credit.settle import Level, PostingKind
from homebot.core.register.record import Record
from homebot.core.speaker import Speaker


@dataclass(frozen=True, slots=True)
class Earned:
    """Milli-credits that consumers minted for whom is asked about, in the quarters that are closed; what was taken back
    is taken off."""

    consumer: str
    kind: PostingKind
    amount: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Adoptions that are not settled yet, alike in all of this: how many, and when the first and the last were made.
    `vested` ones have stood for long enough."""

    consumer: str
    home: str
    away: str | None
    kind: PostingKind
    level: Level
    held: bool
    vested: bool
    count: int
    first_adopted: datetime
    last_adopted: datetime


@dataclass(frozen=True, slots=True)
class PartFigures:
    """A contribution's part in one service."""

    service: str
    home: str
    away: str | None
    own: bool
    """Its author was of the home team."""
    void: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A contribution as it is listed: `adopted` by these teams, which of them use it, and who else could."""

    of: str
    title: str
    merged_at: datetime
    void: bool
    parts: tuple[PartFigures, ...]
    carried_by: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    could_adopt: tuple[Beneficiary, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Contributions merged in a period: all, those that some team carries or uses, and those that were undone."""

    merged: int = 0
    adopted: int = 0
    void: int = 0


@dataclass(frozen=True, slots=True)
class StatementFigures:
    """What `credit TEAM` says. `closed` is the newest closed quarter, empty for none; `rolled` is an entity's books;
    `owner` owns the service that is asked about, and `reach` is who adopted it when. `cut`: more wait than `waiting`
    tells of."""

    earned: tuple[Earned, ...] = ()
    taken_back: int = 0
    waiting: tuple[Waiting, ...] = ()
    counts: Counts = Counts()
    newest: tuple[Listed, ...] = ()
    closed: str = ""
    rolled: Rolled | None = None
    owner: str = ""
    cut: bool = False
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class ServiceFunding:
    """One service: who adopted it when, how many changes others began to use in the period, and its own debt line."""

    owner: str
    reach: Reach
    used: int
    debt: DebtLine


@dataclass(frozen=True, slots=True)
class FundingFigures:
    """What `credit funding` says: services by name, and how many are left out."""

    services: tuple[ServiceFunding, ...] = ()
    left: int = 0


@dataclass(frozen=True, slots=True)
class ReleaseFigures:
    """The first release of a part in a package."""

    service: str
    package: str
    version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Share:
    """What a settled adoption's consumer minted in the entry that settled it, one line: who earned how much by which
    rule."""

    entry: int
    key: str
    earner: str
    kind: PostingKind
    amount: int
    rule: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One adoption with its evidence, and the lines of the entry it was settled in, if it was."""

    kept: Kept
    evidence: Evidence | None = None
    note: str = ""
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class ContributionFigures:
    """What `credit explain CONTRIBUTION` says; `more` adoptions are not told of."""

    listed: Listed
    surface: tuple[str, ...] = ()
    old_surface: tuple[str, ...] = ()
    releases: tuple[ReleaseFigures, ...] = ()
    adoptions: tuple[Explained, ...] = ()
    more: int = 0
    void_by: str = ""
    batch: str = ""
    closed: str = ""


@dataclass(frozen=True, slots=True)
class EntryFigures:
    """What `credit explain ENTRY` says; `more` adoptions are not told of."""

    entry: Entry
    adoptions: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class AgreementFigures:
    """What `credit explain A12` says: the agreement and the contributions made under it; `unrecorded` are its pull
    requests that the ledger does not know as any."""

    agreement: Record
    contributions: tuple[ContributionFigures, ...] = ()
    unrecorded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RollupFigures:
    """What `credit rollup ENTITY` says: the entity's books and those right below it, as each quarter's close kept the
    tree; `quarters` are the closed ones of the period."""

    entity: str
    rolled: Rolled
    below: tuple[tuple[str, Rolled], ...] = ()
    quarters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VerifyFigures:
    """What `credit verify` says: how many entries the chain has, up to which one it was followed and that one's hash,
    and the first fault in words."""

    entries: int
    until: int
    hash: str
    fault: str = ""
    checked: int = 0
    """Entries looked at now; those before were found sound earlier."""
    altered: int = 0
    """The entry that had `altered_hash` when it was found sound, and has another by now or is gone; 0 for none."""
    altered_hash: str = ""


@dataclass(frozen=True, slots=True)
class ClaimFigures:
    """What a claim about a contribution rests on: everything known of it, who said what (`spoken`: the key of a command
    and who gave it), for teams that could attest whether one of their services is eligible, or why not, which of the
    touched services release packages (what is merged to another is in use at once), by service the team that is
    `asked` when its surface is gone, and who answers for each team whose word is awaited (`answerers`)."""

    events: tuple[Event, ...] = ()
    spoken: tuple[tuple[str, Speaker], ...] = ()
    eligible: tuple[tuple[str, str], ...] = ()
    releasing: frozenset[str] = frozenset()
    asked: tuple[tuple[str, str], ...] = ()
    answerers: tuple[tuple[str, Answerer], ...] = ()

    @property
    def merged(self) -> ContributionMerged | None:
        return next((event for event in self.events if isinstance(event, ContributionMerged)), None)


@dataclass(frozen=True, slots=True)
class NothingKnown:
    """The ledger holds nothing of that name."""

    name: str


Figures = (
    StatementFigures
    | FundingFigures
    | ContributionFigures
    | EntryFigures
    | AgreementFigures
    | RollupFigures
    | VerifyFigures
    | ClaimFigures
    | NothingKnown
)


@dataclass(frozen=True, slots=True)
class CreditFacts:
    """What was read for one question. The debt line goes with every answer."""

    figures: Figures
    debt: DebtLine
    parameters: Parameters
