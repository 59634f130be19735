"""The debt line: what changes of other teams left behind, in natural units, never netted against credit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from homebot.core.render.markdown import paragraphs

LONGEST = 25_000
"""Characters of an answer before its debt line: with it, two fit in a comment."""


@dataclass(frozen=True, slots=True)
class Reviews:
    """First answers to requests for review: how many came, or still wait, after they were due, of how many; and after
    how many hours the middle one came, `None` where none has come."""

    late: int = 0
    of: int = 0
    median_hours: float | None = None


@dataclass(frozen=True, slots=True)
class DebtLine:
    """The figures printed wherever credit is. `unmeasured` counts changes that `away_complexity` lacks, wholly or in
    part, because they could not be read. What the register holds is as it is open now, whatever the period."""

    away_complexity: int
    unmeasured: int = 0
    open_deviations: int = 0
    lacking_evidence: int = 0
    overrides_due: int = 0
    open_warranty: int = 0
    reviews: Reviews = Reviews()


Held = Mapping[tuple[str, str], int]
"""How many decisions of each kind are in each state."""

_LACKING = ("open", "overdue")
_AWAITING = ("awaiting", "due")


def with_decisions(debt: DebtLine, held: Held) -> DebtLine:
    """The debt line with what the register holds; decisions that nothing can become of any more are not in `held`."""
    return replace(
        debt,
        open_deviations=_number(held, "deviation"),
        lacking_evidence=_number(held, "deviation", _LACKING),
        overrides_due=_number(held, "override", _AWAITING),
        open_warranty=_number(held, "claim"),
    )


def _number(held: Held, kind: str, states: tuple[str, ...] = ()) -> int:
    return sum(number for (of, state), number in held.items() if of == kind and (not states or state in states))


def told(debt: DebtLine, *credit: str, after: str = "") -> str:
    """Paragraphs about credit and the debt line, which is never without them nor cut off with them: what is too long
    ends at a whole line, and says so."""
    text = paragraphs(*credit)
    if len(text) > LONGEST:
        text = f"{text[: text.rfind(chr(10), 0, LONGEST)]}\n\n… and more than fits in a comment."
    return paragraphs(text, _write(debt), after)


def _write(debt: DebtLine) -> str:
    """The debt line as one paragraph of Markdown."""
    said = (
        _complexity(debt),
        f"open deviations {debt.open_deviations:,}, of which {debt.lacking_evidence:,} lack evidence",
        f"overrides awaiting follow-up {debt.overrides_due:,}",
        f"open warranty claims {debt.open_warranty:,}",
        f"late reviews {debt.reviews.late:,} of {debt.reviews.of:,}",
        _median(debt.reviews),
    )
    return f"**Debt:** {'; '.join(said)}."


def _complexity(debt: DebtLine) -> str:
    changes = "1 change" if debt.unmeasured == 1 else f"{debt.unmeasured} changes"
    net = f"{debt.away_complexity:+d}" if debt.away_complexity else "0"
    unmeasured = f" ({changes} could not be measured whole)" if debt.unmeasured else ""
    return f"net complexity added by away changes {net}{unmeasured}"


def _median(reviews: Reviews) -> str:
    hours = reviews.median_hours
    return "no first response yet" if hours is None else f"median first response {hours:.1f} h"
