"""The debt line: what changes of other teams left behind, in natural units, never netted against credit."""

from dataclasses import dataclass

from homebot.core.render.markdown import paragraphs

LONGEST = 25_000
"""Characters of an answer before its debt line: with it, two fit in a comment."""


@dataclass(frozen=True, slots=True)
class DebtLine:
    """The figures printed wherever credit is. `None` means that nothing records it yet, which is said as such.

    `unmeasured` counts changes that `away_complexity` lacks, wholly or in part, because they could not be read.
    """

    away_complexity: int
    unmeasured: int = 0
    open_deviations: int | None = None
    lacking_evidence: int | None = None
    overrides_due: int | None = None
    open_warranty: int | None = None
    reviews: "Reviews | None" = None


@dataclass(frozen=True, slots=True)
class Reviews:
    """First answers to requests for review: how many came, or still wait, after they were due, of how many; and after
    how many hours the middle one came, `None` where none has come."""

    late: int
    of: int
    median_hours: float | None


def told(debt: DebtLine, *credit: str, after: str = "") -> str:
    """Paragraphs about credit and the debt line, which is never without them nor cut off with them: what is too long
    ends at a whole line, and says so."""
    text = paragraphs(*credit)
    if len(text) > LONGEST:
        text = f"{text[: text.rfind(chr(10), 0, LONGEST)]}\n\n… and more than fits in a comment."
    return paragraphs(text, _write(debt), after)


def _write(debt: DebtLine) -> str:
    """The debt line as one paragraph of Markdown: what is recorded, then what is not recorded yet."""
    recorded = [_complexity(debt)]
    missing: list[str] = []
    for name, text in (
        ("open deviations", _deviations(debt)),
        ("overrides awaiting follow-up", _count(debt.overrides_due, "overrides awaiting follow-up")),
        ("open warranty claims", _count(debt.open_warranty, "open warranty claims")),
        ("late reviews", _reviews(debt)),
        ("median first response", _median(debt)),
    ):
        if text is None:
            missing.append(name)
        else:
            recorded.append(text)
    later = f" Not recorded yet: {', '.join(missing)}." if missing else ""
    return f"**Debt:** {'; '.join(recorded)}.{later}"


def _complexity(debt: DebtLine) -> str:
    changes = "1 change" if debt.unmeasured == 1 else f"{debt.unmeasured} changes"
    net = f"{debt.away_complexity:+d}" if debt.away_complexity else "0"
    unmeasured = f" ({changes} could not be measured whole)" if debt.unmeasured else ""
    return f"net complexity added by away changes {net}{unmeasured}"


def _count(number: int | None, name: str) -> str | None:
    return None if number is None else f"{name} {number}"


def _deviations(debt: DebtLine) -> str | None:
    if debt.open_deviations is None or debt.lacking_evidence is None:
        return None
    return f"open deviations {debt.open_deviations}, of which {debt.lacking_evidence} lack evidence"


def _reviews(debt: DebtLine) -> str | None:
    if debt.reviews is None:
        return None
    return f"late reviews {debt.reviews.late:,} of {debt.reviews.of:,}"


def _median(debt: DebtLine) -> str | None:
    if debt.reviews is None:
        return None
    hours = debt.reviews.median_hours
    return "no first response yet" if hours is None else f"median first response {hours:.1f} h"
