"""Credit in words: contributions and the debt line, always together, and nothing claimed that is not settled."""

from collections.abc import Iterable, Sequence

from homebot.core.credit.contributions import Contribution
from homebot.core.credit.debt import DebtLine, write
from homebot.core.credit.events import Beneficiary, ContributionMerged, Part
from homebot.core.credit.period import Period
from homebot.core.credit.subject import Subject
from homebot.core.render.escape import code

MAX_LISTED = 50
MAX_ADOPTERS = 10


def select(contributions: Iterable[Contribution], subject: Subject, period: Period) -> tuple[Contribution, ...]:
    """The subject's contributions merged in the period, by time of merge."""
    return tuple(
        contribution
        for contribution in contributions
        if period.holds(contribution.merged.merged_at.date()) and subject.concerns(contribution.merged)
    )


def statement(contributions: Sequence[Contribution], debt: DebtLine, subject: Subject, period: Period) -> str:
    """The summary of what `select` found, with the debt line, in Markdown."""
    candidates = [contribution for contribution in contributions if contribution.state == "candidate"]
    void = len(contributions) - len(candidates)
    lines = [
        f"**Credit of {subject.kind} {code(subject.name)}, {_span(period)}:** 0 credits vested yet;"
        f" {_plural(len(candidates), 'candidate contribution')}{f', {void} void' if void else ''}.",
        "",
        *_listed(contributions),
        "Credit arises when another team's service adopts a change. Adoptions are not recorded yet, so nothing is"
        " pending or vested.",
        "",
        write(debt),
    ]
    return "\n".join(lines)


def pending(contributions: Sequence[Contribution], debt: DebtLine, subject: Subject, period: Period) -> str:
    """What could become credit of the subject: its candidates that have possible adopters, with the debt line."""
    candidates = [contribution for contribution in contributions if contribution.state == "candidate"]
    waiting = [contribution for contribution in candidates if contribution.merged.consumers]
    lines = [
        f"**Pending credit of {subject.kind} {code(subject.name)}, {_span(period)}:** none yet. Credit becomes pending"
        " when an adoption is seen, and adoptions are not recorded yet.",
        "",
        f"Of {_plural(len(candidates), 'candidate contribution')}, {len(waiting)} could be adopted by another team's"
        f" service that we know of{':' if waiting else '.'}",
        "",
        *_listed(waiting),
        write(debt),
    ]
    return "\n".join(lines)


def _listed(contributions: Sequence[Contribution]) -> list[str]:
    """One line each, the newest first, at most `MAX_LISTED`, and an empty line after them."""
    lines = [_line(contribution) for contribution in reversed(contributions[-MAX_LISTED:])]
    left = len(contributions) - len(lines)
    lines += [f"- and {left} older ones"] if left else []
    return [*lines, ""] if lines else []


def _line(contribution: Contribution) -> str:
    event = contribution.merged
    void = "".join(f", undone by {code(void.by)}" for void in contribution.voided)
    return (
        f"- {code(event.pull)} {code(event.title, 80)} ({event.merged_at.date().isoformat()},"
        f" {contribution.state}{void}): {'; '.join(_part(part) for part in event.parts)}."
        + ("" if void else f" {_adopters(event)}")
    )


def _part(part: Part) -> str:
    where = f"{code(part.service)} of {code(part.home_team)}"
    if part.away_team is not None:
        return f"{where}, by {code(part.away_team)}"
    return f"{where}, its own work" if part.home else f"{where}, by an author without a team"


def _adopters(event: ContributionMerged) -> str:
    by_service: dict[str, list[Beneficiary]] = {}
    for consumer in event.consumers:
        by_service.setdefault(consumer.service, []).append(consumer)
    if not by_service:
        return "Nobody we know of could adopt it."
    shown = [_adopter(service, by_service[service]) for service in sorted(by_service)[:MAX_ADOPTERS]]
    left = len(by_service) - len(shown)
    return f"Could be adopted by {', '.join(shown)}{f' and {left} more' if left else ''}."


def _adopter(service: str, evidence: Sequence[Beneficiary]) -> str:
    how = " and ".join(sorted({consumer.how for consumer in evidence}))
    return f"{code(service)} of {code(evidence[0].team)} ({how})"


def _span(period: Period) -> str:
    return {"all": "all time", "trailing4": "the last four quarters"}.get(period.name, period.name)


def _plural(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"
