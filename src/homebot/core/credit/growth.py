"""How many teams have adopted something of a service, quarter by quarter, and the note on a service that grew fast:
its team may need people. It is no praise, and no rank."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from homebot.core.credit.quarters import after, quarter_of
from homebot.core.render.escape import code

QUARTERS = 4
LEAST_RISE = 3


@dataclass(frozen=True, slots=True)
class Reach:
    """How many distinct teams carried or used something of a service: `now`, and at the end of each of the last four
    quarters, the oldest first; `None` where nothing was recorded yet."""

    service: str
    now: int
    ends: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Growth:
    """From `before` teams at the end of the quarter `since` to `after` at the end of `until`, empty for now."""

    since: str
    before: int
    until: str
    after: int


def last_quarters(now: datetime) -> tuple[str, ...]:
    """The four quarters that have ended by now, the oldest first."""
    return tuple(after(quarter_of(now), -back) for back in range(QUARTERS, 0, -1))


def grown(reach: Reach) -> Growth | None:
    """The rise of this quarter so far, else that of the last one, if it is at least three teams and half of what was
    there. What grew earlier is no news."""
    known: list[tuple[str, int | None]] = [*reach.ends, ("", reach.now)]
    return next(_rises(reversed(list(pairwise(known))[-2:])), None)


def _rises(steps: Iterator[tuple[tuple[str, int | None], tuple[str, int | None]]]) -> Iterator[Growth]:
    for (since, before), (until, then) in steps:
        if before is not None and then is not None and then - before >= max(LEAST_RISE, before / 2):
            yield Growth(since, before, until, then)


def growth_note(reach: Reach) -> str:
    """One sentence, empty where the service did not grow so fast."""
    found = grown(reach)
    if found is None:
        return ""
    came = f"had {found.after:,} at the end of {found.until}" if found.until else f"has {found.after:,} now"
    teams = "consumer team" if found.before == 1 else "consumer teams"
    return (
        f"{code(reach.service)} had {found.before:,} {teams} at the end of {found.since} and {came}: its team may need"
        " people."
    )
