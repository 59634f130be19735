"""How much each service is used and what its team has to keep up with, in words: what a talk about people and money can
rest on. Services are in the order of their names, for nobody is ranked."""

from homebot.core.credit.debt import DebtLine, told
from homebot.core.credit.figures import CreditFacts, FundingFigures, ServiceFunding
from homebot.core.credit.growth import growth_note
from homebot.core.credit.questions import AskedFunding
from homebot.core.credit.statement import span
from homebot.core.render.escape import code
from homebot.core.render.markdown import bullets, count, table

UNKNOWN = "-"


def funding(asked: AskedFunding, figures: FundingFigures, facts: CreditFacts) -> str:
    """The services of a subject in a period, in Markdown."""
    subject = asked.subject
    total = len(figures.services) + figures.left
    head = f"**Use of {subject.kind} {code(subject.name)}, {span(asked.period)}:** {count(total, 'service')}, by name."
    notes = [note for one in figures.services if (note := growth_note(one.reach))]
    return told(
        facts.debt,
        head,
        table(_columns(figures), [_row(one) for one in figures.services]),
        f"… and {count(figures.left, 'service')} more: ask for a team or a service." if figures.left else "",
        bullets(notes) if notes else "",
        _legend() if figures.services else "",
    )


def _columns(figures: FundingFigures) -> tuple[str, ...]:
    ends = figures.services[0].reach.ends if figures.services else ()
    quarters = (f"end of {quarter}" for quarter, _ in ends)
    asked = ("changes used", "late reviews", "first response", "away complexity", "deviations, overrides, claims")
    return ("service", "owner", *quarters, "teams now", *asked)


def _row(one: ServiceFunding) -> tuple[str, ...]:
    ends = (UNKNOWN if number is None else f"{number:,}" for _, number in one.reach.ends)
    kept = (f"{one.used:,}", *_reviews(one.debt), _complexity(one.debt), _decisions(one.debt))
    return (code(one.reach.service), code(one.owner), *ends, f"{one.reach.now:,}", *kept)


def _reviews(debt: DebtLine) -> tuple[str, str]:
    if not debt.reviews.of:
        return UNKNOWN, UNKNOWN
    hours = debt.reviews.median_hours
    return f"{debt.reviews.late:,} of {debt.reviews.of:,}", UNKNOWN if hours is None else f"{hours:.1f} h"


def _complexity(debt: DebtLine) -> str:
    return f"{debt.away_complexity:+d}" if debt.away_complexity else "0"


def _decisions(debt: DebtLine) -> str:
    return f"{debt.open_deviations:,}, {debt.overrides_due:,}, {debt.open_warranty:,}"


def _legend() -> str:
    return (
        "The quarters and *teams now* count distinct other teams that carried or used a change then; changes used are"
        " those that a team began to use in the period; deviations, overrides that await follow-up and warranty claims"
        f" are those open now; `{UNKNOWN}` is what was not recorded."
    )
