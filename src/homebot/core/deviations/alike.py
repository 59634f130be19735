"""Three that say the same thing suggest that the standard be changed (SPEC 8)."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from homebot.core.deviations.terms import ALIKE_DAYS, PULLS
from homebot.core.register.record import Record
from homebot.core.render.escape import code
from homebot.core.render.markdown import count, series

ENOUGH = 3
"""Deviations on as many pull requests."""
SIMILAR = 0.4
"""The share of their words that two reasons have in common which say the same."""
_WORD = re.compile(r"[^\W_]{4,}")


def suggestion(records: Sequence[Record], standard: str, now: datetime) -> str:
    """What the deviations of the last year say of their standard; empty while they are few."""
    since = now - timedelta(days=ALIKE_DAYS)
    meant = (one for one in records if one.state not in ("rejected", "withdrawn"))
    counted = [one for one in meant if one.scope.standard == standard and one.at >= since]
    known = [one for one in counted if one.kind == "deviation"]
    same = largest_alike(known)
    if len(pulls_of(same)) >= ENOUGH:
        return (
            f"💬 {_names(same)} say much the same of {code(standard)}. Perhaps it is the standard that should change:"
            " its profile in `standards.yaml`, by a pull request."
        )
    if len(pulls_of(known)) >= ENOUGH:
        return (
            f"💬 {code(standard)} was deviated from on {count(len(pulls_of(known)), 'pull request')} within a year"
            f" ({_names(known)}). Perhaps it is the standard that should change."
        )
    return ""


def largest_alike(records: Sequence[Record]) -> tuple[Record, ...]:
    """The largest group whose reasons resemble that of one of them."""
    groups = (tuple(other for other in records if resemble(one.because, other.because)) for one in records)
    return max(groups, key=lambda group: (len(pulls_of(group)), len(group)), default=())


def resemble(one: str, other: str) -> bool:
    """Whether two reasons say the same, as far as their longer words tell."""
    words, others = _words(one), _words(other)
    either = words | others
    return bool(either) and len(words & others) >= SIMILAR * len(either)


def pulls_of(records: Sequence[Record]) -> frozenset[str]:
    """The pull requests they were claimed for."""
    return frozenset(pull for one in records for pull in one.fact(PULLS).split() or [one.place])


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text))


def _names(records: Sequence[Record]) -> str:
    return series([one.name for one in sorted(records, key=lambda one: one.number)], 8)
