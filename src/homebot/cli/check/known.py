"""What a checkout does not hold, and a standard may ask for: what the caller says of it, or that nobody knows."""

from dataclasses import dataclass, replace

from homebot.core.decision import Judgement
from homebot.core.findings import Outcome

_DRAFT = "it is written on GitHub; --description FILE judges a draft of it"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the caller knows and a checkout does not: the author's login, a draft of the description, the one service
    that is to be judged, and labels. Nobody known as its author is held to what an away team is."""

    author: str = ""
    description: str | None = None
    service: str | None = None
    labels: tuple[str, ...] = ()


def known(judgement: Judgement, asked: Asked) -> Judgement:
    """The judgement, or that there is none where only GitHub knows what it rests on."""
    match judgement.standard:
        case "required-checks":
            return _unknown(judgement, "what CI answered is known on GitHub only")
        case "experiment" if not asked.labels:
            return _unknown(judgement, "labels are known on GitHub; --label NAME says one")
        case "description" | "experiment" if asked.description is None:
            return _unknown(judgement, _DRAFT)
        case "dependencies" if asked.description is None:
            return _without_reasons(judgement)
    return judgement


def _unknown(judgement: Judgement, why: str) -> Judgement:
    return replace(judgement, outcome="not-applicable", summary=why, findings=(), waiting=False)


def _without_reasons(judgement: Judgement) -> Judgement:
    """Whether a dependency has its reason is not known; what could not be read, or needs a decision, is."""
    kept = tuple(one for one in judgement.findings if one.error or one.decided_by)
    if kept == judgement.findings:
        return judgement
    summary = f"{judgement.summary.partition(',')[0]}, whose reason is not known here: {_DRAFT}"
    outcome: Outcome = "not-applicable"
    if kept:
        outcome = "error" if any(one.error for one in kept) else "decision-needed"
    return replace(judgement, outcome=outcome, summary=summary, findings=kept)
