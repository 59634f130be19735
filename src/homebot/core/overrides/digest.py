"""What a manager sees of a month: every exception that concerns an entity's teams, by team and service.

People are neither named nor counted: who did what is said where it was done. Everything is in the order of names and
numbers, so that nothing reads as a ranking.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from homebot.core.directory import Directory
from homebot.core.overrides import told
from homebot.core.overrides.months import Month
from homebot.core.register.entries import Kind
from homebot.core.register.names import name_of
from homebot.core.register.record import Record, fold
from homebot.core.register.table import ANSWERS
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import bullets, cut, paragraphs, table

MOST_LISTED = 30
"""Decisions of one kind that are listed."""
_AGREED = ("agreed",)
_HANDED_OVER = ("accepted", "ended")


@dataclass(frozen=True, slots=True)
class LateReviews:
    """Of a service's first answers that were due in the month how many came late, or have not come."""

    service: str
    team: str
    late: int
    of: int


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """The decisions that were open at any time of the month, and the answers that were due in it."""

    records: tuple[Record, ...] = ()
    reviews: tuple[LateReviews, ...] = ()


def teams_of(entity: str, directory: Directory) -> frozenset[str]:
    """The teams on an entity's books and on those below it."""
    return frozenset(one.name for one in directory.teams.values() if entity in directory.ancestors(one.entity))


def digest(entity: str, month: Month, facts: MonthFacts, directory: Directory) -> str:
    """The month of an entity in Markdown; empty where there is nothing to tell."""
    teams = teams_of(entity, directory)
    records = _of_month(facts.records, teams, month)
    reviews = [one for one in facts.reviews if one.team in teams and one.late]
    sections = _sections(records, month)
    if not any(sections) and not reviews:
        return ""
    return paragraphs(
        f"What was decided in {month.words} (UTC) that concerns the teams of {code(entity)}, and what of it is open at "
        "its end. By service and team, in the order of their names; no people are named or counted.",
        _table(records, reviews, month),
        *sections,
        "`homebot register` lists every decision; the pull requests say who decided what.",
    )


def _of_month(records: Sequence[Record], teams: frozenset[str], month: Month) -> list[Record]:
    """Those that concern the teams, as they stood when the month ended."""
    concerned = (one for one in records if one.home in teams or one.team in teams)
    return [then for one in concerned if (then := _at_end(one, month)) is not None]


def _at_end(record: Record, month: Month) -> Record | None:
    """The decision as it stood when the month ended; `None` where it was over before the month, or not yet there."""
    then = [entry for entry in record.entries if entry.at < month.end]
    found = fold(then) if then else None
    return None if found is None or (found.final and found.changed_at < month.start) else found


def _in(record: Record, month: Month, acts: Sequence[str] = ()) -> bool:
    """Whether it began in the month or, where `acts` are given, one of them was done in it."""
    if not acts:
        return record.at >= month.start
    return any(entry.act in acts and entry.at >= month.start for entry in record.entries)


# The table: a line for each service


def _table(records: Sequence[Record], reviews: Sequence[LateReviews], month: Month) -> str:
    late = {(one.service, one.team): one for one in reviews}
    keys = {(one.scope.service, one.home) for one in records if one.scope.service} | set(late)
    rows = []
    for service, team in sorted(keys):
        here = [one for one in records if (one.scope.service, one.home) == (service, team)]
        answer = late.get((service, team))
        rows.append(
            (code(service), code(team), *_figures(here, month), f"{answer.late} of {answer.of}" if answer else "0")
        )
    return table(("service", "home team", *_FIGURES, "late reviews"), rows) if rows else ""


def _figures(here: Sequence[Record], month: Month) -> tuple[str, ...]:
    return tuple(str(sum(counted(one, month) for one in here)) for counted in _FIGURES.values())


def _is_open(record: Record) -> bool:
    return record.kind == "deviation" and not record.final


def _lacks(record: Record) -> bool:
    return _is_open(record) and not record.evidence


def _of(kind: Kind, acts: tuple[str, ...] = ()) -> Callable[[Record, Month], bool]:
    return lambda record, month: record.kind == kind and _in(record, month, acts)


def _overrides(record: Record, month: Month) -> bool:
    return record.kind == "override" and not told.is_bypass(record) and _told_again(record, month)


def _bypasses(record: Record, month: Month) -> bool:
    return record.kind == "override" and told.is_bypass(record) and _told_again(record, month)


def _told_again(record: Record, month: Month) -> bool:
    """Begun in the month, or something became of it, or it waits for its follow-up."""
    return _in(record, month) or record.changed_at >= month.start or not record.final


_FIGURES: dict[str, Callable[[Record, Month], bool]] = {
    "deviations claimed": _of("deviation"),
    "open": lambda record, month: _is_open(record),
    "lacking evidence": lambda record, month: _lacks(record),
    "overrides": lambda record, month: _overrides(record, month) and _in(record, month),
    "merged past the rules": lambda record, month: _bypasses(record, month) and _in(record, month),
    "bar-raiser decisions": _of("bar-raiser"),
    "warranty claims": _of("claim"),
}


# The sections: a line for each decision


def _sections(records: Sequence[Record], month: Month) -> list[str]:
    found = ((title, [one for one in records if chosen(one, month)], write) for title, chosen, write in _SECTIONS)
    return [_section(title, some, write) for title, some, write in found]


def _section(title: str, records: Sequence[Record], write: Callable[[Record], str]) -> str:
    if not records:
        return ""
    return f"#### {title}\n\n{bullets(cut(records, MOST_LISTED, write, 'more.'))}"


def _override(record: Record) -> str:
    against = f"{code(name_of('bar-raiser', record.scope.of))} ({code(record.scope.kind)})"
    return f"{_head(record)}: against {against}, because {plain(record.because)}. {_then(record)}"


def _bypass(record: Record) -> str:
    return f"{_head(record)}: without {'; '.join(told.missing(record))}. {_then(record)}"


def _then(record: Record) -> str:
    return f"Then: {told.outcome(record)}."


def _raised(record: Record) -> str:
    door = record.fact("door")
    about = f"{code(record.scope.kind)}{f', a {plain(door)} door' if door else ''}"
    last = record.last(*ANSWERS)
    why = f": {plain(last.because)}" if last is not None and record.state in ("for", "against", "committed") else ""
    return f"{_head(record)}: {about}: **{record.state}**{why}"


def _deviation(record: Record) -> str:
    until = f" until {told.day(record.until)}" if record.until else ""
    data = "with data" if record.evidence else "no data yet"
    why = plain(record.because)
    return f"{_head(record)}: {code(record.scope.standard)}{until}, {data}, **{record.state}**. {why}"


def _agreement(record: Record) -> str:
    headline = record.fact("headline")
    return f"{_head(record)}: **{record.state}**.{f' {plain(headline)}' if headline else ''}"


def _plainly(record: Record) -> str:
    why = f": {plain(record.because)}" if record.because else ""
    return f"{_head(record)}: **{record.state}**{why}"


def _head(record: Record) -> str:
    """Its name, where, whose service and whose change."""
    place = record.scope.pull or record.place
    where = f", {told.link(place)}" if "#" in place else ""
    return f"{code(record.name)}, {told.between(record)}{where}"


_SECTIONS: tuple[tuple[str, Callable[[Record, Month], bool], Callable[[Record], str]], ...] = (
    ("Overrides", _overrides, _override),
    ("Merged past the rules", _bypasses, _bypass),
    ("Bar raisers' decisions", _of("bar-raiser"), _raised),
    ("Deviations claimed", _of("deviation"), _deviation),
    ("Deviations still open", lambda one, month: _is_open(one) and not _in(one, month), _deviation),
    ("Agreements made", _of("agreement", _AGREED), _agreement),
    ("Handed over", _of("agreement", _HANDED_OVER), _agreement),
    ("Warranty claims", _of("claim"), _plainly),
    ("Roadmap questions", _of("escalation"), _plainly),
    ("Duplications", _of("duplication"), _plainly),
)
