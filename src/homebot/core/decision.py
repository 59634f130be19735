"""A decision as data: what homebot concluded from one snapshot under one configuration, with every reason."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from homebot.core.directory import Mode, Place, Strength
from homebot.core.findings import Finding, Outcome
from homebot.core.ownership import Source
from homebot.core.waits import Mover

Result = Literal["home", "away", "mixed", "outsider", "bot", "unowned"]
Party = Literal["author", "reviewer", "bar raiser", "nobody"]
CheckStatus = Literal["in_progress", "completed"]
Conclusion = Literal["success", "failure", "neutral"]


@dataclass(frozen=True, slots=True)
class ServiceStanding:
    """How the author stands to one touched service that day. `paths` are the touched paths it covers."""

    service: str
    team: str
    mode: Mode
    profile: str
    home: bool
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recognition:
    """Who the author is to the services a change touches (SPEC 5). `because` explains it in one sentence."""

    result: Result
    standings: tuple[ServiceStanding, ...]
    author_teams: tuple[str, ...]
    away_team: str | None
    unowned_paths: tuple[str, ...]
    because: str
    silent: bool = False
    """The repository has no service at all: homebot says nothing."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One standard applied to the part of the change one service covers."""

    service: str
    standard: str
    strength: Strength
    mode: Mode
    outcome: Outcome
    summary: str
    findings: tuple[Finding, ...] = ()
    waiting: bool = False
    """What it judges is still to come."""

    @property
    def holds_up(self) -> bool:
        """Whether `homebot: standards` waits for it: something binding, in an enforced service, is still to come."""
        return self.waiting and self.strength != "advice" and self.mode == "enforce"

    @property
    def excused(self) -> bool:
        """Whether an enforced service's standard does not hold and is deviated from: the check is no pass for it."""
        return self.outcome == "deviated" and self.mode == "enforce"

    @property
    def blocks(self) -> bool:
        """Whether it turns `homebot: standards` red: a failure or an error, binding, in an enforced service."""
        return self.outcome in ("fail", "error") and self.strength != "advice" and self.mode == "enforce"


@dataclass(frozen=True, slots=True)
class Need:
    """Approvals one service asks of its team or, where there is a `source`, of those whom an ownership file names for
    some of its paths. `eligible` are all whose approval counts; `fallen` are approvals that no longer count, with the
    reason."""

    service: str
    team: str
    mode: Mode
    approvals: int
    eligible: tuple[str, ...]
    approved_by: tuple[str, ...] = ()
    objected_by: tuple[str, ...] = ()
    fallen: tuple[tuple[str, str], ...] = ()
    excluded: tuple[str, ...] = ()
    """Who would be eligible, had they not written or committed the change."""
    stand_ins: tuple[str, ...] = ()
    """Those of `eligible` who count only because nobody else can approve, or too few."""
    source: Source | None = None
    """The kind of file that names the owners of a path; `None` where the service's team is asked."""
    place: Place | None = None
    owners: tuple[str, ...] = ()
    """As the file has them, the first few."""
    paths: tuple[str, ...] = ()
    """The first few of the paths they own."""
    path_count: int = 0
    notes: tuple[str, ...] = ()
    """What was in the way of asking whom the files name."""

    @property
    def missing(self) -> int:
        return max(0, self.approvals - len(self.approved_by))

    @property
    def met(self) -> bool:
        return self.missing == 0 and not self.objected_by


@dataclass(frozen=True, slots=True)
class Candidate:
    """One line of the reviewers' trail: a person, what they could cover, and why they were or were not asked.

    `because` says of a person who is asked why it was them among equals: it is the same before and after the request.
    """

    login: str
    teams: tuple[str, ...]
    services: tuple[str, ...]
    chosen: bool
    reason: str
    because: str = ""
    knowledge: int = 0
    """How much of the touched lines is theirs, newer ones weighing more: in thousandths."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A service whose reviewers do not answer, or that has too few of them. `people` are still asked, each with the
    moment; `called` are named in their place, the managers too once it is past `late_at`."""

    service: str
    team: str
    people: tuple[tuple[str, datetime], ...]
    called: tuple[str, ...]
    late_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewChoice:
    """Who is asked. `request` are newly asked, `keep` already asked and wanted, `release` asked by homebot and no
    longer needed. `warnings` say what a human should know of a direct request; `stuck` why nobody can be asked."""

    trail: tuple[Candidate, ...] = ()
    request: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    release: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    stuck: tuple[str, ...] = ()
    call_on: tuple[str, ...] = ()
    """Owners or managers to name when nobody can be asked, or nobody answers."""
    notes: tuple[str, ...] = ()
    """Where the choice may fall short of what it promises, and why."""
    moved: tuple[tuple[str, datetime], ...] = ()
    """(person, asked when) for whom somebody else is asked now, because they did not answer."""
    unanswered: tuple[Unanswered, ...] = ()
    later: tuple[str, ...] = ()
    """Who is asked next, once one of the many that are asked has reviewed."""


@dataclass(frozen=True, slots=True)
class KeyDecision:
    """A decision that an independent bar raiser of a `kind` takes on a change (SPEC 8). `because` says what asks for
    it, `people` are asked now, until `due`; `passed` are the tests of independence that whoever was asked passes.

    `number` is 0 while the register does not have it yet. `override` names the one that stands against it. `called` are
    those who answer for it where nobody is left to ask, `by` is who answered, `at` when it came to stand so; `wordless`
    are those who reviewed without a sentence, which is no answer.
    """

    kind: str
    number: int
    state: str
    one_way: bool
    mode: Mode
    met: bool
    because: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    due: datetime | None = None
    override: str = ""
    called: tuple[str, ...] = ()
    by: str = ""
    at: datetime | None = None
    wordless: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As the register calls it, empty while it does not have it yet."""
        return f"B{self.number}" if self.number else ""

    @property
    def waits(self) -> bool:
        """Whether anybody's word is still awaited, in a service that does more than observe."""
        return self.mode != "observe" and not self.met and self.state != "against"


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose move it is and why, since when. `begun` is when it became this side's move, whomever it is up to."""

    party: Party
    people: tuple[str, ...]
    because: str
    since: datetime
    mover: Mover = "ready"
    begun: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything that follows from a snapshot. `standards_conclusion` and `review_status` are the two checks; the first
    has no conclusion while its `standards_status` is in progress."""

    recognition: Recognition
    judgements: tuple[Judgement, ...]
    needs: tuple[Need, ...]
    choice: ReviewChoice
    turn: Turn
    standards_conclusion: Conclusion | None
    review_status: CheckStatus
    review_conclusion: Conclusion | None
    configuration: str
    version: str
    standards_status: CheckStatus = "completed"
    answer_by: datetime | None = None
    """When the next first answer to a request for review is due."""
    look_again_at: datetime | None = None
    """When the passing of time alone may change something."""
    key_decisions: tuple[KeyDecision, ...] = ()
    unagreed: tuple[str, ...] = ()
    """Services that an away team changes, more than a little and without an agreement."""

    @property
    def silent(self) -> bool:
        return self.recognition.silent
