"""What a command knows (`World`), what it gives back (`Answer`), and what the answer changes (`Act`)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from homebot.core.credit.events import Event
from homebot.core.credit.figures import CreditFacts
from homebot.core.debt.known import ServiceDebt
from homebot.core.decision import Decision
from homebot.core.deviations.reading import Reading
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.issues import Issue
from homebot.core.ownership import NOTHING_ADDED, PathOwners, RepositoryCatalogue
from homebot.core.register.entries import Entry
from homebot.core.register.facts import NO_REGISTER, RegisterFacts

ActKind = Literal["recheck", "assign", "unassign", "absent", "back", "limit", "hold", "unhold", "fact", "entry"]
Role = Literal[
    "anyone", "author", "home", "away", "home owner", "away owner", "standard owner", "bar raiser", "manager",
    "oneself", "org member",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """One change the answer makes, written in the same transaction as the answer.

    `login` is the person it concerns (the actor for `absent`, `back`, `limit`), `until` the day of return,
    `number` the limit (`None` for the default), `fact` what the ledger is told, `entry` the register.
    """

    kind: ActKind
    login: str | None = None
    until: date | None = None
    number: int | None = None
    because: str = ""
    fact: Event | None = None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply in Markdown, without the hidden marker, and what to write. A refusal has no acts."""

    reply: str
    acts: tuple[Act, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Availability:
    """What the actor has said of their own time, and their load: reviews homebot asked of them that are still due."""

    absent_until: date | None = None
    limit: int | None = None
    open_requests: int = 0


@dataclass(frozen=True)
class OwnedPaths:
    """What a repository's own files say of paths that were asked about, and the catalogue with them in force; `reason`
    is why they could not be read. Nothing where nobody asked."""

    directory: Directory | None = None
    catalogue: RepositoryCatalogue = NOTHING_ADDED
    paths: tuple[PathOwners, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class World:
    """Everything a command may know. Logins and the repository (`owner/name`) are in lower case.

    `snapshot` and `decision` are the pull request's newest evaluation: `None` on an issue, or before the first one.
    `org_member` is what GitHub says of the actor: `None` where it could not be asked.
    """

    actor: str
    now: datetime
    directory: Directory
    repository: str
    number: int
    on_pull: bool = True
    org_member: bool | None = None
    snapshot: Snapshot | None = None
    decision: Decision | None = None
    credit: CreditFacts | None = None
    """What was read for a question about credit."""
    command: str = ""
    """Names the command once and for all."""
    web: str = ""
    """The address of GitHub's pages, without a slash at its end."""
    availability: Availability = Availability()
    debts: tuple[ServiceDebt, ...] = ()
    """Of the services whose debt was asked for, read beforehand."""
    owned: OwnedPaths = OwnedPaths()
    register: RegisterFacts = NO_REGISTER
    shown: str = ""
    """The head that homebot's comment was about when the command was given: of the pull request for which the decision
    holds that the command names first, else of this one. Empty where there was none yet."""
    read: tuple[Reading, ...] = ()
    """What the addresses said that the command gives as data."""
    issue: Issue | None = None
    """The issue where it was said, as GitHub has it; read where a command needs it."""

    teams: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """On an issue: teams of the catalogue with those of their members on GitHub who speak there."""

    @property
    def day(self) -> date:
        """Today in UTC."""
        return self.now.date()

    @property
    def place(self) -> str:
        """Where it is said: `owner/name#7`."""
        return f"{self.repository}#{self.number}"


def refuse(reason: str) -> Answer:
    """An answer that changes nothing and says why."""
    return Answer(reason, refused=True)
