"""The debt of a service in Markdown: how much, where it is going, where it hurts, and what was not looked at."""

from collections.abc import Sequence

from homebot.core.debt.known import ServiceDebt
from homebot.core.debt.merge import MergeDebt
from homebot.core.debt.survey import WINDOW, Function, Survey
from homebot.core.debt.trend import Trend
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import bullets, count, fold, paragraphs, table

SHOWN = 10
"""Functions and files of each list; the command line shows more."""


def debt(known: ServiceDebt, *, named: bool) -> str:
    """All of it. `named`: whether files and functions may be named where this is read."""
    survey = known.survey
    if survey is None:
        first = f"**Debt of {code(known.service)}:** its code could not be read now: {plain(known.reason)}"
        return paragraphs(first, _trend(known.trend))
    places = _places(survey) if named else _elsewhere(known)
    return paragraphs(_level(known, survey), _trend(known.trend), places, _missing(survey, named))


def _level(known: ServiceDebt, survey: Survey) -> str:
    most = known.limit
    head = f"**Debt of {code(known.service)}** at {code(survey.commit[:7])}:"
    own = "" if known.limit.held else f" Its profile sets no `complexity`: {most} is that standard's default."
    if not survey.functions:
        return f"{head} it has no functions that are analysed.{own}"
    if not survey.over:
        return f"{head} none of its {count(survey.functions, 'function')} is above {most}.{own}"
    return (
        f"{head} **{survey.over:,} of {count(survey.functions, 'function')}"
        f" {'is' if survey.over == 1 else 'are'} above {most}**: complexity {survey.complexity:,} in all,"
        f" of which {survey.excess:,} is excess.{own}"
    )


def _trend(moved: Trend) -> str:
    days = f"the last {WINDOW.days} days"
    if not moved.merges:
        return f"**Trend:** no merge was recorded in {days}."
    number = f"{'more than ' if moved.cut else ''}{count(moved.merges, 'merge')}"
    unread = f" Of {count(moved.unread, 'merge')} some files could not be analysed." if moved.unread else ""
    sums = f"**Trend:** {number} in {days}: {_figures(moved.over, moved.excess, moved.complexity)}.{unread}"
    head = ("Merged", "Pull request", "Above the limit", "Excess", "Complexity")
    return paragraphs(sums, table(head, map(_merge, moved.newest)))


def _figures(over: int, excess: int, complexity: int) -> str:
    return (
        f"functions above the limit {signed(over)}, their excess {signed(excess)}, net complexity {signed(complexity)}"
    )


def _merge(one: MergeDebt) -> tuple[str, ...]:
    figures = (signed(one.over), signed(one.excess), signed(one.complexity))
    return (one.at.date().isoformat(), code(one.pull), *figures)


def signed(number: int) -> str:
    """`+3`, `-3`, and `0` as it is."""
    return f"{number:+,}" if number else "0"


def _places(survey: Survey) -> str:
    parts = []
    if survey.hotspots:
        days = f"the commits of {WINDOW.days} days that changed its file"
        parts = [f"**Hotspots**, complexity times {days}:", _functions(survey.hotspots)]
    if survey.worst:
        more = survey.over - min(SHOWN, len(survey.worst))
        left = f"… and {more:,} more; `homebot debt` shows more of them." if more > 0 else ""
        worst = paragraphs(_functions(survey.worst), left)
        parts.append(fold(f"The most complex of {count(survey.over, 'function')} above the limit", worst))
    return paragraphs(*parts)


def _functions(functions: Sequence[Function]) -> str:
    rows = (
        (f"{code(one.name, 80)} in {code(f'{one.path}:{one.line}', 160)}", str(one.complexity), str(one.changes))
        for one in functions[:SHOWN]
    )
    return table(("Function", "Complexity", "Changes"), rows)


def _elsewhere(known: ServiceDebt) -> str:
    return f"Its files and functions are named in {code(known.repository)} only: not everybody here may read that."


def _missing(survey: Survey, named: bool) -> str:
    """What no figure holds."""
    lines = [f"{one}: every figure is a lower bound." for one in survey.cuts]
    parts = [bullets(lines)]
    if survey.unread:
        parts.append(f"{count(survey.unread, 'file')} could not be analysed{':' if named else '.'}")
    if survey.unread and named:
        errors = [f"{code(one.path, 160)} — {plain(one.reason)}" for one in survey.errors[:SHOWN]]
        left = survey.unread - len(errors)
        parts.append(bullets([*errors, *([f"… and {left:,} more"] if left > 0 else [])]))
    return paragraphs(*parts)
