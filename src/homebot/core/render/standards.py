"""The standards of each service: a table with what fails first, and the places to mend under it."""

from dataclasses import dataclass

from homebot.core.decision import Decision, Judgement, ServiceStanding
from homebot.core.findings import Finding, Outcome
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import bullets, cut, fold, paragraphs, table

OUTCOMES: dict[Outcome, tuple[str, str]] = {
    "fail": ("❌", "to mend"),
    "error": ("⚠️", "not judged"),
    "decision-needed": ("⚖️", "decision needed"),
    "deviated": ("🔶", "deviated"),
    "pre-existing": ("⚪", "was so before"),
    "pass": ("✅", "holds"),
    "not-applicable": ("➖", "does not apply"),  # noqa: RUF001 - the sign itself
}
_ORDER = tuple(OUTCOMES)
_WAITING = ("⏳", "waiting")


@dataclass(frozen=True, slots=True)
class Caps:
    """How much of each list is shown. Smaller ones are tried when a text would grow over GitHub's limit."""

    services: int = 20
    findings: int = 10
    functions: int = 15
    people: int = 20
    paths: int = 10


def standards(decision: Decision, caps: Caps, more: str) -> str:
    """Every touched service with its judgements. `more` says where the rest of a list that is cut can be read."""
    parts = cut(
        sorted(decision.recognition.standings, key=lambda standing: (_worst(decision, standing), standing.service)),
        caps.services,
        lambda standing: _service(standing, decision, caps, more),
        f"services. {more}",
    )
    return "\n\n".join(parts)


def _of(decision: Decision, standing: ServiceStanding) -> list[Judgement]:
    mine = [one for one in decision.judgements if one.service == standing.service]
    return sorted(mine, key=lambda one: (_rank(one), one.standard))


def _rank(judgement: Judgement) -> int:
    """Advice stands behind all that counts."""
    waits = judgement.waiting and judgement.outcome == "not-applicable"
    place = _ORDER.index("pre-existing" if waits else judgement.outcome)
    return place + len(_ORDER) if judgement.strength == "advice" and place < _ORDER.index("pass") else place * 2


def _worst(decision: Decision, standing: ServiceStanding) -> int:
    return min((_rank(one) for one in _of(decision, standing)), default=len(_ORDER) * 2)


def _service(standing: ServiceStanding, decision: Decision, caps: Caps, more: str) -> str:
    owner = f"yours: {code(standing.team)}" if standing.home else f"owned by {code(standing.team)}"
    judgements = _of(decision, standing)
    nothing = "" if judgements else f"Profile {code(standing.profile)} sets no standards."
    text = _judgements(judgements, caps, more)
    return paragraphs(f"#### {code(standing.service)} · {owner}", MODES[standing.mode], text, nothing)


def _judgements(judgements: list[Judgement], caps: Caps, more: str) -> str:
    """The table, the places under it, and last what had nothing to judge; in a fold when all is well."""
    judged = [one for one in judgements if _is_told(one)]
    idle = ", ".join(code(one.standard) for one in judgements if one not in judged)
    rows = table(("", "Standard", "What", "What to do"), map(_row, judged))
    places = bullets(line for one in judged for line in _places(one, caps, more))
    text = paragraphs(rows, places, f"Nothing to judge here for {idle}." if idle else "")
    well = {one.outcome for one in judged} == {"pass"}
    return fold(f"✅ {_all_hold(len(judged))}", text) if well else text


def _is_told(judgement: Judgement) -> bool:
    return judgement.outcome != "not-applicable" or judgement.waiting


MODES = {
    "enforce": "",
    "observe": "This service only *observes*: what follows is a report, nothing here blocks and nobody is asked.",
    "advise": "This service is on *advise*: reviewers are asked, and nothing here blocks.",
}


def _all_hold(number: int) -> str:
    return "The one standard holds" if number == 1 else f"All {number} standards hold"


def _row(judgement: Judgement) -> tuple[str, str, str, str]:
    icon, word = _sign(judgement)
    fixes = list(dict.fromkeys(finding.fix for finding in judgement.findings if finding.fix))
    todo = plain(fixes[0]) if len(fixes) == 1 else "see below" if fixes else ""
    return (f"{icon} {word}", code(judgement.standard), plain(judgement.summary), todo)


def _sign(judgement: Judgement) -> tuple[str, str]:
    """What could not be judged is no advice yet."""
    icon, word = OUTCOMES[judgement.outcome]
    if judgement.outcome == "not-applicable":
        return _WAITING
    if judgement.outcome not in ("fail", "error"):
        return icon, word
    if judgement.strength == "advice":
        return ("💡", "advice") if judgement.outcome == "fail" else (icon, word)
    if judgement.mode == "enforce":
        return icon, f"**{word}**"
    return icon, "does not hold" if judgement.outcome == "fail" else word


def _expanded(judgement: Judgement) -> bool:
    """One finding without a place says no more than its row."""
    return len(judgement.findings) > 1 or any(finding.path is not None for finding in judgement.findings)


def _places(judgement: Judgement, caps: Caps, more: str) -> list[str]:
    if not _expanded(judgement):
        return []
    fixes = {finding.fix for finding in judgement.findings if finding.fix}
    left = len(judgement.findings) - caps.findings
    lines = cut(
        judgement.findings,
        caps.findings,
        lambda finding: place(finding, with_fix=len(fixes) > 1),
        f"{'place' if left == 1 else 'places'}. {more}",
    )
    return [f"{code(judgement.standard)}: {line}" for line in lines]


def place(finding: Finding, *, with_fix: bool) -> str:
    """One finding on one line: where, what, and what to do unless the table says it already."""
    message = plain(finding.message)
    if finding.path is not None and finding.path not in finding.message:
        where = finding.path if finding.line is None else f"{finding.path}:{finding.line}"
        message = f"{code(where, 200)} — {message}"
    return f"{message} *{plain(finding.fix)}*" if with_fix and finding.fix else message
