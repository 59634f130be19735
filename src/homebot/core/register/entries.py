"""The log's entries: what somebody did to a decision, each once and for ever under its own key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypedDict

Kind = Literal["deviation", "bar-raiser", "override", "agreement", "claim", "escalation", "duplication"]
EvidenceKind = Literal["benchmark", "incident", "cost", "experiment", "expert-opinion"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a decision is about; what is empty is not restricted.

    `kind` is that of a bar raiser, `of` the number of the decision it goes against or belongs to, `pull` the pull
    request (`owner/name#number`) for which alone it holds, `head` the commit whose content it covers.
    """

    service: str = ""
    standard: str = ""
    kind: str = ""
    of: int = 0
    pull: str = ""
    head: str = ""
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What somebody shows. `digest` is the SHA-256 of what `url` said at `read_at`; empty where it was not read."""

    kind: EvidenceKind
    url: str
    says: str
    digest: str = ""
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One act on the decision `number`.

    `by` is who did it, empty for homebot itself: because time passed, or because it saw what was merged. `place` is the
    pull request or issue where it was said. `team` is whose decision it is (who deviates, the away team), `home` who
    owned the service that day. `due` is when the next thing is to be done, and replaces what was due before: `None`
    means that nothing is due any more. What is empty besides leaves the decision as it was. `people` are those asked to
    act, `said` further facts by name, `configuration` the digest of the catalogue in force.
    """

    key: str
    number: int
    kind: Kind
    act: str
    at: datetime
    by: str = ""
    place: str = ""
    because: str = ""
    team: str = ""
    home: str = ""
    scope: Scope | None = None
    until: datetime | None = None
    due: datetime | None = None
    evidence: Evidence | None = None
    people: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    configuration: str = ""


class Given(TypedDict, total=False):
    """What an entry says besides its key, decision, act and moment, by the names of its fields."""

    by: str
    place: str
    because: str
    team: str
    home: str
    scope: Scope | None
    until: datetime | None
    due: datetime | None
    evidence: Evidence | None
    people: tuple[str, ...]
    said: tuple[tuple[str, str], ...]
