"""What `homebot check` found, as data; its formats are written from it in modules of their own."""

from dataclasses import dataclass

from homebot.core.decision import Judgement, ServiceStanding
from homebot.core.facts import Change, FunctionComplexity
from homebot.core.findings import Finding, Outcome
from homebot.core.render.levels import counts, level
from homebot.core.render.markdown import count, series

TOLD: tuple[Outcome, ...] = ("fail", "error", "decision-needed", "deviated", "pre-existing")
"""The outcomes whose findings are listed."""

_LOUDNESS = ("failure", "warning", "notice")


@dataclass(frozen=True, slots=True)
class Checked:
    """The judgements of one change and what they rest on.

    `base` and `head` are names as the caller knows them; `rules` says in words where the standards' settings come from
    and `configuration` is the digest of their text. `unowned` are touched paths that no service covers. `notes` are
    sentences a reader needs to understand the result.
    """

    repository: str
    base: str
    head: str
    change: Change
    rules: str
    configuration: str
    standings: tuple[ServiceStanding, ...]
    judgements: tuple[Judgement, ...]
    unowned: tuple[str, ...]
    notes: tuple[str, ...]
    version: str

    @property
    def failing(self) -> tuple[Judgement, ...]:
        """What does not hold and is more than advice, in whatever mode: with one of these, the check fails."""
        return tuple(judgement for judgement in self.judgements if counts(judgement))

    @property
    def functions(self) -> tuple[FunctionComplexity, ...]:
        """The touched functions, the most complex first, among equals the one that rose most."""
        return tuple(sorted(self.change.functions, key=lambda one: (-one.after, -rise(one), one.path, one.line)))

    @property
    def places(self) -> tuple[tuple[Judgement, Finding], ...]:
        """Every finding with its judgement, the loudest first."""
        told = [(one, finding) for one in self.judgements if one.outcome in TOLD for finding in one.findings]
        return tuple(sorted(told, key=lambda place: (_LOUDNESS.index(level(*place)), place[1].path or "")))


def rise(function: FunctionComplexity) -> int:
    """By how much a function is more complex than it was; a new one rises from nothing."""
    return function.after - (function.before or 0)


def verdict(checked: Checked) -> str:
    """The result in one sentence."""
    if checked.failing:
        return _to_mend(checked.failing)
    held = {one.standard for one in checked.judgements if one.outcome != "not-applicable"}
    return f"{count(len(held), 'standard holds', 'standards hold')}" if held else f"nothing to judge: {_idle(checked)}"


def _to_mend(failing: tuple[Judgement, ...]) -> str:
    """A standard that is broken somewhere and could not be judged elsewhere is broken."""
    named = {one.standard: None for one in failing}
    broken = {one.standard for one in failing if one.outcome != "error"}
    parts = []
    if broken:
        does = count(len(broken), "standard does not hold", "standards do not hold")
        parts.append(f"{does}: {series([name for name in named if name in broken])}")
    if unjudged := [name for name in named if name not in broken]:
        parts.append(f"{count(len(unjudged), 'standard')} could not be judged: {series(unjudged)}")
    return "; ".join(parts)


def _idle(checked: Checked) -> str:
    if checked.standings:
        return "no standard has a say in what changed"
    if checked.change.files:
        return "nothing that is judged here covers what changed"
    return f"{checked.head} holds no change that {checked.base} lacks; what is not committed is not looked at"
