"""What a question about credit asks for, so that exactly that is read of the views and the books."""

import re
from dataclasses import dataclass

from homebot.core.credit.period import Period
from homebot.core.credit.subject import Subject
from homebot.core.register.names import LETTERS, number_in

_OF = re.compile(
    r"(?:https?://[^\s/]+/)?(?:([A-Za-z0-9._-]{1,100}/[A-Za-z0-9._-]{1,100})(?:#|/pull/|/issues/))?#?(\d{1,9})(?:[/#?].*)?"
)
_ENTRY = re.compile(r"(?:[eE](\d{1,12}))|((?:reversal:|close:|correction:)?[1-9]\d{3}Q[1-4](?::.*)?)")


@dataclass(frozen=True, slots=True)
class AskedStatement:
    """The credit of a team, a service or an entity in a period; `pending`: what could become credit."""

    subject: Subject
    period: Period
    pending: bool = False


@dataclass(frozen=True, slots=True)
class AskedFunding:
    """How much each service of the subject is used, and what its team has to keep up with, in a period."""

    subject: Subject
    period: Period


@dataclass(frozen=True, slots=True)
class AskedContribution:
    """Everything about a contribution, `owner/name#number`."""

    of: str


@dataclass(frozen=True, slots=True)
class AskedEntry:
    """An entry of the books, by its number or, where that is 0, by its key."""

    seq: int
    key: str


@dataclass(frozen=True, slots=True)
class AskedAgreement:
    """What the agreement of that number promised, and what came of it."""

    number: int


@dataclass(frozen=True, slots=True)
class AskedRollup:
    """The books of an entity in a period."""

    entity: str
    period: Period


@dataclass(frozen=True, slots=True)
class AskedVerify:
    """Whether the chain holds."""


@dataclass(frozen=True, slots=True)
class AskedClaim:
    """What a claim about a contribution rests on, and whether these teams could attest."""

    of: str
    teams: tuple[str, ...]


Question = (
    AskedStatement
    | AskedFunding
    | AskedContribution
    | AskedEntry
    | AskedAgreement
    | AskedRollup
    | AskedVerify
    | AskedClaim
)


def contribution_named(word: str, repository: str) -> str | None:
    """The contribution that `12`, `#12`, `owner/name#12` or its address names; `None` where it names none."""
    found = _OF.fullmatch(word.strip("<>`"))
    if found is None:
        return None
    return f"{(found[1] or repository).lower()}#{int(found[2])}"


def agreement_named(word: str) -> AskedAgreement | None:
    """The agreement that `A12` names; `None` where it names none."""
    found = number_in(word.strip("`"))
    return AskedAgreement(found[1]) if found is not None and found[0] == LETTERS["agreement"] else None


def entry_named(word: str) -> AskedEntry | None:
    """The entry that `E17` or a key such as `2026Q2:ads:payments` names; `None` where it names none."""
    found = _ENTRY.fullmatch(word.strip("`"))
    if found is None:
        return None
    return AskedEntry(int(found[1] or 0), found[2] or "")
