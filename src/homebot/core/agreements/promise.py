"""What an agreement promised, and what came of it: `/homebot credit explain A12`."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from homebot.core.agreements.surface import promised
from homebot.core.credit.adoptions import Kept, State
from homebot.core.credit.clock import is_undone, state
from homebot.core.credit.debt import told
from homebot.core.credit.figures import AgreementFigures, CreditFacts
from homebot.core.credit.parameters import Parameters
from homebot.core.directory import Directory
from homebot.core.register.record import Record
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import bullets, count, series

_WORD = re.compile(r"[\w.-]*\w")
MOST_NAMED = 20
_LEVELS = {"observed": "uses it (seen in its code)", "attested": "uses it (attested)", "carried": "carries it"}


def outcome(figures: AgreementFigures, facts: CreditFacts, directory: Directory, now: datetime) -> str:
    """The promise and the outcome in Markdown, with the debt line. Teams are in the order of the promise, then of their
    names; nobody is ranked."""
    agreement = figures.agreement
    kept = [one.kept for shown in figures.contributions for one in shown.adoptions]
    more = sum(shown.more for shown in figures.contributions)
    teams = beneficiaries(agreement, directory)
    return told(
        facts.debt,
        _head(agreement),
        f"**Promised**\n\n{bullets(_promised(agreement, teams))}",
        f"**Came of it**\n\n{bullets([*_contributions(figures), *_surface(figures), *_adopted(teams, kept, now)])}",
        _credit(kept, facts.parameters, now)
        + (f" {count(more, 'adoption')} more are not looked at here." if more else ""),
        f"`/homebot credit explain` tells every line of {_names(figures)}." if figures.contributions else "",
    )


def beneficiaries(agreement: Record, directory: Directory) -> tuple[str, ...]:
    """The teams that the form names as beneficiaries, by their own names or by those of their services."""
    words = dict.fromkeys(_WORD.findall(agreement.fact("beneficiaries")))
    found = (_team(word, directory, agreement.at) for word in words)
    return tuple(dict.fromkeys(team for team in found if team))[:MOST_NAMED]


def _team(word: str, directory: Directory, at: datetime) -> str:
    if word in directory.teams:
        return word
    service = directory.services.get(word)
    return directory.owner_on(service, at.date()) if service is not None else ""


def _head(agreement: Record) -> str:
    title = f" {code(agreement.fact('title'), 100)}" if agreement.fact("title") else ""
    with_whom = f"{code(agreement.team)} in {code(agreement.scope.service)} of {code(agreement.home)}"
    agreed = agreement.last("agreed")
    by = f", agreed by {code(agreed.by)} on {agreed.at.date()}" if agreed is not None else ""
    live = agreement.fact("live-at")[:10]
    since = f", in production since {live} by {agreement.fact('live-by')}" if live else ""
    return f"**{agreement.name}**{title}: {with_whom}{by}. It is {agreement.state}{since}."


def _promised(agreement: Record, teams: tuple[str, ...]) -> Iterator[str]:
    yield f"headline: {plain(agreement.fact('headline') or 'none', 300)}"
    known = f" ({series([code(team) for team in teams], MOST_NAMED)})" if teams else " (no team of the catalogue)"
    yield f"beneficiaries: {plain(agreement.fact('beneficiaries') or 'none', 300)}{known}"
    yield f"surface: {plain(agreement.fact('surface') or 'none', 300)}"


def _contributions(figures: AgreementFigures) -> Iterator[str]:
    for one in figures.contributions:
        undone = ", **undone** since" if one.listed.void else ""
        released = min((release.at for release in one.releases if release.version), default=None)
        when = f", released on {released.date()}" if released else ""
        yield f"{code(one.listed.of)} merged on {one.listed.merged_at.date()}{when}{undone}"
    for pull in figures.unrecorded:
        yield f"{code(pull)} is not merged, or not recorded as a contribution"
    if not figures.contributions and not figures.unrecorded:
        yield "no pull request was made under it yet"


def _surface(figures: AgreementFigures) -> Iterator[str]:
    """Which of the promised names the merged pull requests declare as new in the home code."""
    names = promised(figures.agreement)
    new = {word for one in figures.contributions for word in set(one.surface) - set(one.old_surface)}
    if not figures.contributions:
        return
    for words, said in (("of the surface there is", True), ("of the surface no merged pull request declares", False)):
        found = [code(name, 60) for name in names if (name in new) is said]
        if found:
            yield f"{words} {series(found, 10)}"


def _adopted(teams: tuple[str, ...], kept: Iterable[Kept], now: datetime) -> Iterator[str]:
    """Who adopted: each promised team, then others."""
    levels = _levels(kept, now)
    for team in teams:
        yield f"promised to {code(team)}: it {_LEVELS.get(levels.get(team, ''), 'has not adopted it yet')}"
    for team in sorted(set(levels) - set(teams)):
        yield f"not promised to {code(team)}: it {_LEVELS[levels[team]]}"


def _levels(kept: Iterable[Kept], now: datetime) -> dict[str, str]:
    """How each team adopted that still does, by the strongest evidence."""
    order = ("carried", "attested", "observed")
    found: dict[str, str] = {}
    for one in kept:
        level = one.adoption.level if one.adoption.kind == "used" else "carried"
        if not is_undone(one.adoption, now):
            found[one.adoption.consumer] = max(level, found.get(one.adoption.consumer, "carried"), key=order.index)
    return found


def _credit(kept: Iterable[Kept], parameters: Parameters, now: datetime) -> str:
    states = Counter(state(one, now, parameters) for one in kept)
    if not states:
        return "**Credit:** none yet; credit arises only when another team's service uses it."
    order: tuple[State, ...] = ("pending", "vested", "realised", "reversed", "void")
    told_of = [f"{count(states[one], 'adoption')} {one}" for one in order if states[one]]
    return f"**Credit:** {series(told_of)}."


def _names(figures: AgreementFigures) -> str:
    return series([code(one.listed.of) for one in figures.contributions], 10)
