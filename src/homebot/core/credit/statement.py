"""Credit in words: what is realised, what waits, the contributions, and always the debt line."""

from collections.abc import Sequence
from datetime import datetime

from homebot.core.credit.amounts import bound_of, credits_of, in_credits
from homebot.core.credit.clock import closes_at
from homebot.core.credit.debt import told
from homebot.core.credit.figures import CreditFacts, Earned, Listed, PartFigures, StatementFigures
from homebot.core.credit.growth import growth_note
from homebot.core.credit.outlook import Outlook, outlook
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.period import Period
from homebot.core.credit.quarters import after, quarter_of
from homebot.core.credit.questions import AskedStatement
from homebot.core.credit.rollup import Rolled
from homebot.core.render.escape import code
from homebot.core.render.markdown import bullets, count, series, table

MOST_CONSUMERS = 20
MOST_LISTED = 10
MOST_TEAMS = 5
UNBOUNDED = "More waits to be settled than is told apart here. Ask for a team: `/homebot credit pending TEAM`."
"""Where a sum of some would be no upper bound of all."""


def statement(asked: AskedStatement, figures: StatementFigures, facts: CreditFacts, now: datetime) -> str:
    """The summary of a subject in a period, in Markdown."""
    subject = asked.subject
    return told(
        facts.debt,
        f"**Credit of {subject.kind} {code(subject.name)}, {span(asked.period)}:** {_headline(figures, subject.kind)}",
        _of_owner(figures) if subject.kind == "service" else _sources(figures.earned),
        growth_note(figures.reach) if figures.reach is not None else "",
        _books(subject.name, figures.rolled),
        UNBOUNDED
        if figures.cut
        else _outlook(outlook(subject, figures.waiting, facts.parameters), figures.closed, facts.parameters, now),
        _contributions(figures),
        after="`/homebot credit explain CONTRIBUTION` says how each came about.",
    )


def pending(asked: AskedStatement, figures: StatementFigures, facts: CreditFacts) -> str:
    """What could become credit of a subject, in Markdown."""
    subject = asked.subject
    if figures.cut:
        what = f"**Pending credit of {subject.kind} {code(subject.name)}:**"
        return told(facts.debt, f"{what} {UNBOUNDED}", _candidates(figures))
    seen = outlook(subject, figures.waiting, facts.parameters)
    rows = [
        (code(one.consumer), one.what, bound_of(one.at_most), one.when) for one in seen.by_consumer[:MOST_CONSUMERS]
    ]
    left = len(seen.by_consumer) - len(rows)
    return told(
        facts.debt,
        f"**Pending credit of {subject.kind} {code(subject.name)}:** at most {bound_of(seen.at_most)} credits, from"
        f" {count(len(seen.by_consumer), 'consumer')}.",
        table(("consumer", "adopted", "at most", "when"), rows)
        + (f"\n\n… and {count(left, 'consumer')} more" if left > 0 else ""),
        "It is an upper bound: pools are shared, caps apply, and what is undone earns nothing." if rows else "",
        _candidates(figures),
    )


def span(period: Period) -> str:
    """The period in words."""
    return {"all": "all time", "trailing4": "the last four quarters"}.get(period.name, period.name)


def _headline(figures: StatementFigures, kind: str) -> str:
    realised = sum(one.amount for one in figures.earned)
    if kind == "service":
        return f"{count(figures.counts.adopted, 'contribution')} of {figures.counts.merged:,} adopted by other teams."
    back = f" ({in_credits(-figures.taken_back)} taken back)" if figures.taken_back < 0 else ""
    if not figures.closed:
        return "nothing realised: no quarter has been closed yet."
    return f"{in_credits(realised)} realised{back}."


def _of_owner(figures: StatementFigures) -> str:
    earned = sum(one.amount for one in figures.earned)
    return (
        f"Credit is settled for a Home Team, over all its services. Its owner {code(figures.owner)} realised"
        f" {in_credits(earned)} in this period: {code(f'/homebot credit {figures.owner}')}."
    )


def _sources(earned: Sequence[Earned]) -> str:
    """Who minted it, by name: never by amount, for nobody is ranked."""
    consumers = sorted({one.consumer for one in earned})
    sums = {(one.consumer, one.kind): one.amount for one in earned}
    rows = []
    for consumer in consumers[:MOST_CONSUMERS]:
        carried, used = sums.get((consumer, "carried"), 0), sums.get((consumer, "used"), 0)
        rows.append((code(consumer), credits_of(carried), credits_of(used), credits_of(carried + used)))
    left = consumers[MOST_CONSUMERS:]
    if left:
        carried, used = (sum(sums.get((one, kind), 0) for one in left) for kind in ("carried", "used"))
        rows.append((f"{len(left)} more", credits_of(carried), credits_of(used), credits_of(carried + used)))
    return table(("consumer", "carried", "used", "together"), rows)


def _books(entity: str, rolled: Rolled | None) -> str:
    if rolled is None:
        return ""
    return (
        f"On its books: exported {credits_of(rolled.exported)}, internal {credits_of(rolled.internal)}, imported"
        f" {credits_of(rolled.imported)}. {code(f'/homebot credit rollup {entity}')} shows what is below it."
    )


def _outlook(seen: Outlook, closed: str, parameters: Parameters, now: datetime) -> str:
    if not seen.count:
        return "Nothing waits to be settled."
    quarter = after(closed) if closed else quarter_of(now)
    settles = f"{quarter} is closed on {closes_at(quarter, parameters):%Y-%m-%d}"
    states = [
        f"{seen.vested:,} vested ({settles})" if seen.vested else "",
        f"{seen.pending:,} pending (the next vests on {seen.next_at:%Y-%m-%d})"
        if seen.pending and seen.next_at
        else "",
        f"{seen.held:,} held by a dispute, a question or a backfill" if seen.held else "",
    ]
    return (
        f"Not settled yet: at most {bound_of(seen.at_most)} credits of {count(seen.count, 'adoption')}:"
        f" {', '.join(filter(None, states))}."
    )


def _contributions(figures: StatementFigures) -> str:
    known = figures.counts
    if not known.merged:
        return "No contribution was merged in the period."
    candidates = known.merged - known.adopted - known.void
    parts = [
        f"{known.adopted:,} adopted by another team" if known.adopted else "",
        count(candidates, "candidate") if candidates else "",
        f"{known.void:,} undone" if known.void else "",
    ]
    head = f"{count(known.merged, 'contribution')} merged in the period: {', '.join(filter(None, parts))}."
    left = known.merged - len(figures.newest)
    lines = [*map(_line, figures.newest), *([f"and {left:,} older ones"] if left > 0 else [])]
    return f"{head}\n\n{bullets(lines)}"


def _candidates(figures: StatementFigures) -> str:
    lines = [_line(one) for one in figures.newest if one.could_adopt and not one.void]
    if not lines:
        return "No candidate contribution could be adopted by another team's service that we know of."
    head = "Newest contributions that another team's service could adopt:"
    return f"{head}\n\n{bullets(lines)}"


def _line(one: Listed) -> str:
    more = len(one.parts) - MOST_TEAMS
    shown = [*map(_part, one.parts[:MOST_TEAMS]), *([f"and {more:,} more services"] if more > 0 else [])]
    parts = "; ".join(shown)
    return f"{code(one.of)} {code(one.title, 80)} ({one.merged_at:%Y-%m-%d}): {parts}. {_adopters(one)}"


def _part(part: PartFigures) -> str:
    where = f"{code(part.service)} of {code(part.home)}"
    if part.away is not None:
        return f"{where}, by {code(part.away)}"
    return f"{where}, its own work" if part.own else f"{where}, by an author without a team"


def _adopters(one: Listed) -> str:
    if one.void:
        return "Undone."
    used, carried = (series([code(team) for team in teams], MOST_TEAMS) for teams in (one.used_by, one.carried_by))
    said = [f"used by {used}" if used else "", f"carried by {carried}" if carried else ""]
    if any(said):
        text = ", ".join(filter(None, said))
        return f"{text[0].upper()}{text[1:]}."
    if not one.could_adopt:
        return "Nobody we know of could adopt it."
    could: dict[tuple[str, str], set[str]] = {}
    for found in one.could_adopt:
        could.setdefault((found.service, found.team), set()).add(found.how)
    shown = [f"{code(service)} of {code(team)} ({' and '.join(sorted(how))})" for (service, team), how in could.items()]
    return f"Could be adopted by {series(shown, MOST_TEAMS)}."
