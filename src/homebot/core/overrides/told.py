"""An override in words, for the issue in the governance repository, the comment and replies."""

from datetime import datetime

from homebot.core.overrides.terms import BYPASS, FOLLOW_UP, RAISER
from homebot.core.register.entries import Scope
from homebot.core.register.names import name_of
from homebot.core.register.record import Record
from homebot.core.render.escape import code, plain


def day(moment: datetime | None) -> str:
    """`2026-12-01`, or nothing."""
    return f"{moment:%Y-%m-%d}" if moment is not None else ""


def follow_up_day(record: Record) -> str:
    """The day of its follow-up, as it was said."""
    return record.fact(FOLLOW_UP)


def is_bypass(record: Record) -> bool:
    """Whether somebody merged past the rules, rather than said why before."""
    return bool(record.fact(BYPASS))


def is_merged(record: Record) -> bool:
    """Whether what it covers was merged: only then something can come of it."""
    return is_bypass(record) or record.last("merged") is not None


def what(record: Record) -> str:
    """What was done, by whom, in one sentence."""
    by = code(record.by) if record.by else "somebody whom GitHub does not name"
    if is_bypass(record):
        return f"{by} merged {code(record.scope.pull)} past what homebot asks for."
    return f"{by} goes against {against(record.scope, record.fact(RAISER))}, in {code(record.scope.pull)}."


def against(scope: Scope, raiser: str) -> str:
    """What it goes against, and whose word that was; nobody's where there is no `raiser`."""
    name = f"{code(name_of('bar-raiser', scope.of))} ({code(scope.kind)})"
    return f"{name}: {code(raiser)} recommends against it" if raiser else f"{name}, which nobody answered"


def missing(record: Record) -> list[str]:
    """What was failing or missing at the merge."""
    return [plain(line) for line in record.fact(BYPASS).splitlines()]


def between(record: Record) -> str:
    """Whose service it is and whose change."""
    service = record.scope.service or record.fact("service")
    known = [code(one) for one in (service, record.home) if one]
    return " of ".join(known or ["no service"]) + (f", changed by {code(record.team)}" if record.team else "")


def outcome(record: Record) -> str:
    """What became of it, or that nothing is known yet."""
    last = record.last(record.state)
    because = f": {plain(last.because)}" if last is not None and last.because else ""
    match record.state:
        case "held" | "regretted" | "moot":
            return f"**{record.state}**{because}"
        case "fallen":
            return f"**fell**{because}"
        case "due":
            return f"its follow-up is due since {follow_up_day(record)}"
        case _:
            return f"follow-up on {follow_up_day(record)}"


def link(pull: str) -> str:
    """An address on whichever host it is read: of a pull request (`owner/name#7`)."""
    repository, _, number = pull.rpartition("#")
    return f"[{repository} {number}](/{repository}/pull/{number})"


def how(record: Record) -> str:
    """How to say what became of it."""
    return f'`/homebot recommend {record.name} held|regretted|moot because="..."`'
